"""How layers and states look in the figures of this study, and what is said below them."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, MaxNLocator

from taskcomplexity.figures.notes import untrained_told
from taskcomplexity.figures.style import GREY, SUPERSCRIPT
from taskcomplexity.studies.metrics.figures.density import Axis
from taskcomplexity.studies.metrics.names import ACTIVATION, STRENGTH_IN, TITLES, ZETA, Cell

METRICS = {
    STRENGTH_IN: "node\nstrength s",
    ZETA: "neuron\nstrength ζ",
    ACTIVATION: "neuron\nactivation a",
}
NOTE_LINE = 0.14  # inches
UNTRAINED_LINE = {
    **{"color": "black", "linewidth": 1.0, "linestyle": (0, (1, 1.2))},
    # To be seen on a dark density too.
    "path_effects": [withStroke(linewidth=1.9, foreground="white")],
}
EDGE = "#333333"
# Of a scale from light to dark, where the first and the last layer are.
SHADES = colormaps["cividis_r"]
LIGHT, DARK = 0.05, 0.7
# Ticks come no nearer than this part of an axis.
APART = 0.27
# From here on ticks are written with powers of ten.
MANY = 10_000
LEAST = 1e-5  # share beyond an axis that is told


def shades(layers: Sequence[int]) -> dict[int, str]:
    """Return a colour for each layer, the later the darker."""
    places = np.linspace(LIGHT, DARK, len(layers)) if len(layers) > 1 else [0.5]
    return {layer: to_hex(SHADES(place)) for layer, place in zip(layers, places, strict=True)}


def layer_name(cell: Cell, layer: int) -> str:
    """Return what a layer is called beside its density."""
    return "output" if layer == cell.layers else f"layer {layer}"


def short_title(cell: Cell) -> str:
    """Return what a cell is called where its activation is told elsewhere."""
    return f"{TITLES[cell.architecture]}, {cell.layers} layers"


def number(value: float, _: object = None) -> str:
    """Write a tick."""
    if abs(value) < MANY:
        return f"{value:g}".replace("-", "−")
    digits, power = f"{value:.0e}".replace("-", "−").split("e")
    times = digits.removesuffix("1") if digits in ("1", "−1") else f"{digits}·"
    return f"{times}10{f'{int(power)}'.translate(SUPERSCRIPT)}"


def scale(axes: Axes, axis: Axis) -> None:
    """Give the horizontal axis of a panel its scale, limits and ticks."""
    ends = np.array([axis.axis_low, axis.axis_high])
    axes.xaxis.set_major_formatter(number)
    if not axis.linear_width:
        axes.set_xlim(*ends)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        return
    axes.set_xscale("asinh", linear_width=axis.linear_width)
    axes.set_xlim(*ends)
    axes.xaxis.set_major_locator(FixedLocator(_ticks(axis)))
    axes.xaxis.set_minor_locator(FixedLocator([]))
    axes.xaxis.set_major_formatter(number)


def _ticks(axis: Axis) -> list[float]:
    """Choose zero, then round numbers from the ends inwards, as many as there is room for."""
    low, high = axis.along(np.array([axis.axis_low, axis.axis_high]))
    highest = int(np.ceil(np.log10(max(abs(axis.axis_low), abs(axis.axis_high)))))
    lowest = int(np.floor(np.log10(axis.linear_width))) - 2
    round_numbers = [
        sign * digit * 10.0**power
        for digit in (1, 5, 2)
        for power in range(highest, lowest, -1)
        for sign in (1, -1)
    ]
    chosen: list[float] = []
    for value in (0.0, *round_numbers):
        if not axis.axis_low <= value <= axis.axis_high:
            continue
        places = axis.along(np.array([value, *chosen]))
        if (np.abs(places[0] - places[1:]) >= APART * (high - low)).all():
            chosen.append(value)
    return sorted(chosen)


def draw_legend(figure: Figure, *more: Line2D, columns: int | None = None) -> None:
    """Put a legend of the two states, and of what else there is, above a figure."""
    trained = Patch(facecolor=to_hex(SHADES(0.5)), edgecolor=EDGE, label="trained")
    untrained = Line2D([], [], label="untrained, the same networks", **UNTRAINED_LINE)
    handles = [trained, untrained, *more]
    figure.legend(
        handles=handles,
        loc="outside upper center",
        ncols=columns or len(handles),
        frameon=False,
        handlelength=2.4,
    )


def name_block(block: SubFigure, letter: str, title: str) -> None:
    """Put the letter, if any, and the title of a block of panels above it, at the left."""
    block.suptitle(
        f"({letter})  {title}" if letter else title,
        x=0.01,
        ha="left",
        fontsize="large",
        fontweight="bold",
    )


def write_inside(axes: Axes, text: str) -> None:
    """Write into the middle of a panel why there is nothing to draw."""
    axes.text(
        0.5,
        0.5,
        text,
        transform=axes.transAxes,
        ha="center",
        va="center",
        fontsize="small",
        color=GREY,
    )


def note_height(note: str) -> float:
    """Return the inches that a note takes below a figure."""
    return NOTE_LINE * len(note.splitlines())


def numbers_told(
    curves: pd.DataFrame, cells: Sequence[tuple[str, str]], titles: Mapping[str, str]
) -> str:
    """Say of how many networks, samples and neurons densities are; nothing where there are none.

    Parameters
    ----------
    curves
        From :func:`.curves.curve_table`.
    cells
        Dataset and name of each, in order.
    titles
        Title of each dataset.
    """
    if curves.empty:
        return ""
    networks = _span(curves["networks"] + curves["unmeasured_networks"])
    several = len(dict(cells)) > 1
    told = []
    for dataset, name in cells:
        rows = curves[(curves["dataset"] == dataset) & (curves["cell"] == name)]
        sizes = rows.groupby("layer")["neurons"].max()
        if len(sizes):
            neurons = ", ".join(f"{int(size):,}" for size in sizes)
            where = f"{titles[dataset]} " if several else ""
            told.append(f"{where}{short_title(Cell.parse(name))}: {neurons}")
    return (
        f"{networks} network{'' if networks == '1' else 's'} a cell, "
        f"{_span(curves['samples'])} training images a network. "
        f"Neurons of the layers shown: {'; '.join(dict.fromkeys(told))}."
    )


def _span(numbers: pd.Series) -> str:
    low, high = int(numbers.min()), int(numbers.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def axes_told(curves: pd.DataFrame) -> Iterator[str]:
    """Say how heights and axes are to be read, and how much lies beyond them."""
    curves = curves.dropna(subset="share")
    heights = "Heights are relative to the highest point of each curve"
    if (curves["metric"].eq(ACTIVATION) & curves["axis_high"].eq(1)).any():
        heights += ", those of sigmoid activations square roots of that"
    yield f"{heights}."
    if curves["linear_width"].any():
        yield "Axes whose ticks are spaced unevenly are linear near 0 and logarithmic beyond."
    axes = curves[["axis_low", "axis_high", "linear_width"]].drop_duplicates()
    if any(Axis(*ends).far for ends in axes.itertuples(index=False)):
        yield (
            "Where they reach over many powers of ten, heights are square roots of the shares of "
            "equally wide bins."
        )
    outside = (curves["low"] < curves["axis_low"]) | (curves["high"] > curves["axis_high"])
    keys = ["dataset", "cell", "layer", "state", "metric"]
    most = curves[outside].groupby(keys)["share"].sum().max() if outside.any() else 0
    if most > LEAST:
        yield f"At most {100 * most:.2g} % of a density lies beyond its axis."


def failed_told(curves: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Say of how many networks training came to nothing; nothing where all trained."""
    return untrained_told(_counted(curves, titles, "failed_networks"))


def unmeasured_told(curves: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Say how many networks do not count; nothing where all do."""
    told = "; ".join(_counted(curves, titles, "unmeasured_networks"))
    return f"Have values that are not finite, and do not count: {told}." if told else ""


def _counted(curves: pd.DataFrame, titles: Mapping[str, str], column: str) -> list[str]:
    counts = curves.assign(whole=curves["networks"] + curves["unmeasured_networks"])
    most = counts.groupby(["dataset", "cell"], sort=False)[[column, "whole"]].max()
    return [
        f"{titles[dataset]} {Cell.parse(name).title} {part} of {whole}"
        for (dataset, name), (part, whole) in most.iterrows()
        if part
    ]
