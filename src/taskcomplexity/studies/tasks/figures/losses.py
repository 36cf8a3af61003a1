"""Figure 4: what the models of each pair of classes lose, and how two probes agree."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from taskcomplexity.figures.matrices import draw_matrix, marked_pairs, pair_matrix
from taskcomplexity.figures.style import GREY, WIDTH, add_note, label_panel, panel_letters
from taskcomplexity.studies.tasks.figures.summaries import pairs_told

LIMITS = (0, 50)
DELTAS = {"delta_binarization": "binarization", "delta_randomization": "randomization"}


def draw_complexity(
    table: pd.DataFrame,
    correlations: pd.DataFrame,
    kind: str,
    titles: Mapping[str, str],
    classes: Mapping[str, Sequence[str]],
) -> Figure:
    """Draw, in a row per dataset, a matrix of losses for each probe and one against the other.

    Parameters
    ----------
    table
        dataset, class_a, class_b, delta_binarization, delta_randomization in percentage points,
        models, untrained_models, few_test_rows.
    correlations
        dataset, x, y, spearman_rho, ci_low_classes, ci_high_classes, pairs.
    kind
        Which randomization.
    titles, classes
        Title and names of the classes of each dataset, from top to bottom.
    """
    width = 1.45 * WIDTH
    figure = Figure(figsize=(width, 0.35 * width * len(titles)))
    grid = figure.subplots(len(titles), 3, squeeze=False, width_ratios=(1, 1, 0.85))
    letters = iter(panel_letters(3 * len(titles)))
    losses = np.append(table[list(DELTAS)].to_numpy(), LIMITS)
    limits = (np.nanmin(losses), np.nanmax(losses))
    for dataset, line in zip(titles, grid, strict=True):
        here = table[table["dataset"] == dataset]
        names = classes[dataset]
        for (delta, told), axes in zip(DELTAS.items(), line, strict=False):
            label_panel(axes, next(letters))
            axes.set_title(f"{titles[dataset]}, {told}{f' {kind}' * (told != 'binarization')}")
            few = marked_pairs(here, "few_test_rows", len(names))
            values = pair_matrix(here, delta, len(names))
            image = draw_matrix(axes, values, names, 1, limits, marked=few)
        figure.colorbar(
            image, ax=list(line[:2]), shrink=0.8, pad=0.02, label="loss of accuracy (points)"
        )
        label_panel(line[2], next(letters))
        _draw_agreement(line[2], here, correlations[correlations["dataset"] == dataset])
    add_note(figure, pairs_told(table, titles, classes, "delta_binarization"))
    return figure


def _draw_agreement(axes: Axes, here: pd.DataFrame, correlations: pd.DataFrame) -> None:
    x, y = DELTAS
    axes.axline((0, 0), slope=1, color=GREY, linewidth=0.7, linestyle=":")
    axes.plot(here[x], here[y], "o", color="#0072B2", markerfacecolor="none", markeredgewidth=0.9)
    found = correlations[(correlations["x"] == x) & (correlations["y"] == y)].iloc[0]
    told = f"{found['pairs']} pairs"
    if np.isnan(found["spearman_rho"]):
        told += ",\ntoo few to correlate"
    else:
        low, high = found["ci_low_classes"], found["ci_high_classes"]
        told += f", ρ = {found['spearman_rho']:.2f}\n(95 %: {low:.2f} to {high:.2f})"
    axes.set_title(told)
    axes.set_xlabel("loss under binarization (points)")
    axes.set_ylabel("loss under randomization (points)")
    axes.set_box_aspect(1)
    axes.margins(0.08)


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return read["complexity"]


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_complexity(
        table, read["correlations"], about["kind"], about["titles"], about["classes"]
    )
