"""Rank correlations between measures of complexity, with intervals and tests.

Pairs of classes that share a class are not independent: what makes one class hard makes all of its
pairs hard. An interval over pairs is then too narrow and a p-value over pairs too small. Those over
classes resample and permute whole classes.
"""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import rankdata, spearmanr

from taskcomplexity.columns import CORRELATION_COLUMNS

PAIR = ["class_a", "class_b"]
LOSSES = ("delta_binarization", "delta_randomization")
DISTANCES = ("ssim_distance", "energy_distance")
LEAST_PAIRS = 4
MOST_MISSING = 0.1
CONFIDENCE = 0.95


def spearman_interval(
    x: np.ndarray, y: np.ndarray, resamples: int, generator: np.random.Generator
) -> tuple[float, float]:
    """Estimate a 95 % interval of Spearman's rho by resampling the pairs of values.

    Parameters
    ----------
    x, y
        Values, shape (n,).
    resamples
        How many bootstrap samples.
    generator
        The random stream.

    Returns
    -------
    (float, float)
        Percentiles of the bootstrap distribution. Samples in which all x or all y are equal, which
        happen when n is small, have no rho and are left out.
    """
    number = len(x)
    chosen = generator.integers(number, size=(resamples, number))
    places = chosen + number * np.arange(resamples)[:, None]
    times = np.bincount(places.ravel(), minlength=chosen.size).reshape(chosen.shape)
    return percentiles(weighted_spearman(x, y, times))


def class_interval(
    x: np.ndarray,
    y: np.ndarray,
    pairs: np.ndarray,
    resamples: int,
    generator: np.random.Generator,
) -> tuple[float, float]:
    """Estimate a 95 % interval of Spearman's rho by resampling the classes.

    As many classes are drawn, with replacement, as there are; a pair of classes counts as often as
    the two were drawn together. A class drawn twice makes no pair with itself.

    Parameters
    ----------
    x, y
        Values, shape (n,).
    pairs
        The two classes of each value, shape (n, 2).
    resamples, generator
        As in :func:`spearman_interval`.

    Returns
    -------
    (float, float)
        Percentiles of the bootstrap distribution, over samples that have a rho.
    """
    return percentiles(weighted_spearman(x, y, class_resamples(pairs, resamples, generator)))


def class_resamples(
    pairs: np.ndarray, resamples: int, generator: np.random.Generator
) -> np.ndarray:
    """Return how often each pair comes when classes are drawn, shape (resamples, n).

    Parameters
    ----------
    pairs, resamples, generator
        As in :func:`class_interval`.
    """
    classes, ends = np.unique(pairs, return_inverse=True)
    drawn = generator.multinomial(
        len(classes), np.full(len(classes), 1 / len(classes)), size=resamples
    )
    ends = ends.reshape(pairs.shape)
    return drawn[:, ends[:, 0]] * drawn[:, ends[:, 1]]


def weighted_spearman(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return Spearman's rho of samples in which each pair of values comes a number of times.

    Parameters
    ----------
    x, y
        Values, shape (n,).
    weights
        How often each comes, whole numbers, shape (samples, n).

    Returns
    -------
    numpy.ndarray
        Shape (samples,); NaN where all x or all y that come are equal.
    """
    total = weights.sum(axis=1, keepdims=True)
    first, second = (_weighted_ranks(values, weights) - (total + 1) / 2 for values in (x, y))
    scale = np.sqrt((weights * first**2).sum(axis=1) * (weights * second**2).sum(axis=1))
    product = (weights * first * second).sum(axis=1)
    return np.divide(product, scale, out=np.full(len(weights), np.nan), where=scale > 0)


def _weighted_ranks(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Rank values that come a number of times, equal ones by their average, in every sample."""
    _, groups = np.unique(values, return_inverse=True)
    sizes = np.zeros((len(weights), groups.max() + 1))
    for place, group in enumerate(groups):
        sizes[:, group] += weights[:, place]
    ranks = sizes.cumsum(axis=1) - (sizes - 1) / 2
    return ranks[:, groups]


def qap_test(
    x: np.ndarray,
    y: np.ndarray,
    pairs: np.ndarray,
    permutations: int,
    generator: np.random.Generator,
) -> float:
    """Test a rank correlation by permuting classes (quadratic assignment procedure).

    The classes of one measure change their names at random, so that its values move among the pairs
    as whole rows and columns of their matrix do.

    Parameters
    ----------
    x, y
        Values, shape (n,).
    pairs
        The two classes of each value, shape (n, 2).
    permutations
        How many permutations of the classes are drawn.
    generator
        The random stream.

    Returns
    -------
    float
        The share of permutations, the one that was observed among them, whose rho is at least as
        far from 0. NaN where more than a tenth of the pairs between the classes are missing, as
        permuted values then meet too few others.

    References
    ----------
    .. [1] D. Krackhardt, "Predicting with networks: nonparametric multiple regression analysis of
       dyadic data", Social Networks 10 (1988).
    """
    classes, ends = np.unique(pairs, return_inverse=True)
    ends, number = ends.reshape(pairs.shape), len(classes)
    if len(x) < (1 - MOST_MISSING) * number * (number - 1) / 2:
        return float("nan")
    matrix = np.full((number, number), np.nan)
    matrix[ends[:, 0], ends[:, 1]] = matrix[ends[:, 1], ends[:, 0]] = rankdata(y)
    names = generator.permuted(np.tile(np.arange(number), (permutations, 1)), axis=1)
    moved = matrix[names[:, ends[:, 0]], names[:, ends[:, 1]]]
    found = np.concatenate(
        [
            _rho_of_ranks(rankdata(x[here]), _ranks(moved[rows], here))
            for here, rows in _alike(np.isfinite(moved))
        ]
    )
    found = found[np.isfinite(found)]
    observed = abs(spearmanr(x, y).statistic)
    # Rounding must not keep a permutation that gives the same values from counting.
    as_far = (np.abs(found) >= observed - 1e-12).sum()
    return float((1 + as_far) / (1 + len(found)))


def _alike(rows: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return every row that occurs and where it does."""
    if rows.all():
        return [(rows[0], np.arange(len(rows)))]
    kinds, which = np.unique(rows, axis=0, return_inverse=True)
    return [(kind, np.flatnonzero(which.ravel() == n)) for n, kind in enumerate(kinds)]


def _ranks(ranks: np.ndarray, here: np.ndarray) -> np.ndarray:
    """Rank anew in every row those of several ranks that are here; all of them need no new ones."""
    return ranks if here.all() else rankdata(ranks[:, here], axis=1)


def _rho_of_ranks(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Spearman's rho of ranks, shape (n,), with each row of others, shape (rows, n)."""
    first, second = (rank - rank.mean(axis=-1, keepdims=True) for rank in (x, y))
    scale = np.sqrt((first**2).sum() * (second**2).sum(axis=1))
    return np.divide(second @ first, scale, out=np.full(len(y), np.nan), where=scale > 0)


def percentiles(rho: np.ndarray) -> tuple[float, float]:
    """Return the ends of the 95 % interval of what samples have; NaN where none has a number."""
    rho = rho[np.isfinite(rho)]
    if not len(rho):
        return float("nan"), float("nan")
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(rho, [tail, 100 - tail])
    return float(low), float(high)


def can_be_ordered(*values: np.ndarray) -> bool:
    """Tell whether there are enough pairs for a rho, and not all equal in a measure."""
    return len(values[0]) >= LEAST_PAIRS and all(np.ptp(value) > 0 for value in values)


def measures_of(complexity: pd.DataFrame) -> tuple[str, ...]:
    """Return the measures of the pairs of a dataset, of two distances the one that it has."""
    ssim, energy = DISTANCES
    distance = energy if complexity[ssim].isna().all() else ssim
    return (*LOSSES, distance, "accuracy")


def correlation_table(
    complexity: pd.DataFrame,
    resamples: int,
    stream: Callable[..., np.random.Generator],
    measures: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Correlate every two measures of the pairs (figure 4c).

    Parameters
    ----------
    complexity
        A row per pair of classes: class_a, class_b and the columns `measures`.
    resamples
        Bootstrap samples of each interval, permutations of each test.
    stream
        From names to the random stream they name: the two measures, and what is drawn.
    measures
        Names of columns; the losses, the distance that was measured and the accuracy where none
        are given.

    Returns
    -------
    pandas.DataFrame
        x, y, spearman_rho; p_value, ci_low and ci_high (95 %, bootstrap) as if pairs were
        independent; pairs, how many have both measures; p_qap, ci_low_classes and ci_high_classes
        by whole classes (:func:`qap_test`, :func:`class_interval`); missing, how many pairs lack a
        measure and are left out. With fewer than four pairs, or when a measure is the same for all,
        there is no correlation to speak of and the numbers are NaN.
    """
    measures = measures_of(complexity) if measures is None else measures
    rows = [correlate(complexity, x, y, resamples, stream) for x, y in combinations(measures, 2)]
    return pd.DataFrame(rows, columns=CORRELATION_COLUMNS)


def correlate(
    complexity: pd.DataFrame,
    x: str,
    y: str,
    resamples: int,
    stream: Callable[..., np.random.Generator],
) -> dict[str, object]:
    """Correlate two measures of the pairs, a row of :func:`correlation_table`."""
    both = complexity[[*PAIR, x, y]].dropna()
    values, pairs = (both[x].to_numpy(), both[y].to_numpy()), both[PAIR].to_numpy()
    of_pairs, of_classes = (np.nan,) * 4, (np.nan,) * 3
    if can_be_ordered(*values):
        found = spearmanr(*values)
        interval = spearman_interval(*values, resamples, stream(x, y, "pairs"))
        of_pairs = (found.statistic, found.pvalue, *interval)
        of_classes = (
            qap_test(*values, pairs, resamples, stream(x, y, "permutations")),
            *class_interval(*values, pairs, resamples, stream(x, y, "classes")),
        )
    missing = len(complexity) - len(both)
    row = (x, y, *of_pairs, len(both), *of_classes, missing)
    return dict(zip(CORRELATION_COLUMNS, row, strict=True))
