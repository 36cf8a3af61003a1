"""Task complexity of pairs of classes.

Input: the dataset, for its test rows; distances; the probes over the pairs.
Output: results/complexity/{dataset}.parquet, a row per pair;
results/complexity/{dataset}_correlations.parquet, a row per two measures;
results/complexity/{dataset}_reliability.parquet, a row per measure.
"""


rule measure_pairs:
    """Measure what the models of every pair lose under the probes (section 4)."""
    input:
        data="results/data/{dataset}.safetensors",
        distances="results/distances/{dataset}.parquet",
        pruned=pair_tables("prune"),
        randomized=pair_tables("randomize"),
    output:
        pairs="results/{variant}complexity/{dataset}.parquet",
        correlations="results/{variant}complexity/{dataset}_correlations.parquet",
        reliability="results/{variant}complexity/{dataset}_reliability.parquet",
    log:
        "logs/measure_pairs/{variant}{dataset}.log",
    benchmark:
        "logs/benchmarks/measure_pairs/{variant}{dataset}.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        complexity=config["complexity"],
        seed=config["seed"],
        code=code("tasks/measure_pairs"),
    message:
        "Complexity of the pairs of {wildcards.variant}{wildcards.dataset}"
    script:
        "../../scripts/tasks/measure_pairs.py"
