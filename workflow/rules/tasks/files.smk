"""What the rules of the first paper ask of its plan: files, settings of a job."""

from taskcomplexity.models.names import Models
from taskcomplexity.studies.tasks.sources import probe_table


def trained_files():
    """Weights and history of every trained block."""
    return [
        file
        for dataset in TASKS_PLAN.datasets
        for group, layers in TASKS_PLAN.trained_widths()
        for models in TASKS_PLAN.trained(dataset, group, layers)
        for file in (
            f"results/models/{dataset}/{models}.safetensors",
            f"results/training/{dataset}/{models}.parquet",
        )
    ]


def classes_of(wildcards):
    """The classes of every task of a block by its name, or `auto`."""
    return TASKS_PLAN.classes_of(wildcards.dataset, Models.parse(wildcards.models))


def distances_for_auto(wildcards):
    """The distances that a task on `auto` is chosen by."""
    if "auto" in classes_of(wildcards).values():
        return [f"results/distances/{wildcards.dataset}.parquet"]
    return []


def probed_weights(wildcards):
    """The weights that a table of a probe is measured on."""
    block = TASKS_PLAN.probed_block(wildcards.dataset, Models.parse(wildcards.models))
    return f"results/models/{wildcards.dataset}/{block}.safetensors"


def job_sweeps(probe):
    """The sweeps of a table of a probe, and nothing of the config that it does not use."""
    return lambda wildcards: TASKS_PLAN.job_sweeps(probe, Models.parse(wildcards.models))


def every_probe_table():
    """Every table of every sweep in the config, drawn in a figure or not."""
    return [
        file
        for name in config["probes"]
        for group, layers in TASKS_PLAN.trained_widths()
        for file in TASKS_PLAN.sources.probed(group, layers, name).files
    ]


def pair_tables(probe):
    """The tables of a probe over the pairs of a dataset."""
    return lambda wildcards: [
        probe_table(probe, wildcards.dataset, models)
        for models in TASKS_PLAN.probed(wildcards.dataset, probe, "pairs", TASKS_PLAN.pair_layers)
    ]
