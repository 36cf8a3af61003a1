"""Figure 5: accuracy with the links put elsewhere."""

from collections.abc import Mapping
from string import ascii_lowercase
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from taskcomplexity.figures.notes import wrapped
from taskcomplexity.figures.style import CHANCE, PERCENT, WIDTH, add_note, label_panel
from taskcomplexity.studies.sparse.figures.look import (
    CHANCE_LABEL,
    METHOD_LOOK,
    draw_legend,
    legend_lines,
    note_height,
)
from taskcomplexity.studies.sparse.figures.summaries import (
    fewer_images,
    over_networks,
    per_network,
    unmixed_networks,
    untrained_networks,
)

KINDS = {
    "none": "as it is",
    "degrees": "rewired,\ndegrees kept",
    "random": "redrawn\nat random",
}
KEYS = ["dataset", "method", "kind"]
COLUMNS = 2
SPREAD = 0.84  # of a place, over the methods
GOLDEN = (5**0.5 - 1) / 2


def null_table(nulls: pd.DataFrame) -> pd.DataFrame:
    """Average the accuracies of every network over its draws.

    Parameters
    ----------
    nulls
        A row per network, kind and draw.

    Returns
    -------
    pandas.DataFrame
        dataset, method, kind, seed, trained, accuracy and chance, images; the accuracy is NaN
        where no draw mixed. And of all networks of the kind their median, networks,
        untrained_networks and unmeasured_networks.
    """
    networks = per_network(nulls[nulls["kind"].isin(KINDS)], KEYS)
    counts = ["networks", "untrained_networks", "unmeasured_networks"]
    whole = over_networks(networks, KEYS)[[*KEYS, "median", *counts]]
    return networks.merge(whole, on=KEYS)


def draw_nulls(
    table: pd.DataFrame, titles: Mapping[str, str], methods: Mapping[str, str]
) -> Figure:
    """Draw a panel per dataset: every network as a point, their median as a line.

    Parameters
    ----------
    table
        From :func:`null_table`.
    titles, methods
        Title of each dataset and method, in order; methods without links are left out.
    """
    shown = {method: title for method, title in methods.items() if method in set(table["method"])}
    columns = min(COLUMNS, len(titles))
    lines = -(-len(titles) // columns)
    note = _note(table, titles, methods)
    figure = Figure(figsize=(WIDTH, 2.3 * lines + 0.7 + note_height(note)))
    grid = figure.subplots(lines, columns, squeeze=False, sharey=True)
    panels = dict(zip(titles, grid.ravel(), strict=False))
    for axes in grid.ravel()[len(titles) :]:
        axes.remove()
    for letter, (dataset, axes) in zip(ascii_lowercase, panels.items(), strict=False):
        label_panel(axes, letter)
        axes.set_title(titles[dataset])
        _draw_panel(axes, table[table["dataset"] == dataset], list(shown))
    for axes in grid[:, 0]:
        axes.set_ylabel("test accuracy (%)")
    points = legend_lines(shown, linestyle="", markerfacecolor="none", markersize=4)
    draw_legend(figure, [*points, CHANCE_LABEL], 4)
    add_note(figure, note)
    return figure


def _draw_panel(axes: Axes, here: pd.DataFrame, methods: list[str]) -> None:
    axes.set_ylim(0, 103)
    axes.set_xticks(range(len(KINDS)), KINDS.values())
    axes.set_xlim(-0.5, len(KINDS) - 0.5)
    if here.empty:
        return
    axes.axhline(PERCENT * here["chance"].max(), **CHANCE)
    width = SPREAD / len(methods)
    for (method, kind), rows in here.groupby(["method", "kind"]):
        middle = list(KINDS).index(kind) + width * (methods.index(method) - (len(methods) - 1) / 2)
        # Multiples of the golden ratio spread the points evenly without a random stream.
        aside = ((np.arange(len(rows)) * GOLDEN + 0.5) % 1 - 0.5) * 0.6 * width
        look = {**METHOD_LOOK[method], "linestyle": "", "markerfacecolor": "none"}
        values = PERCENT * rows["accuracy"]
        axes.plot(middle + aside, values, markersize=3, markeredgewidth=0.7, **look)
        axes.hlines(
            PERCENT * rows["median"].iloc[0],
            middle - 0.45 * width,
            middle + 0.45 * width,
            color="black",
            linewidth=1,
        )


def _note(table: pd.DataFrame, titles: Mapping[str, str], methods: Mapping[str, str]) -> str:
    return wrapped(
        [
            fewer_images(table.assign(probe="null"), titles, methods),
            unmixed_networks(table, titles, methods, "Have a layer that did not mix"),
            untrained_networks(table, titles, methods, "method"),
        ]
    )


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return null_table(read["nulls"])


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_nulls(table, about["titles"], about["methods"])
