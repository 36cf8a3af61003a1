"""Choosing some of many, with ties broken at random."""

import numpy as np

STRIDE = 16
SPARE = 32


def largest(values: np.ndarray, count: int, generator: np.random.Generator) -> np.ndarray:
    """Return where the `count` largest values are, shape (count,), rising.

    Of those that are equal to the smallest one chosen, as many as are left to choose are chosen at
    random, each as likely as any other.
    """
    if count <= 0:
        return np.empty(0, np.int64)
    threshold = _threshold(values, count)
    above = np.flatnonzero(values > threshold)
    ties = np.flatnonzero(values == threshold)
    chosen = generator.choice(ties, count - len(above), replace=False, shuffle=False)
    return np.sort(np.concatenate([above, chosen]))


def _threshold(values: np.ndarray, count: int) -> np.generic:
    """Return the smallest of the `count` largest values.

    A sample tells a bound that most values lie below, so that few are left to sort.
    """
    sample = values[::STRIDE]
    rank = min(len(sample), 2 * count // STRIDE + SPARE)
    candidates = values[values >= np.partition(sample, len(sample) - rank)[len(sample) - rank]]
    if len(candidates) < count:
        candidates = values
    return np.partition(candidates, len(candidates) - count)[len(candidates) - count]


def weighted(weights: np.ndarray, count: int, generator: np.random.Generator) -> np.ndarray:
    """Choose places one after the other, each in proportion to its weight among those left.

    Efraimidis and Spirakis, Information Processing Letters 97:181 (2006): the smallest of
    exponential numbers divided by the weights. Where fewer places have a weight than are to be
    chosen, the others come from those of weight 0, each as likely as any other.

    Parameters
    ----------
    weights
        0 or more; places with a negative one are never chosen.
    count
        How many.
    generator
        The random stream.

    Returns
    -------
    ndarray
        int64, shape (count,), rising.
    """
    heavy = np.flatnonzero(weights > 0)
    if count <= len(heavy):
        keys = generator.standard_exponential(len(heavy)) / weights[heavy]
        return np.sort(heavy[np.argpartition(keys, count - 1)[:count]]) if count else heavy[:0]
    light = np.flatnonzero(weights == 0)
    rest = generator.choice(light, count - len(heavy), replace=False, shuffle=False)
    return np.sort(np.concatenate([heavy, rest]))
