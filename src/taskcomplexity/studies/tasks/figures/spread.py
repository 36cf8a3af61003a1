"""Figure 7: the spread of the weights of every model."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.style import (
    UNTRAINED,
    UNTRAINED_LABEL,
    WIDTH,
    label_panel,
    panel_letters,
)
from taskcomplexity.figures.tasks import task_looks
from taskcomplexity.studies.tasks.figures.summaries import of_layers

GOLDEN = (5**0.5 - 1) / 2


def draw_spread(table: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Draw σ(w) of every model, tasks side by side, a panel per dataset.

    Parameters
    ----------
    table
        dataset, task, seed, trained, standard_deviation.
    titles
        Title of each dataset, in the order of the panels.
    """
    figure = Figure(figsize=(WIDTH, 2.6))
    grid = figure.subplots(1, len(titles), squeeze=False)[0]
    for letter, dataset, axes in zip(panel_letters(len(titles)), titles, grid, strict=True):
        label_panel(axes, letter)
        axes.set_title(titles[dataset])
        here = table[table["dataset"] == dataset]
        looks = task_looks(here["task"])
        for place, (task, look) in enumerate(looks.items()):
            models = here[here["task"] == task]
            values, still = models["standard_deviation"].to_numpy(), ~models["trained"].to_numpy()
            # Multiples of the golden ratio spread the points evenly without a random stream.
            aside = (np.arange(len(values)) * GOLDEN % 1 - 0.5) * 0.5
            axes.plot(
                place + aside,
                values,
                look.marker,
                color=look.color,
                markerfacecolor="none",
                markeredgewidth=0.8,
            )
            axes.plot(place + aside[still], values[still], **UNTRAINED)
            axes.hlines(np.median(values), place - 0.35, place + 0.35, color="black", linewidth=1.2)
        axes.set_xticks(range(len(looks)), [look.label for look in looks.values()])
        axes.set_xlim(-0.6, len(looks) - 0.4)
    grid[0].set_ylabel("standard deviation of the weights, σ(w)")
    if not table["trained"].all():
        figure.legend(handles=[UNTRAINED_LABEL], loc="outside lower center", frameon=False)
    return figure


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return of_layers(read["spread"], about)


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_spread(table, about["titles"])
