"""Densities of the layers of a cell below each other, trained over untrained."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from taskcomplexity.figures.style import GREY
from taskcomplexity.studies.metrics.figures.curves import LOST, function_of, layers_of
from taskcomplexity.studies.metrics.figures.density import ATOM, UNIT, Axis
from taskcomplexity.studies.metrics.figures.look import (
    EDGE,
    UNTRAINED_LINE,
    layer_name,
    number,
    scale,
    shades,
)
from taskcomplexity.studies.metrics.names import ACTIVATION, STATES, TRAINED, Cell

TOP = 0.86  # of the distance of two layers, the largest height
TOLD = 2  # single values of a layer that are told in numbers
ATOM_LABEL = Line2D(
    [], [], color=EDGE, marker="o", markersize=3, label="share at one value, trained | untrained"
)


def draw_ridges(
    axes: Axes,
    curves: pd.DataFrame,
    cell: Cell,
    metric: str,
    layers: Sequence[int] | None,
    *,
    named: bool = True,
) -> None:
    """Draw the densities of a metric, a layer below the other.

    Parameters
    ----------
    axes
        Where.
    curves
        Rows of the cell and the metric, from :func:`.curves.curve_table`.
    cell
        Whose they are.
    metric
        What they are of.
    layers
        As of :func:`.curves.layers_of`.
    named
        Whether the layers are named at the left.
    """
    shown = layers_of(cell, layers)
    lost = set(curves.loc[curves["part"] == LOST, "layer"])
    curves = curves[curves["part"] != LOST]
    colors = shades(shown)
    places = dict(zip(shown, range(len(shown) - 1, -1, -1), strict=True))
    axes.set_ylim(-0.04, len(shown))
    names = [layer_name(cell, layer) for layer in shown] if named else [""] * len(shown)
    axes.set_yticks([places[layer] + 0.36 for layer in shown], names)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    panels = _panels(axes, curves)
    for layer in shown:
        axes.axhline(places[layer], color=GREY, linewidth=0.4)
        rows = curves[curves["layer"] == layer]
        if rows.empty:
            same = metric == ACTIVATION and function_of(cell, layer) == "linear"
            told = "not finite" if layer in lost else "not measured"
            _write(axes, places[layer], "a = ζ" if same else told, 0.5, "center")
            continue
        axis = _axis(rows)
        for state in rows["state"].unique():
            some = rows[rows["state"] == state]
            _draw_state(panels[axis], some, places[layer], colors[layer], metric)
        _tell_atoms(axes, rows, places[layer], axis)


def _axis(rows: pd.DataFrame) -> Axis:
    return Axis(*rows.iloc[0][["axis_low", "axis_high", "linear_width"]].astype(float))


def _panels(axes: Axes, curves: pd.DataFrame) -> dict[Axis, Axes]:
    """Return the panel of each axis: the first axis goes above if there is another one."""
    found = dict.fromkeys(_axis(rows) for _, rows in curves.groupby("layer"))
    if not found:
        axes.set_xticks([])
        return {}
    if curves["own_axis"].any():
        axes.set_xlabel("an axis of its own", fontsize="small", color=GREY)
    first, *others = found
    panels = {first: axes, **{other: axes.twiny() for other in others}}
    for axis, panel in panels.items():
        scale(panel, axis)
    for other in others:
        axes.xaxis.tick_top()
        axes.spines[["top", "bottom"]].set_visible([True, False])
        panels[other].xaxis.tick_bottom()
        panels[other].spines["left"].set_visible(False)
    return panels


def heights(density: np.ndarray, *, root: bool) -> np.ndarray:
    """Return how high a density is drawn, from 0 to 1 where it is highest.

    Parameters
    ----------
    density
        Per unit of the metric.
    root
        Whether to take the square root, so that what lies between high ends can be seen.
    """
    relative = density / density.max()
    return np.sqrt(relative) if root else relative


def _draw_state(axes: Axes, rows: pd.DataFrame, base: float, color: str, metric: str) -> None:
    axis = _axis(rows)
    root = axis.far or (metric == ACTIVATION and axis == UNIT)
    trained = (rows["state"] == TRAINED).all()
    on_axis = (rows["low"] >= rows["axis_low"]) & (rows["high"] <= rows["axis_high"])
    bins = rows[(rows["part"] == "bin") & on_axis].sort_values("low")
    if bins["share"].sum():
        tops = base + TOP * heights(bins["share" if axis.far else "density"].to_numpy(), root=root)
        edges = np.append(bins["low"], bins["high"].iloc[-1])
        if trained:
            axes.stairs(tops, edges, baseline=base, fill=True, color=color)
            axes.stairs(tops, edges, baseline=base, color=EDGE, linewidth=0.6)
        else:
            # Along the foot of the layer it would be mistaken for it.
            some = np.convolve(bins["share"] > 0, np.ones(3), "same") > 0
            axes.stairs(np.where(some, tops, np.nan), edges, baseline=None, **UNTRAINED_LINE)
    for atom in rows[rows["part"] == "atom"].itertuples():
        look = {"color": EDGE, "linewidth": 1.0} if trained else UNTRAINED_LINE
        top = base + TOP * atom.share
        axes.plot([atom.low, atom.low], [base, top], **look, clip_on=False)
        face = EDGE if trained else "white"
        axes.plot(atom.low, top, "o", color=EDGE, markerfacecolor=face, markersize=3, clip_on=False)


def _tell_atoms(axes: Axes, rows: pd.DataFrame, base: float, axis: Axis) -> None:
    """Write the shares of single values in numbers, where there are no more than two values."""
    told = []
    for value, atoms in rows[rows["part"] == "atom"].groupby("low"):
        shares = dict.fromkeys(rows["state"], f"< {100 * ATOM:g} %")
        shares |= {row.state: f"{100 * row.share:.0f} %" for row in atoms.itertuples()}
        both = " | ".join(shares.get(state, "–") for state in STATES)
        told.append(f"at {number(float(f'{value:.3g}'))}: {both}")
    if 0 < len(told) <= TOLD:
        place = (0.5, "center") if axis == UNIT else (0.99, "right")
        _write(axes, base, "\n".join(told), *place)


def _write(axes: Axes, base: float, text: str, x: float, ha: str) -> None:
    axes.text(
        x,
        base + (0.64 if ha == "right" else 0.42),
        text,
        transform=axes.get_yaxis_transform(),
        ha=ha,
        va="center",
        fontsize="small",
        color=GREY,
        linespacing=1.0,
        path_effects=[withStroke(linewidth=2, foreground="white")],
    )
