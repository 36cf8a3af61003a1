"""How far a measure of complexity orders tasks the same way when other networks are trained."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from taskcomplexity.columns import RELIABILITY_COLUMNS
from taskcomplexity.complexity.correlations import LEAST_PAIRS, percentiles
from taskcomplexity.complexity.pairs import PAIR, SUFFIXES, before_and_after, folded

LEAST_MODELS = 4


def reliability_table(
    pruned: pd.DataFrame,
    randomized: pd.DataFrame,
    kind: str,
    pairs: pd.DataFrame,
    splits: int,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Measure the reliability of every measure of complexity.

    The seeds are cut into two halves at random, every pair of classes is measured by each half, and
    Spearman's rho between the two orders of the pairs is taken; so many times. What all seeds
    together would reach with as many others follows by the formula of Spearman and Brown,
    2 rho/(1 + rho).

    Parameters
    ----------
    pruned, randomized, kind
        As in :func:`taskcomplexity.complexity.pairs.complexity_table`.
    pairs
        What that made of them. Pairs without a loss are left out.
    splits
        How many cuts are drawn.
    generator
        The random stream.

    Returns
    -------
    pandas.DataFrame
        :data:`taskcomplexity.columns.RELIABILITY_COLUMNS`, a row per measure. ``pairs`` and
        ``models`` count what it was measured on, seeds that any pair lacks left out;
        ``split_half_rho`` is the mean over the splits, ``rho_low`` and ``rho_high`` are the
        percentiles 2.5 and 97.5, ``reliability`` what follows, 0 where the mean is below. NaN where
        there are fewer than four pairs or seeds, or a half makes no difference between pairs.

    References
    ----------
    .. [1] C. Spearman, "Correlation calculated from faulty data", British Journal of Psychology 3
       (1910); W. Brown, "Some experimental results in the correlation of mental abilities", ibid.
    """
    known = pairs.dropna(subset=["delta_binarization", "delta_randomization"])
    keys = pd.MultiIndex.from_frame(known[PAIR])
    scored = before_and_after(pruned, randomized, kind)
    rows = {suffix: _by_model(one, keys) for suffix, one in scored.items()}
    seeds = sorted(set.intersection(*(set(one) for one in rows.values())))
    drawn = [generator.permutation(len(seeds)) for _ in range(splits)]
    middle = len(seeds) // 2
    measures = {"accuracy": ("accuracy", "")}
    for probe, suffix in SUFFIXES.items():
        measures[f"delta_{probe}"] = ("accuracy", suffix)
        measures[f"delta_{probe}_auc"] = ("auc", suffix)
    found = []
    for measure, (score, suffix) in measures.items():
        rho = np.full(splits, np.nan)
        if len(seeds) >= LEAST_MODELS and len(keys) >= LEAST_PAIRS:
            before = _stacked(rows[""], seeds, score)
            after = _stacked(rows[suffix], seeds, score) if suffix else None
            for at, order in enumerate(drawn):
                halves = (order[:middle], order[middle:])
                values = [_measured(before, after, half, score) for half in halves]
                rho[at] = _spearman(*values)
        # One cut without a rho leaves no mean of all.
        mean = rho.mean()
        low, high = (np.nan, np.nan) if np.isnan(mean) else percentiles(rho)
        agreement = np.maximum(mean, 0)
        whole = 2 * agreement / (1 + agreement)
        found.append((measure, len(keys), len(seeds), splits, mean, low, high, whole))
    return pd.DataFrame(found, columns=list(RELIABILITY_COLUMNS))


def _by_model(rows: pd.DataFrame, keys: pd.MultiIndex) -> dict[int, pd.DataFrame]:
    """Return the rows of every seed that all pairs have, by seed, in the order of the pairs."""
    found = {}
    for seed, of_seed in rows.groupby("seed"):
        indexed = of_seed.set_index(PAIR)
        there = indexed[indexed.index.isin(keys)]
        draws = there.groupby(level=PAIR).size()
        if len(draws) == len(keys) and draws.min() == draws.max():
            found[seed] = there.sort_index(kind="stable")
    return found


def _stacked(by_seed: Mapping[int, pd.DataFrame], seeds: list[int], score: str) -> np.ndarray:
    """Return a score, shape (pairs, seeds, draws)."""
    pairs = by_seed[seeds[0]].index.nunique()
    return np.stack([by_seed[seed][score].to_numpy().reshape(pairs, -1) for seed in seeds], axis=1)


def _measured(
    before: np.ndarray, after: np.ndarray | None, half: np.ndarray, score: str
) -> np.ndarray:
    """Return what every pair has, or loses, by the models of a half."""
    medians = [
        np.median(one[:, half].reshape(len(one), -1), axis=1)
        for one in (before, after)
        if one is not None
    ]
    if score == "accuracy":
        medians = [folded(pd.Series(one)).to_numpy() for one in medians]
    return medians[0] - medians[1] if len(medians) == 2 else medians[0]


def _spearman(first: np.ndarray, second: np.ndarray) -> float:
    ranks = [rankdata(values) for values in (first, second)]
    if any(np.ptp(one) == 0 for one in ranks):
        return np.nan
    return float(np.corrcoef(*ranks)[0, 1])
