"""Metrics of the models of pairs beside the complexity of their tasks."""

from functools import partial
from itertools import product

import numpy as np
import pandas as pd

from taskcomplexity.complexity.correlations import (
    LEAST_PAIRS,
    class_resamples,
    correlate,
    percentiles,
    weighted_spearman,
)
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED
from taskcomplexity.studies.metrics.neighbours.columns import (
    BESIDE_COLUMNS,
    CORRELATED_COLUMNS,
    CORRELATION_COLUMNS,
    MEASURES,
    METRICS,
    PAIR,
)
from taskcomplexity.studies.metrics.neighbours.several import holm

NUMBERS = ("spearman_rho", "p_value", "ci_low", "ci_high", "pairs", "missing")
NUMBERS += ("p_qap", "ci_low_classes", "ci_high_classes")
GAIN = ("gain", "ci_low_gain", "ci_high_gain")


def beside_complexity(models: pd.DataFrame, complexity: pd.DataFrame) -> pd.DataFrame:
    """Put the metrics of pairs beside what their models lose.

    Parameters
    ----------
    models
        :data:`.columns.MODEL_LAYER_COLUMNS` of models of pairs. Those whose training came to
        nothing do not count.
    complexity
        dataset, class_a, class_b and :data:`.columns.MEASURES`.

    Returns
    -------
    pandas.DataFrame
        :data:`.columns.BESIDE_COLUMNS`.
    """
    keys = ["dataset", "state", "layer", *PAIR]
    learned = models[models["trained"].astype(bool)]
    groups = learned.sort_values([*keys, "seed"]).groupby(keys)
    table = groups[list(METRICS)].median()
    table.insert(0, "models", groups["seed"].nunique())
    known = complexity[["dataset", *PAIR, *MEASURES]]
    return table.reset_index().merge(known, "left", ["dataset", *PAIR])[list(BESIDE_COLUMNS)]


def correlation_table(beside: pd.DataFrame, resamples: int, root_seed: int) -> pd.DataFrame:
    """Correlate every metric of every layer with every measure of the pairs.

    Parameters
    ----------
    beside
        From :func:`beside_complexity`.
    resamples
        Bootstrap samples of each interval, permutations of each test.
    root_seed
        Root of the random streams.

    Returns
    -------
    pandas.DataFrame
        :data:`.columns.CORRELATION_COLUMNS`, without metrics that a layer does not have. Numbers
        are as of :func:`taskcomplexity.complexity.correlations.correlation_table`; ``p_holm`` is
        ``p_qap`` adjusted for the ``tests`` of the dataset and state; ``gain`` has its interval by
        whole classes, the same ones for both states.
    """
    rows = []
    for (dataset, layer), both in beside.groupby(["dataset", "layer"], sort=False):
        states = {state: both[both["state"] == state] for state in (TRAINED, UNTRAINED)}
        name = partial(numpy_generator, root_seed, dataset, "metrics", "neighbours", layer)
        for (state, pairs), metric, measure in product(states.items(), METRICS, MEASURES):
            if pairs[metric].notna().any():
                found = correlate(pairs, metric, measure, resamples, partial(name, state))
                key = (dataset, state, layer, metric, measure)
                row = dict(zip(CORRELATED_COLUMNS, key, strict=True))
                row |= {number: found[number] for number in NUMBERS}
                if state == TRAINED:
                    stream = name(metric, measure, "gain")
                    row |= _gain(states, metric, measure, resamples, stream)
                rows.append(row)
    table = pd.DataFrame(rows, columns=CORRELATION_COLUMNS)
    families = table.groupby(["dataset", "state"])["p_qap"]
    table["tests"] = families.transform("count").astype(int)
    table["p_holm"] = families.transform(lambda p_values: holm(p_values.to_numpy(float)))
    return table


def _gain(
    states: dict[str, pd.DataFrame],
    metric: str,
    measure: str,
    resamples: int,
    generator: np.random.Generator,
) -> dict[str, float]:
    """Return the rho of trained models less that of the same before, and its interval."""
    before = states[UNTRAINED].set_index(list(PAIR))[metric].rename("before")
    after = states[TRAINED].set_index(list(PAIR))[[metric, measure]]
    both = after.join(before).dropna()
    if len(both) < LEAST_PAIRS:
        return {}
    pairs, lost = np.array(both.index.tolist()), both[measure].to_numpy()
    drawn = class_resamples(pairs, resamples, generator)
    # Every pair once, then as often as its classes are drawn.
    weights = np.vstack([np.ones((1, len(pairs)), dtype=drawn.dtype), drawn])
    one, other = (
        weighted_spearman(both[name].to_numpy(), lost, weights) for name in (metric, "before")
    )
    gain = one - other
    return dict(zip(GAIN, (gain[0], *percentiles(gain[1:])), strict=True))
