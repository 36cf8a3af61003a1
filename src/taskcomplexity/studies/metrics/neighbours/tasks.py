"""Metrics of E- and H-models, and the complexity of their tasks."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from taskcomplexity.audit.uncertain import means
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.metrics.neighbours.columns import (
    MEASURES,
    METRICS,
    PAIR,
    TASK_COLUMNS,
)
from taskcomplexity.studies.metrics.neighbours.names import TASKS

EASY, HARD = TASKS
LEAST_MODELS = 2


def task_table(
    models: pd.DataFrame, complexity: pd.DataFrame, resamples: int, root_seed: int
) -> pd.DataFrame:
    """Hold the metrics of H-models against those of E-models.

    Parameters
    ----------
    models
        :data:`.columns.MODEL_LAYER_COLUMNS` of both. Those whose training came to nothing do not
        count.
    complexity
        dataset, class_a, class_b and what models of pairs lose. A task that is not among the pairs
        has none.
    resamples
        Bootstrap samples, of E- and of H-models each.
    root_seed
        Root of the random streams.

    Returns
    -------
    pandas.DataFrame
        :data:`.columns.TASK_COLUMNS`, without metrics that a layer does not have. ``difference`` is
        H less E, with its 95 % interval over models; ``deviations`` the same in standard
        deviations, the root of the mean of both variances.
    """
    learned = models[models["trained"].astype(bool)].sort_values("seed", kind="stable")
    lost = complexity.set_index(["dataset", *PAIR])[list(MEASURES[:2])]
    rows = []
    for (dataset, state, layer), both in learned.groupby(["dataset", "state", "layer"], sort=False):
        of_task = {task: both[both["task"] == task] for task in TASKS}
        known = _known(dataset, of_task, lost)
        for metric in METRICS:
            values = [of_task[task][metric].dropna().to_numpy(float) for task in TASKS]
            if not any(map(len, values)):
                continue
            stream = numpy_generator(
                root_seed, dataset, "metrics", "neighbours", state, layer, metric, "tasks"
            )
            named = {"dataset": dataset, "state": state, "layer": layer, "metric": metric}
            rows.append({**named, **_compared(*values, resamples, stream), **known})
    return pd.DataFrame(rows, columns=TASK_COLUMNS)


def _compared(
    easy: np.ndarray, hard: np.ndarray, resamples: int, generator: np.random.Generator
) -> dict[str, float]:
    found = {
        "easy": easy.mean() if len(easy) else np.nan,
        "hard": hard.mean() if len(hard) else np.nan,
        "easy_models": len(easy),
        "hard_models": len(hard),
    }
    found["difference"] = found["hard"] - found["easy"]
    if min(len(easy), len(hard)) < LEAST_MODELS:
        return found
    one, other = (
        means(values, generator.integers(len(values), size=(resamples, len(values))))
        for values in (easy, hard)
    )
    found["ci_low"], found["ci_high"] = map(float, (other - one).interval())
    spread = np.sqrt((easy.var(ddof=1) + hard.var(ddof=1)) / 2)
    found["deviations"] = found["difference"] / spread if spread else np.nan
    return found


def _known(
    dataset: str, of_task: Mapping[str, pd.DataFrame], lost: pd.DataFrame
) -> dict[str, object]:
    """Return what is known of the two tasks: their classes, and what models of these lose."""
    found = {}
    for task, rows in of_task.items():
        if rows.empty:
            continue
        pair = tuple(sorted(map(int, rows[list(PAIR)].iloc[0])))
        found[f"{task}_pair"] = "{}-{}".format(*pair)
        if (dataset, *pair) in lost.index:
            losses = lost.loc[(dataset, *pair)]
            found |= {f"{task}_{measure}": float(losses[measure]) for measure in lost}
    return found
