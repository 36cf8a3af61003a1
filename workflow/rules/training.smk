"""Training in blocks of seeds.

Input: results/data/{dataset}.safetensors; results/distances/{dataset}.parquet for tasks on `auto`.
Output: results/models/{dataset}/{task}_d{hidden}_{seeds}.safetensors, the weights of a block;
results/training/{dataset}/{task}_d{hidden}_{seeds}.parquet, loss and accuracy per epoch;
results/training/{dataset}_weights.parquet, σ(w) of every model of the tasks.
`task` is easy, hard, or the two labels of a pair.
"""


def weights_file(dataset, models):
    """The weights of a trained block."""
    return f"results/models/{dataset}/{models}.safetensors"


def spread_tables():
    """Spread of the weights of the tasks of every dataset."""
    return [f"results/training/{dataset}_weights.parquet" for dataset in PLAN.datasets]


def distances_for_auto(wildcards):
    """The distances that a task on `auto` is chosen by."""
    if PLAN.classes_of(wildcards.dataset, wildcards.task) == "auto":
        return [f"results/distances/{wildcards.dataset}.parquet"]
    return []


rule train:
    """Train a block of seeds of one task."""
    input:
        images="results/data/{dataset}.safetensors",
        distances=distances_for_auto,
    output:
        weights="results/models/{dataset}/{task}_d{hidden}_{seeds}.safetensors",
        history="results/training/{dataset}/{task}_d{hidden}_{seeds}.parquet",
    params:
        classes=lambda wildcards: PLAN.classes_of(wildcards.dataset, wildcards.task),
        training=config["training"],
        seed=config["seed"],
        code=code("train"),
    log:
        "logs/train/{dataset}/{task}_d{hidden}_{seeds}.log",
    benchmark:
        "logs/benchmarks/train/{dataset}/{task}_d{hidden}_{seeds}.tsv"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
        device=config["device"],
    message:
        "Train {wildcards.dataset} {wildcards.task}, d = {wildcards.hidden}, {wildcards.seeds}"
    script:
        "../scripts/train.py"


rule weight_statistics:
    """Measure the spread σ(w) of the weights of every model of the tasks (figure 7)."""
    input:
        weights=lambda wildcards: [
            weights_file(wildcards.dataset, models)
            for hidden in PLAN.task_widths
            for models in PLAN.trained(wildcards.dataset, "tasks", hidden)
        ],
    output:
        "results/training/{dataset}_weights.parquet",
    params:
        seed=config["seed"],
        code=code("weight_statistics"),
    log:
        "logs/weight_statistics/{dataset}.log",
    benchmark:
        "logs/benchmarks/weight_statistics/{dataset}.tsv"
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Spread of the weights of {wildcards.dataset}"
    script:
        "../scripts/weight_statistics.py"
