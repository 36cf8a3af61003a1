"""What quantiles tell of a distribution.

All functions take quantiles at 0, 1/(n - 1), … 1 along the last axis, shape (…, n).
"""

import numpy as np
from scipy.signal import find_peaks

# Neighbouring quantiles count as equal below this share of the range: rounding of sums in float32.
EQUAL = 1e-5
# Modes are looked for between these quantiles, with a kernel of this share of what lies between.
TAIL = 0.01
KERNEL = 1 / 30
GRID = 241
# How far a mode rises above its surroundings at least, as a share of the highest.
PROMINENCE = 0.2
# The largest distance that is told apart.
FAR = 1e3


def flat_share(quantiles: np.ndarray) -> np.ndarray:
    """Return the share of neighbouring quantiles that are equal: 0 of a density, 1 of one value."""
    steps = np.diff(quantiles, axis=-1)
    span = quantiles[..., -1:] - quantiles[..., :1]
    return (steps <= EQUAL * span).mean(axis=-1)


def distinct(quantiles: np.ndarray) -> np.ndarray:
    """Return how many values there are that differ, at most as many as quantiles."""
    steps = np.diff(quantiles, axis=-1)
    span = quantiles[..., -1:] - quantiles[..., :1]
    return 1 + (steps > EQUAL * span).sum(axis=-1)


def mode_count(quantiles: np.ndarray) -> int:
    """Return how many modes a density has, of one distribution, shape (n,).

    Maxima of a density with Gaussian kernels of a thirtieth of the range of its middle 98 %, that
    rise above their surroundings by a fifth of the highest. A single value is one mode.
    """
    at = TAIL * (len(quantiles) - 1)
    inner = quantiles[int(np.ceil(at)) : len(quantiles) - int(np.ceil(at))]
    span = inner[-1] - inner[0]
    if span <= 0:
        return 1
    width = KERNEL * span
    grid = np.linspace(inner[0] - 4 * width, inner[-1] + 4 * width, GRID)
    density = np.exp(-0.5 * ((grid[:, None] - inner) / width) ** 2).sum(axis=1)
    return len(find_peaks(density, prominence=PROMINENCE * density.max())[0])


def share_below(quantiles: np.ndarray, bound: float) -> np.ndarray:
    """Return the share of a distribution below a bound, along straight lines between quantiles."""
    flat = quantiles.reshape(-1, quantiles.shape[-1])
    places = np.linspace(0, 1, flat.shape[1])
    found = np.empty(len(flat))
    for place, row in enumerate(flat):
        after = int(np.searchsorted(row, bound, side="left"))
        if after in (0, len(row)):
            found[place] = min(after, 1)
        else:
            part = (bound - row[after - 1]) / (row[after] - row[after - 1])
            found[place] = places[after - 1] + part * (places[after] - places[after - 1])
    return found.reshape(quantiles.shape[:-1])


def distances(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return how far apart distributions are: Wasserstein's first distance between them.

    In standard deviations, the root of the mean of both variances; :data:`FAR` at most, which two
    single values are that differ.
    """
    apart = np.abs(one - other).mean(axis=-1)
    scale = np.sqrt((one.var(axis=-1) + other.var(axis=-1)) / 2)
    far = np.where(apart > 0, FAR, 0.0)
    return np.minimum(np.divide(apart, scale, out=far, where=scale > 0), FAR)


def from_uniform(quantiles: np.ndarray) -> np.ndarray:
    """Return Wasserstein's first distance to an even spread from 0 to 1; 1/4 of all at one half."""
    even = np.linspace(0, 1, quantiles.shape[-1])
    return np.abs(quantiles - even).mean(axis=-1)
