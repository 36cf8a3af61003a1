"""Accuracy against the strength of a probe: figures 1, 10 and 12."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from taskcomplexity.figures.style import (
    GREY,
    TASK_COLOR,
    TASK_LABEL,
    TASK_MARKER,
    VARIANT_LINE,
    WIDTH,
    label_panel,
)

CHANCE_PERCENT = 50
COLUMNS = ("dataset", "task", "class_a", "class_b", "seed", "probe", "kind", "level", "variant")


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


ROWS = (Row("prune", "smallest", "fraction of weights removed, smallest first, p"),)


def curve_table(probed: pd.DataFrame, rows: Sequence[Row] = ROWS) -> pd.DataFrame:
    """Summarise the accuracies of the models at each level.

    Parameters
    ----------
    probed
        Rows of the probes over the tasks.
    rows
        Which probes and kinds to take.

    Returns
    -------
    pandas.DataFrame
        dataset, task, class_a, class_b, probe, kind, variant, level, and over the models the
        median, the quartiles and their number; accuracies in percent.
    """
    wanted = {(row.probe, row.kind) for row in rows}
    chosen = probed[[pair in wanted for pair in zip(probed["probe"], probed["kind"], strict=True)]]
    keys = ["dataset", "task", "class_a", "class_b", "probe", "kind", "variant", "level"]
    accuracy = (100 * chosen["accuracy"]).groupby([chosen[key] for key in keys])
    return pd.DataFrame(
        {
            "median": accuracy.median(),
            "quartile_1": accuracy.quantile(0.25),
            "quartile_3": accuracy.quantile(0.75),
            "models": accuracy.size(),
        }
    ).reset_index()


def draw_curves(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    classes: Mapping[str, Sequence[str]],
    rows: Sequence[Row] = ROWS,
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
    rows
        The probes, from top to bottom.
    """
    figure = Figure(figsize=(WIDTH, 0.35 + 2.35 * len(rows)))
    grid = figure.subplots(len(rows), len(titles), squeeze=False, sharey=True)
    letters = iter(ascii_lowercase)
    for row, line in zip(rows, grid, strict=True):
        for dataset, axes in zip(titles, line, strict=True):
            label_panel(axes, next(letters))
            here = table[(table["dataset"] == dataset) & (table["probe"] == row.probe)]
            _draw_panel(axes, here)
            axes.set_xlabel(row.label)
            axes.set_title(f"{titles[dataset]}\n{_tasks(classes[dataset], here)}")
        line[0].set_ylabel("test accuracy (%)")
    figure.legend(handles=_legend(), loc="outside upper center", ncols=5, frameon=False)
    return figure


def _draw_panel(axes: Axes, here: pd.DataFrame) -> None:
    axes.axhline(CHANCE_PERCENT, color=GREY, linewidth=0.7, linestyle=":")
    for (task, variant), curve in here.groupby(["task", "variant"]):
        curve = curve.sort_values("level")
        color = TASK_COLOR[task]
        axes.fill_between(
            curve["level"], curve["quartile_1"], curve["quartile_3"], color=color, alpha=0.18, lw=0
        )
        axes.plot(
            curve["level"],
            curve["median"],
            color=color,
            linestyle=VARIANT_LINE[variant],
            marker=TASK_MARKER[task],
            markerfacecolor=color if variant == "weights" else "white",
            markeredgewidth=0.7,
        )


def _tasks(names: Sequence[str], here: pd.DataFrame) -> str:
    pairs = here.drop_duplicates("task").set_index("task")
    told = [
        f"{task}: {names[pairs.loc[task, 'class_a']]} / {names[pairs.loc[task, 'class_b']]}"
        for task in TASK_LABEL
        if task in pairs.index
    ]
    return ", ".join(told)


def _legend() -> list[Line2D]:
    handles = [
        Line2D(
            [],
            [],
            color=TASK_COLOR[task],
            marker=TASK_MARKER[task],
            linestyle=VARIANT_LINE[variant],
            markerfacecolor=TASK_COLOR[task] if variant == "weights" else "white",
            label=("" if variant == "weights" else "signed ") + TASK_LABEL[task],
        )
        for task in TASK_COLOR
        for variant in VARIANT_LINE
    ]
    return [*handles, Line2D([], [], color=GREY, linestyle=":", linewidth=0.7, label="chance")]
