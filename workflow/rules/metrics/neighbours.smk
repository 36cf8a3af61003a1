"""The same metrics of the models of other studies, for the target `metrics_neighbours` alone.

Input: the first paper's models of tasks and pairs and the complexity of the pairs; sparse networks
and their accuracy without some links.
Output: in results/metrics/neighbours, tasks/{dataset}/{models}.parquet and pairs, a row per model,
state and layer; sparse/{dataset}/{networks}.parquet, a row per network and layer; complexity, the
metrics of pairs beside what their models lose, and correlations of the two, with a figure; tasks,
E- against H-models; robustness, what is left of sparse networks; sparse, their metrics beside it.
"""

from taskcomplexity.studies.metrics.neighbours.plan import (
    COMPLEXITY_NEEDS,
    CORRELATIONS,
    FIGURE_FILES,
    GROUPS,
)
from taskcomplexity.studies.metrics.neighbours.plan import FOLDER as NEIGHBOURS_FOLDER

NEIGHBOURS = METRICS.neighbours
NEIGHBOURS_FIGURE = NEIGHBOURS.figure()


wildcard_constraints:
    measured_group="|".join(GROUPS),
    measured_models=r"(easy|hard|pairs\d+-\d+)_d\d+(-\d+)*_seeds\d+-\d+",
    measured_networks=r"[a-z0-9_]+_seeds\d+-\d+",


rule metrics_neighbours:
    """Metrics of the models of other studies, beside their task complexity and robustness."""
    input:
        where_there(
            NEIGHBOURS.every_file(),
            "a dataset with `tasks` and `pairs`, and a dataset of `sparse.datasets`",
        ),
        page_of("metrics_neighbours"),
    localrule: True


rule metrics_neighbours_models:
    """Take the metrics of the models of tasks or pairs, and of these before training."""
    input:
        images="results/data/{dataset}.safetensors",
        weights="results/models/{dataset}/{measured_models}.safetensors",
    output:
        f"{NEIGHBOURS_FOLDER}/{{measured_group}}/{{dataset}}/{{measured_models}}.parquet",
    log:
        "logs/metrics/neighbours/{measured_group}/{dataset}/{measured_models}.log",
    benchmark:
        "logs/benchmarks/metrics/neighbours/{measured_group}/{dataset}/{measured_models}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        samples=METRICS.samples,
        bias=METRICS.bias,
        seed=config["seed"],
        code=code("metrics/metrics_neighbours_models"),
    message:
        "Measure {wildcards.dataset} {wildcards.measured_models}"
    script:
        "../../scripts/metrics/metrics_neighbours_models.py"


rule metrics_neighbours_networks:
    """Take the metrics of sparse networks, and of the full ones beside them."""
    input:
        images="results/data/{dataset}.safetensors",
        weights="results/sparse/models/{dataset}/{measured_networks}.safetensors",
    output:
        f"{NEIGHBOURS_FOLDER}/sparse/{{dataset}}/{{measured_networks}}.parquet",
    log:
        "logs/metrics/neighbours/sparse/{dataset}/{measured_networks}.log",
    benchmark:
        "logs/benchmarks/metrics/neighbours/sparse/{dataset}/{measured_networks}.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        inputs=lambda wildcards: NEIGHBOURS.inputs(wildcards.dataset),
        density=lambda wildcards: NEIGHBOURS.density(wildcards.measured_networks),
        samples=METRICS.samples,
        bias=METRICS.bias,
        seed=config["seed"],
        code=code("metrics/metrics_neighbours_networks"),
    message:
        "Measure {wildcards.dataset} {wildcards.measured_networks}"
    script:
        "../../scripts/metrics/metrics_neighbours_networks.py"


rule metrics_neighbours_complexity:
    """Hold the metrics of the models of pairs beside the complexity of their tasks."""
    input:
        models=NEIGHBOURS.measured("pairs"),
        complexity=where_there(
            list(NEIGHBOURS.complexity.values()),
            COMPLEXITY_NEEDS,
        ),
    output:
        complexity=f"{NEIGHBOURS_FOLDER}/complexity.parquet",
        correlations=CORRELATIONS,
    log:
        "logs/metrics/neighbours/complexity.log",
    benchmark:
        "logs/benchmarks/metrics/neighbours/complexity.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        datasets=list(NEIGHBOURS.complexity),
        resamples=NEIGHBOURS.resamples,
        seed=config["seed"],
        code=code("metrics/metrics_neighbours_complexity"),
    message:
        "Metrics of the models of pairs beside their complexity"
    script:
        "../../scripts/metrics/metrics_neighbours_complexity.py"


rule metrics_neighbours_tasks:
    """Hold the metrics of H-models against those of E-models."""
    input:
        models=where_there(NEIGHBOURS.measured("tasks"), "a dataset with `tasks` and `pairs`"),
        complexity=list(NEIGHBOURS.complexity.values()),
    output:
        f"{NEIGHBOURS_FOLDER}/tasks.parquet",
    log:
        "logs/metrics/neighbours/tasks.log",
    benchmark:
        "logs/benchmarks/metrics/neighbours/tasks.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        datasets=list(NEIGHBOURS.complexity),
        resamples=NEIGHBOURS.resamples,
        seed=config["seed"],
        code=code("metrics/metrics_neighbours_tasks"),
    message:
        "Metrics of E- and H-models"
    script:
        "../../scripts/metrics/metrics_neighbours_tasks.py"


rule metrics_neighbours_robustness:
    """Hold the metrics of sparse networks beside what is left of their accuracy."""
    input:
        networks=where_there(NEIGHBOURS.measured_networks, "a dataset of `sparse.datasets`"),
        histories=NEIGHBOURS.histories,
        pruned=where_there(NEIGHBOURS.pruned, "a sweep of `sparse.probes.prune`"),
    output:
        sparse=f"{NEIGHBOURS_FOLDER}/sparse.parquet",
        robustness=f"{NEIGHBOURS_FOLDER}/robustness.parquet",
    log:
        "logs/metrics/neighbours/robustness.log",
    benchmark:
        "logs/benchmarks/metrics/neighbours/robustness.tsv"
    conda:
        "../../../envs/science.yaml"
    threads: 1
    resources:
        mem_mb=growing(1500),
        runtime=growing(15),
    params:
        resamples=NEIGHBOURS.resamples,
        seed=config["seed"],
        code=code("metrics/metrics_neighbours_robustness"),
    message:
        "Metrics of sparse networks beside their robustness"
    script:
        "../../scripts/metrics/metrics_neighbours_robustness.py"


rule metrics_neighbours_figure:
    """Draw how the metrics of the models of pairs go with what these lose."""
    input:
        unpack(tables_of(NEIGHBOURS_FIGURE)),
    output:
        pdf=FIGURE_FILES["pdf"],
        png=report(
            FIGURE_FILES["png"],
            caption="../../report/metrics/neighbours.rst",
            category="Figures",
            labels={"figure": "neighbours", "shows": NEIGHBOURS_FIGURE.shows},
        ),
        table=FIGURE_FILES["table"],
    log:
        "logs/metrics/neighbours/figure.log",
    benchmark:
        "logs/benchmarks/metrics/neighbours/figure.tsv"
    localrule: True
    conda:
        "../../../envs/science.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        reads=reading(NEIGHBOURS_FIGURE.reads),
        about=NEIGHBOURS_FIGURE.about,
        style=config["figures"],
        seed=config["seed"],
        code=code("metrics/metrics_neighbours_figure"),
    message:
        "Metrics of the models of pairs beside their complexity, drawn"
    script:
        "../../scripts/metrics/metrics_neighbours_figure.py"
