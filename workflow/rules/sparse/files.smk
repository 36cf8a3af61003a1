"""What the rules of sparse networks ask of their plan: settings of a job."""

from taskcomplexity.studies.sparse.names import Networks


def method_of(wildcards):
    """The method of a block of networks."""
    return Networks.parse(wildcards.networks).method


def sparse_sweeps(probe):
    """The sweeps of a table of a probe."""
    return lambda wildcards: SPARSE.sweeps(method_of(wildcards), probe)
