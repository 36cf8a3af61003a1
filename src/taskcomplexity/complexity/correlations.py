"""Rank correlations between measures of complexity, with bootstrap intervals."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import rankdata, spearmanr

from taskcomplexity.columns import CORRELATION_COLUMNS

MEASURES = ("delta_binarization", "delta_randomization", "ssim_distance")
LEAST_PAIRS = 4
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
    chosen = generator.integers(len(x), size=(resamples, len(x)))
    ranks = [rankdata(values[chosen], axis=1) for values in (x, y)]
    first, second = (rank - rank.mean(axis=1, keepdims=True) for rank in ranks)
    scale = np.sqrt((first**2).sum(axis=1) * (second**2).sum(axis=1))
    varied = scale > 0
    rho = (first * second).sum(axis=1)[varied] / scale[varied]
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(rho, [tail, 100 - tail])
    return float(low), float(high)


def correlation_table(
    complexity: pd.DataFrame,
    resamples: int,
    generator: np.random.Generator,
    measures: Sequence[str] = MEASURES,
) -> pd.DataFrame:
    """Correlate every two measures of the pairs (figure 4c).

    Parameters
    ----------
    complexity
        A row per pair of classes, with the columns `measures`.
    resamples, generator
        For the intervals.
    measures
        Names of columns.

    Returns
    -------
    pandas.DataFrame
        x, y, spearman_rho, p_value, ci_low, ci_high (95 %, bootstrap over pairs), pairs. With
        fewer than four pairs, or when a measure is the same for all, there is no correlation to
        speak of and the numbers are NaN.
    """
    rows = []
    for x, y in combinations(measures, 2):
        first, second = complexity[x].to_numpy(), complexity[y].to_numpy()
        if len(first) < LEAST_PAIRS or np.ptp(first) == 0 or np.ptp(second) == 0:
            numbers = (np.nan,) * 4
        else:
            found = spearmanr(first, second)
            interval = spearman_interval(first, second, resamples, generator)
            numbers = (found.statistic, found.pvalue, *interval)
        rows.append((x, y, *numbers, len(first)))
    return pd.DataFrame(rows, columns=CORRELATION_COLUMNS)
