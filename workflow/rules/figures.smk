"""Figures of the paper, a rule each.

Input: the tables of the stages before.
Output: results/figures/figure_NN.{pdf,png}, and figure_NN.parquet, the table it is drawn from.
"""

TITLES = {name: dataset.title for name, dataset in PLAN.datasets.items()}
CLASSES = {name: list(dataset.classes) for name, dataset in PLAN.datasets.items()}


def figure_files():
    """All files of the figures that the config has the models and sweeps for."""
    return [
        f"results/figures/figure_{figure}.{kind}"
        for figure in PLAN.figures()
        for kind in ("pdf", "png", "parquet")
    ]


rule figure_01:
    """Accuracy against the strength of the probes at d = 64."""
    localrule: True
    input:
        probed=probe_tables("prune", "tasks", 64),
    output:
        pdf="results/figures/figure_01.pdf",
        png="results/figures/figure_01.png",
        table="results/figures/figure_01.parquet",
    params:
        titles=TITLES,
        classes=CLASSES,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_01"),
    log:
        "logs/figures/figure_01.log",
    benchmark:
        "logs/benchmarks/figures/figure_01.tsv"
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Figure 1"
    script:
        "../scripts/figure_01.py"


rule figure_04:
    """Loss of accuracy of every pair of classes under binarization."""
    localrule: True
    input:
        complexity=complexity_tables(),
    output:
        pdf="results/figures/figure_04.pdf",
        png="results/figures/figure_04.png",
        table="results/figures/figure_04.parquet",
    params:
        titles=TITLES,
        classes=CLASSES,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_04"),
    log:
        "logs/figures/figure_04.log",
    benchmark:
        "logs/benchmarks/figures/figure_04.tsv"
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Figure 4"
    script:
        "../scripts/figure_04.py"


rule figure_06:
    """SSIM distances between and within classes."""
    localrule: True
    input:
        distances=distance_tables(),
    output:
        pdf="results/figures/figure_06.pdf",
        png="results/figures/figure_06.png",
        table="results/figures/figure_06.parquet",
    params:
        titles=TITLES,
        classes=CLASSES,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_06"),
    log:
        "logs/figures/figure_06.log",
    benchmark:
        "logs/benchmarks/figures/figure_06.tsv"
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Figure 6"
    script:
        "../scripts/figure_06.py"


rule figure_07:
    """Spread of the weights of every model at d = 64."""
    localrule: True
    input:
        spread=spread_tables(),
    output:
        pdf="results/figures/figure_07.pdf",
        png="results/figures/figure_07.png",
        table="results/figures/figure_07.parquet",
    params:
        titles=TITLES,
        hidden=64,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_07"),
    log:
        "logs/figures/figure_07.log",
    benchmark:
        "logs/benchmarks/figures/figure_07.tsv"
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Figure 7"
    script:
        "../scripts/figure_07.py"


rule figure_08:
    """Accuracy of every pair of classes."""
    localrule: True
    input:
        complexity=complexity_tables(),
    output:
        pdf="results/figures/figure_08.pdf",
        png="results/figures/figure_08.png",
        table="results/figures/figure_08.parquet",
    params:
        titles=TITLES,
        classes=CLASSES,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_08"),
    log:
        "logs/figures/figure_08.log",
    benchmark:
        "logs/benchmarks/figures/figure_08.tsv"
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Figure 8"
    script:
        "../scripts/figure_08.py"
