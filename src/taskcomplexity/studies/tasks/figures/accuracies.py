"""Figure 8: test accuracy of the models of each pair of classes."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.matrices import draw_matrix, pair_matrix
from taskcomplexity.figures.style import WIDTH, add_note, label_panel
from taskcomplexity.studies.tasks.figures.summaries import untrained_pairs_told


def draw_accuracies(
    table: pd.DataFrame, titles: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> Figure:
    """Draw a matrix of accuracies per dataset, each on its own colour scale.

    Parameters
    ----------
    table
        dataset, class_a, class_b, accuracy in percent, models, untrained_models.
    titles, classes
        Title and names of the classes of each dataset, in the order of the panels.
    """
    figure = Figure(figsize=(WIDTH, 0.43 * WIDTH))
    grid = figure.subplots(1, len(titles), squeeze=False)[0]
    for letter, dataset, axes in zip(ascii_lowercase, titles, grid, strict=False):
        label_panel(axes, letter)
        axes.set_title(titles[dataset])
        here = table[table["dataset"] == dataset]
        names = classes[dataset]
        limits = (np.floor(here["accuracy"].min()), 100.0)
        image = draw_matrix(axes, pair_matrix(here, "accuracy", len(names)), names, 1, limits)
        figure.colorbar(image, ax=axes, shrink=0.8, label="median test accuracy (%)")
    add_note(figure, untrained_pairs_told(table, titles, classes))
    return figure


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    percent = ["accuracy", "mean_accuracy", "trained_accuracy"]
    whole = read["complexity"]
    table = whole[["dataset", "class_a", "class_b", *percent, "models", "untrained_models"]].copy()
    table[percent] = 100 * table[percent]
    return table


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_accuracies(table, about["titles"], about["classes"])
