"""Probes: a rule each, of the rows of taskcomplexity.probes.probe.

Input: weights of trained models, and the images of their dataset.
Output: results/probes/{probe}/{dataset}/{models}.parquet, a row per kind, level, draw, variant and
model.
"""

from taskcomplexity.probes.probe import PROBES

for probe in PROBES.values():

    rule:
        name:
            probe.name
        input:
            images="results/data/{dataset}.safetensors",
            weights=probed_weights,
        output:
            probe_table(probe.name, "{dataset}", "{models}"),
        log:
            f"logs/{probe.name}/{{dataset}}/{{models}}.log",
        benchmark:
            f"logs/benchmarks/{probe.name}/{{dataset}}/{{models}}.tsv"
        conda:
            "../../../envs/science.yaml"
        threads: 1
        resources:
            mem_mb=growing(2000),
            runtime=growing(15),
            device=config["device"],
        params:
            probe=probe.name,
            sweeps=job_sweeps(probe.name),
            seed=config["seed"],
            code=code("tasks/probe", probe.module),
        message:
            f"Probe {{wildcards.dataset}} {{wildcards.models}}: {probe.name}"
        script:
            "../../scripts/tasks/probe.py"
