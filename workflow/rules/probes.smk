"""Probes: one rule each.

Input: weights of trained models, and the images of their dataset.
Output: results/probes/{probe}/{dataset}/{models}.parquet, a row per kind, level, draw, variant and
model. `models` is a block of seeds of a task, easy_d64_seeds000-049, or all pairs, pairs_d64.
"""


def probe_tables(probe, group, hidden, datasets=None):
    """Tables of a probe over the `tasks` or the `pairs`; none where the config has no sweep."""
    return [
        f"results/probes/{probe}/{dataset}/{models}.parquet"
        for dataset in datasets or PLAN.datasets
        for models in PLAN.probed(probe, group, hidden)
    ]


def all_probe_tables():
    """Every table of every sweep in the config, drawn in a figure or not."""
    return [
        table
        for probe in config["probes"]
        for group, hidden in PLAN.trained_widths()
        for table in probe_tables(probe, group, hidden)
    ]


def probed_weights(wildcards):
    """The weights that a table of a probe is measured on."""
    blocks = PLAN.probed_blocks(wildcards.dataset, Models.parse(wildcards.models))
    return [weights_file(wildcards.dataset, block) for block in blocks]


def job_sweeps(probe):
    """The sweeps of a table of a probe, and nothing of the config that it does not use."""
    return lambda wildcards: PLAN.job_sweeps(probe, Models.parse(wildcards.models))


rule prune:
    """Prune the models to every level, and measure weights and signs (figures 1, 4, 8, 10, 12)."""
    input:
        images="results/data/{dataset}.safetensors",
        weights=probed_weights,
    output:
        "results/probes/prune/{dataset}/{models}.parquet",
    params:
        sweeps=job_sweeps("prune"),
        seed=config["seed"],
        code=code("prune"),
    log:
        "logs/prune/{dataset}/{models}.log",
    benchmark:
        "logs/benchmarks/prune/{dataset}/{models}.tsv"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
        device=config["device"],
    message:
        "Prune {wildcards.dataset} {wildcards.models}"
    script:
        "../scripts/prune.py"
