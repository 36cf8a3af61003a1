"""The random streams of networks."""

from taskcomplexity.streams import numpy_generator, torch_generator
from taskcomplexity.studies.metrics.names import Cell


def weight_stream(root_seed: int, dataset: str, cell: Cell, seed: int):
    """Return the stream of a network's weights, the same whatever its activation."""
    return torch_generator(root_seed, dataset, "metrics", cell.depth, seed, "weights")


def order_stream(root_seed: int, dataset: str, seed: int):
    """Return the stream of the order of a network's batches, the same for all cells."""
    return numpy_generator(root_seed, dataset, "metrics", seed, "order")


def sample_stream(root_seed: int, dataset: str, seed: int):
    """Return the stream of the samples that a network is measured on."""
    return numpy_generator(root_seed, dataset, "metrics", seed, "samples")


def pruning_stream(root_seed: int, dataset: str, cell: Cell, seed: int, draw: int):
    """Return the stream that chooses neurons at random."""
    return numpy_generator(root_seed, dataset, "metrics", str(cell), seed, "pruning", draw)
