"""What disturbs the networks: probes, attacks, links put elsewhere; see study.smk.

Sparse networks are measured by loops over their links, on the CPU, and so are their controls.
"""

from taskcomplexity.probes.probe import PROBES

for probe in PROBES.values():

    rule:
        name:
            f"sparse_{probe.name}"
        input:
            images="results/data/{dataset}.safetensors",
            weights="results/sparse/models/{dataset}/{networks}.safetensors",
        output:
            f"results/sparse/probes/{probe.name}/{{dataset}}/{{networks}}.parquet",
        log:
            f"logs/sparse/{probe.name}/{{dataset}}/{{networks}}.log",
        benchmark:
            f"logs/benchmarks/sparse/{probe.name}/{{dataset}}/{{networks}}.tsv"
        conda:
            "../../../envs/science.yaml"
        threads: 1
        resources:
            mem_mb=growing(2000),
            runtime=growing(60),
        params:
            probe=probe.name,
            inputs=lambda wildcards: SPARSE.inputs(wildcards.dataset),
            measuring=lambda wildcards: SPARSE.measuring(method_of(wildcards)),
            sweeps=sparse_sweeps(probe.name),
            seed=config["seed"],
            code=code("sparse/sparse_probe", probe.module),
        message:
            f"Probe {{wildcards.dataset}} {{wildcards.networks}}: {probe.name}"
        script:
            "../../scripts/sparse/sparse_probe.py"


rule sparse_attack:
    """Attack networks by adversarial images."""
    input:
        images="results/data/{dataset}.safetensors",
        weights="results/sparse/models/{dataset}/{networks}.safetensors",
    output:
        "results/sparse/attacks/{dataset}/{networks}.parquet",
    log:
        "logs/sparse/attacks/{dataset}/{networks}.log",
    benchmark:
        "logs/benchmarks/sparse/attacks/{dataset}/{networks}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        inputs=lambda wildcards: SPARSE.inputs(wildcards.dataset),
        measuring=lambda wildcards: SPARSE.attacking(method_of(wildcards)),
        attacks=SPARSE.attacks,
        seed=config["seed"],
        code=code("sparse/sparse_attack"),
    message:
        "Attack {wildcards.dataset} {wildcards.networks}"
    script:
        "../../scripts/sparse/sparse_attack.py"


rule sparse_nulls:
    """Put the links of networks elsewhere."""
    input:
        images="results/data/{dataset}.safetensors",
        weights="results/sparse/models/{dataset}/{networks}.safetensors",
    output:
        "results/sparse/nulls/{dataset}/{networks}.parquet",
    log:
        "logs/sparse/nulls/{dataset}/{networks}.log",
    benchmark:
        "logs/benchmarks/sparse/nulls/{dataset}/{networks}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(60),
    params:
        inputs=lambda wildcards: SPARSE.inputs(wildcards.dataset),
        measuring=lambda wildcards: SPARSE.measuring(method_of(wildcards)),
        nulls=SPARSE.nulls,
        seed=config["seed"],
        code=code("sparse/sparse_nulls"),
    message:
        "Put links of {wildcards.dataset} {wildcards.networks} elsewhere"
    script:
        "../../scripts/sparse/sparse_nulls.py"


rule sparse_tasks:
    """Disturb E- and H-models of the first paper as the sparse networks are."""
    input:
        images="results/data/{dataset}.safetensors",
        weights="results/models/{dataset}/{task_models}.safetensors",
    output:
        "results/sparse/tasks/{dataset}/{task_models}.parquet",
    log:
        "logs/sparse/tasks/{dataset}/{task_models}.log",
    benchmark:
        "logs/benchmarks/sparse/tasks/{dataset}/{task_models}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(60),
    params:
        seeds=SPARSE.task_seeds,
        sweeps=SPARSE.task_sweeps(),
        attacks=SPARSE.attacks,
        seed=config["seed"],
        code=code("sparse/sparse_tasks", *(probe.module for probe in PROBES.values())),
    message:
        "Perturb {wildcards.dataset} {wildcards.task_models}"
    script:
        "../../scripts/sparse/sparse_tasks.py"
