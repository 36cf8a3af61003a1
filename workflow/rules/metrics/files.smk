"""What the rules of complex-network metrics ask of their plan: settings of a job."""

from taskcomplexity.studies.metrics.names import Networks as MeasuredNetworks


def cell_of(wildcards):
    """The cell of a block of networks."""
    return MeasuredNetworks.parse(wildcards.measured).cell


def inputs_of_networks(wildcards):
    """What networks see of a dataset."""
    return METRICS.inputs(wildcards.dataset)


def shape_of_networks(wildcards):
    """How networks are made, before training."""
    return METRICS.shape(wildcards.dataset, cell_of(wildcards))


def where_there(files, lacks):
    """Files of other studies, or an error that says what the config lacks."""

    def given(wildcards):
        if not files:
            raise WorkflowError(f"the config lacks {lacks}; metrics_neighbours is made from it")
        return files

    return given
