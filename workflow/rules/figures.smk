"""Figures: a rule each, of the rows of every study.

Input: the tables that the figure reads.
Output: its PDF and PNG, and the table it is drawn from.
"""

for study, plan in PLANS.items():
    for figure in plan.figures():
        files, name = plan.study.figure_files(figure.number), plan.study.figure_rule(figure.number)
        labels = {"figure": figure.number.lstrip("0"), "shows": figure.shows}

        rule:
            name:
                name
            input:
                unpack(tables_of(figure)),
            output:
                pdf=files["pdf"],
                png=report(
                    files["png"],
                    caption=f"../report/{study}/{figure.caption}.rst",
                    category="Figures",
                    labels=labels,
                ),
                table=report(
                    files["table"],
                    caption="../report/figure_table.rst",
                    category="Tables of figures",
                    labels=labels,
                ),
            log:
                f"logs/figures/{name}.log",
            benchmark:
                f"logs/benchmarks/figures/{name}.tsv"
            localrule: True
            conda:
                "../../envs/science.yaml"
            resources:
                mem_mb=1000,
                runtime=10,
            params:
                reads=reading(figure.reads),
                module=figure.module,
                about=figure.about,
                style=config["figures"],
                seed=config["seed"],
                code=code("figure", figure.module),
            message:
                f"Figure {labels['figure']}: {figure.shows}"
            script:
                "../scripts/figure.py"
