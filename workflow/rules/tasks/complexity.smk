"""Task complexity of pairs of classes.

Input: distances, and the probes over the pairs.
Output: results/complexity/{dataset}.parquet, a row per pair;
results/complexity/{dataset}_correlations.parquet, a row per two measures.
"""


rule complexity:
    """Measure what the models of every pair lose under the probes (section 4)."""
    input:
        distances="results/distances/{dataset}.parquet",
        pruned=pair_tables("prune"),
        randomized=pair_tables("randomize"),
    output:
        pairs=report(
            "results/complexity/{dataset}.parquet",
            caption="../../report/tasks/complexity.rst",
            category="Tables",
            labels={"table": "complexity of pairs", "dataset": "{dataset}"},
        ),
        correlations=report(
            "results/complexity/{dataset}_correlations.parquet",
            caption="../../report/tasks/correlations.rst",
            category="Tables",
            labels={"table": "correlations", "dataset": "{dataset}"},
        ),
    log:
        "logs/complexity/{dataset}.log",
    benchmark:
        "logs/benchmarks/complexity/{dataset}.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        complexity=config["complexity"],
        seed=config["seed"],
        code=code("tasks/complexity"),
    message:
        "Complexity of the pairs of {wildcards.dataset}"
    script:
        "../../scripts/tasks/complexity.py"
