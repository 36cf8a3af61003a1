"""Training in blocks of seeds, and of pairs.

Input: results/data/{dataset}.safetensors; results/distances/{dataset}.parquet for tasks on `auto`.
Output: results/models/{dataset}/{models}.safetensors, the weights of a block;
results/training/{dataset}/{models}.parquet, loss and accuracy per epoch;
results/training/{dataset}_weights.parquet, σ(w) of every model of the tasks.
`models` is a task or a range of pairs, hidden units and seeds, such as easy_d64_seeds000-049 or
pairs0000-0059_d64_seeds000-019.
"""


rule train:
    """Train a block of seeds of one task, or of several pairs."""
    input:
        images="results/data/{dataset}.safetensors",
        distances=distances_for_auto,
    output:
        weights=models("results/{variant}models/{dataset}/{models}.safetensors"),
        history="results/{variant}training/{dataset}/{models}.parquet",
    log:
        "logs/train/{variant}{dataset}/{models}.log",
    benchmark:
        "logs/benchmarks/train/{variant}{dataset}/{models}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
        device=config["device"],
    params:
        tasks=classes_of,
        training=lambda wildcards: plan_of(wildcards).training(wildcards.dataset),
        seed=config["seed"],
        code=code("tasks/train"),
    message:
        "Train {wildcards.variant}{wildcards.dataset} {wildcards.models}"
    script:
        "../../scripts/tasks/train.py"


rule weight_statistics:
    """Measure the spread σ(w) of the weights of every model of the tasks (figure 7)."""
    input:
        weights=lambda wildcards: [
            plan_of(wildcards).weights(wildcards.dataset, models)
            for layers in plan_of(wildcards).widths("tasks")
            for models in plan_of(wildcards).trained(wildcards.dataset, "tasks", layers)
        ],
    output:
        "results/{variant}training/{dataset}_weights.parquet",
    log:
        "logs/weight_statistics/{variant}{dataset}.log",
    benchmark:
        "logs/benchmarks/weight_statistics/{variant}{dataset}.tsv"
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        seed=config["seed"],
        code=code("tasks/weight_statistics"),
    message:
        "Spread of the weights of {wildcards.variant}{wildcards.dataset}"
    script:
        "../../scripts/tasks/weight_statistics.py"
