"""Randomized models against pruning: figures 3, 11 and 13."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.bands import draw_chance
from taskcomplexity.figures.style import CHANCE_LABEL, WIDTH, add_note, label_panel, panel_letters
from taskcomplexity.figures.tasks import task_looks
from taskcomplexity.studies.tasks.figures.look import draw_band, legend_line
from taskcomplexity.studies.tasks.figures.summaries import (
    chances,
    summarised,
    tasks_told,
    untrained_told,
)

KINDS = ("B", "E", "F")
ORIGINAL = "original"
ORIGINAL_LINE, RANDOMIZED_LINE = "-", (0, (4, 1.6))


def recovery_table(probed: pd.DataFrame) -> pd.DataFrame:
    """Summarise the accuracies of pruned models, as they are and randomized.

    Parameters
    ----------
    probed
        Rows of pruning and of randomization over the tasks, of one number of hidden units.

    Returns
    -------
    pandas.DataFrame
        dataset, task, class_a, class_b, hidden, layers, kind, level; what
        :func:`.summaries.summarised` says of the models with their weights. The
        kind ``original`` is pruned and not randomized.
    """
    weights = probed[probed["variant"] == "weights"]
    pruned = weights[(weights["probe"] == "prune") & (weights["kind"] == "smallest")]
    randomized = weights[(weights["probe"] == "randomize") & weights["kind"].isin(KINDS)]
    both = pd.concat([pruned.assign(kind=ORIGINAL), randomized], ignore_index=True)
    return summarised(
        both, ["dataset", "task", "class_a", "class_b", "hidden", "layers", "kind", "level"]
    )


def draw_recovery(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    classes: Mapping[str, Sequence[str]],
    tasks: Mapping[str, Mapping[str, Sequence[int] | str]],
) -> Figure:
    """Draw a column per dataset and a row per randomization, over the models as they were.

    Parameters
    ----------
    table
        From :func:`recovery_table`.
    titles, classes, tasks
        Title, names of the classes and tasks of each dataset, in the order of the columns.
    """
    figure = Figure(figsize=(WIDTH, 0.7 + 1.9 * len(KINDS)))
    grid = figure.subplots(len(KINDS), len(titles), squeeze=False, sharex=True, sharey=True)
    looks = task_looks(table["task"])
    colors = {task: look.color for task, look in looks.items()}
    for letter, dataset, column in zip(panel_letters(len(titles)), titles, grid.T, strict=True):
        here = table[table["dataset"] == dataset]
        label_panel(column[0], letter)
        column[0].set_title(
            f"{titles[dataset]}\n{tasks_told(here, classes[dataset], tasks[dataset])}"
        )
        for kind, axes in zip(KINDS, column, strict=True):
            draw_chance(axes, chances(here), colors)
            for task, curves in here.groupby("task"):
                for which, line in ((ORIGINAL, ORIGINAL_LINE), (kind, RANDOMIZED_LINE)):
                    curve = curves[curves["kind"] == which]
                    draw_band(axes, curve, looks[task], line, filled=which == ORIGINAL)
        column[-1].set_xlabel("fraction of weights removed, smallest first, p")
    for kind, axes in zip(KINDS, grid[:, 0], strict=True):
        axes.set_ylabel(f"randomization {kind}\ntest accuracy (%)")
    # Filled column by column: as they are, randomized, chance.
    handles = [
        legend_line(told + look.label, look, line, filled=not told)
        for told, line in (("", ORIGINAL_LINE), ("randomized ", RANDOMIZED_LINE))
        for look in looks.values()
    ]
    figure.legend(
        handles=[*handles, CHANCE_LABEL], loc="outside upper center", ncols=3, frameon=False
    )
    add_note(figure, untrained_told(table, titles))
    return figure


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return recovery_table(read["probed"])


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_recovery(table, about["titles"], about["classes"], about["tasks"])
