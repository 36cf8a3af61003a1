"""Which models did not train."""

from collections.abc import Mapping

import pandas as pd


def untrained_lines(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Say of which tasks and pairs some models did not train, a line each.

    Parameters
    ----------
    tables
        ``spread``, a row per model of the tasks, and ``pairs``, the probes of the models of the
        pairs; either may be missing.
    """
    lines = []
    if "spread" in tables:
        lines += _lines(tables["spread"], ["dataset", "task", "layers"], _task)
    if "pairs" in tables:
        models = tables["pairs"].drop_duplicates(["dataset", "class_a", "class_b", "seed"])
        lines += _lines(models, ["dataset", "class_a", "class_b"], _pair)
    return lines


def _lines(models: pd.DataFrame, keys: list[str], told) -> list[str]:
    groups = models.groupby(keys, sort=False)["trained"].agg(["count", "sum"])
    return [
        f"{told(*key)}: {row['count'] - row['sum']} of {row['count']}"
        for key, row in groups.iterrows()
        if row["sum"] < row["count"]
    ]


def _task(dataset: str, task: str, layers: str) -> str:
    return f"{dataset}, {task} task, d = {layers}"


def _pair(dataset: str, class_a: int, class_b: int) -> str:
    return f"{dataset}, classes {class_a} and {class_b}"
