"""A figure: how metrics go with what models lose, before training and after it."""

from collections.abc import Mapping
from itertools import pairwise
from string import ascii_lowercase
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from taskcomplexity.figures.notes import wrapped
from taskcomplexity.figures.style import GREY, WIDTH, add_note
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED
from taskcomplexity.studies.metrics.neighbours.columns import METRICS

LOST = {
    "delta_binarization": "lost by binarization",
    "delta_randomization": "lost by randomization",
}
CALLED = {
    "weight_mean": "link weights, mean",
    "weight_variance": "link weights, variance",
    "weight_negative": "link weights below 0",
    "weight_near_zero": "link weights near 0",
    "strength_in_mean": "in-strength, mean",
    "strength_in_fluctuation": "in-strength, fluctuation",
    "strength_in_skewness": "in-strength, skewness",
    "strength_in_kurtosis": "in-strength, kurtosis",
    "strength_out_mean": "out-strength, mean",
    "strength_out_fluctuation": "out-strength, fluctuation",
    "zeta_mean": "ζ, mean",
    "zeta_sd": "ζ, deviation",
    "zeta_skewness": "ζ, skewness",
    "zeta_kurtosis": "ζ, kurtosis",
    "zeta_negative": "ζ below 0",
    "correlation_zeta": "in-strength with ζ",
    "activation_mean": "a, mean",
    "activation_sd": "a, deviation",
    "dead": "neurons without activation",
    "correlation_activation": "in-strength with a",
}
ALPHA = 0.05
ROW, AROUND = 0.135, 0.75  # inches
LOOK = {
    TRAINED: {"color": "black", "marker": "o", "markersize": 3.2},
    UNTRAINED: {"color": GREY, "marker": "o", "markersize": 3.2, "markerfacecolor": "white"},
}
APART = {TRAINED: -0.18, UNTRAINED: 0.18}
SURE = {"color": "black", "marker": "D", "markersize": 4.5}


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    found = read["correlations"]
    shown = found["measure"].isin(list(LOST)) & found["dataset"].isin(list(about["titles"]))
    return found[shown].reset_index(drop=True)


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    titles = {name: one for name, one in about["titles"].items() if name in set(table["dataset"])}
    if not titles:
        figure = Figure(figsize=(WIDTH, 1))
        add_note(figure, "No model of a pair trained.")
        return figure
    rows = {name: _rows(table[table["dataset"] == name]) for name in titles}
    heights = [ROW * len(one) + AROUND for one in rows.values()]
    figure = Figure(figsize=(WIDTH, sum(heights) + 0.5))
    blocks = figure.subfigures(len(titles), 1, height_ratios=heights, squeeze=False)[:, 0]
    for letter, block, (name, title) in zip(ascii_lowercase, blocks, titles.items(), strict=False):
        block.suptitle(
            f"({letter})  {title}", x=0.01, ha="left", fontsize="large", fontweight="bold"
        )
        panels = block.subplots(1, len(LOST), sharey=True)
        for axes, (measure, called) in zip(panels, LOST.items(), strict=True):
            here = table[(table["dataset"] == name) & (table["measure"] == measure)]
            _draw_panel(axes, here, rows[name])
            axes.set_xlabel(f"ρ with accuracy {called}")
    figure.legend(
        handles=[
            Line2D([], [], linestyle="-", label="trained, with its interval", **LOOK[TRAINED]),
            Line2D([], [], linestyle="", label="p < 0.05, adjusted", **SURE),
            Line2D([], [], linestyle="", label="before training", **LOOK[UNTRAINED]),
        ],
        loc="outside upper center",
        ncols=3,
        frameon=False,
    )
    add_note(figure, _note(table, titles))
    return figure


def _rows(table: pd.DataFrame) -> list[tuple[int, str]]:
    """Return layers and their metrics, from top to bottom."""
    there = set(zip(table["layer"], table["metric"], strict=True))
    layers = sorted({layer for layer, _ in there})
    return [(layer, one) for layer in layers for one in METRICS if (layer, one) in there]


def _draw_panel(axes: Axes, table: pd.DataFrame, rows: list[tuple[int, str]]) -> None:
    places = {row: place for place, row in enumerate(rows)}
    for state, look in LOOK.items():
        some = table[table["state"] == state]
        y = np.array([places[row] for row in zip(some["layer"], some["metric"], strict=True)])
        y = y + APART[state]
        if state == TRAINED:
            axes.hlines(y, some["ci_low_classes"], some["ci_high_classes"], "black", linewidth=0.8)
        axes.plot(some["spearman_rho"], y, linestyle="", **look)
        if state == TRAINED:
            sure = some["p_holm"].to_numpy() < ALPHA
            axes.plot(some["spearman_rho"].to_numpy()[sure], y[sure], linestyle="", **SURE)
    axes.axvline(0, color=GREY, linewidth=0.6, linestyle=":")
    for place, ((before, _), (layer, _)) in enumerate(pairwise(rows)):
        if layer != before:
            axes.axhline(place + 0.5, color=GREY, linewidth=0.5)
    axes.set_xlim(-1.05, 1.05)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    last = max(layer for layer, _ in rows)
    called = [f"{CALLED[metric]}  ·  {_layer(layer, last)}" for layer, metric in rows]
    axes.set_yticks(range(len(rows)), called)
    axes.tick_params(axis="y", length=0)


def _layer(layer: int, last: int) -> str:
    return "output" if layer == last else f"layer {layer}"


def _note(table: pd.DataFrame, titles: Mapping[str, str]) -> str:
    told = []
    for name, title in titles.items():
        some = table[(table["dataset"] == name) & (table["state"] == TRAINED)]
        tests = int(some["tests"].max())
        how = f"{tests} tests" if tests else "too few of all pairs for a test"
        told.append(f"{title}: {int(some['pairs'].max())} pairs, {how}.")
    how = (
        "ρ: Spearman's. Intervals: 95 %, over classes. Layers are counted from the input, layer 1."
    )
    return wrapped([how, " ".join(told)])
