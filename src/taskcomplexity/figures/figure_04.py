"""Figure 4: what the models of each pair of classes lose under binarization."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase

import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.matrices import draw_matrix, pair_matrix
from taskcomplexity.figures.style import WIDTH, label_panel

LIMITS = (0, 50)


def draw_complexity(
    table: pd.DataFrame, titles: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> Figure:
    """Draw a matrix of accuracy differences per dataset.

    Parameters
    ----------
    table
        dataset, class_a, class_b, delta_binarization in percentage points.
    titles, classes
        Title and names of the classes of each dataset, in the order of the panels.
    """
    figure = Figure(figsize=(WIDTH, WIDTH / 2 + 0.2))
    grid = figure.subplots(1, len(titles), squeeze=False)[0]
    for letter, dataset, axes in zip(ascii_lowercase, titles, grid, strict=False):
        label_panel(axes, letter)
        axes.set_title(f"{titles[dataset]}, binarization")
        here = table[table["dataset"] == dataset]
        names = classes[dataset]
        matrix = pair_matrix(here, "delta_binarization", len(names))
        image = draw_matrix(axes, matrix, names, 1, LIMITS)
    figure.colorbar(image, ax=list(grid), shrink=0.8, label="loss of accuracy (percentage points)")
    return figure
