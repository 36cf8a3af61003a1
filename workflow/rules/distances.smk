"""SSIM distances between classes.

Input: results/data/{dataset}.safetensors.
Output: results/distances/{dataset}.parquet, a row per pair of classes and per class.
"""


def distance_tables():
    """Distances of every dataset."""
    return [f"results/distances/{dataset}.parquet" for dataset in PLAN.datasets]


rule distances:
    """Estimate the SSIM distance between all classes and within each (figure 6)."""
    input:
        images="results/data/{dataset}.safetensors",
    output:
        "results/distances/{dataset}.parquet",
    params:
        image_pairs=config["distances"]["image_pairs"],
        seed=config["seed"],
        code=code("distances"),
    log:
        "logs/distances/{dataset}.log",
    benchmark:
        "logs/benchmarks/distances/{dataset}.tsv"
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "SSIM distances of {wildcards.dataset}"
    script:
        "../scripts/distances.py"
