"""Which measures order pairs of classes alike, and what each costs. No figure of the paper."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter

from taskcomplexity.complexity.peers.names import MEASURES
from taskcomplexity.figures.notes import wrapped
from taskcomplexity.figures.style import GREY, WIDTH, add_note, panel_letters

# What the other measures are held against, and how it looks.
AGAINST = {
    "test_error": ("#0072B2", "o"),
    "delta_binarization_auc": ("#D55E00", "s"),
    "delta_binarization": ("#009E73", "^"),
}
ENDS = ("ci_low_classes", "ci_high_classes")
COLORS, NOTHING = "PuOr", "#b8b8b8"
ROW, AROUND = 0.135, 2.0  # inches


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says.

    A row per dataset and two measures, each two once. ``sign`` is -1 where more of one of them is
    a harder pair and more of the other an easier one: what is drawn is ``sign`` times the rest.
    """
    found = read["orders"].copy()
    signs = {name: one.sign for name, one in MEASURES.items()}
    found["sign"] = found["x"].map(signs) * found["y"].map(signs)
    return found


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    titles = about["titles"]
    every = {name: _both_ways(table[table["dataset"] == name]) for name in titles}
    measures = {name: _shown(rows) for name, rows in every.items()}
    heights = [ROW * len(names) + AROUND for names in measures.values()]
    figure = Figure(figsize=(WIDTH, sum(heights) + 0.6))
    blocks = figure.subfigures(len(titles), 1, height_ratios=heights, squeeze=False)[:, 0]
    for letter, block, (name, title) in zip(
        panel_letters(len(titles)), blocks, titles.items(), strict=True
    ):
        rows, shown = every[name], measures[name]
        pairs = int(rows["pairs"].max()) if len(rows) else 0
        block.suptitle(
            f"({letter})  {title}, {pairs} pairs",
            x=0.01,
            ha="left",
            fontsize="large",
            fontweight="bold",
        )
        panels = block.subplots(1, 3, width_ratios=(1.5, 1, 0.4), sharey=True)
        image = _draw_matrix(panels[0], rows, shown)
        bar = panels[0].inset_axes((0, -0.12, 1, 0.04))
        figure.colorbar(image, cax=bar, orientation="horizontal").set_label("ρ", labelpad=0)
        _draw_against(panels[1], rows, shown)
        seconds = read["seconds"][read["seconds"]["dataset"] == name]
        _draw_seconds(panels[2], seconds.set_index("measure")["seconds"], shown)
    figure.legend(
        handles=[
            Line2D([], [], color=color, marker=marker, label=f"with {MEASURES[name].called}")
            for name, (color, marker) in AGAINST.items()
        ],
        loc="outside upper center",
        ncols=3,
        frameon=False,
    )
    add_note(figure, _note())
    return figure


def _both_ways(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every two measures in both orders, turned so that more is harder."""
    turned = rows.copy()
    for column in ("spearman_rho", *ENDS):
        turned[column] = rows[column] * rows["sign"]
    less = rows["sign"] < 0
    turned.loc[less, list(ENDS)] = turned.loc[less, list(ENDS[::-1])].to_numpy()
    other = turned.rename(columns={"x": "y", "y": "x"})
    return pd.concat([turned, other], ignore_index=True)


def _shown(rows: pd.DataFrame) -> list[str]:
    there = set(rows["x"])
    return [name for name in MEASURES if name in there]


def _draw_matrix(axes: Axes, rows: pd.DataFrame, shown: Sequence[str]) -> AxesImage:
    rho, low, high = (
        rows.pivot_table(column, "x", "y", dropna=False).reindex(index=shown, columns=shown)
        for column in ("spearman_rho", *ENDS)
    )
    colors = mpl.colormaps[COLORS].with_extremes(bad=NOTHING)
    image = axes.imshow(rho.to_numpy(float), cmap=colors, vmin=-1, vmax=1, aspect="auto")
    y, x = np.nonzero(((low <= 0) & (high >= 0)).to_numpy())
    axes.plot(x, y, ".", color="black", markersize=1.6)
    called = [MEASURES[name].called for name in shown]
    axes.set_yticks(range(len(shown)), called, fontsize="x-small")
    axes.set_xticks(range(len(shown)), called, fontsize="x-small", rotation=90)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    axes.spines[:].set_visible(False)
    return image


def _draw_against(axes: Axes, rows: pd.DataFrame, shown: Sequence[str]) -> None:
    for number, (against, (color, marker)) in enumerate(AGAINST.items()):
        some = rows[rows["y"] == against].set_index("x").reindex(shown)
        y = np.arange(len(shown)) + 0.27 * (number - 1)
        axes.hlines(y, some[ENDS[0]], some[ENDS[1]], color, linewidth=0.8)
        axes.plot(some["spearman_rho"], y, marker, color=color, markersize=2.4)
    axes.axvline(0, color=GREY, linewidth=0.6, linestyle=":")
    axes.set_xlim(-1.03, 1.03)
    axes.set_xlabel("ρ, 95 % over classes")
    _rows_of(axes, shown)


def _draw_seconds(axes: Axes, seconds: pd.Series, shown: Sequence[str]) -> None:
    told = seconds.reindex(shown).to_numpy(float)
    axes.plot(told, np.arange(len(shown)), "D", color="black", markersize=2.4)
    if np.isfinite(told).any():
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(numticks=3))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())
    else:
        axes.set_xticks([])
    axes.set_xlabel("seconds")
    _rows_of(axes, shown)


def _rows_of(axes: Axes, shown: Sequence[str]) -> None:
    """Tell the rows, which are those of the matrix, from one another."""
    for place in range(0, len(shown), 2):
        axes.axhspan(place - 0.5, place + 0.5, color="black", alpha=0.05, linewidth=0)
    axes.tick_params(axis="y", length=0)


def _note() -> str:
    return wrapped(
        [
            "ρ: Spearman's over pairs of classes, its sign turned where more of a measure is an "
            "easier pair. Dots: the interval includes 0. Grey: no ρ, of a measure with itself, "
            "where it is the same for all pairs, or of fewer than four."
        ]
    )
