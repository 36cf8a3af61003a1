"""Training in blocks of seeds.

Input: results/data/{dataset}.safetensors; results/distances/{dataset}.parquet for tasks on `auto`.
Output: results/models/{dataset}/{task}_d{hidden}_{seeds}.safetensors, the weights of a block;
results/training/{dataset}/{task}_d{hidden}_{seeds}.parquet, loss and accuracy per epoch;
results/training/{dataset}_weights.parquet, σ(w) of every model of the tasks.
`task` is easy, hard, or the two labels of a pair.
"""


rule train:
    """Train a block of seeds of one task."""
    input:
        images="results/data/{dataset}.safetensors",
        distances=distances_for_auto,
    output:
        weights="results/models/{dataset}/{task}_d{hidden}_{seeds}.safetensors",
        history="results/training/{dataset}/{task}_d{hidden}_{seeds}.parquet",
    log:
        "logs/train/{dataset}/{task}_d{hidden}_{seeds}.log",
    benchmark:
        "logs/benchmarks/train/{dataset}/{task}_d{hidden}_{seeds}.tsv"
    conda:
        "../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(15),
        device=config["device"],
    params:
        classes=lambda wildcards: PLAN.classes_of(wildcards.dataset, wildcards.task),
        training=config["training"],
        seed=config["seed"],
        code=code("train"),
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
    log:
        "logs/weight_statistics/{dataset}.log",
    benchmark:
        "logs/benchmarks/weight_statistics/{dataset}.tsv"
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        seed=config["seed"],
        code=code("weight_statistics"),
    message:
        "Spread of the weights of {wildcards.dataset}"
    script:
        "../scripts/weight_statistics.py"
