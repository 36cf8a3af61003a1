"""What the rules of the first paper ask of its plan: files, settings of a job."""

from taskcomplexity.models.names import Models
from taskcomplexity.studies.tasks.ending import untrained_told
from taskcomplexity.studies.tasks.sources import probe_table


def trained_files(groups):
    """Histories of every trained block of some groups of models, and weights that are kept."""
    return [
        file
        for dataset in TASKS_PLAN.datasets
        for group, layers in TASKS_PLAN.trained_widths(groups)
        for models in TASKS_PLAN.trained(dataset, group, layers)
        for file in (
            *([f"results/models/{dataset}/{models}.safetensors"] if config["keep_models"] else []),
            f"results/training/{dataset}/{models}.parquet",
        )
    ]


def plan_of(wildcards):
    """The plan of a variant of the config, or of the config as it is."""
    if wildcards.variant in TASKS_PLAN.unfit:
        raise WorkflowError(TASKS_PLAN.unfit[wildcards.variant])
    if wildcards.variant not in TASKS_PLAN.variants:
        names = [place.split("/")[1] for place in TASKS_PLAN.variants if place]
        raise WorkflowError(
            f"`variants` of the config has no {wildcards.variant.split('/')[1]}; it has "
            f"{', '.join(names) or 'none'}"
        )
    return TASKS_PLAN.variants[wildcards.variant]


def classes_of(wildcards):
    """The classes of every task of a block by its name, or `auto`."""
    return plan_of(wildcards).classes_of(wildcards.dataset, Models.parse(wildcards.models))


def distances_for_auto(wildcards):
    """The distances that a task on `auto` is chosen by."""
    if "auto" in classes_of(wildcards).values():
        return [f"results/distances/{wildcards.dataset}.parquet"]
    return []


def probed_weights(wildcards):
    """The weights that a table of a probe is measured on."""
    plan = plan_of(wildcards)
    block = plan.probed_block(wildcards.dataset, Models.parse(wildcards.models))
    return plan.weights(wildcards.dataset, block)


def job_sweeps(probe, each):
    """The sweeps of a table of a probe, and nothing of the config that it does not use."""
    return lambda wildcards: plan_of(wildcards).job_sweeps(
        probe, Models.parse(wildcards.models), each=each
    )


def every_probe_table(groups):
    """Every table of every sweep over some groups of models, drawn in a figure or not."""
    return [
        file
        for name in config["probes"]
        for group, layers in TASKS_PLAN.trained_widths(groups)
        for each in (False, True)
        for file in TASKS_PLAN.sources.probed(group, layers, name, each=each).files
    ]


def pair_tables(probe):
    """The tables of a probe over the pairs of a dataset, or an error where there are none."""

    def tables(wildcards):
        plan = plan_of(wildcards)
        found = [
            probe_table(probe, wildcards.dataset, models, place=wildcards.variant)
            for models in plan.probed(wildcards.dataset, probe, "pairs", plan.pair_layers)
        ]
        if not found:
            lacks = plan.lacking(plan.complexity_needs())
            told = lacks or f"`pairs` of `datasets.{wildcards.dataset}`"
            raise WorkflowError(f"the config lacks {told}; the complexity of pairs is made from it")
        return found

    return tables


def layer_files(wildcards):
    """Models, tables and figures of one layer at a time, or an error where there are none."""
    lacks = TASKS_PLAN.lacks_datasets("tasks")
    if not lacks and not TASKS_PLAN.widths("layers"):
        lacks = "`models.layers`"
    if lacks:
        raise WorkflowError(f"the config lacks {lacks}; this is made from it")
    return [
        *trained_files(LAYERS),
        *every_probe_table(LAYERS),
        *figure_files("tasks", "layers"),
        *page_of("layers"),
    ]


def check_pairs_are_measured():
    """Raise an error that says what the config lacks for the complexity of pairs."""
    needs = TASKS_PLAN.complexity_needs()
    if lacks := TASKS_PLAN.lacks_datasets("pairs") or TASKS_PLAN.lacking(needs):
        raise WorkflowError(f"the config lacks {lacks}; the complexity of pairs is made from it")


def complexity_files(wildcards):
    """Tables and figures of the measures of pairs, or an error that says what the config lacks."""
    check_pairs_are_measured()
    sources = TASKS_PLAN.sources
    return [
        *sources.complexity().files,
        *sources.correlations().files,
        *sources.reliability().files,
        *drawn_in("complexity"),
        *page_of("complexity"),
    ]


def variant_tables(kind):
    """A table of the pairs of every dataset and variant, or an error that says what is lacking."""

    def tables(wildcards):
        check_pairs_are_measured()
        if TASKS_PLAN.unfit:
            raise WorkflowError("\n".join(TASKS_PLAN.unfit.values()))
        return [file for _, _, file in TASKS_PLAN.by_variant(kind)]

    return tables


def sensitivity_files(wildcards):
    """Tables and figures of every variant, or an error that says what the config lacks."""
    files = [*variant_tables("correlations")(wildcards), *drawn_in("sensitivity")]
    if not TASKS_PLAN.audit().lacks:
        files.append("results/sensitivity/audit_scalings.parquet")
    return [*files, *page_of("sensitivity")]


def peer_files(wildcards):
    """What others measure of the pairs, or an error that says what the config lacks."""
    if TASKS_PLAN.peers.lacks:
        raise WorkflowError(f"the config lacks {TASKS_PLAN.peers.lacks}; this is made from it")
    return [*TASKS_PLAN.peers.files(), *figure_files("tasks", "peers"), *page_of("peers")]


def figure_of(wildcards):
    """A figure of a variant by its number."""
    figures = {one.number: one for one in plan_of(wildcards).figures()}
    if wildcards.number not in figures:
        raise WorkflowError(
            f"there is no figure {wildcards.number} of a variant; there are {', '.join(figures)}"
        )
    return figures[wildcards.number]


def shown_logits(wildcards):
    """The weights of the models of a dataset whose logits are shown."""
    plan = plan_of(wildcards)
    return plan.pair_block(wildcards.dataset, plan.shown_pair(wildcards.dataset))


def scaling_tables(wildcards):
    """The tables that the claims are held against under each scaling, by scaling and name."""
    return {
        f"{scaling}_{name}": files
        for scaling, plan in TASKS_PLAN.scalings.items()
        for name, files in tables_of(plan.audit())(wildcards).items()
    }


def tell_pairs_without_loss():
    """Tell, at the end of a run, of which pairs most models did not train."""
    for dataset, place in zip(TASKS_PLAN.with_pairs, TASKS_PLAN.sources.complexity().files):
        if not Path(place).exists():
            continue
        told = untrained_told(place, TASKS_PLAN.datasets[dataset].classes)
        if told:
            logger.warning(f"{dataset}: {told}")
