"""What the figures over the tasks share."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from taskcomplexity.complexity.pairs import FEW as FEW_ROWS
from taskcomplexity.complexity.pairs import PAIR, mostly_untrained
from taskcomplexity.configuration.classes import AUTO
from taskcomplexity.figures import notes
from taskcomplexity.figures.tasks import task_looks

# Pairs that a note names.
MOST_NAMED = 12
# Classes of a task that have room in a title.
FEW = 4
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
        The keys; median, quartile_1 and quartile_3 of the accuracy; the number of models that have
        an accuracy, and of those among them that did not train; the median over the others alone;
        the accuracy of the best constant answer. Accuracies are fractions.
    """
    rows = probed.dropna(subset="accuracy")
    groups, learned = (
        some.groupby(list(keys), dropna=False) for some in (rows, rows[rows["trained"]])
    )
    table = pd.DataFrame({name: groups["accuracy"].quantile(at) for name, at in QUARTILES.items()})
    table["models"] = groups["seed"].nunique()
    table["untrained_models"] = table["models"] - learned["seed"].nunique().reindex(
        table.index, fill_value=0
    )
    table["trained_median"] = learned["accuracy"].median()
    table["chance"] = groups["chance"].first()
    return table.reset_index()


def of_layers(rows: pd.DataFrame, about: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of models with the hidden layers that a figure is about."""
    return rows[rows["layers"] == about["hidden"]]


def chances(table: pd.DataFrame) -> dict[str, float]:
    """Return the accuracy of the best constant answer to each task."""
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


def pairs_told(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    classes: Mapping[str, Sequence[str]],
    shown: str,
) -> str:
    """Say of which pairs models did not train, and how uncertain those with an asterisk are.

    Pairs most of whose models did not train have no loss; they are told apart from those of which
    some did not.

    Parameters
    ----------
    table
        dataset, class_a, class_b, models, untrained_models, few_test_rows, and the ends of the
        interval of what is shown, in percent or in points.
    titles, classes
        Title and names of the classes of each dataset.
    shown
        Which column the figure shows.
    """
    untrained = table[table["untrained_models"] > 0]
    most = mostly_untrained(untrained)
    told = [notes.untrained_told(_named(untrained[~most], titles, classes))]
    if most.any():
        named = _named(untrained[most], titles, classes)
        told.append(notes.wrapped([f"Have no loss, as most did not train: {', '.join(named)}."]))
    few = table[table["few_test_rows"] & table[f"{shown}_ci_low"].notna()]
    if len(few):
        ends = [
            f"{name} {low:.0f} to {high:.0f}"
            for name, low, high in zip(
                _pairs(few, titles, classes),
                few[f"{shown}_ci_low"],
                few[f"{shown}_ci_high"],
                strict=True,
            )
        ]
        told.append(
            notes.wrapped(
                [f"* Fewer than {FEW_ROWS} test rows of a class; 95 %: {', '.join(_first(ends))}."]
            )
        )
    return "\n".join(filter(None, told))


def _named(
    pairs: pd.DataFrame, titles: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> list[str]:
    """Name pairs and how many of their models did not train, ``MNIST {4, 9} 3 of 20``."""
    counts = zip(pairs["untrained_models"], pairs["models"], strict=True)
    named = zip(_pairs(pairs, titles, classes), counts, strict=True)
    return _first([f"{name} {untrained} of {models}" for name, (untrained, models) in named])


def _pairs(
    pairs: pd.DataFrame, titles: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> list[str]:
    return [
        f"{titles[row.dataset]} {{{classes[row.dataset][row.class_a]}, "
        f"{classes[row.dataset][row.class_b]}}}"
        for row in pairs.itertuples()
    ]


def _first(named: Sequence[str]) -> list[str]:
    more = len(named) - MOST_NAMED
    return [*named[:MOST_NAMED], *([f"{more} pairs more"] if more > 0 else [])]


def tasks_told(
    table: pd.DataFrame, names: Sequence[str], given: Mapping[str, Sequence[int] | str]
) -> str:
    """Say which classes the tasks of a dataset are, ``easy: 0 / 7, hard: 7 / 9``.

    Parameters
    ----------
    table
        task, class_a, class_b: the classes of a task of two.
    names
        Of the classes of the dataset.
    given
        The classes of each task, as the config names them.
    """
    pairs = table.drop_duplicates("task").set_index("task")
    told = {}
    for task in task_looks(table["task"]):
        classes = given.get(task, AUTO)
        if classes == AUTO:
            classes = [int(pairs.loc[task, one]) for one in PAIR]
        several = len(classes) > FEW
        told[task] = f"{len(classes)} classes" if several else " / ".join(names[c] for c in classes)
    return ", ".join(f"{task}: {classes}" for task, classes in told.items())
