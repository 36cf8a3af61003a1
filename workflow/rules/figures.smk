"""Figures of the paper, a rule each.

Input: the tables of the stages before.
Output: results/figures/figure_NN.{pdf,png}, and figure_NN.parquet, the table it is drawn from.
"""


rule figure_01:
    """Accuracy against the strength of the probes at d = 64."""
    input:
        probed=probe_tables("prune", "tasks", 64),
    output:
        pdf="results/figures/figure_01.pdf",
        png="results/figures/figure_01.png",
        table="results/figures/figure_01.parquet",
    log:
        "logs/figures/figure_01.log",
    benchmark:
        "logs/benchmarks/figures/figure_01.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        titles=TITLES,
        classes=CLASSES,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_01"),
    message:
        "Figure 1"
    script:
        "../scripts/figure_01.py"


rule figure_04:
    """Loss of accuracy of every pair of classes under binarization."""
    input:
        complexity=complexity_tables(),
    output:
        pdf="results/figures/figure_04.pdf",
        png="results/figures/figure_04.png",
        table="results/figures/figure_04.parquet",
    log:
        "logs/figures/figure_04.log",
    benchmark:
        "logs/benchmarks/figures/figure_04.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        titles=TITLES,
        classes=CLASSES,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_04"),
    message:
        "Figure 4"
    script:
        "../scripts/figure_04.py"


rule figure_06:
    """SSIM distances between and within classes."""
    input:
        distances=distance_tables(),
    output:
        pdf="results/figures/figure_06.pdf",
        png="results/figures/figure_06.png",
        table="results/figures/figure_06.parquet",
    log:
        "logs/figures/figure_06.log",
    benchmark:
        "logs/benchmarks/figures/figure_06.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        titles=TITLES,
        classes=CLASSES,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_06"),
    message:
        "Figure 6"
    script:
        "../scripts/figure_06.py"


rule figure_07:
    """Spread of the weights of every model at d = 64."""
    input:
        spread=spread_tables(),
    output:
        pdf="results/figures/figure_07.pdf",
        png="results/figures/figure_07.png",
        table="results/figures/figure_07.parquet",
    log:
        "logs/figures/figure_07.log",
    benchmark:
        "logs/benchmarks/figures/figure_07.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        titles=TITLES,
        hidden=64,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_07"),
    message:
        "Figure 7"
    script:
        "../scripts/figure_07.py"


rule figure_08:
    """Accuracy of every pair of classes."""
    input:
        complexity=complexity_tables(),
    output:
        pdf="results/figures/figure_08.pdf",
        png="results/figures/figure_08.png",
        table="results/figures/figure_08.parquet",
    log:
        "logs/figures/figure_08.log",
    benchmark:
        "logs/benchmarks/figures/figure_08.tsv"
    localrule: True
    conda:
        "../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        titles=TITLES,
        classes=CLASSES,
        style=config["figures"],
        seed=config["seed"],
        code=code("figure_08"),
    message:
        "Figure 8"
    script:
        "../scripts/figure_08.py"
