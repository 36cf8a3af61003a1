"""What the complexity of pairs hangs on besides the pairs.

Input: complexity and reliability of the pairs, of the config as it is and of every variant.
Output: results/sensitivity/variants.parquet, a row per dataset and variant.
"""


rule sensitivity:
    """The complexity of pairs under every variant of the config, side by side."""
    input:
        "results/sensitivity/variants.parquet",
        variant_tables("correlations"),
    localrule: True


rule sensitivity_variants:
    """Summarise the complexity of pairs under every variant."""
    input:
        complexity=variant_tables("complexity"),
        reliability=variant_tables("reliability"),
    output:
        report(
            "results/sensitivity/variants.parquet",
            caption="../../report/tasks/variants.rst",
            category="Tables",
            labels={"table": "variants", "dataset": "all"},
        ),
    log:
        "logs/sensitivity_variants.log",
    benchmark:
        "logs/benchmarks/sensitivity_variants.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        rows=[row[:2] for row in TASKS_PLAN.by_variant("complexity")],
        resamples=config["complexity"]["resamples"],
        seed=config["seed"],
        code=code("tasks/sensitivity_variants"),
    message:
        "Complexity of pairs by variant"
    script:
        "../../scripts/tasks/sensitivity_variants.py"
