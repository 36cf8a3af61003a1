"""Figure 8: test accuracy of the models of each pair of classes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.matrices import (
    draw_matrix,
    marked_pairs,
    pair_matrix,
    panel_grid,
)
from taskcomplexity.figures.style import PERCENT, WIDTH, add_note, label_panel, panel_letters
from taskcomplexity.studies.tasks.figures.summaries import pairs_told

SHOWN = "accuracy"
ENDS = (f"{SHOWN}_ci_low", f"{SHOWN}_ci_high")


def draw_accuracies(
    table: pd.DataFrame, titles: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> Figure:
    """Draw a matrix of accuracies per dataset, each on its own colour scale.

    Parameters
    ----------
    table
        dataset, class_a, class_b, accuracy and the ends of its interval as fractions, models,
        untrained_models, few_test_rows.
    titles, classes
        Title and names of the classes of each dataset, in the order of the panels.
    """
    table = table.assign(**{name: PERCENT * table[name] for name in (SHOWN, *ENDS)})
    figure = Figure(figsize=(WIDTH, 0.43 * WIDTH * -(-len(titles) // 2)))
    grid = panel_grid(figure, len(titles))
    for letter, dataset, axes in zip(panel_letters(len(titles)), titles, grid, strict=True):
        label_panel(axes, letter)
        axes.set_title(titles[dataset])
        here = table[table["dataset"] == dataset]
        names = classes[dataset]
        limits = (np.floor(here[SHOWN].min()), float(PERCENT))
        values, few = (
            layout(here, column, len(names))
            for layout, column in ((pair_matrix, SHOWN), (marked_pairs, "few_test_rows"))
        )
        image = draw_matrix(axes, values, names, 1, limits, marked=few)
        figure.colorbar(image, ax=axes, shrink=0.8, label="median test accuracy (%)")
    add_note(figure, pairs_told(table, titles, classes, SHOWN))
    return figure


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    accuracies = [SHOWN, "mean_accuracy", "trained_accuracy", *ENDS]
    counts = ["models", "untrained_models", "least_test_rows", "few_test_rows"]
    return read["complexity"][["dataset", "class_a", "class_b", *accuracies, *counts]].copy()


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_accuracies(table, about["titles"], about["classes"])
