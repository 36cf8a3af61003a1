"""Figures 5, 6 and 7: node strength beside what data make of it, neuron by neuron."""

from collections.abc import Iterator, Mapping
from string import ascii_lowercase
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from taskcomplexity.figures.notes import wrapped
from taskcomplexity.figures.style import WIDTH, add_note
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.metrics.figures.curves import (
    CURVE_PARTS,
    curve_table,
    function_of,
    layers_of,
    stacked,
)
from taskcomplexity.studies.metrics.figures.look import (
    EDGE,
    METRICS,
    axes_told,
    draw_legend,
    failed_told,
    name_block,
    note_height,
    number,
    numbers_told,
    shades,
    unmeasured_told,
    write_inside,
)
from taskcomplexity.studies.metrics.figures.ridges import ATOM_LABEL, draw_ridges
from taskcomplexity.studies.metrics.names import (
    ACTIVATION,
    STATES,
    STRENGTH_IN,
    TRAINED,
    UNTRAINED,
    ZETA,
    Cell,
)

DRIVEN = (ZETA, ACTIVATION)  # by data
# As many neurons of a layer are drawn, over all networks.
POINTS = 500
SEED = 0
LAYER, AROUND = 0.72, 0.66  # inches of a layer, and around the layers of a block
PAD = 13  # points between a title and its panel, for the correlations
POINT = {
    TRAINED: {"marker": "o", "markersize": 1.9, "markeredgewidth": 0, "zorder": 2},
    UNTRAINED: {
        **{"marker": "x", "markersize": 2.4, "markeredgewidth": 0.5, "zorder": 1},
        "color": "#999999",
    },
}
NEURONS = [
    Line2D([], [], linestyle="", label=f"neuron, {state}", **{"color": EDGE, **POINT[state]})
    for state in STATES
]


def scatter_table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Return densities, neurons and correlations of every cell and layer.

    Returns
    -------
    pandas.DataFrame
        By the column ``part``:

        ``bin``, ``atom``, ``lost``
            From :func:`.curves.curve_table`, of ζ and a.
        ``neuron``
            dataset, cell, layer, state, seed, neuron, strength_in; zeta and activation, means over
            samples. Of layers with more neurons than :data:`POINTS` in all networks so many,
            chosen at random, the same before and after training; ``neurons_in_all`` is from how
            many.
        ``correlation``
            metric; correlation, the median over the networks of that of strength_in and the
            metric, and the networks that have one.
    """
    cells = [tuple(cell) for cell in about["cells"]]
    curves = curve_table(read, cells, about["layers"], DRIVEN)
    parts = [curves, *_neurons(read["neurons"], cells, about["layers"])]
    parts.append(_correlations(read["layers"], cells, about["layers"]))
    return stacked(parts)


def _neurons(
    neurons: pd.DataFrame, cells: list[tuple[str, str]], layers: list[int] | None
) -> Iterator[pd.DataFrame]:
    grouped = dict(iter(neurons.groupby(["dataset", "cell", "layer"])))
    columns = ["dataset", "cell", "layer", "state", "seed", "neuron", STRENGTH_IN, *DRIVEN]
    for dataset, name in cells:
        for layer in layers_of(Cell.parse(name), layers):
            rows = grouped.get((dataset, name, layer))
            if rows is None:
                continue
            places = rows[["seed", "neuron"]].drop_duplicates().sort_values(["seed", "neuron"])
            whole = len(places)
            if whole > POINTS:
                generator = numpy_generator(SEED, "scatter", dataset, name, layer)
                places = places.iloc[np.sort(generator.choice(whole, POINTS, replace=False))]
            chosen = places.merge(rows[columns], on=["seed", "neuron"])
            yield chosen[columns].assign(part="neuron", neurons_in_all=whole)


def _correlations(
    layers: pd.DataFrame, cells: list[tuple[str, str]], shown: list[int] | None
) -> pd.DataFrame:
    found = []
    for (dataset, name, layer, state), rows in layers.groupby(
        ["dataset", "cell", "layer", "state"]
    ):
        cell = Cell.parse(name)
        if (dataset, name) not in cells or layer not in layers_of(cell, shown):
            continue
        for metric in DRIVEN:
            values = rows[f"correlation_{metric}"]
            key = {"dataset": dataset, "cell": name, "layer": layer, "state": state}
            row = {"metric": metric, "correlation": values.median(), "networks": values.count()}
            found.append({"part": "correlation", **key, **row})
    return pd.DataFrame(found)


def draw_scatter(table: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw a block per cell: densities of ζ and a, and s against both, a line per layer.

    Parameters
    ----------
    table
        From :func:`scatter_table`.
    about
        titles of datasets, cells and layers to be shown.
    """
    cells = [(dataset, name) for dataset, name in about["cells"]]
    curves = table[table["part"].isin(CURVE_PARTS)]
    note = wrapped(
        [
            numbers_told(curves, cells, about["titles"]),
            _points_told(table),
            *axes_told(curves),
            unmeasured_told(curves, about["titles"]),
            failed_told(curves, about["titles"]),
        ]
    )
    heights = [
        LAYER * len(layers_of(Cell.parse(name), about["layers"])) + AROUND for _, name in cells
    ]
    figure = Figure(figsize=(WIDTH, sum(heights) + 0.4 + note_height(note)))
    parts = figure.subfigures(len(cells), 1, squeeze=False, height_ratios=heights)[:, 0]
    for letter, part, (dataset, name) in zip(ascii_lowercase, parts, cells, strict=False):
        cell = Cell.parse(name)
        name_block(part, letter, f"{about['titles'][dataset]}: {cell.title}")
        here = table[(table["dataset"] == dataset) & (table["cell"] == name)]
        _draw_block(part, here, cell, about["layers"])
    atoms = [ATOM_LABEL] if (curves["part"] == "atom").any() else []
    draw_legend(figure, *NEURONS, *atoms, columns=len(NEURONS) + 2 if not atoms else 3)
    add_note(figure, note)
    return figure


def _draw_block(part: SubFigure, table: pd.DataFrame, cell: Cell, layers: list[int] | None) -> None:
    shown = layers_of(cell, layers)
    colors = shades(shown)
    grid = part.add_gridspec(len(shown), 4)
    for column, metric in enumerate(DRIVEN):
        axes = part.add_subplot(grid[:, column])
        curves = table[table["part"].isin(CURVE_PARTS) & (table["metric"] == metric)]
        draw_ridges(axes, curves, cell, metric, layers, named=not column)
        axes.set_title(METRICS[metric].replace("\n", " "), pad=PAD)
    for line, layer in enumerate(shown):
        rows = table[table["layer"] == layer]
        for column, metric in enumerate(DRIVEN, start=2):
            axes = part.add_subplot(grid[line, column])
            if not line:
                axes.set_title(f"s against mean {METRICS[metric][-1]}", pad=PAD)
            if metric == ACTIVATION and function_of(cell, layer) == "linear":
                axes.set_axis_off()
                write_inside(axes, "a = ζ")
            else:
                _draw_points(axes, rows, metric, colors[layer])


def _draw_points(axes: Axes, rows: pd.DataFrame, metric: str, color: str) -> None:
    neurons = rows[rows["part"] == "neuron"]
    if neurons.empty:
        axes.set_xticks([])
        axes.set_yticks([])
        write_inside(axes, "not measured")
        return
    for state in STATES:
        some = neurons[neurons["state"] == state]
        look = {"color": color, "linestyle": "", **POINT[state]}
        axes.plot(some[metric], some[STRENGTH_IN], rasterized=True, **look)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(number)
    correlations = rows[(rows["part"] == "correlation") & (rows["metric"] == metric)]
    found = correlations.set_index("state")["correlation"]
    told = [f"r = {_number(found.get(TRAINED))}", f"untrained {_number(found.get(UNTRAINED))}"]
    axes.annotate(
        "  ".join(told),
        (1, 1),
        xycoords="axes fraction",
        ha="right",
        va="bottom",
        fontsize="small",
    )


def _number(value: float | None) -> str:
    return "–" if value is None or np.isnan(value) else f"{value:.2f}".replace("-", "−")


def _points_told(table: pd.DataFrame) -> str:
    neurons = table[table["part"] == "neuron"]
    if neurons.empty or neurons["neurons_in_all"].max() <= POINTS:
        return ""
    return f"Of layers with more than {POINTS:,} neurons in all networks {POINTS:,} are drawn."


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return scatter_table(read, about)


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_scatter(table, about)
