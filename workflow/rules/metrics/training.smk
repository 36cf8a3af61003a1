"""Training of the networks; see study.smk."""


rule metrics_train:
    """Train the networks of a block, all at once."""
    input:
        images="results/data/{dataset}.safetensors",
    output:
        weights=models("results/metrics/models/{dataset}/{measured}.safetensors"),
        history="results/metrics/training/{dataset}/{measured}.parquet",
        link_weights="results/metrics/weights/{dataset}/{measured}.parquet",
        performance="results/metrics/performance/{dataset}/{measured}.parquet",
    log:
        "logs/metrics/train/{dataset}/{measured}.log",
    benchmark:
        "logs/benchmarks/metrics/train/{dataset}/{measured}.tsv"
    priority: 5
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(3000),
        runtime=growing(120),
        device=config["device"],
    params:
        inputs=inputs_of_networks,
        training=lambda wildcards: METRICS.training(wildcards.dataset, cell_of(wildcards)),
        seed=config["seed"],
        code=code("metrics/metrics_train"),
    message:
        "Train {wildcards.dataset} {wildcards.measured}"
    script:
        "../../scripts/metrics/metrics_train.py"
