"""Figure 6: E- and H-models of the first paper under the perturbations of figure 1."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.style import CHANCE_LABEL, WIDTH, add_note
from taskcomplexity.figures.tasks import TASK_LABEL
from taskcomplexity.studies.sparse.figures.look import (
    TASK_LOOK,
    draw_legend,
    legend_lines,
    named_blocks,
    note_height,
)
from taskcomplexity.studies.sparse.figures.perturbations import HEIGHT, curve_table, draw_block
from taskcomplexity.studies.sparse.figures.summaries import untrained_networks


def undisturbed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the accuracy of every model as it is: where no weight is removed."""
    whole = rows[(rows["probe"] == "prune") & (rows["level"] == 0) & (rows["variant"] == "weights")]
    return whole.drop_duplicates(["dataset", "task", "seed"])


def draw_tasks(table: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Draw a block of panels per dataset.

    Parameters
    ----------
    table
        From :func:`.perturbations.curve_table`.
    titles
        Title of each dataset; those without tasks are left out.
    """
    shown = {name: title for name, title in titles.items() if name in set(table["dataset"])}
    note = untrained_networks(table, titles, TASK_LABEL, "task")
    figure = Figure(figsize=(WIDTH, HEIGHT * len(shown) + 0.5 + note_height(note)))
    blocks = figure.subfigures(len(shown), 1, squeeze=False)[:, 0]
    for dataset, block in named_blocks(blocks, shown):
        draw_block(block, table[table["dataset"] == dataset], "task", TASK_LOOK)
    draw_legend(figure, [*legend_lines(TASK_LABEL, TASK_LOOK), CHANCE_LABEL], 3)
    add_note(figure, note)
    return figure


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    rows = read["tasks"]
    return curve_table(rows, undisturbed(rows), "task")


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_tasks(table, about["titles"])
