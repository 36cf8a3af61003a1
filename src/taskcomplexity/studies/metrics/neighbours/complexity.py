"""Metrics of the models of pairs beside the complexity of their tasks."""

from functools import partial

import pandas as pd

from taskcomplexity.complexity.correlations import correlate
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.metrics.neighbours.columns import (
    BESIDE_COLUMNS,
    CORRELATION_COLUMNS,
    MEASURES,
    METRICS,
    PAIR,
)
from taskcomplexity.studies.metrics.neighbours.several import holm

NUMBERS = tuple(name for name in CORRELATION_COLUMNS[5:] if name not in ("tests", "p_holm"))


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
        ``p_qap`` adjusted for the ``tests`` of the dataset and state.
    """
    rows = []
    for (dataset, state, layer), pairs in beside.groupby(["dataset", "state", "layer"], sort=False):
        named = {"dataset": dataset, "state": state, "layer": layer}
        stream = partial(numpy_generator, root_seed, dataset, "metrics", "neighbours", state, layer)
        for metric in METRICS:
            if pairs[metric].notna().any():
                for measure in MEASURES:
                    found = correlate(pairs, metric, measure, resamples, stream)
                    numbers = {name: found[name] for name in NUMBERS}
                    rows.append({**named, "metric": metric, "measure": measure, **numbers})
    table = pd.DataFrame(rows, columns=CORRELATION_COLUMNS)
    families = table.groupby(["dataset", "state"])["p_qap"]
    table["tests"] = families.transform("count").astype(int)
    table["p_holm"] = families.transform(lambda p_values: holm(p_values.to_numpy(float)))
    return table
