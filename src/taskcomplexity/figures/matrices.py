"""Matrices over pairs of classes: figures 4, 6 and 8."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

COLORS = "cividis"
LUMINANCE = (0.299, 0.587, 0.114)
# Of more classes no number in a cell, and not every name, can be read.
READABLE = 30
# Letters that fit side by side into a cell at full size; longer numbers are written smaller.
WIDEST = 4


def pair_matrix(table: pd.DataFrame, column: str, classes: int) -> np.ndarray:
    """Lay out a column of a table of pairs as a lower triangle, NaN where there is no pair."""
    matrix = np.full((classes, classes), np.nan)
    matrix[table["class_b"], table["class_a"]] = table[column]
    return matrix


def marked_pairs(table: pd.DataFrame, column: str, classes: int) -> np.ndarray:
    """Lay out a column of truth values of a table of pairs, False where there is no pair."""
    return pair_matrix(table, column, classes) == 1


def panel_grid(figure: Figure, number: int, across: int = 2) -> list[Axes]:
    """Return axes for so many matrices, side by side in rows; what is left over stays empty."""
    across = min(across, number)
    grid = figure.subplots(-(-number // across), across, squeeze=False).ravel()
    for axes in grid[number:]:
        axes.set_axis_off()
    return list(grid[:number])


def draw_matrix(
    axes: Axes,
    matrix: np.ndarray,
    names: Sequence[str],
    decimals: int,
    limits: tuple[float, float],
    colors: str = COLORS,
    marked: np.ndarray | None = None,
) -> AxesImage:
    """Draw a lower triangle with its numbers written in, of up to :data:`READABLE` classes.

    Classes without a value in their row, or in their column, have none.

    Parameters
    ----------
    axes
        Where.
    matrix
        Shape (classes, classes), NaN for cells to leave empty.
    names
        Of the classes.
    decimals
        Of the numbers.
    limits
        Values at the ends of the colour scale.
    colors
        Name of the colour scale in matplotlib.
    marked
        bool, shape (classes, classes): cells whose numbers get an asterisk.

    Returns
    -------
    matplotlib.image.AxesImage
        For the colour bar.
    """
    there = np.isfinite(matrix)
    if there.any():
        rows, columns = (np.flatnonzero(there.any(axis=axis)) for axis in (1, 0))
    else:
        rows = columns = np.arange(len(names))
    shown = np.ix_(rows, columns)
    matrix, marked = matrix[shown], None if marked is None else marked[shown]
    norm = Normalize(*limits)
    image = axes.imshow(matrix, cmap=colors, norm=norm)
    small = axes.xaxis.label.get_fontsize() * (0.62 if decimals else 0.75)
    numbered = np.argwhere(np.isfinite(matrix)) if len(names) <= READABLE else ()
    for row, column in numbered:
        value = matrix[row, column]
        told = f"{value:.{decimals}f}"
        if marked is not None and marked[row, column]:
            told += "*"
        *rgb, _ = image.cmap(norm(value))
        dark = np.dot(rgb, LUMINANCE) < 0.45
        axes.text(
            column,
            row,
            told,
            ha="center",
            va="center",
            color="white" if dark else "black",
            fontsize=small * min(1, WIDEST / len(told)),
        )
    turned = {"rotation": 45, "ha": "right"} if max(map(len, names)) > 2 else {}
    axes.set_xticks(*_named(columns, names), **turned)
    axes.set_yticks(*_named(rows, names))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return image


def _named(classes: np.ndarray, names: Sequence[str]) -> tuple[range, list[str]]:
    """Return the places of classes that have a name beside them, and the names."""
    places = range(0, len(classes), -(-len(classes) // READABLE))
    return places, [names[classes[place]] for place in places]
