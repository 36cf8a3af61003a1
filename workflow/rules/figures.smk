"""Figures of the paper, a rule each.

Input: the tables of the stages before.
Output: results/figures/figure_NN.{pdf,png}, and figure_NN.parquet, the table it is drawn from.
"""


rule figure_01:
    """Accuracy against the strength of pruning, noise and flipping at d = 64."""
    input:
        probed=lambda wildcards: task_tables(64, "prune", "noise", "flip"),
        spread=spread_tables(),
    output:
        pdf="results/figures/figure_01.pdf",
        png=report(
            "results/figures/figure_01.png",
            caption="../report/figure_01.rst",
            category="Figures",
            labels={"figure": "1", "shows": "pruning, noise, sign flips, d = 64"},
        ),
        table=report(
            "results/figures/figure_01.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "1", "shows": "pruning, noise, sign flips, d = 64"},
        ),
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


rule figure_02:
    """The seven randomizations, drawn and measured at d = 64."""
    input:
        probed=lambda wildcards: task_tables(64, "prune", "randomize"),
    output:
        pdf="results/figures/figure_02.pdf",
        png=report(
            "results/figures/figure_02.png",
            caption="../report/figure_02.rst",
            category="Figures",
            labels={"figure": "2", "shows": "seven randomizations"},
        ),
        table=report(
            "results/figures/figure_02.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "2", "shows": "seven randomizations"},
        ),
    log:
        "logs/figures/figure_02.log",
    benchmark:
        "logs/benchmarks/figures/figure_02.tsv"
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
        code=code("figure_02"),
    message:
        "Figure 2"
    script:
        "../scripts/figure_02.py"


rule figure_03:
    """Randomizations B, E and F against pruning at d = 64."""
    input:
        probed=lambda wildcards: task_tables(64, "prune", "randomize"),
    output:
        pdf="results/figures/figure_03.pdf",
        png=report(
            "results/figures/figure_03.png",
            caption="../report/figure_03.rst",
            category="Figures",
            labels={"figure": "3", "shows": "randomization after pruning, d = 64"},
        ),
        table=report(
            "results/figures/figure_03.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "3", "shows": "randomization after pruning, d = 64"},
        ),
    log:
        "logs/figures/figure_03.log",
    benchmark:
        "logs/benchmarks/figures/figure_03.tsv"
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
        code=code("figure_03"),
    message:
        "Figure 3"
    script:
        "../scripts/figure_03.py"


rule figure_04:
    """Loss of accuracy of every pair of classes, and how the two losses agree."""
    input:
        complexity=lambda wildcards: needed(complexity_tables(), COMPLEXITY_NEEDS),
        correlations=lambda wildcards: needed(correlation_tables(), COMPLEXITY_NEEDS),
    output:
        pdf="results/figures/figure_04.pdf",
        png=report(
            "results/figures/figure_04.png",
            caption="../report/figure_04.rst",
            category="Figures",
            labels={"figure": "4", "shows": "complexity of pairs"},
        ),
        table=report(
            "results/figures/figure_04.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "4", "shows": "complexity of pairs"},
        ),
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
        kind=PLAN.randomization,
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
        png=report(
            "results/figures/figure_06.png",
            caption="../report/figure_06.rst",
            category="Figures",
            labels={"figure": "6", "shows": "SSIM distances"},
        ),
        table=report(
            "results/figures/figure_06.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "6", "shows": "SSIM distances"},
        ),
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
        png=report(
            "results/figures/figure_07.png",
            caption="../report/figure_07.rst",
            category="Figures",
            labels={"figure": "7", "shows": "spread of weights"},
        ),
        table=report(
            "results/figures/figure_07.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "7", "shows": "spread of weights"},
        ),
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
        complexity=lambda wildcards: needed(complexity_tables(), COMPLEXITY_NEEDS),
    output:
        pdf="results/figures/figure_08.pdf",
        png=report(
            "results/figures/figure_08.png",
            caption="../report/figure_08.rst",
            category="Figures",
            labels={"figure": "8", "shows": "accuracy of pairs"},
        ),
        table=report(
            "results/figures/figure_08.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "8", "shows": "accuracy of pairs"},
        ),
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


use rule figure_01 as figure_10 with:
    """Figure 1 at d = 32."""
    input:
        probed=lambda wildcards: task_tables(32, "prune", "noise", "flip"),
        spread=spread_tables(),
    output:
        pdf="results/figures/figure_10.pdf",
        png=report(
            "results/figures/figure_10.png",
            caption="../report/figure_10.rst",
            category="Figures",
            labels={"figure": "10", "shows": "pruning, noise, sign flips, d = 32"},
        ),
        table=report(
            "results/figures/figure_10.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "10", "shows": "pruning, noise, sign flips, d = 32"},
        ),
    log:
        "logs/figures/figure_10.log",
    benchmark:
        "logs/benchmarks/figures/figure_10.tsv"
    message:
        "Figure 10"


use rule figure_03 as figure_11 with:
    """Figure 3 at d = 32."""
    input:
        probed=lambda wildcards: task_tables(32, "prune", "randomize"),
    output:
        pdf="results/figures/figure_11.pdf",
        png=report(
            "results/figures/figure_11.png",
            caption="../report/figure_11.rst",
            category="Figures",
            labels={"figure": "11", "shows": "randomization after pruning, d = 32"},
        ),
        table=report(
            "results/figures/figure_11.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "11", "shows": "randomization after pruning, d = 32"},
        ),
    log:
        "logs/figures/figure_11.log",
    benchmark:
        "logs/benchmarks/figures/figure_11.tsv"
    message:
        "Figure 11"


use rule figure_01 as figure_12 with:
    """Figure 1 at d = 128."""
    input:
        probed=lambda wildcards: task_tables(128, "prune", "noise", "flip"),
        spread=spread_tables(),
    output:
        pdf="results/figures/figure_12.pdf",
        png=report(
            "results/figures/figure_12.png",
            caption="../report/figure_12.rst",
            category="Figures",
            labels={"figure": "12", "shows": "pruning, noise, sign flips, d = 128"},
        ),
        table=report(
            "results/figures/figure_12.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "12", "shows": "pruning, noise, sign flips, d = 128"},
        ),
    log:
        "logs/figures/figure_12.log",
    benchmark:
        "logs/benchmarks/figures/figure_12.tsv"
    message:
        "Figure 12"


use rule figure_03 as figure_13 with:
    """Figure 3 at d = 128."""
    input:
        probed=lambda wildcards: task_tables(128, "prune", "randomize"),
    output:
        pdf="results/figures/figure_13.pdf",
        png=report(
            "results/figures/figure_13.png",
            caption="../report/figure_13.rst",
            category="Figures",
            labels={"figure": "13", "shows": "randomization after pruning, d = 128"},
        ),
        table=report(
            "results/figures/figure_13.parquet",
            caption="../report/figure_table.rst",
            category="Tables of figures",
            labels={"figure": "13", "shows": "randomization after pruning, d = 128"},
        ),
    log:
        "logs/figures/figure_13.log",
    benchmark:
        "logs/benchmarks/figures/figure_13.tsv"
    message:
        "Figure 13"
