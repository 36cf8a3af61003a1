"""The first paper: easy and hard tasks, pairs of classes, the probes.

Input: the datasets of the config that have tasks and pairs.
Output: every figure and table of the paper but those of its language model, and its audit.
"""

TASKS_PLAN = PLANS["tasks"]


wildcard_constraints:
    cells=r"cells\d+-\d+",
    models=r"(easy|hard|pairs\d+-\d+)_d\d+(-\d+)*_seeds\d+-\d+",


include: "files.smk"
include: "distances.smk"
include: "training.smk"
include: "probes.smk"
include: "complexity.smk"


rule all:
    """Every figure and table that the config asks for."""
    default_target: True
    input:
        data_files(TASKS_PLAN.datasets),
        TASKS_PLAN.sources.distances().files,
        trained_files(),
        TASKS_PLAN.sources.spread().files,
        every_probe_table(),
        TASKS_PLAN.sources.complexity().files,
        TASKS_PLAN.sources.correlations().files,
        figure_files("tasks"),
        audit_files("tasks"),
    localrule: True
