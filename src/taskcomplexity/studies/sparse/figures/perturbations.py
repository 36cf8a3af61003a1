"""Accuracy under perturbation, eight panels: figures 1 and 6."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from taskcomplexity.figures.bands import draw_band, draw_chance
from taskcomplexity.studies.sparse.figures.look import write_unmeasured
from taskcomplexity.studies.sparse.figures.summaries import ATTACK, summarised

COLUMNS = 4
HEIGHT = 3.15  # inches, of a block of panels with its title
# Below it the axis of the largest links is linear, so that it holds 0.
SMALLEST_SHARE = 0.005
SHARES = (0, 0.01, 0.1, 1)


@dataclass(frozen=True)
class Panel:
    """A panel, one perturbation.

    Attributes
    ----------
    probe, kind
        Which curves.
    title
        Above it.
    label
        Of the horizontal axis.
    """

    probe: str
    kind: str
    title: str
    label: str


LARGEST = Panel("prune", "largest", "largest first", "fraction removed")
PANELS = (
    Panel("prune", "random", "random removal", "fraction removed"),
    LARGEST,
    Panel("prune", "smallest", "smallest first", "fraction removed"),
    Panel("shuffle", "uniform", "shuffling", "fraction shuffled"),
    Panel("noise", "relative", "noise", "σ of noise / σ of layer"),
    Panel(ATTACK, "fgsm", "FGSM", "bound on pixels, ε"),
    Panel(ATTACK, "pgd", "PGD", "bound on pixels, ε"),
    Panel(ATTACK, "random", "random pixels", "bound on pixels, ε"),
)


def attacked(attacks: pd.DataFrame) -> pd.DataFrame:
    """Name the columns of attacks as those of probes, the bound as the level."""
    return attacks.rename(columns={"epsilon": "level"}).assign(
        probe=ATTACK, draw=0, variant="weights"
    )


def curve_table(
    rows: pd.DataFrame, undisturbed: pd.DataFrame, column: str, panels: Sequence[Panel] = PANELS
) -> pd.DataFrame:
    """Summarise the accuracies of networks at each level of each perturbation.

    Parameters
    ----------
    rows
        Rows of probes and of attacks.
    undisturbed
        dataset, the column, seed and accuracy of networks as they are: level 0 of every curve,
        whatever was measured there.
    column
        What tells curves apart, ``method`` or ``task``.
    panels
        Which perturbations.

    Returns
    -------
    pandas.DataFrame
        dataset, the column, probe, kind, level, and what :func:`.summaries.summarised` says.
    """
    wanted = {(panel.probe, panel.kind) for panel in panels}
    chosen = rows[[pair in wanted for pair in zip(rows["probe"], rows["kind"], strict=True)]]
    chosen = chosen[chosen["variant"] == "weights"]
    networks = ["dataset", column, "seed"]
    once = chosen.drop_duplicates([*networks, "probe", "kind"]).drop(columns="accuracy")
    start = once.merge(undisturbed[[*networks, "accuracy"]], on=networks).assign(level=0.0)
    known = pd.MultiIndex.from_frame(start[networks])
    replaced = (chosen["level"] == 0) & pd.MultiIndex.from_frame(chosen[networks]).isin(known)
    whole = pd.concat([chosen[~replaced], start], ignore_index=True)
    table = summarised(whole, ["dataset", column, "probe", "kind", "level"])
    return table.sort_values(["dataset", "probe", "kind", column, "level"], ignore_index=True)


def draw_block(
    block: SubFigure, here: pd.DataFrame, column: str, looks: Mapping[str, Mapping[str, Any]]
) -> None:
    """Draw the panels of a dataset.

    Parameters
    ----------
    block
        Where.
    here
        Rows of :func:`curve_table` of the dataset.
    column
        What tells curves apart.
    looks
        Of each curve, in the order in which they are drawn.
    """
    grid = block.subplots(len(PANELS) // COLUMNS, COLUMNS, sharey=True)
    for panel, axes in zip(PANELS, grid.ravel(), strict=True):
        rows = here[(here["probe"] == panel.probe) & (here["kind"] == panel.kind)]
        draw_panel(axes, panel, rows, column, looks)
    for axes in grid[:, 0]:
        axes.set_ylabel("test accuracy (%)")


def draw_panel(
    axes: Axes,
    panel: Panel,
    rows: pd.DataFrame,
    column: str,
    looks: Mapping[str, Mapping[str, Any]],
) -> None:
    """Draw the curves of a perturbation, or say that there are none."""
    axes.set_title(panel.title)
    axes.set_xlabel(panel.label)
    axes.set_ylim(0, 103)
    if rows.empty:
        axes.set_xticks([])
        write_unmeasured(axes)
        return
    chances = rows.groupby(column)["chance"].max().to_dict()
    if column == "method":
        # That of networks measured on fewer images is next to it.
        chances = {column: rows.loc[rows["images"].idxmax(), "chance"]}
    draw_chance(axes, chances, {name: look["color"] for name, look in looks.items()})
    for name, look in looks.items():
        curve = rows[rows[column] == name]
        if len(curve):
            draw_band(axes, curve, {**look, "markersize": 2.6, "linewidth": 1.1})
    if panel == LARGEST:
        axes.set_xscale("symlog", linthresh=SMALLEST_SHARE, linscale=0.3)
        axes.set_xlim(left=-SMALLEST_SHARE / 5)
        axes.set_xticks(SHARES, map(str, SHARES))
        axes.minorticks_off()
    else:
        axes.set_xlim(left=-0.02 * rows["level"].max())
