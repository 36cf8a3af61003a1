"""The update of a topology between two epochs: links are removed, and as many grow elsewhere."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from taskcomplexity.links.ch3 import ch3_scores
from taskcomplexity.links.choose import largest, weighted
from taskcomplexity.links.network import Links

Regrow = Callable[[Links, int, np.random.Generator], np.ndarray]


def regrow_random(links: Links, count: int, generator: np.random.Generator) -> np.ndarray:
    """Choose places without a link, each as likely as any other (RLR; SET of Mocanu and others)."""
    ranks = generator.choice(links.size - len(links), count, replace=False, shuffle=False)
    return np.sort(links.free(ranks))


def regrow_ch3(links: Links, count: int, generator: np.random.Generator) -> np.ndarray:
    """Choose the places without a link that CH3-L3 scores highest, ties at random."""
    return largest(ch3_scores(links), count, generator)


def regrow_ch3_soft(links: Links, count: int, generator: np.random.Generator) -> np.ndarray:
    """Choose places without a link in proportion to their CH3-L3 scores."""
    return weighted(ch3_scores(links), count, generator)


REGROWTH: Mapping[str, Regrow] = {
    "rlr": regrow_random,
    "ch3l3": regrow_ch3,
    "ch3l3_soft": regrow_ch3_soft,
}
REMOVALS = ("magnitude", "signed")


@dataclass(frozen=True)
class Removed:
    """Which links of a layer go.

    Attributes
    ----------
    smallest
        bool, shape (links,): those that the removal chose.
    stranded
        bool, of the same shape: those that lead nowhere since.
    """

    smallest: np.ndarray
    stranded: np.ndarray

    @property
    def all(self) -> np.ndarray:
        """Both."""
        return self.smallest | self.stranded


def choose_removed(
    weights: np.ndarray, zeta: float, removal: str, generator: np.random.Generator
) -> np.ndarray:
    """Choose the links of a layer that are removed.

    Parameters
    ----------
    weights
        Shape (links,).
    zeta
        The fraction ζ that goes, rounded down to whole links.
    removal
        ``magnitude``: the smallest in magnitude. ``signed``: of the positive and of the negative
        links the fraction ζ that is nearest to zero, each for itself (SET of Mocanu and others,
        Nature Communications 9:2383, 2018); a weight of 0 counts as positive.
    generator
        The random stream, for ties.

    Returns
    -------
    ndarray
        bool, shape (links,).

    Raises
    ------
    ValueError
        When the removal is unknown.
    """
    if removal not in REMOVALS:
        raise ValueError(f"removal {removal!r} is unknown; choose one of {', '.join(REMOVALS)}")
    groups = [np.arange(len(weights))]
    if removal == "signed":
        groups = [np.flatnonzero(weights < 0), np.flatnonzero(weights >= 0)]
    chosen = np.zeros(len(weights), bool)
    for group in groups:
        count = math.floor(zeta * len(group) + 1e-9)
        chosen[group[largest(-np.abs(weights[group]), count, generator)]] = True
    return chosen


def find_stranded(links: Sequence[Links], removed: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Find the links that lead nowhere once others are removed (chain removal of CHT).

    Links into a unit from which none leads on, and links out of a unit into which none leads, one
    after the other until there are no more. Inputs of the network and units of the last layer,
    which the readout is full of, are never without.

    Parameters
    ----------
    links
        Of the sparse layers, from the inputs on.
    removed
        bool, shape (links,) of each: what is removed already.

    Returns
    -------
    list of ndarray
        bool, shape (links,) of each: what goes too.
    """
    kept = [~gone for gone in removed]
    before = -1
    while (now := sum(int(one.sum()) for one in kept)) != before:
        before = now
        for depth in range(1, len(links)):
            entered = np.zeros(links[depth].inputs, bool)
            entered[links[depth - 1].rows[kept[depth - 1]]] = True
            kept[depth] &= entered[links[depth].columns]
        for depth in reversed(range(len(links) - 1)):
            left = np.zeros(links[depth].outputs, bool)
            left[links[depth + 1].columns[kept[depth + 1]]] = True
            kept[depth] &= left[links[depth].rows]
    return [~one & ~gone for one, gone in zip(kept, removed, strict=True)]


@dataclass(frozen=True)
class Rewired:
    """A layer after an update.

    Attributes
    ----------
    links, weights, velocity
        Of all links, as many as before.
    removed, stranded
        How many were removed, and how many of them as they led nowhere.
    regrown_removed
        How many of the places that were removed grew again at once.
    """

    links: Links
    weights: np.ndarray
    velocity: np.ndarray
    removed: int
    stranded: int
    regrown_removed: int

    @property
    def overlap(self) -> float:
        """Share of the regrown links that were just removed; NaN where none was."""
        return self.regrown_removed / self.removed if self.removed else math.nan


def rewire_layer(
    links: Links,
    weights: np.ndarray,
    velocity: np.ndarray,
    removed: Removed,
    regrow: Regrow,
    generator: np.random.Generator,
) -> Rewired:
    """Remove links of a layer and grow as many elsewhere.

    A link that grows starts at weight and velocity 0. One that is removed and grows again in the
    same update keeps both.

    Parameters
    ----------
    links, weights, velocity
        Of the layer.
    removed
        Which links go.
    regrow
        One of :data:`REGROWTH`: where links grow, of the links that are left.
    generator
        The random stream.
    """
    kept = ~removed.all
    count = int(len(links) - kept.sum())
    left = Links.at(links.places[kept], *links.shape)
    grown = regrow(left, count, generator)
    places = np.sort(np.concatenate([left.places, grown]))
    at = np.searchsorted(links.places, places)
    was = np.append(links.places, -1)[at] == places
    old = at[was]

    def carried(values: np.ndarray) -> np.ndarray:
        new = np.zeros(len(places), values.dtype)
        new[was] = values[old]
        return new

    return Rewired(
        Links.at(places, *links.shape),
        carried(weights),
        carried(velocity),
        removed=count,
        stranded=int(removed.stranded.sum()),
        regrown_removed=int(was.sum() - kept.sum()),
    )
