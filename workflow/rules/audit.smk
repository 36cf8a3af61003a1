"""The audit against the published results.

Input: distances, complexity, and the tables of figures 1, 2, 3 and 7 where the config makes them;
resources/published.
Output: results/audit.parquet, a row per claim or value; results/audit.html, the same to read.
"""


rule audit:
    """Hold every published claim and value against ours."""
    input:
        distances=distance_tables(),
        complexity=complexity_tables(),
        correlations=correlation_tables(),
        curves=figure_table("01"),
        boxes=figure_table("02"),
        recovery=figure_table("03"),
        spread=figure_table("07"),
    output:
        table=report(
            "results/audit.parquet",
            caption="../report/audit.rst",
            category="Audit",
            labels={"audit": "table"},
        ),
        page=report(
            "results/audit.html",
            caption="../report/audit.rst",
            category="Audit",
            labels={"audit": "page"},
        ),
    log:
        "logs/audit.log",
    benchmark:
        "logs/benchmarks/audit.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        classes=CLASSES,
        # Neither the place nor the date of the published values counts, only what they say.
        published=content_digest(PUBLISHED),
        seed=config["seed"],
        code=code("audit"),
    message:
        "Audit against the published results"
    script:
        "../scripts/audit.py"
