"""Training of sparse networks, of full ones, and of full ones that are pruned; see study.smk."""


rule sparse_train:
    """Train a block of sparse networks and rewire them between epochs."""
    input:
        images="results/data/{dataset}.safetensors",
    output:
        weights=models("results/sparse/models/{dataset}/{linked}.safetensors"),
        history="results/sparse/training/{dataset}/{linked}.parquet",
        topology="results/sparse/topology/{dataset}/{linked}.parquet",
        degrees="results/sparse/degrees/{dataset}/{linked}.parquet",
        timings="results/sparse/timings/{dataset}/{linked}.parquet",
    log:
        "logs/sparse/train/{dataset}/{linked}.log",
    benchmark:
        "logs/benchmarks/sparse/train/{dataset}/{linked}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(120),
        device=config["device"],
    params:
        inputs=lambda wildcards: SPARSE.inputs(wildcards.dataset),
        training=lambda wildcards: SPARSE.training(Networks.parse(wildcards.linked).method),
        seed=config["seed"],
        code=code("sparse/sparse_train"),
    message:
        "Train {wildcards.dataset} {wildcards.linked}"
    script:
        "../../scripts/sparse/sparse_train.py"


rule sparse_train_dense:
    """Train a block of full networks, the control."""
    input:
        images="results/data/{dataset}.safetensors",
    output:
        weights=models("results/sparse/models/{dataset}/dense_{seeds}.safetensors"),
        history="results/sparse/training/{dataset}/dense_{seeds}.parquet",
        timings="results/sparse/timings/{dataset}/dense_{seeds}.parquet",
    log:
        "logs/sparse/train/{dataset}/dense_{seeds}.log",
    benchmark:
        "logs/benchmarks/sparse/train/{dataset}/dense_{seeds}.tsv"
    priority: 10
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(3000),
        runtime=growing(120),
        device=config["device"],
    params:
        inputs=lambda wildcards: SPARSE.inputs(wildcards.dataset),
        training=lambda wildcards: SPARSE.training("dense"),
        seed=config["seed"],
        code=code("sparse/sparse_train_dense"),
    message:
        "Train {wildcards.dataset} dense_{wildcards.seeds}"
    script:
        "../../scripts/sparse/sparse_train_dense.py"


rule sparse_prune_dense:
    """Prune full networks to the density of the sparse ones, and train them on if asked to."""
    input:
        images="results/data/{dataset}.safetensors",
        dense="results/sparse/models/{dataset}/dense_{seeds}.safetensors",
    output:
        weights=models("results/sparse/models/{dataset}/dense_pruned_{seeds}.safetensors"),
        history="results/sparse/training/{dataset}/dense_pruned_{seeds}.parquet",
        degrees="results/sparse/degrees/{dataset}/dense_pruned_{seeds}.parquet",
        timings="results/sparse/timings/{dataset}/dense_pruned_{seeds}.parquet",
    log:
        "logs/sparse/train/{dataset}/dense_pruned_{seeds}.log",
    benchmark:
        "logs/benchmarks/sparse/train/{dataset}/dense_pruned_{seeds}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
        device=config["device"],
    params:
        inputs=lambda wildcards: SPARSE.inputs(wildcards.dataset),
        training=lambda wildcards: SPARSE.training("dense_pruned"),
        seed=config["seed"],
        code=code("sparse/sparse_prune_dense"),
    message:
        "Prune {wildcards.dataset} dense_{wildcards.seeds}"
    script:
        "../../scripts/sparse/sparse_prune_dense.py"
