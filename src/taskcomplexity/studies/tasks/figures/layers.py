"""Which layer bears what: the probes applied to one layer at a time."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from taskcomplexity.figures import bands
from taskcomplexity.figures.style import (
    CHANCE_LABEL,
    GREY,
    WIDTH,
    add_note,
    label_panel,
    panel_letters,
    scale_by_powers_of_two,
)
from taskcomplexity.figures.tasks import task_looks
from taskcomplexity.studies.tasks.figures.curves import ROWS, Row
from taskcomplexity.studies.tasks.figures.summaries import (
    chances,
    summarised,
    tasks_told,
    untrained_told,
)

ALL_ROWS = (*ROWS, Row("randomize", "B", "fraction removed before randomization B, p"))
# In place of a layer where all of them are disturbed at once.
WHOLE = 0
# Letters of a line below a panel.
LABEL_WIDTH = 30
MARKERS = "osD^vPX"
WHOLE_LOOK = {"color": GREY, "linestyle": (0, (4, 1.6)), "linewidth": 1.0}


def layer_table(each: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Summarise the accuracies of the models at each level, by the layer that is disturbed.

    Parameters
    ----------
    each
        Rows of the probes over one layer at a time, ``layer`` counted from the inputs, from 1.
    whole
        Rows of the probes over all layers at once; may be empty.

    Returns
    -------
    pandas.DataFrame
        dataset, task, class_a, class_b, hidden, layers, probe, kind, variant, level, layer, 0
        where all are disturbed at once; and what :func:`.summaries.summarised` says of the models.
    """
    probed = pd.concat([each, whole.assign(layer=WHOLE)], ignore_index=True)
    wanted = {(row.probe, row.kind) for row in ALL_ROWS}
    chosen = probed[[pair in wanted for pair in zip(probed["probe"], probed["kind"], strict=True)]]
    keys = ["dataset", "task", "class_a", "class_b", "hidden", "layers"]
    return summarised(chosen, [*keys, "probe", "kind", "variant", "level", "layer"])


def draw_layers(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    classes: Mapping[str, Sequence[str]],
    tasks: Mapping[str, Mapping[str, Sequence[int] | str]],
) -> Figure:
    """Draw a row of panels per probe and a column per task, a curve per layer.

    Parameters
    ----------
    table
        From :func:`layer_table`; the weights are drawn.
    titles, classes, tasks
        Title, names of the classes and tasks of each dataset, in the order of the columns.
    """
    weights = table[table["variant"] == "weights"]
    columns = [
        (dataset, task)
        for dataset in titles
        for task in task_looks(weights.loc[weights["dataset"] == dataset, "task"])
    ]
    layers = sorted(set(weights["layer"]) - {WHOLE})
    looks = dict(zip(layers, _looks(len(layers)), strict=True)) | {WHOLE: WHOLE_LOOK}
    figure = Figure(figsize=(max(WIDTH, 2.0 * len(columns)), 0.7 + 1.75 * len(ALL_ROWS)))
    grid = figure.subplots(len(ALL_ROWS), len(columns), squeeze=False, sharey=True)
    for letter, (dataset, task), column in zip(
        panel_letters(len(columns)), columns, grid.T, strict=True
    ):
        here = weights[(weights["dataset"] == dataset) & (weights["task"] == task)]
        label_panel(column[0], letter)
        told = tasks_told(here, classes[dataset], tasks[dataset])
        column[0].set_title(f"{titles[dataset]}\n{told}")
        for row, axes in zip(ALL_ROWS, column, strict=True):
            _draw_panel(axes, here[here["probe"] == row.probe], looks)
            if row.probe == "noise":
                scale_by_powers_of_two(axes)
    for row, line in zip(ALL_ROWS, grid, strict=True):
        line[0].set_ylabel("test accuracy (%)")
        for axes in line:
            axes.set_xlabel(fill(row.label, LABEL_WIDTH), fontsize="small")
    figure.legend(handles=_legend(looks), loc="outside upper center", ncols=3, frameon=False)
    add_note(figure, untrained_told(weights, titles))
    return figure


def _looks(number: int) -> list[dict[str, Any]]:
    colors = mpl.colormaps["viridis"]
    return [
        {"color": colors(0.9 * place / max(number - 1, 1)), "marker": MARKERS[place % len(MARKERS)]}
        for place in range(number)
    ]


def _draw_panel(axes: Axes, here: pd.DataFrame, looks: Mapping[int, Mapping[str, Any]]) -> None:
    bands.draw_chance(axes, chances(here), {})
    for layer, curve in here.groupby("layer"):
        bands.draw_band(axes, curve, looks[layer])


def _legend(looks: Mapping[int, Mapping[str, Any]]) -> list[Line2D]:
    last = max(looks)
    told = {WHOLE: "all layers at once", 1: "1, from the inputs", last: f"{last}, to the outputs"}
    return [
        *(
            Line2D([], [], label=told.get(layer, f"layer {layer}"), **look)
            for layer, look in looks.items()
        ),
        CHANCE_LABEL,
    ]


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    each = read["each"]
    return layer_table(each, read.get("whole", each.iloc[:0]))


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_layers(table, about["titles"], about["classes"], about["tasks"])
