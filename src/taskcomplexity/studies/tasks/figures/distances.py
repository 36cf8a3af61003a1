"""Figure 6: SSIM distances between and within classes."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.matrices import draw_matrix, pair_matrix
from taskcomplexity.figures.style import WIDTH, label_panel


def draw_distances(
    table: pd.DataFrame, titles: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> Figure:
    """Draw a matrix of SSIM distances per dataset, on one colour scale.

    Parameters
    ----------
    table
        dataset, class_a, class_b, distance.
    titles, classes
        Title and names of the classes of each dataset, in the order of the panels.
    """
    figure = Figure(figsize=(WIDTH, 0.475 * WIDTH))
    grid = figure.subplots(1, len(titles), squeeze=False)[0]
    limits = (table["distance"].min(), table["distance"].max())
    for letter, dataset, axes in zip(ascii_lowercase, titles, grid, strict=False):
        label_panel(axes, letter)
        axes.set_title(titles[dataset])
        here = table[table["dataset"] == dataset]
        names = classes[dataset]
        image = draw_matrix(axes, pair_matrix(here, "distance", len(names)), names, 2, limits)
    figure.colorbar(image, ax=list(grid), shrink=0.8, label="SSIM distance, 1 − SSIM")
    return figure


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return read["distances"]


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_distances(table, about["titles"], about["classes"])
