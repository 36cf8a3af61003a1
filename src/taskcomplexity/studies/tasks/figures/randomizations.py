"""The seven randomizations, drawn on a small graph and measured: figure 2."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from taskcomplexity.columns import MODEL_COLUMNS
from taskcomplexity.figures.bands import draw_chance
from taskcomplexity.figures.style import (
    CHANCE_LABEL,
    PERCENT,
    UNTRAINED,
    UNTRAINED_LABEL,
    WIDTH,
    add_note,
    label_panel,
    panel_letters,
)
from taskcomplexity.figures.tasks import TaskLook, task_looks
from taskcomplexity.probes.randomize import KINDS, randomize
from taskcomplexity.studies.tasks.figures.summaries import chances, tasks_told, untrained_told

ORIGINAL = "original"
BOXES = (ORIGINAL, *KINDS)
TOLD = {
    ORIGINAL: "",
    "A": "all weights",
    "B": "within signs",
    "C": "within inputs",
    "D": "within outputs",
    "E": "inputs and signs",
    "F": "outputs and signs",
    "G": "signs swapped",
}
# Of the distance between two kinds, what the boxes of all tasks take.
WIDE = 0.76
SIGN_COLOR = {1: "#0072B2", -1: "#D55E00"}
SIGN_LINE = {1: "-", -1: (0, (2.2, 1.2))}
# Three outputs, four inputs, twelve weights that all differ.
EXAMPLE = np.array(
    [[1.0, -0.3, 0.5, -0.8], [-0.6, 0.9, -0.2, 0.4], [0.7, -1.1, -0.45, 0.15]], np.float32
)
EXAMPLE_SEED = 4


def box_table(probed: pd.DataFrame) -> pd.DataFrame:
    """Pick the accuracies of all models, as they are and after each randomization.

    Parameters
    ----------
    probed
        Rows of pruning and of randomization over the tasks.

    Returns
    -------
    pandas.DataFrame
        :data:`taskcomplexity.columns.MODEL_COLUMNS`, kind, draw, accuracy and chance, of the
        weights with nothing removed; the kind ``original`` is the model as it is. The accuracy is
        NaN where a model could not be randomized.
    """
    whole = probed[(probed["level"] == 0) & (probed["variant"] == "weights")]
    pruned = whole[(whole["probe"] == "prune") & (whole["kind"] == "smallest")]
    randomized = whole[whole["probe"] == "randomize"]
    table = pd.concat([pruned.assign(kind=ORIGINAL), randomized], ignore_index=True)
    return table[[*MODEL_COLUMNS, "kind", "draw", "accuracy", "chance"]]


def draw_randomizations(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    classes: Mapping[str, Sequence[str]],
    tasks: Mapping[str, Mapping[str, Sequence[int] | str]],
) -> Figure:
    """Draw the small graph under each randomization, and boxes of accuracies per dataset.

    Parameters
    ----------
    table
        From :func:`box_table`.
    titles, classes, tasks
        Title, names of the classes and tasks of each dataset, in the order of the panels.
    """
    figure = Figure(figsize=(WIDTH, 5.2))
    upper, lower = figure.subfigures(2, 1, height_ratios=(2.1, 3))
    _draw_graphs(upper)
    grid = lower.subplots(1, len(titles), squeeze=False, sharey=True)[0]
    looks = task_looks(table["task"])
    for letter, dataset, axes in zip(panel_letters(1 + len(titles))[1:], titles, grid, strict=True):
        label_panel(axes, letter)
        here = table[table["dataset"] == dataset]
        axes.set_title(f"{titles[dataset]}\n{tasks_told(here, classes[dataset], tasks[dataset])}")
        _draw_boxes(axes, here, looks)
    grid[0].set_ylabel("test accuracy (%)")
    lower.legend(
        handles=[
            *map(_box_label, looks.values()),
            CHANCE_LABEL,
            *([] if table["trained"].all() else [UNTRAINED_LABEL]),
        ],
        loc="outside upper center",
        ncols=2,
        frameon=False,
    )
    add_note(lower, untrained_told(_counted(table), titles))
    return figure


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    """Count the models of each task and those that did not train."""
    models = table.drop_duplicates(["dataset", "task", "seed"])
    groups = models.groupby(["dataset", "task"], sort=False)["trained"]
    return groups.agg(
        models="count", untrained_models=lambda trained: (~trained.astype(bool)).sum()
    ).reset_index()


def _draw_graphs(figure) -> None:
    grid = figure.subplots(2, 4).ravel()
    for kind, axes in zip(BOXES, grid, strict=True):
        weights = EXAMPLE
        if kind != ORIGINAL:
            generator = np.random.default_rng(EXAMPLE_SEED)
            weights = randomize(torch.from_numpy(EXAMPLE), kind, generator).weights.numpy()
        _draw_graph(axes, weights)
        axes.set_title(f"{kind}: {TOLD[kind]}" if TOLD[kind] else kind, pad=2)
    label_panel(grid[0], "a")
    figure.legend(
        handles=[
            Line2D([], [], color=SIGN_COLOR[sign], linestyle=SIGN_LINE[sign], label=told)
            for sign, told in ((1, "positive weight"), (-1, "negative weight"))
        ],
        loc="outside lower center",
        ncols=2,
        frameon=False,
    )


def _draw_graph(axes: Axes, weights: np.ndarray) -> None:
    places = [np.linspace(0, 1, count + 2)[1:-1] for count in weights.shape[::-1]]
    for (output, source), weight in np.ndenumerate(weights):
        sign = int(np.sign(weight))
        axes.plot(
            [0, 1],
            [places[0][source], places[1][output]],
            color=SIGN_COLOR[sign],
            linestyle=SIGN_LINE[sign],
            linewidth=0.3 + 2.2 * abs(weight),
            solid_capstyle="butt",
        )
    for side, heights in enumerate(places):
        axes.plot([side] * len(heights), heights, "o", color="black", markersize=4, zorder=3)
    axes.set_axis_off()
    axes.set_xlim(-0.1, 1.1)


def _draw_boxes(axes: Axes, here: pd.DataFrame, looks: Mapping[str, TaskLook]) -> None:
    draw_chance(axes, chances(here), {task: look.color for task, look in looks.items()})
    apart = WIDE / len(looks)
    for number, (task, look) in enumerate(looks.items()):
        side, color = apart * (number - (len(looks) - 1) / 2), look.color
        for place, kind in enumerate(BOXES):
            rows = here[(here["task"] == task) & (here["kind"] == kind)]
            values = PERCENT * rows["accuracy"].dropna()
            if values.empty:
                if len(rows):
                    _write_unmixed(axes, place + side, color)
                continue
            # Whiskers reach the extremes, so no model is left out of the picture.
            drawn = axes.boxplot(
                values,
                positions=[place + side],
                widths=0.84 * apart,
                whis=(0, 100),
                patch_artist=True,
                manage_ticks=False,
            )
            for part in ("whiskers", "caps", "boxes"):
                for artist in drawn[part]:
                    artist.set(color=color, linewidth=0.8)
            drawn["boxes"][0].set(facecolor=color, alpha=0.35)
            drawn["medians"][0].set(color=color, linewidth=0)
            axes.plot(
                place + side,
                values.median(),
                look.marker,
                color=color,
                markeredgecolor="black",
                markeredgewidth=0.5,
                zorder=4,
            )
            still = values[~rows.loc[values.index, "trained"].astype(bool)]
            axes.plot([place + side] * len(still), still, **UNTRAINED)
    axes.set_xticks(range(len(BOXES)), BOXES)
    axes.set_xlabel("randomization")


def _write_unmixed(axes: Axes, place: float, color: str) -> None:
    """Say in place of a box that no model could be randomized."""
    axes.text(
        place,
        0.5,
        "could not be mixed",
        rotation=90,
        color=color,
        ha="center",
        va="center",
        transform=axes.get_xaxis_transform(),
    )


def _box_label(look: TaskLook) -> Line2D:
    return Line2D(
        [],
        [],
        color=look.color,
        marker=look.marker,
        markeredgecolor="black",
        markeredgewidth=0.5,
        linewidth=4,
        solid_capstyle="butt",
        label=f"{look.label}, quartiles, extremes and median",
    )


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return box_table(read["probed"])


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_randomizations(table, about["titles"], about["classes"], about["tasks"])
