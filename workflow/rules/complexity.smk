"""Task complexity of pairs of classes.

Input: distances, and the probes over the pairs.
Output: results/complexity/{dataset}.parquet, a row per pair.
"""


def complexity_tables():
    """Complexity of every dataset, where the config probes the pairs."""
    if not PLAN.probed("prune", "pairs", PLAN.pair_width):
        return []
    return [f"results/complexity/{dataset}.parquet" for dataset in PLAN.datasets]


rule complexity:
    """Measure what the models of every pair lose under the probes (section 4)."""
    localrule: True
    input:
        distances="results/distances/{dataset}.parquet",
        pruned=lambda wildcards: probe_tables(
            "prune", "pairs", PLAN.pair_width, [wildcards.dataset]
        ),
    output:
        "results/complexity/{dataset}.parquet",
    params:
        seed=config["seed"],
        code=code("complexity"),
    log:
        "logs/complexity/{dataset}.log",
    benchmark:
        "logs/benchmarks/complexity/{dataset}.tsv"
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Complexity of the pairs of {wildcards.dataset}"
    script:
        "../scripts/complexity.py"
