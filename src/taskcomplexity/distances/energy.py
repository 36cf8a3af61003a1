"""The energy distance between two classes of samples of any shape."""

import numpy as np

from taskcomplexity.distances.drawn import scaled, two_different

# Numbers of one drawn array that are in work at once, few enough for the cache.
NUMBERS_AT_ONCE = 1 << 15


def energy_distances(
    first: np.ndarray, second: np.ndarray | None, draws: int, generator: np.random.Generator
) -> np.ndarray:
    """Draw values whose mean is the energy distance of two classes.

    The energy distance of Székely and Rizzo is E = 2 E|X - Y| - E|X - X'| - E|Y - Y'|, with X and
    X' from one class, Y and Y' from the other, and Euclidean norms of flattened samples. It is 0
    for equal distributions and larger for any others, and grows with the scale. It is in the unit
    of the norms: the square of what ``scipy.stats.energy_distance`` gives.

    Each draw takes two different samples x, x' of the first class and y, y' of the second, with
    replacement from draw to draw, and gives 2|x - y| - |x - x'| - |y - y'|, where |x - y| is the
    mean of itself and |x' - y'|. How far a sample lies from all others then cancels out, and the
    values spread less. Their expectation is the U-statistic, in which no sample meets itself: over
    samples of equal distributions it is 0 in expectation, so that it falls below 0 as often as
    above. The V-statistic, scipy's, lets samples meet themselves and is larger.

    Parameters
    ----------
    first
        Samples of a class, the first axis one for each: bytes of pixels, or floats.
    second
        Samples of the other; None for the distance of the first class to itself.
    draws
        How many values.
    generator
        Where the samples come from.

    Returns
    -------
    numpy.ndarray
        float64, shape (draws,); all 0 for a class and itself, by definition.

    Raises
    ------
    DataError
        When a class has fewer than two samples.

    References
    ----------
    .. [1] G. J. Székely, M. L. Rizzo, "Energy statistics: a class of statistics based on
       distances", Journal of Statistical Planning and Inference 143 (2013).
    """
    if second is None:
        return np.zeros(draws)
    x, other_x = two_different(len(first), draws, generator)
    y, other_y = two_different(len(second), draws, generator)
    first, second = (samples.reshape(len(samples), -1) for samples in (first, second))
    step = max(1, NUMBERS_AT_ONCE // first.shape[1])
    found = np.empty(draws)
    for start in range(0, draws, step):
        now = slice(start, start + step)
        a, other_a = scaled(first[x[now]]), scaled(first[other_x[now]])
        b, other_b = scaled(second[y[now]]), scaled(second[other_y[now]])
        across = _norms(a - b) + _norms(other_a - other_b)
        found[now] = across - _norms(a - other_a) - _norms(b - other_b)
    return found


def _norms(rows: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("ij,ij->i", rows, rows))
