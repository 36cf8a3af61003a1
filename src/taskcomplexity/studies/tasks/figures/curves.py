"""Accuracy against the strength of a probe: figures 1, 10 and 12."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from taskcomplexity.figures.bands import draw_chance
from taskcomplexity.figures.style import (
    CHANCE_LABEL,
    VARIANT_LINE,
    WIDTH,
    add_note,
    label_panel,
    panel_letters,
    scale_by_powers_of_two,
)
from taskcomplexity.figures.tasks import TaskLook, task_looks
from taskcomplexity.studies.tasks.figures.look import draw_band, legend_line
from taskcomplexity.studies.tasks.figures.summaries import (
    chances,
    of_layers,
    summarised,
    tasks_told,
    untrained_told,
)


@dataclass(frozen=True)
class Row:
    """A row of panels, one probe.

    Attributes
    ----------
    probe, kind
        Which curves.
    label
        Of the horizontal axis.
    """

    probe: str
    kind: str
    label: str


ROWS = (
    Row("prune", "smallest", "fraction of weights removed, smallest first, p"),
    Row("noise", "uniform", "noise amplitude, a"),
    Row("flip", "smallest", "fraction of signs flipped, smallest weights first, q"),
)


def curve_table(probed: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """Summarise the accuracies of the models at each level.

    Parameters
    ----------
    probed
        Rows of pruning, noise and flipping over the tasks, of one number of hidden units.
    spread
        σ(w) of every model: dataset, task, hidden, seed, standard_deviation.

    Returns
    -------
    pandas.DataFrame
        dataset, task, class_a, class_b, hidden, layers, probe, kind, variant, level; what
        :func:`.summaries.summarised` says of the models; and ``sigma``, the mean
        σ(w) of the models of the task, ``trained_sigma`` that of those that trained.
    """
    wanted = {(row.probe, row.kind) for row in ROWS}
    chosen = probed[[pair in wanted for pair in zip(probed["probe"], probed["kind"], strict=True)]]
    keys = ["dataset", "task", "class_a", "class_b", "hidden", "layers"]
    table = summarised(chosen, [*keys, "probe", "kind", "variant", "level"])
    sigma = pd.DataFrame(
        {
            name: some.groupby(keys, dropna=False)["standard_deviation"].mean()
            for name, some in (("sigma", spread), ("trained_sigma", spread[spread["trained"]]))
        }
    )
    return table.merge(sigma.reset_index(), on=keys)


def draw_curves(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    classes: Mapping[str, Sequence[str]],
    tasks: Mapping[str, Mapping[str, Sequence[int] | str]],
) -> Figure:
    """Draw a row of panels per probe and a column per dataset.

    Parameters
    ----------
    table
        From :func:`curve_table`.
    titles
        Title of each dataset, in the order of the columns.
    classes, tasks
        Names of the classes of each dataset; the classes of its tasks.
    """
    figure = Figure(figsize=(WIDTH, 0.6 + 2.1 * len(ROWS)))
    grid = figure.subplots(len(ROWS), len(titles), squeeze=False, sharey=True)
    letters = iter(panel_letters(len(ROWS) * len(titles)))
    looks = task_looks(table["task"])
    for number, (row, line) in enumerate(zip(ROWS, grid, strict=True)):
        for dataset, axes in zip(titles, line, strict=True):
            label_panel(axes, next(letters))
            here = table[(table["dataset"] == dataset) & (table["probe"] == row.probe)]
            _draw_panel(axes, here, looks)
            axes.set_xlabel(row.label)
            if row.probe == "noise":
                scale_by_powers_of_two(axes)
                _draw_sigma(axes, here, looks)
            if number == 0:
                axes.set_title(
                    f"{titles[dataset]}\n{tasks_told(here, classes[dataset], tasks[dataset])}"
                )
        line[0].set_ylabel("test accuracy (%)")
    figure.legend(handles=_legend(looks), loc="outside upper center", ncols=4, frameon=False)
    add_note(figure, untrained_told(table, titles))
    return figure


def _draw_panel(axes: Axes, here: pd.DataFrame, looks: Mapping[str, TaskLook]) -> None:
    draw_chance(axes, chances(here), {task: look.color for task, look in looks.items()})
    for (task, variant), curve in here.groupby(["task", "variant"]):
        draw_band(axes, curve, looks[task], VARIANT_LINE[variant], filled=variant == "weights")


def _draw_sigma(axes: Axes, here: pd.DataFrame, looks: Mapping[str, TaskLook]) -> None:
    for task, rows in here.groupby("task"):
        axes.axvline(rows["sigma"].iloc[0], color=looks[task].color, linestyle=looks[task].sigma)


def _legend(looks: Mapping[str, TaskLook]) -> list[Line2D]:
    curves = [
        legend_line(
            ("" if variant == "weights" else "signed ") + look.label,
            look,
            VARIANT_LINE[variant],
            filled=variant == "weights",
        )
        for variant in VARIANT_LINE
        for look in looks.values()
    ]
    sigma = [
        Line2D([], [], color=look.color, linestyle=look.sigma, label=f"mean σ(w), {look.label}")
        for look in looks.values()
    ]
    # Filled column by column: weights, signs, σ(w), chance.
    return [*curves, *sigma, CHANCE_LABEL]


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return curve_table(read["probed"], of_layers(read["spread"], about))


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_curves(table, about["titles"], about["classes"], about["tasks"])
