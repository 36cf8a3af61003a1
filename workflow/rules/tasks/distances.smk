"""Distances between classes: SSIM distances of pictures, energy distances of other data.

Input: results/data/{dataset}.safetensors.
Output: results/distances/{dataset}.parquet, a row per pair of classes and per class;
results/distances/{dataset}/{cells}.parquet, the rows of a block of them, before more random
pairs are drawn of those that take them.
"""


rule distance_cells:
    """Estimate the distance between classes and within, a block of them."""
    input:
        images="results/data/{dataset}.safetensors",
    output:
        "results/distances/{dataset}/{cells}.parquet",
    log:
        "logs/distance_cells/{dataset}/{cells}.log",
    benchmark:
        "logs/benchmarks/distance_cells/{dataset}/{cells}.tsv"
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        cells=lambda wildcards: TASKS_PLAN.cells_of(wildcards.dataset, wildcards.cells),
        image_pairs=config["distances"]["image_pairs"],
        measure=config["distances"]["measure"],
        seed=config["seed"],
        code=code("tasks/distance_cells"),
    message:
        "Distances of {wildcards.dataset}, {wildcards.cells}"
    script:
        "../../scripts/tasks/distance_cells.py"


rule distances:
    """Put all distances together, and tell the extremes from the others (figure 6)."""
    input:
        images="results/data/{dataset}.safetensors",
        cells=lambda wildcards: [
            f"results/distances/{wildcards.dataset}/{cells}.parquet"
            for cells in TASKS_PLAN.cell_blocks(wildcards.dataset)
        ],
    output:
        "results/distances/{dataset}.parquet",
    log:
        "logs/distances/{dataset}.log",
    benchmark:
        "logs/benchmarks/distances/{dataset}.tsv"
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        settings=config["distances"],
        seed=config["seed"],
        code=code("tasks/distances"),
    message:
        "All distances of {wildcards.dataset}"
    script:
        "../../scripts/tasks/distances.py"
