"""The first paper: easy and hard tasks, pairs of classes, the probes.

Input: the datasets of the config that have tasks or pairs.
Output: every figure and table of the paper but those of its language model, and its audit.
"""

TASKS_PLAN = PLANS["tasks"]
# The models that the paper is about, and those of which one layer at a time is disturbed.
PAPER, LAYERS = ("tasks", "pairs"), ("layers",)


wildcard_constraints:
    cells=r"cells\d+-\d+",
    # What a variant of the config makes lies in a folder of its own.
    variant=r"(variants/[a-z][a-z0-9_]*/)?",
    models=r"([a-z][a-z0-9]*|pairs\d+-\d+)_d\d+(-\d+)*_seeds\d+-\d+",


include: "files.smk"
include: "distances.smk"
include: "training.smk"
include: "probes.smk"
include: "complexity.smk"
include: "sensitivity.smk"
include: "peers.smk"


rule all:
    """Every figure and table that the config asks for."""
    default_target: True
    input:
        data_files(TASKS_PLAN.datasets),
        TASKS_PLAN.sources.distances().files,
        trained_files(PAPER),
        TASKS_PLAN.sources.spread().files,
        every_probe_table(PAPER),
        TASKS_PLAN.sources.complexity().files,
        TASKS_PLAN.sources.correlations().files,
        TASKS_PLAN.sources.reliability().files,
        figure_files("tasks"),
        audit_files("tasks"),
        page_of("all"),
    localrule: True


rule complexity:
    """The complexity matrices of every dataset, as tables and drawn."""
    input:
        complexity_files,
    localrule: True


rule layers:
    """What one layer at a time bears: tables and figures."""
    input:
        layer_files,
    localrule: True
