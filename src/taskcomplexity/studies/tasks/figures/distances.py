"""Figure 6: distances between and within classes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.matrices import draw_matrix, pair_matrix
from taskcomplexity.figures.style import WIDTH, label_panel, panel_letters

ACROSS = 2
# Width of a single matrix, with its colour bar.
ALONE = 0.6 * WIDTH
# All SSIM distances stand on one colour scale; energy distances have the scale of their data.
SHARED = "ssim"
LABELS = {SHARED: "SSIM distance, 1 − SSIM", "energy": "energy distance"}
SSIM_DECIMALS = 2
MOST_DECIMALS = 4


def draw_distances(
    table: pd.DataFrame, titles: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> Figure:
    """Draw a matrix of distances per dataset, two side by side.

    Where all are SSIM distances, one colour bar is of all of them; else each matrix has its own.

    Parameters
    ----------
    table
        dataset, class_a, class_b, distance, measure.
    titles, classes
        Title and names of the classes of each dataset, in the order of the panels.
    """
    across, lines = min(ACROSS, len(titles)), -(-len(titles) // ACROSS)
    width = WIDTH if across > 1 else ALONE
    figure = Figure(figsize=(width, 0.475 * WIDTH * lines))
    grid = figure.subplots(lines, across, squeeze=False)
    panels, unused = np.split(grid.ravel(), [len(titles)])
    for axes in unused:
        axes.remove()
    together = (table["measure"] == SHARED).all()
    for letter, dataset, axes in zip(panel_letters(len(titles)), titles, panels, strict=True):
        label_panel(axes, letter)
        axes.set_title(titles[dataset])
        here = table[table["dataset"] == dataset]
        measure = here["measure"].iloc[0]
        scale = table[table["measure"] == SHARED] if measure == SHARED else here
        limits = (scale["distance"].min(), scale["distance"].max())
        decimals = SSIM_DECIMALS if measure == SHARED else _decimals(max(map(abs, limits)))
        names = classes[dataset]
        matrix = pair_matrix(here, "distance", len(names))
        image = draw_matrix(axes, matrix, names, decimals, limits)
        if not together:
            figure.colorbar(image, ax=axes, shrink=0.8, label=LABELS[measure])
    if together:
        figure.colorbar(image, ax=list(panels), shrink=0.8, label=LABELS[SHARED])
    return figure


def _decimals(largest: float) -> int:
    """Return how many decimals give the largest number three digits that count."""
    if not largest:
        return SSIM_DECIMALS
    return int(np.clip(2 - np.floor(np.log10(largest)), 0, MOST_DECIMALS))


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return read["distances"]


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_distances(table, about["titles"], about["classes"])
