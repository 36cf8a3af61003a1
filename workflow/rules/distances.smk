"""SSIM distances between classes.

Input: results/data/{dataset}.safetensors.
Output: results/distances/{dataset}.parquet, a row per pair of classes and per class.
"""


rule distances:
    """Estimate the SSIM distance between all classes and within each (figure 6)."""
    input:
        images="results/data/{dataset}.safetensors",
    output:
        report(
            "results/distances/{dataset}.parquet",
            caption="../report/distances.rst",
            category="Tables",
            labels={"table": "SSIM distances", "dataset": "{dataset}"},
        ),
    log:
        "logs/distances/{dataset}.log",
    benchmark:
        "logs/benchmarks/distances/{dataset}.tsv"
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        settings=config["distances"],
        seed=config["seed"],
        code=code("distances"),
    message:
        "SSIM distances of {wildcards.dataset}"
    script:
        "../scripts/distances.py"
