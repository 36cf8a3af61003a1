"""What the figures over the easy and the hard task share."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from taskcomplexity.figures import notes

QUARTILES = {"median": 0.5, "quartile_1": 0.25, "quartile_3": 0.75}


def summarised(probed: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Summarise accuracies over all models and draws of each group.

    Parameters
    ----------
    probed
        Rows of probes.
    keys
        Columns that name a group.

    Returns
    -------
    pandas.DataFrame
        The keys; median, quartile_1 and quartile_3 of the accuracy in percent; the number of models
        that have an accuracy, and of those among them that did not train; the median over the
        others alone; the accuracy of the best constant answer in percent.
    """
    rows = probed.dropna(subset="accuracy")
    rows = rows.assign(accuracy=100 * rows["accuracy"])
    groups, learned = (some.groupby(list(keys)) for some in (rows, rows[rows["trained"]]))
    table = pd.DataFrame({name: groups["accuracy"].quantile(at) for name, at in QUARTILES.items()})
    table["models"] = groups["seed"].nunique()
    table["untrained_models"] = table["models"] - learned["seed"].nunique().reindex(
        table.index, fill_value=0
    )
    table["trained_median"] = learned["accuracy"].median()
    table["chance"] = 100 * groups["chance"].first()
    return table.reset_index()


def of_layers(rows: pd.DataFrame, about: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of models with the hidden layers that a figure is about."""
    return rows[rows["layers"] == about["hidden"]]


def chances(table: pd.DataFrame) -> dict[str, float]:
    """Return the accuracy of the best constant answer to each task, in percent."""
    return table.groupby("task")["chance"].first().to_dict()


def untrained_told(table: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Say how many models did not train, ``MNIST hard 4 of 100``; nothing where all did.

    Parameters
    ----------
    table
        dataset, task, models, untrained_models. Of several rows of a task the largest count.
    titles
        Title of each dataset.
    """
    most = table.groupby(["dataset", "task"], sort=False)[["models", "untrained_models"]].max()
    told = [
        f"{titles[dataset]} {task} {row['untrained_models']} of {row['models']}"
        for (dataset, task), row in most.iterrows()
        if row["untrained_models"]
    ]
    return notes.untrained_told(told)


def untrained_pairs_told(
    table: pd.DataFrame, titles: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> str:
    """Say the same of the models of pairs of classes, ``MNIST {4, 9} 3 of 20``.

    Parameters
    ----------
    table
        dataset, class_a, class_b, models, untrained_models.
    titles, classes
        Title and names of the classes of each dataset.
    """
    return notes.untrained_told(
        [
            f"{titles[row.dataset]} {{{classes[row.dataset][row.class_a]}, "
            f"{classes[row.dataset][row.class_b]}}} {row.untrained_models} of {row.models}"
            for row in table[table["untrained_models"] > 0].itertuples()
        ]
    )


def tasks_told(table: pd.DataFrame, names: Sequence[str]) -> str:
    """Say which classes the tasks of a dataset are, ``easy: 0 / 7, hard: 7 / 9``."""
    pairs = table.drop_duplicates("task").set_index("task")
    return ", ".join(
        f"{task}: {names[pairs.loc[task, 'class_a']]} / {names[pairs.loc[task, 'class_b']]}"
        for task in ("easy", "hard")
        if task in pairs.index
    )
