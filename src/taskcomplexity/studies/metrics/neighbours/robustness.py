"""Metrics of sparse networks, by method, beside what is left of their accuracy."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.metrics.neighbours.columns import (
    METRICS,
    ROBUSTNESS_COLUMNS,
    SPARSE_COLUMNS,
)
from taskcomplexity.studies.metrics.neighbours.several import holm

NETWORK = ["dataset", "method", "seed"]
METHOD = ["dataset", "method"]
LEAST_NETWORKS = 4
TAILS = (2.5, 97.5)
# So many resamples are ranked at a time.
AT_ONCE = 1000


def left_over(history: pd.DataFrame, pruned: pd.DataFrame) -> pd.DataFrame:
    """Return what is left of the accuracy of every network that trained.

    Parameters
    ----------
    history
        dataset, method, seed, trained, epoch, test_accuracy.
    pruned
        Accuracies without some links: dataset, method, seed, kind, level, draw, variant, accuracy.
        Those of signs do not count.

    Returns
    -------
    pandas.DataFrame
        dataset, method, seed, accuracy; then selection, removed and left, the mean over draws. A
        network whose links were not removed has one row without these.
    """
    last = history.loc[history.groupby(NETWORK)["epoch"].idxmax()]
    last = last[last["trained"].astype(bool)].rename(columns={"test_accuracy": "accuracy"})
    weights = pruned[pruned["variant"] == "weights"]
    left = weights.groupby([*NETWORK, "kind", "level"])["accuracy"].mean().rename("left")
    left = left.reset_index().rename(columns={"kind": "selection", "level": "removed"})
    return last[[*NETWORK, "accuracy"]].merge(left, "left", NETWORK)


def robustness_table(left: pd.DataFrame) -> pd.DataFrame:
    """Summarise what is left over networks, by method and share of links that is removed.

    Parameters
    ----------
    left
        From :func:`left_over`.

    Returns
    -------
    pandas.DataFrame
        :data:`.columns.ROBUSTNESS_COLUMNS`; accuracies are fractions, deviations those of a sample.
    """
    groups = left.dropna(subset="removed").groupby([*METHOD, "selection", "removed"])
    table = groups.agg(
        networks=("seed", "nunique"),
        accuracy=("accuracy", "mean"),
        accuracy_sd=("accuracy", "std"),
        left=("left", "mean"),
        left_sd=("left", "std"),
    )
    return table.reset_index()[list(ROBUSTNESS_COLUMNS)]


def sparse_table(
    networks: pd.DataFrame, left: pd.DataFrame, resamples: int, root_seed: int
) -> pd.DataFrame:
    """Summarise metrics over the networks of a method, and correlate them with what is left.

    The robustness of a network is the mean of what is left over all shares of a selection, less its
    accuracy. With fewer than four networks there is no correlation.

    Parameters
    ----------
    networks
        :data:`.columns.NETWORK_LAYER_COLUMNS`. Those whose training came to nothing do not count.
    left
        From :func:`left_over`.
    resamples
        Bootstrap samples of the networks of each interval, permutations of each test.
    root_seed
        Root of the random streams.

    Returns
    -------
    pandas.DataFrame
        :data:`.columns.SPARSE_COLUMNS`, without metrics that a layer does not have. Where links
        were not removed the selection is empty.
    """
    removed = left[(left["removed"] > 0) | left["removed"].isna()]
    removed = removed.assign(selection=removed["selection"].fillna(""))
    by_network = removed.groupby([*NETWORK, "selection"])[["accuracy", "left"]].mean().reset_index()
    learned = networks[networks["trained"].astype(bool)]
    tables = [
        _of_method(dataset, method, rows, by_network, resamples, root_seed)
        for (dataset, method), rows in learned.groupby(METHOD, sort=False)
    ]
    if not tables:
        return pd.DataFrame(columns=SPARSE_COLUMNS)
    return pd.concat(tables, ignore_index=True)[list(SPARSE_COLUMNS)]


def _of_method(
    dataset: str,
    method: str,
    rows: pd.DataFrame,
    by_network: pd.DataFrame,
    resamples: int,
    root_seed: int,
) -> pd.DataFrame:
    metrics = pd.concat(
        {layer: one.set_index("seed")[list(METRICS)] for layer, one in rows.groupby("layer")},
        axis=1,
    ).dropna(axis=1, how="all")
    here = by_network[(by_network["dataset"] == dataset) & (by_network["method"] == method)]
    of_selection = {name: one.set_index("seed") for name, one in here.groupby("selection")}
    accuracy, left = (
        pd.concat({name: one[which] for name, one in of_selection.items()}, axis=1).reindex(
            metrics.index
        )
        for which in ("accuracy", "left")
    )
    stream = partial(numpy_generator, root_seed, dataset, "metrics", "neighbours", method)
    found = correlated(
        metrics.to_numpy(float), (left - accuracy).to_numpy(float), resamples, stream
    )
    table = pd.DataFrame(
        [
            {
                **{"dataset": dataset, "method": method, "layer": layer, "metric": metric},
                **{"networks": len(metrics), "mean": values.mean(), "sd": values.std()},
                **{"selection": selection, "accuracy": accuracy[selection].mean()},
                "left": left[selection].mean(),
                **{name: numbers[at, place] for name, numbers in found.items()},
            }
            for at, ((layer, metric), values) in enumerate(metrics.items())
            for place, selection in enumerate(left)
        ]
    )
    return table.assign(
        tests=table["p_value"].count(), p_holm=holm(table["p_value"].to_numpy(float))
    )


def correlated(
    metrics: np.ndarray,
    left: np.ndarray,
    resamples: int,
    stream: Callable[..., np.random.Generator],
) -> dict[str, np.ndarray]:
    """Correlate metrics of networks with what is left of them, by ranks.

    Parameters
    ----------
    metrics
        Shape (networks, metrics).
    left
        Shape (networks, selections).
    resamples
        Bootstrap samples of the networks, and permutations of them.
    stream
        From a name to the random stream it names.

    Returns
    -------
    dict
        Each of shape (metrics, selections): ``spearman_rho``; ``ci_low`` and ``ci_high``, 95 %,
        over bootstrap samples that have a rho; ``p_value``, the share of permutations, the one that
        was observed among them, whose rho is at least as far from 0. NaN with fewer than four
        networks, or where either is the same for all or unknown for one.
    """
    number = len(metrics)
    shape = metrics.shape[1], left.shape[1]
    names = ("spearman_rho", "ci_low", "ci_high", "p_value")
    found = {name: np.full(shape, np.nan) for name in names}
    rho = _rho(metrics[None], left[None])[0]
    there = np.isfinite(rho)
    if number < LEAST_NETWORKS or not there.any():
        return found
    chosen = stream("bootstrap").integers(number, size=(resamples, number))
    orders = stream("permutations").permuted(np.tile(np.arange(number), (resamples, 1)), axis=1)
    parts = [slice(start, start + AT_ONCE) for start in range(0, resamples, AT_ONCE)]
    draws = np.concatenate([_rho(metrics[chosen[one]], left[chosen[one]]) for one in parts])
    found["spearman_rho"] = rho
    # Rounding must not keep a permutation that gives the same values from counting.
    as_far = sum(
        (np.abs(_rho(metrics[None], left[orders[one]])) >= np.abs(rho) - 1e-12).sum(0)
        for one in parts
    )
    found["p_value"] = np.where(there, (1 + as_far) / (1 + resamples), np.nan)
    there &= np.isfinite(draws).any(0)
    found["ci_low"][there], found["ci_high"][there] = np.nanpercentile(
        draws[:, there], TAILS, axis=0
    )
    return found


def _rho(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Spearman's rho of every column of x with every one of y, in every sample.

    Shapes (samples, n, …); where there is one sample of x it meets all of y.
    """
    first, second = map(_standard_ranks, (x, y))
    return first.swapaxes(1, 2) @ second


def _standard_ranks(values: np.ndarray) -> np.ndarray:
    """Return ranks along the second axis, of mean 0 and length 1; NaN where all are equal."""
    ranks = rankdata(values, axis=1)
    ranks -= ranks.mean(axis=1, keepdims=True)
    length = np.sqrt((ranks**2).sum(axis=1, keepdims=True))
    return np.divide(ranks, length, out=np.full(ranks.shape, np.nan), where=length > 0)
