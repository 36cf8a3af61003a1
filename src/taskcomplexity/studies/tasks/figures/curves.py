"""Accuracy against the strength of a probe: figures 1, 10 and 12."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
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
    scale_by_powers_of_two,
)
from taskcomplexity.figures.tasks import TASK_COLOR, TASK_LABEL
from taskcomplexity.studies.tasks.figures.look import draw_band, legend_line
from taskcomplexity.studies.tasks.figures.summaries import (
    chances,
    of_layers,
    summarised,
    tasks_told,
    untrained_told,
)

SIGMA_LINE = {"easy": (0, (1, 1.2)), "hard": (0, (4, 1.2, 1, 1.2))}


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
            name: some.groupby(keys)["standard_deviation"].mean()
            for name, some in (("sigma", spread), ("trained_sigma", spread[spread["trained"]]))
        }
    )
    return table.merge(sigma.reset_index(), on=keys)


def draw_curves(
    table: pd.DataFrame, titles: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> Figure:
    """Draw a row of panels per probe and a column per dataset.

    Parameters
    ----------
    table
        From :func:`curve_table`.
    titles
        Title of each dataset, in the order of the columns.
    classes
        Names of the classes of each dataset.
    """
    figure = Figure(figsize=(WIDTH, 0.6 + 2.1 * len(ROWS)))
    grid = figure.subplots(len(ROWS), len(titles), squeeze=False, sharey=True)
    letters = iter(ascii_lowercase)
    for number, (row, line) in enumerate(zip(ROWS, grid, strict=True)):
        for dataset, axes in zip(titles, line, strict=True):
            label_panel(axes, next(letters))
            here = table[(table["dataset"] == dataset) & (table["probe"] == row.probe)]
            _draw_panel(axes, here)
            axes.set_xlabel(row.label)
            if row.probe == "noise":
                scale_by_powers_of_two(axes)
                _draw_sigma(axes, here)
            if number == 0:
                axes.set_title(f"{titles[dataset]}\n{tasks_told(here, classes[dataset])}")
        line[0].set_ylabel("test accuracy (%)")
    figure.legend(handles=_legend(), loc="outside upper center", ncols=4, frameon=False)
    add_note(figure, untrained_told(table, titles))
    return figure


def _draw_panel(axes: Axes, here: pd.DataFrame) -> None:
    draw_chance(axes, chances(here), TASK_COLOR)
    for (task, variant), curve in here.groupby(["task", "variant"]):
        draw_band(axes, curve, task, VARIANT_LINE[variant], filled=variant == "weights")


def _draw_sigma(axes: Axes, here: pd.DataFrame) -> None:
    for task, rows in here.groupby("task"):
        axes.axvline(rows["sigma"].iloc[0], color=TASK_COLOR[task], linestyle=SIGMA_LINE[task])


def _legend() -> list[Line2D]:
    curves = [
        legend_line(
            ("" if variant == "weights" else "signed ") + TASK_LABEL[task],
            task,
            VARIANT_LINE[variant],
            filled=variant == "weights",
        )
        for variant in VARIANT_LINE
        for task in TASK_COLOR
    ]
    sigma = [
        Line2D(
            [], [], color=TASK_COLOR[task], linestyle=line, label=f"mean σ(w), {TASK_LABEL[task]}"
        )
        for task, line in SIGMA_LINE.items()
    ]
    # Filled column by column: weights, signs, σ(w), chance.
    return [*curves, *sigma, CHANCE_LABEL]


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return curve_table(read["probed"], of_layers(read["spread"], about))


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_curves(table, about["titles"], about["classes"])
