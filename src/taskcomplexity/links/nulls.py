"""Null models of a topology: the links of a layer put elsewhere, each with its weight."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from taskcomplexity.compiled import compiled
from taskcomplexity.links.network import Links, SparseLayer
from taskcomplexity.links.start import random_links

TRIES_PER_LINK = 10
DOUBLINGS = 7
# As in taskcomplexity.probes.swaps, which judges the mixing of signs alike.
LEAST_CHANGE = 0.8
LEAST_MOVED = 0.2


@dataclass(frozen=True)
class Moved:
    """A layer whose links lie elsewhere.

    Attributes
    ----------
    layer
        The new one; the old one where its links do not mix.
    swaps_per_link
        Swaps of two links' ends, per link; NaN where links are drawn anew.
    overlap
        Share of the places with a link that had one before.
    expected_overlap
        The same of a mixed layer: the mean over its links of out-degree · in-degree / links, what
        the chance of a link is where degrees are kept and small; of links drawn anew, the density.
    mixed
        Whether the layer counts as mixed.
    """

    layer: SparseLayer
    swaps_per_link: float
    overlap: float
    expected_overlap: float
    mixed: bool


def redraw(layer: SparseLayer, generator: np.random.Generator) -> Moved:
    """Draw the places of all links anew, each as likely as any other; weights go along at random.

    Parameters
    ----------
    layer
        Of a network.
    generator
        The random stream.
    """
    links = random_links(len(layer.links), *layer.links.shape, generator)
    weights = generator.permutation(layer.weights)
    overlap = np.isin(links.places, layer.links.places, assume_unique=True).mean()
    expected = len(links) / links.size
    new = SparseLayer(links, weights, layer.bias)
    return Moved(new, math.nan, float(overlap), expected, mixed=True)


def keep_degrees(layer: SparseLayer, generator: np.random.Generator) -> Moved:
    """Rewire links so that every input and every output keeps its number of links.

    Two links at random, a - b and c - d, become c - b and a - d, where both places are free; a
    weight stays with its output. Swaps and their reverse are equally likely, so that all layers of
    these degrees are (Maslov and Sneppen, Science 296:910, 2002). A round are ten tries per link.
    After a first one another is judged: the share of links that lie elsewhere must be at least 80 %
    of what is expected of a mixed layer. Where it is not, twice as many rounds are made and judged;
    when it is, twice as many follow, whatever they end with. A layer that fails seven times, or in
    which less than a fifth of the links moved, stays as it is.

    Parameters
    ----------
    layer
        Of a network.
    generator
        The random stream.
    """
    links = layer.links
    rows, columns = links.rows.copy(), links.columns.astype(np.int64)
    taken = np.zeros(links.shape, np.uint8)
    taken[rows, columns] = 1
    chances = links.out_degrees[columns] * links.in_degrees[rows] / len(links)
    expected = float(np.minimum(chances, 1).mean())
    tries, swaps = TRIES_PER_LINK * len(links), 0

    def mix(rounds: int) -> float:
        """Return the share of links that lie elsewhere."""
        nonlocal swaps
        swaps += swap_ends(rows, columns, taken, rounds * tries, generator)
        now = rows * links.inputs + columns
        return 1 - float(np.isin(now, links.places, assume_unique=True).mean())

    rounds = 1
    mix(rounds)
    for _ in range(DOUBLINGS):
        elsewhere = mix(rounds)
        mixed = elsewhere >= LEAST_CHANGE * (1 - expected)
        if mixed:
            elsewhere = mix(2 * rounds)
            break
        rounds *= 2
    mixed = mixed and elsewhere >= LEAST_MOVED
    new = layer
    if mixed:
        places = rows * links.inputs + columns
        order = np.argsort(places)
        new = SparseLayer(Links.at(places[order], *links.shape), layer.weights[order], layer.bias)
    return Moved(new, swaps / len(links), 1 - elsewhere, expected, mixed)


NULLS: Mapping[str, Callable[[SparseLayer, np.random.Generator], Moved]] = {
    "degrees": keep_degrees,
    "random": redraw,
}


@compiled
def swap_ends(rows, columns, taken, tries, generator):
    """Let pairs of links exchange their inputs, in place, where both new places are free.

    Parameters
    ----------
    rows, columns
        int64, shape (links,): output and input of each link.
    taken
        uint8, shape (outputs, inputs): 1 where there is a link. Kept up.
    tries
        How many pairs of links are drawn at random.
    generator
        The random stream.

    Returns
    -------
    int
        How many exchanged.
    """
    swaps, number = 0, len(rows)
    for _ in range(tries):
        one = int(generator.random() * number)
        other = int(generator.random() * number)
        b, d = rows[one], rows[other]
        a, c = columns[one], columns[other]
        if a == c or b == d or taken[b, c] or taken[d, a]:
            continue
        taken[b, a] = taken[d, c] = 0
        taken[b, c] = taken[d, a] = 1
        columns[one], columns[other] = c, a
        swaps += 1
    return swaps
