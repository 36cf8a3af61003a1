"""The easiest and the hardest pair of classes by their distances."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

APART = 3


class Estimate(NamedTuple):
    """A mean and its standard error."""

    mean: float
    standard_error: float


def candidates(between: Mapping[tuple[int, int], Estimate], task: str) -> list[tuple[int, int]]:
    """Return the pairs of classes that may be the most distant or the nearest.

    Parameters
    ----------
    between
        The distance of every pair of different classes.
    task
        ``easy`` for the most distant, ``hard`` for the nearest.

    Returns
    -------
    list of (int, int)
        The extreme, then all that come within three standard errors of their difference to it.
    """
    sign = -1 if task == "easy" else 1
    order = sorted(between, key=lambda pair: sign * between[pair].mean)
    top = between[order[0]]
    return [
        pair
        for pair in order
        if abs(between[pair].mean - top.mean)
        <= APART * math.hypot(between[pair].standard_error, top.standard_error)
    ]


def extreme_pair(distances: pa.Table, task: str) -> tuple[int, int]:
    """Return the most distant pair of different classes for `easy`, the nearest for `hard`.

    Parameters
    ----------
    distances
        From :func:`taskcomplexity.distances.classes.distance_table`. The first of equals counts.
    task
        ``easy`` or ``hard``.
    """
    between = distances.filter(pc.field("class_a") != pc.field("class_b"))
    extreme = (pc.max if task == "easy" else pc.min)(between["distance"])
    found = between.slice(pc.index(between["distance"], extreme).as_py(), 1).to_pylist()[0]
    return found["class_a"], found["class_b"]
