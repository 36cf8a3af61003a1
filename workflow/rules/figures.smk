"""Figures: a rule each, of the rows of every study, and one for those of variants of the config.

Input: the tables that the figure reads.
Output: its PDF and PNG, and the table it is drawn from.
"""

for study, plan in PLANS.items():
    for figure in plan.figures():
        files, name = plan.study.figure_files(figure.number), plan.study.figure_rule(figure.number)
        labels = {"figure": figure.number, "shows": figure.shows}

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
                table=files["table"],
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
                f"Figure {figure.number.lstrip('0')}: {figure.shows}"
            script:
                "../scripts/figure.py"


rule:
    """Draw a figure of a variant of the config."""
    name:
        "variant_figure"
    input:
        unpack(lambda wildcards: tables_of(figure_of(wildcards))(wildcards)),
    output:
        pdf="results/{variant}figures/figure_{number}.pdf",
        png=report(
            "results/{variant}figures/figure_{number}.png",
            caption="../report/tasks/variant_figure.rst",
            category="Figures",
            labels={"figure": "{number}", "shows": "{variant}"},
        ),
        table="results/{variant}figures/figure_{number}.parquet",
    log:
        "logs/figures/{variant}figure_{number}.log",
    benchmark:
        "logs/benchmarks/figures/{variant}figure_{number}.tsv"
    wildcard_constraints:
        # The figures of the config as it is have a rule each.
        variant=r"variants/[a-z][a-z0-9_]*/",
        number=r"\d\d\w*",
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        reads=lambda wildcards: reading(figure_of(wildcards).reads),
        module=lambda wildcards: figure_of(wildcards).module,
        about=lambda wildcards: figure_of(wildcards).about,
        style=config["figures"],
        seed=config["seed"],
        code=lambda wildcards: code("figure", figure_of(wildcards).module),
    message:
        "Figure {wildcards.number} of {wildcards.variant}"
    script:
        "../scripts/figure.py"
