"""Figures 2, 4 and 8: densities of node strength, neuron strength and activation."""

from collections.abc import Mapping
from string import ascii_lowercase
from typing import Any

import pandas as pd
from matplotlib.figure import Figure, SubFigure

from taskcomplexity.figures.notes import wrapped
from taskcomplexity.figures.style import WIDTH, add_note
from taskcomplexity.studies.metrics.figures.curves import curve_table, layers_of
from taskcomplexity.studies.metrics.figures.look import (
    METRICS,
    axes_told,
    draw_legend,
    failed_told,
    name_block,
    note_height,
    numbers_told,
    short_title,
    unmeasured_told,
)
from taskcomplexity.studies.metrics.figures.ridges import ATOM_LABEL, draw_ridges
from taskcomplexity.studies.metrics.names import CALLED, Cell

RIDGE, AROUND = 0.34, 0.4  # inches of a layer, and around the layers of a panel


def blocks_of(cells: list[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """Return the names of cells by dataset and activation, in order."""
    found: dict[tuple[str, str], list[str]] = {}
    for dataset, name in cells:
        found.setdefault((dataset, Cell.parse(name).activation), []).append(name)
    return found


def draw_densities(table: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw a block per dataset and activation, a row per metric and a column per architecture.

    Parameters
    ----------
    table
        From :func:`.curves.curve_table`.
    about
        titles of datasets, cells and layers to be shown.
    """
    cells = [tuple(cell) for cell in about["cells"]]
    blocks = blocks_of(cells)
    columns = list(dict.fromkeys(Cell.parse(name).depth for _, name in cells))
    most = max(len(layers_of(Cell.parse(name), about["layers"])) for _, name in cells)
    height = len(METRICS) * (AROUND + RIDGE * most) + 0.3
    note = wrapped(
        [
            numbers_told(table, cells, about["titles"]),
            *axes_told(table),
            unmeasured_told(table, about["titles"]),
            failed_told(table, about["titles"]),
        ]
    )
    figure = Figure(figsize=(WIDTH, height * len(blocks) + 0.4 + note_height(note)))
    parts = figure.subfigures(len(blocks), 1, squeeze=False)[:, 0]
    for letter, part, ((dataset, activation), names) in zip(
        ascii_lowercase, parts, blocks.items(), strict=False
    ):
        name_block(
            part,
            letter if len(blocks) > 1 else "",
            f"{about['titles'][dataset]}, {CALLED[activation]}",
        )
        here = table[table["dataset"] == dataset]
        _draw_block(part, here, names, columns, about["layers"])
    draw_legend(figure, *([ATOM_LABEL] if (table["part"] == "atom").any() else []))
    add_note(figure, note)
    return figure


def _draw_block(
    part: SubFigure,
    table: pd.DataFrame,
    names: list[str],
    columns: list[str],
    layers: list[int] | None,
) -> None:
    grid = part.subplots(len(METRICS), len(columns), squeeze=False)
    cells = {cell.depth: cell for cell in map(Cell.parse, names)}
    for line, (metric, label) in zip(grid, METRICS.items(), strict=True):
        before: list[int] | None = None
        line[0].set_ylabel(label)
        for axes, depth in zip(line, columns, strict=True):
            if depth not in cells:
                axes.set_axis_off()
                continue
            cell = cells[depth]
            curves = table[(table["cell"] == str(cell)) & (table["metric"] == metric)]
            shown = layers_of(cell, layers)
            draw_ridges(axes, curves, cell, metric, layers, named=shown != before)
            before = shown
            if metric == next(iter(METRICS)):
                axes.set_title(short_title(cell))


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    cells = [tuple(cell) for cell in about["cells"]]
    return curve_table(read, cells, about["layers"], list(METRICS))


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_densities(table, about)
