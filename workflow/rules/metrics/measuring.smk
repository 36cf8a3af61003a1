"""Metrics of the networks, and what is made of those of all; see study.smk."""


rule metrics_measure:
    """Take the metrics of a block of networks, trained and untrained."""
    input:
        images="results/data/{dataset}.safetensors",
        weights="results/metrics/models/{dataset}/{measured}.safetensors",
    output:
        layers="results/metrics/layers/{dataset}/{measured}.parquet",
        quantiles="results/metrics/quantiles/{dataset}/{measured}.parquet",
        neurons="results/metrics/neurons/{dataset}/{measured}.parquet",
    log:
        "logs/metrics/measure/{dataset}/{measured}.log",
    benchmark:
        "logs/benchmarks/metrics/measure/{dataset}/{measured}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        inputs=inputs_of_networks,
        shape=shape_of_networks,
        samples=METRICS.samples,
        bias=METRICS.bias,
        seed=config["seed"],
        code=code("metrics/metrics_measure"),
    message:
        "Measure {wildcards.dataset} {wildcards.measured}"
    script:
        "../../scripts/metrics/metrics_measure.py"


rule metrics_maps:
    """Find where in a picture the strength of recurrent networks comes from."""
    input:
        images="results/data/{dataset}.safetensors",
        weights="results/metrics/models/{dataset}/{measured}.safetensors",
    output:
        steps="results/metrics/steps/{dataset}/{measured}.parquet",
        maps="results/metrics/maps/{dataset}/{measured}.parquet",
    log:
        "logs/metrics/maps/{dataset}/{measured}.log",
    benchmark:
        "logs/benchmarks/metrics/maps/{dataset}/{measured}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        inputs=inputs_of_networks,
        shape=shape_of_networks,
        samples=METRICS.samples,
        seed=config["seed"],
        code=code("metrics/metrics_maps"),
    message:
        "Map {wildcards.dataset} {wildcards.measured}"
    script:
        "../../scripts/metrics/metrics_maps.py"


rule metrics_prune:
    """Silence the weakest neurons of a block of networks, or some at random."""
    input:
        images="results/data/{dataset}.safetensors",
        weights="results/metrics/models/{dataset}/{measured}.safetensors",
    output:
        "results/metrics/pruned/{dataset}/{measured}.parquet",
    log:
        "logs/metrics/pruned/{dataset}/{measured}.log",
    benchmark:
        "logs/benchmarks/metrics/pruned/{dataset}/{measured}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        inputs=inputs_of_networks,
        shape=shape_of_networks,
        samples=METRICS.samples,
        pruning=METRICS.pruning,
        seed=config["seed"],
        code=code("metrics/metrics_prune"),
    message:
        "Prune {wildcards.dataset} {wildcards.measured}"
    script:
        "../../scripts/metrics/metrics_prune.py"


rule metrics_table_1:
    """Hold the performance of all networks beside what was published."""
    input:
        METRICS.files("performance", METRICS.every_cell()),
    output:
        TABLE_1,
    log:
        "logs/metrics/table_1.log",
    benchmark:
        "logs/benchmarks/metrics/table_1.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=500,
        runtime=10,
    params:
        published=published("metrics"),
        seed=config["seed"],
        code=code("metrics/metrics_table_1"),
    message:
        "Table 1 of the third paper"
    script:
        "../../scripts/metrics/metrics_table_1.py"


rule metrics_tellapart:
    """Try to tell architecture, depth and activation of networks by their metrics."""
    input:
        METRICS.files("layers", METRICS.every_cell()),
    output:
        TELLAPART,
    log:
        "logs/metrics/tellapart.log",
    benchmark:
        "logs/benchmarks/metrics/tellapart.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        seed=config["seed"],
        code=code("metrics/metrics_tellapart"),
    message:
        "Tell networks apart by their metrics"
    script:
        "../../scripts/metrics/metrics_tellapart.py"
