"""Figure 4: the five probes of the first paper on networks of links."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from taskcomplexity.figures.notes import wrapped
from taskcomplexity.figures.style import CHANCE, PERCENT, WIDTH, add_note
from taskcomplexity.probes.randomize import KINDS
from taskcomplexity.studies.sparse.figures.look import (
    CHANCE_LABEL,
    METHOD_LOOK,
    draw_legend,
    legend_lines,
    named_blocks,
    note_height,
    write_unmeasured,
)
from taskcomplexity.studies.sparse.figures.perturbations import Panel, draw_panel
from taskcomplexity.studies.sparse.figures.summaries import (
    fewer_images,
    summarised,
    unmixed_networks,
    untrained_networks,
)

HEIGHT = 3.3  # inches, of the panels of a dataset with their title
NONE = "none"
KEYS = ["dataset", "method", "probe", "kind", "variant", "level"]
# By the variant that they are of.
PANELS = (
    ("weights", Panel("prune", "smallest", "pruning, weights", "fraction removed")),
    ("signs", Panel("prune", "smallest", "pruning, signs", "fraction removed")),
    ("weights", Panel("noise", "relative", "noise", "σ of noise / σ of layer")),
    ("weights", Panel("flip", "smallest", "sign flips", "fraction flipped")),
)
SPREAD = 0.7  # of a place, over the methods


def probe_table(probes: pd.DataFrame) -> pd.DataFrame:
    """Summarise the accuracies of networks under the five probes.

    Parameters
    ----------
    probes
        Rows of probes.

    Returns
    -------
    pandas.DataFrame
        dataset, method, probe, kind, variant, level, and what :func:`.summaries.summarised` says:
        of pruning, noise and flips at every level, of randomizations with no link removed. The
        network as it is is level 0 of noise and flips, and the kind ``none`` of randomizations.
    """
    curves = [
        probes[
            (probes["probe"] == panel.probe)
            & (probes["kind"] == panel.kind)
            & (probes["variant"] == variant)
        ]
        for variant, panel in PANELS
    ]
    pruned = curves[0]
    whole = pruned[pruned["level"] == 0]
    starts = [
        _as_level_0(whole, curve)
        for curve in curves[1:]
        if len(curve) and curve["probe"].iloc[0] != "prune"
    ]
    randomized = probes[(probes["probe"] == "randomize") & (probes["variant"] == "weights")]
    randomized = randomized[(randomized["level"] == 0) & randomized["kind"].isin(list(KINDS))]
    none = _as_level_0(whole, randomized).assign(kind=NONE) if len(randomized) else whole[:0]
    return summarised(
        pd.concat([*curves, *starts, randomized, none], ignore_index=True), KEYS
    ).sort_values(KEYS, ignore_index=True)


def _as_level_0(whole: pd.DataFrame, curve: pd.DataFrame) -> pd.DataFrame:
    """Return networks as they are as level 0 of a curve, those that it does not have there."""
    networks = ["dataset", "method", "seed"]
    there = curve.loc[(curve["level"] == 0) & (curve["probe"] != "randomize"), networks]
    index = pd.MultiIndex.from_frame
    measured = index(whole[networks]).isin(index(curve[networks]))
    again = index(whole[networks]).isin(index(there))
    first = curve.iloc[0]
    return whole[measured & ~again].assign(probe=first["probe"], kind=first["kind"])


def draw_probes(
    table: pd.DataFrame, titles: Mapping[str, str], methods: Mapping[str, str]
) -> Figure:
    """Draw a block of panels per dataset: curves above, randomizations below.

    Parameters
    ----------
    table
        From :func:`probe_table`.
    titles, methods
        Title of each dataset and method, in order.
    """
    note = _note(table, titles, methods)
    figure = Figure(figsize=(WIDTH, HEIGHT * len(titles) + 0.7 + note_height(note)))
    blocks = figure.subfigures(len(titles), 1, squeeze=False)[:, 0]
    for dataset, block in named_blocks(blocks, titles):
        _draw_block(block, table[table["dataset"] == dataset], methods)
    draw_legend(figure, [*legend_lines(methods), CHANCE_LABEL], 4)
    add_note(figure, note)
    return figure


def _draw_block(block: SubFigure, here: pd.DataFrame, methods: Mapping[str, str]) -> None:
    grid = block.add_gridspec(2, len(PANELS))
    looks = {method: METHOD_LOOK[method] for method in methods}
    for place, (variant, panel) in enumerate(PANELS):
        axes = block.add_subplot(grid[0, place])
        chosen = (here["probe"] == panel.probe) & (here["kind"] == panel.kind)
        draw_panel(axes, panel, here[chosen & (here["variant"] == variant)], "method", looks)
        if place == 0:
            axes.set_ylabel("test accuracy (%)")
        else:
            axes.tick_params(labelleft=False)
    axes = block.add_subplot(grid[1, :])
    axes.set_ylabel("test accuracy (%)")
    _draw_randomizations(axes, here[here["probe"] == "randomize"], list(methods))


def _draw_randomizations(axes: Axes, rows: pd.DataFrame, methods: list[str]) -> None:
    axes.set_xlabel("randomization")
    axes.set_ylim(0, 103)
    if rows.empty:
        axes.set_xticks([])
        write_unmeasured(axes)
        return
    axes.axhline(PERCENT * rows.loc[rows["images"].idxmax(), "chance"], **CHANCE)
    kinds = [NONE, *KINDS]
    for number, method in enumerate(methods):
        some = rows[(rows["method"] == method) & (rows["networks"] > 0)]
        places = some["kind"].map(kinds.index) + _aside(number, len(methods))
        look = {**METHOD_LOOK[method], "linestyle": "", "markersize": 4}
        low, high, middle = (
            PERCENT * some[name] for name in ("quartile_1", "quartile_3", "median")
        )
        axes.vlines(places, low, high, color=look["color"], linewidth=1.1)
        axes.plot(places, middle, **look)
    axes.set_xticks(range(len(kinds)), kinds)
    axes.set_xlim(-0.5, len(kinds) - 0.5)
    for place in range(1, len(kinds)):
        axes.axvline(place - 0.5, color="#DDDDDD", linewidth=0.6, zorder=0)


def _aside(number: int, methods: int) -> float:
    return SPREAD * ((number + 0.5) / methods - 0.5)


def _note(table: pd.DataFrame, titles: Mapping[str, str], methods: Mapping[str, str]) -> str:
    randomized = table[table["probe"] == "randomize"]
    return wrapped(
        [
            fewer_images(table, titles, methods),
            *(
                unmixed_networks(rows, titles, methods, f"Could not be mixed by {kind}")
                for kind, rows in randomized.groupby("kind")
            ),
            untrained_networks(table, titles, methods, "method"),
        ]
    )


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return probe_table(read["probes"])


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_probes(table, about["titles"], about["methods"])
