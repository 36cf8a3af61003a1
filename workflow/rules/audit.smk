"""The audit against the published results.

Input: distances, complexity, and the probes and σ(w) of the models of tasks and pairs, where the
config makes them; resources/published.
Output: results/audit.parquet, a row per claim or value; results/audit.html, the same to read.
"""


rule audit:
    """Hold every published claim and value against ours."""
    input:
        distances=distance_tables(),
        complexity=complexity_tables(),
        correlations=correlation_tables(),
        probes=[table for probe in config["probes"] for table in probe_tables(probe, "tasks", 64)],
        pairs=probe_tables("prune", "pairs", PLAN.pair_width),
        spread=spread_tables(),
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
        hidden=64,
        # Neither the place nor the date of the published values counts, only what they say.
        published=content_digest(PUBLISHED),
        seed=config["seed"],
        code=code("audit"),
    message:
        "Audit against the published results"
    script:
        "../scripts/audit.py"
