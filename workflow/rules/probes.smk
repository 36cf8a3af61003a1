"""Probes: one rule each.

Input: weights of trained models, and the images of their dataset.
Output: results/probes/{probe}/{dataset}/{models}.parquet, a row per kind, level, draw, variant and
model. `models` is a block of seeds of a task, easy_d64_seeds000-049, or all pairs, pairs_d64.
"""


rule prune:
    """Prune the models to every level, and measure weights and signs (figures 1, 4, 8, 10, 12)."""
    input:
        images="results/data/{dataset}.safetensors",
        weights=probed_weights,
    output:
        "results/probes/prune/{dataset}/{models}.parquet",
    log:
        "logs/prune/{dataset}/{models}.log",
    benchmark:
        "logs/benchmarks/prune/{dataset}/{models}.tsv"
    conda:
        "../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(15),
        device=config["device"],
    params:
        sweeps=job_sweeps("prune"),
        seed=config["seed"],
        code=code("prune"),
    message:
        "Prune {wildcards.dataset} {wildcards.models}"
    script:
        "../scripts/prune.py"


rule noise:
    """Add noise of every amplitude to the weights (figures 1, 10, 12)."""
    input:
        images="results/data/{dataset}.safetensors",
        weights=probed_weights,
    output:
        "results/probes/noise/{dataset}/{models}.parquet",
    log:
        "logs/noise/{dataset}/{models}.log",
    benchmark:
        "logs/benchmarks/noise/{dataset}/{models}.tsv"
    conda:
        "../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(15),
        device=config["device"],
    params:
        sweeps=job_sweeps("noise"),
        seed=config["seed"],
        code=code("noise"),
    message:
        "Add noise to {wildcards.dataset} {wildcards.models}"
    script:
        "../scripts/noise.py"


rule flip:
    """Flip every fraction of the signs of the weights (figures 1, 10, 12)."""
    input:
        images="results/data/{dataset}.safetensors",
        weights=probed_weights,
    output:
        "results/probes/flip/{dataset}/{models}.parquet",
    log:
        "logs/flip/{dataset}/{models}.log",
    benchmark:
        "logs/benchmarks/flip/{dataset}/{models}.tsv"
    conda:
        "../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(15),
        device=config["device"],
    params:
        sweeps=job_sweeps("flip"),
        seed=config["seed"],
        code=code("flip"),
    message:
        "Flip signs of {wildcards.dataset} {wildcards.models}"
    script:
        "../scripts/flip.py"


rule randomize:
    """Randomize the bipartite graph of every layer (figures 2, 3, 4, 11, 13)."""
    input:
        images="results/data/{dataset}.safetensors",
        weights=probed_weights,
    output:
        "results/probes/randomize/{dataset}/{models}.parquet",
    log:
        "logs/randomize/{dataset}/{models}.log",
    benchmark:
        "logs/benchmarks/randomize/{dataset}/{models}.tsv"
    conda:
        "../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(15),
        device=config["device"],
    params:
        sweeps=job_sweeps("randomize"),
        seed=config["seed"],
        code=code("randomize"),
    message:
        "Randomize {wildcards.dataset} {wildcards.models}"
    script:
        "../scripts/randomize.py"
