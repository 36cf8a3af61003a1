"""Figure 3: recurrent networks, trained and untrained, and which pixels elicit their neurons."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from taskcomplexity.figures.matrices import COLORS
from taskcomplexity.figures.notes import wrapped
from taskcomplexity.figures.style import GREY, WIDTH, add_note
from taskcomplexity.studies.metrics.figures.curves import CURVE_PARTS, curve_table, stacked
from taskcomplexity.studies.metrics.figures.look import (
    EDGE,
    METRICS,
    UNTRAINED_LINE,
    axes_told,
    draw_legend,
    failed_told,
    name_block,
    note_height,
    number,
    numbers_told,
    unmeasured_told,
    write_inside,
)
from taskcomplexity.studies.metrics.figures.ridges import ATOM_LABEL, draw_ridges
from taskcomplexity.studies.metrics.names import STATES, TRAINED, UNTRAINED, ZETA, Cell

RECURRENT = [2]  # the layer
HEIGHT = 2.0
BRIGHTNESS_LINE = {"color": GREY, "linewidth": 1.1, "linestyle": (0, (4, 1.4))}
STEP_LINE = {TRAINED: {"color": EDGE, "linewidth": 1.3}, UNTRAINED: UNTRAINED_LINE}
BRIGHTNESS_LABEL = Line2D([], [], label="brightness of the mean picture", **BRIGHTNESS_LINE)


def recurrent_table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Return densities of ζ, means over networks of what pixels elicit, and of ζ step by step.

    Returns
    -------
    pandas.DataFrame
        dataset, cell, state, and by the column ``part``:

        ``bin``, ``atom``, ``lost``
            From :func:`.curves.curve_table`, of ζ at all steps.
        ``pixel``
            step, column; elicited and brightness, means over the networks, and both as shares of
            their sums over all pixels.
        ``step``
            step; zeta_magnitude and brightness, means over the networks, and both relative to
            their means over all steps.
    """
    cells = [tuple(cell) for cell in about["cells"]]
    parts = [
        curve_table(read, cells, RECURRENT, [ZETA]),
        _means(read["maps"], cells, ["step", "column"], "elicited", "sum", "share"),
        _means(read["steps"], cells, ["step"], "zeta_magnitude", "mean", "relative"),
    ]
    parts[1]["part"], parts[2]["part"] = "pixel", "step"
    return stacked(parts)


def _means(
    rows: pd.DataFrame,
    cells: Sequence[tuple[str, str]],
    places: Sequence[str],
    column: str,
    whole: str,
    suffix: str,
) -> pd.DataFrame:
    """Average over networks, and set every place beside the sum or mean over all places."""
    keys = ["dataset", "cell", "state"]
    some = pd.MultiIndex.from_frame(rows[["dataset", "cell"]]).isin(cells)
    columns = [column, "brightness"]
    finite = rows[some].replace([np.inf, -np.inf], np.nan)
    means = finite.groupby([*keys, *places], as_index=False)[columns].mean()
    for name in columns:
        means[f"{name}_{suffix}"] = means[name] / means.groupby(keys)[name].transform(whole)
    return means


def draw_recurrent(table: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw a block per cell: density of ζ, heat maps beside the mean picture, ζ by steps.

    Parameters
    ----------
    table
        From :func:`recurrent_table`.
    about
        titles of datasets and cells to be shown.
    """
    cells = [(dataset, name) for dataset, name in about["cells"]]
    curves = table[table["part"].isin(CURVE_PARTS)]
    note = wrapped(
        [
            numbers_told(curves, cells, about["titles"]),
            *axes_told(curves),
            unmeasured_told(curves, about["titles"]),
            failed_told(curves, about["titles"]),
        ]
    )
    figure = Figure(figsize=(WIDTH, HEIGHT * len(cells) + 0.5 + note_height(note)))
    blocks = figure.subfigures(len(cells), 1, squeeze=False)[:, 0]
    for letter, block, (dataset, name) in zip(ascii_lowercase, blocks, cells, strict=False):
        cell = Cell.parse(name)
        name_block(block, letter, f"{about['titles'][dataset]}: {cell.title}")
        here = table[(table["dataset"] == dataset) & (table["cell"] == name)]
        _draw_block(block, here, cell)
    atoms = [ATOM_LABEL] if (curves["part"] == "atom").any() else []
    draw_legend(figure, BRIGHTNESS_LABEL, *atoms, columns=2 if atoms else 3)
    add_note(figure, note)
    return figure


def _draw_block(block: SubFigure, table: pd.DataFrame, cell: Cell) -> None:
    density, *maps, profile = block.subplots(1, 5, width_ratios=(1.4, 1.1, 1.1, 1.1, 0.9))
    curves = table[table["part"].isin(CURVE_PARTS)]
    draw_ridges(density, curves, cell, ZETA, RECURRENT, named=False)
    density.set_title(METRICS[ZETA])
    density.set_xlabel("ζ at all steps")
    pixels = table[table["part"] == "pixel"]
    _draw_maps(block, maps, pixels)
    _draw_profile(profile, table[table["part"] == "step"])


def _draw_maps(block: SubFigure, maps: Sequence[Axes], pixels: pd.DataFrame) -> None:
    titles = {**{state: f"elicited,\n{state}" for state in STATES}, "": "mean\npicture"}
    norm = Normalize(0, 1000 * pixels[["elicited_share", "brightness_share"]].max(axis=None))
    image = None
    for axes, (state, title) in zip(maps, titles.items(), strict=True):
        axes.set_title(title)
        axes.set_xticks([])
        axes.set_yticks([])
        # The mean picture is the same, whichever of the two states it lies beside.
        rows = pixels[pixels["state"] == (state or pixels["state"].min())]
        if rows.empty:
            write_inside(axes, "not measured")
            continue
        places = rows["step"].to_numpy(int), rows["column"].to_numpy(int)
        shares = np.full([place.max() + 1 for place in places], np.nan)
        shares[places] = 1000 * rows["elicited_share" if state else "brightness_share"]
        image = axes.imshow(shares, cmap=COLORS, norm=norm)
    if image is not None:
        bar = block.colorbar(image, ax=list(maps), aspect=14, fraction=0.05, pad=0.02)
        bar.set_label("share of the sum\nover all pixels (‰)")
        bar.ax.yaxis.set_major_formatter(number)


def _draw_profile(axes: Axes, steps: pd.DataFrame) -> None:
    axes.set_title("|ζ|\nrow by row")
    if steps.empty:
        axes.set_xticks([])
        axes.set_yticks([])
        write_inside(axes, "not measured")
        return
    for state in STATES:
        rows = steps[steps["state"] == state].sort_values("step")
        axes.plot(rows["zeta_magnitude_relative"], rows["step"], **STEP_LINE[state])
    rows = steps.drop_duplicates("step").sort_values("step")
    axes.plot(rows["brightness_relative"], rows["step"], **BRIGHTNESS_LINE)
    axes.set_ylim(steps["step"].max() + 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel("over its mean")
    axes.set_ylabel("row of the image")
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.xaxis.set_major_formatter(number)


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return recurrent_table(read, about)


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_recurrent(table, about)
