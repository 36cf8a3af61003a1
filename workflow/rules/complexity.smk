"""Task complexity of pairs of classes.

Input: distances, and the probes over the pairs.
Output: results/complexity/{dataset}.parquet, a row per pair;
results/complexity/{dataset}_correlations.parquet, a row per two measures.
"""


rule complexity:
    """Measure what the models of every pair lose under the probes (section 4)."""
    input:
        distances="results/distances/{dataset}.parquet",
        pruned=lambda wildcards: probe_tables(
            "prune", "pairs", PLAN.pair_width, [wildcards.dataset]
        ),
        randomized=lambda wildcards: probe_tables(
            "randomize", "pairs", PLAN.pair_width, [wildcards.dataset]
        ),
    output:
        pairs=report(
            "results/complexity/{dataset}.parquet",
            caption="../report/complexity.rst",
            category="Tables",
            labels={"table": "complexity of pairs", "dataset": "{dataset}"},
        ),
        correlations=report(
            "results/complexity/{dataset}_correlations.parquet",
            caption="../report/correlations.rst",
            category="Tables",
            labels={"table": "correlations", "dataset": "{dataset}"},
        ),
    log:
        "logs/complexity/{dataset}.log",
    benchmark:
        "logs/benchmarks/complexity/{dataset}.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        complexity=config["complexity"],
        seed=config["seed"],
        code=code("complexity"),
    message:
        "Complexity of the pairs of {wildcards.dataset}"
    script:
        "../scripts/complexity.py"
