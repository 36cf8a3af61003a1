"""Probes: a rule each, of the rows of taskcomplexity.probes.probe, and one over each layer alone.

Input: weights of trained models, and the samples of their dataset.
Output: results/probes/{probe}/{dataset}/{models}.parquet, a row per kind, level, draw, variant and
model; results/probes/{probe}_layers/{dataset}/{models}.parquet, the same by the layer disturbed.
"""

from itertools import product

from taskcomplexity.probes.probe import PROBES

for probe, each in product(PROBES.values(), (False, True)):
    name = f"{probe.name}_layers" if each else probe.name

    rule:
        name:
            name
        input:
            images="results/data/{dataset}.safetensors",
            weights=probed_weights,
        output:
            probe_table(probe.name, "{dataset}", "{models}", each=each, place="{variant}"),
        log:
            f"logs/{name}/{{variant}}{{dataset}}/{{models}}.log",
        benchmark:
            f"logs/benchmarks/{name}/{{variant}}{{dataset}}/{{models}}.tsv"
        conda:
            "../../../envs/science.yaml"
        threads: 1
        resources:
            mem_mb=growing(2000),
            runtime=growing(15),
            device=config["device"],
        params:
            probe=probe.name,
            sweeps=job_sweeps(probe.name, each=each),
            each_layer=each,
            threshold=lambda wildcards: plan_of(wildcards).threshold,
            seed=config["seed"],
            code=code("tasks/probe", probe.module),
        message:
            f"Probe {{wildcards.variant}}{{wildcards.dataset}} {{wildcards.models}}: {probe.name}"
            f"{', a layer at a time' if each else ''}"
        script:
            "../../scripts/tasks/probe.py"
