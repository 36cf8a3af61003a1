"""Figure 1: the network, and its accuracy under perturbation."""

from collections.abc import Mapping
from string import ascii_lowercase
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.notes import wrapped
from taskcomplexity.figures.style import WIDTH, add_note
from taskcomplexity.studies.sparse.figures.diagram import draw_network
from taskcomplexity.studies.sparse.figures.look import (
    CHANCE_LABEL,
    METHOD_LOOK,
    draw_legend,
    legend_lines,
    name_block,
    named_blocks,
    note_height,
)
from taskcomplexity.studies.sparse.figures.perturbations import (
    HEIGHT,
    attacked,
    curve_table,
    draw_block,
)
from taskcomplexity.studies.sparse.figures.summaries import fewer_images, untrained_networks

DIAGRAM_HEIGHT = 1.75


def undisturbed(history: pd.DataFrame) -> pd.DataFrame:
    """Return the test accuracy of every network after its last epoch."""
    networks = history.groupby(["dataset", "method", "seed"], sort=False)
    last = history.loc[networks["epoch"].idxmax()]
    return last.rename(columns={"test_accuracy": "accuracy"})


def draw_robustness(table: pd.DataFrame, about: Mapping[str, Any]) -> Figure:
    """Draw the network, and under it a block of panels per dataset.

    Parameters
    ----------
    table
        From :func:`.perturbations.curve_table`.
    about
        titles of datasets and methods, in order; density and hidden units of the networks.
    """
    titles, methods = about["titles"], about["methods"]
    heights = [DIAGRAM_HEIGHT, *([HEIGHT] * len(titles))]
    told = untrained_networks(table, titles, methods, "method")
    note = wrapped([fewer_images(table, titles, methods), told])
    figure = Figure(figsize=(WIDTH, sum(heights) + 0.6 + note_height(note)))
    first, *blocks = figure.subfigures(len(heights), 1, height_ratios=heights)
    name_block(first, "a", "sparse layers and a full readout")
    draw_network(first.subplots(), about["hidden"], about["density"], about["inputs"])
    looks = {method: METHOD_LOOK[method] for method in methods}
    for dataset, block in named_blocks(blocks, titles, ascii_lowercase[1:]):
        draw_block(block, table[table["dataset"] == dataset], "method", looks)
    draw_legend(figure, [*legend_lines(methods), CHANCE_LABEL], 4)
    add_note(figure, note)
    return figure


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    rows = pd.concat([read["probes"], attacked(read["attacks"])], ignore_index=True)
    return curve_table(rows, undisturbed(read["history"]), "method")


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_robustness(table, about)
