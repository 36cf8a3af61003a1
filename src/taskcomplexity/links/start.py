"""Sparse networks before training."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from taskcomplexity.links.network import DenseLayer, Links, Network, SparseLayer


def link_count(density: float, outputs: int, inputs: int) -> int:
    """Return how many links a layer of some density has, rounded to the nearest number."""
    return round(density * outputs * inputs)


def random_links(count: int, outputs: int, inputs: int, generator: np.random.Generator) -> Links:
    """Put so many links at random places, none twice (Erdős and Rényi, with an exact count)."""
    places = generator.choice(outputs * inputs, count, replace=False, shuffle=False)
    return Links.at(np.sort(places), outputs, inputs)


def initial_network(
    inputs: int,
    hidden: Sequence[int],
    classes: int,
    density: float,
    topology: np.random.Generator,
    weights: np.random.Generator,
) -> Network:
    """Draw an untrained network.

    Weights are normal with the variance 2/(density · inputs) of their layer, so that an output has
    the spread that full layers start with (He and others, 2015); biases are 0.

    Parameters
    ----------
    inputs, classes
        Of the network.
    hidden
        Units of each sparse layer.
    density
        Share of the places of a sparse layer that have a link.
    topology, weights
        The random streams of where links are, and of what they weigh.
    """
    layers = []
    for before, after in pairwise((inputs, *hidden)):
        links = random_links(link_count(density, after, before), after, before, topology)
        layers.append(
            SparseLayer(
                links,
                _normal(len(links), density * before, weights),
                np.zeros(after, np.float32),
            )
        )
    full = _normal((classes, hidden[-1]), hidden[-1], weights)
    return Network(tuple(layers), DenseLayer(full, np.zeros(classes, np.float32)))


def _normal(
    shape: int | tuple[int, int], inputs: float, generator: np.random.Generator
) -> np.ndarray:
    drawn = generator.standard_normal(shape, dtype=np.float32)
    drawn *= np.float32(math.sqrt(2 / inputs))
    return drawn
