"""Datasets.

Input: the sources of each dataset in the config.
Output: results/data/{dataset}.safetensors, checked images or features, and labels.
"""


rule fetch:
    """Fetch a dataset from the first of its sources that works and check it."""
    input:
        no_input,
    output:
        "results/data/{dataset}.safetensors",
    log:
        "logs/fetch/{dataset}.log",
    benchmark:
        "logs/benchmarks/fetch/{dataset}.tsv"
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        own_data=own_data_digest,
        classes=lambda wildcards: list(DATASETS[wildcards.dataset].classes),
        labels=lambda wildcards: list(DATASETS[wildcards.dataset].labels),
        reading=reading_of,
        split=split_of,
        code=code("fetch"),
    message:
        "Fetch {wildcards.dataset}"
    script:
        "../scripts/fetch.py"
