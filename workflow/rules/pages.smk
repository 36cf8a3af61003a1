"""The page of results: a part of every target of every study, joined when a run ends.

Input: the figures, tables and audits that the target shows.
Output: results/pages/{target}.json, and its tables for the report, {target}.html; and by the end of
the run results/index.html.
"""

from dataclasses import asdict


def captions_of(page):
    """Digest of the captions of its figures: neither their place nor their date counts."""
    return content_digest(ROOT / "workflow/report" / figure.caption for figure in page.figures)


for target, page in PAGES.items():
    if page.files:

        rule:
            name:
                f"page_{target}"
            input:
                page.files,
            output:
                part=f"results/pages/{target}.json",
                tables=report(
                    f"results/pages/{target}.html",
                    caption="../report/tables.rst",
                    category="Tables",
                    labels={"tables": page.title},
                ),
            log:
                f"logs/pages/{target}.log",
            benchmark:
                f"logs/benchmarks/pages/{target}.tsv"
            localrule: True
            conda:
                "../../envs/science.yaml"
            resources:
                mem_mb=2000,
                runtime=10,
            params:
                page={**asdict(page), "files": page.files},
                captions=captions_of(page),
                seed=config["seed"],
                code=code("page"),
            message:
                f"What {target} shows on the page of results"
            script:
                "../scripts/page.py"
