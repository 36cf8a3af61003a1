"""What others measure of the same pairs, for the target `peers` alone.

Input: the dataset; the complexity of its pairs and the probe that prunes their models.
Output: results/peers/measured/{dataset}.parquet, a row per pair, measures of samples, and the
seconds of each; results/peers/learning/{dataset}/{pairs}.parquet, learning curves;
results/peers/{dataset}.parquet, all measures side by side; {dataset}_orders, a row per two of them;
{dataset}_drift, some on all rows; results/peers/seconds.parquet, what each took.
"""


rule peers:
    """What others measure of the same pairs, and which measures order them alike."""
    input:
        peer_files,
    localrule: True


rule peer_measures:
    """Measure the samples of pairs of classes, on few rows."""
    input:
        data="results/data/{dataset}.safetensors",
    output:
        measures="results/peers/measured/{dataset}.parquet",
        seconds="results/peers/measured/{dataset}_seconds.parquet",
    log:
        "logs/peer_measures/{dataset}.log",
    benchmark:
        "logs/benchmarks/peer_measures/{dataset}.tsv"
    conda:
        "../../../envs/peers.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        pairs=lambda wildcards: TASKS_PLAN.peers.pairs(wildcards.dataset),
        rows=TASKS_PLAN.peers.rows,
        scaling=TASKS_PLAN.scaling,
        seed=config["seed"],
        code=code("tasks/peer_measures"),
    message:
        "What others measure of the samples of {wildcards.dataset}"
    script:
        "../../scripts/tasks/peer_measures.py"


rule peer_drift:
    """Measure the samples of some pairs on all rows, and compare."""
    input:
        data="results/data/{dataset}.safetensors",
        measures="results/peers/measured/{dataset}.parquet",
    output:
        "results/peers/{dataset}_drift.parquet",
    log:
        "logs/peer_drift/{dataset}.log",
    benchmark:
        "logs/benchmarks/peer_drift/{dataset}.tsv"
    conda:
        "../../../envs/peers.yaml"
    threads: 1
    resources:
        # Of 12,000 rows a matrix of distances has 1.2 GB, and some copies of it are made.
        mem_mb=growing(8000),
        runtime=growing(60),
    params:
        pairs=lambda wildcards: TASKS_PLAN.peers.full_pairs(wildcards.dataset),
        classes=lambda wildcards: TASKS_PLAN.peers.classes(wildcards.dataset),
        rows=TASKS_PLAN.peers.rows,
        scaling=TASKS_PLAN.scaling,
        seed=config["seed"],
        code=code("tasks/peer_drift"),
    message:
        "What others measure of {wildcards.dataset}, on all rows"
    script:
        "../../scripts/tasks/peer_drift.py"


rule learning_curves:
    """Train models of pairs on ever more rows, until they are accurate enough."""
    input:
        data="results/data/{dataset}.safetensors",
    output:
        "results/peers/learning/{dataset}/{pairs}.parquet",
    log:
        "logs/learning_curves/{dataset}/{pairs}.log",
    benchmark:
        "logs/benchmarks/learning_curves/{dataset}/{pairs}.tsv"
    wildcard_constraints:
        pairs=r"pairs\d+-\d+",
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        pairs=lambda wildcards: TASKS_PLAN.peers.blocks(wildcards.dataset)[wildcards.pairs],
        layers=TASKS_PLAN.pair_layers,
        training=lambda wildcards: TASKS_PLAN.training(wildcards.dataset),
        rows=TASKS_PLAN.peers.rows,
        draws=TASKS_PLAN.peers.draws,
        threshold=TASKS_PLAN.threshold,
        seed=config["seed"],
        code=code("tasks/learning_curves"),
    message:
        "Learning curves of {wildcards.dataset}, {wildcards.pairs}"
    script:
        "../../scripts/tasks/learning_curves.py"


rule peer_orders:
    """Put all measures of the pairs together, and tell which order them alike."""
    input:
        complexity="results/complexity/{dataset}.parquet",
        pruned=lambda wildcards: TASKS_PLAN.peers.pruned(wildcards.dataset),
        measures="results/peers/measured/{dataset}.parquet",
        curves=lambda wildcards: TASKS_PLAN.peers.curves(wildcards.dataset),
    output:
        measures="results/peers/{dataset}.parquet",
        orders="results/peers/{dataset}_orders.parquet",
    log:
        "logs/peer_orders/{dataset}.log",
    benchmark:
        "logs/benchmarks/peer_orders/{dataset}.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        resamples=config["complexity"]["resamples"],
        seed=config["seed"],
        code=code("tasks/peer_orders"),
    message:
        "Which measures order the pairs of {wildcards.dataset} alike"
    script:
        "../../scripts/tasks/peer_orders.py"


rule peer_seconds:
    """Put together what each measure took."""
    input:
        inside=[
            f"results/peers/measured/{dataset}_seconds.parquet"
            for dataset in TASKS_PLAN.sources.peers().datasets
        ],
        # Only what is measured has seconds; and jobs whose benchmarks are read are done by then.
        measures=TASKS_PLAN.sources.peers().files,
    output:
        "results/peers/seconds.parquet",
    log:
        "logs/peer_seconds.log",
    benchmark:
        "logs/benchmarks/peer_seconds.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        by_jobs={
            dataset: {
                # In a module with a prefix benchmarks lie below it.
                measure: list(map(workflow.modifier.path_modifier.replace_prefix, paths))
                for measure, paths in TASKS_PLAN.peers.timed_by(dataset).items()
            }
            for dataset in TASKS_PLAN.sources.peers().datasets
        },
        seed=config["seed"],
        code=code("tasks/peer_seconds"),
    message:
        "What each measure took"
    script:
        "../../scripts/tasks/peer_seconds.py"
