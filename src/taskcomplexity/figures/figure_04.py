"""Figure 4: what the models of each pair of classes lose, and how two probes agree."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from taskcomplexity.figures.matrices import draw_matrix, pair_matrix
from taskcomplexity.figures.style import GREY, WIDTH, label_panel

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
        dataset, class_a, class_b, delta_binarization, delta_randomization in percentage points.
    correlations
        dataset, x, y, spearman_rho, ci_low, ci_high.
    kind
        Which randomization.
    titles, classes
        Title and names of the classes of each dataset, from top to bottom.
    """
    width = 1.45 * WIDTH
    figure = Figure(figsize=(width, 0.33 * width * len(titles)))
    grid = figure.subplots(len(titles), 3, squeeze=False, width_ratios=(1, 1, 0.85))
    letters = iter(ascii_lowercase)
    for dataset, line in zip(titles, grid, strict=True):
        here = table[table["dataset"] == dataset]
        names = classes[dataset]
        for (delta, told), axes in zip(DELTAS.items(), line, strict=False):
            label_panel(axes, next(letters))
            axes.set_title(f"{titles[dataset]}, {told}{f' {kind}' * (told != 'binarization')}")
            image = draw_matrix(axes, pair_matrix(here, delta, len(names)), names, 1, LIMITS)
        figure.colorbar(
            image, ax=list(line[:2]), shrink=0.8, pad=0.02, label="loss of accuracy (points)"
        )
        label_panel(line[2], next(letters))
        _draw_agreement(line[2], here, correlations[correlations["dataset"] == dataset])
    return figure


def _draw_agreement(axes: Axes, here: pd.DataFrame, correlations: pd.DataFrame) -> None:
    x, y = DELTAS
    axes.axline((0, 0), slope=1, color=GREY, linewidth=0.7, linestyle=":")
    axes.plot(here[x], here[y], "o", color="#0072B2", markerfacecolor="none", markeredgewidth=0.9)
    found = correlations[(correlations["x"] == x) & (correlations["y"] == y)].iloc[0]
    told = (
        "too few pairs to correlate"
        if np.isnan(found["spearman_rho"])
        else f"Spearman's ρ = {found['spearman_rho']:.2f}\n"
        f"95 %: {found['ci_low']:.2f} to {found['ci_high']:.2f}"
    )
    axes.text(
        0.04,
        0.97,
        told,
        transform=axes.transAxes,
        va="top",
    )
    axes.set_xlabel("loss under binarization (points)")
    axes.set_ylabel("loss under randomization (points)")
    axes.set_box_aspect(1)
    axes.margins(0.08)
