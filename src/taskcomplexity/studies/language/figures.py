"""The layers of a language model under the probes: figures 5 and 9."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from string import ascii_lowercase

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from taskcomplexity.figures.style import GREY, PERCENT, VARIANT_LINE, WIDTH, label_panel
from taskcomplexity.studies.language.columns import SCORES

MARKERS = "osD^vPX*<>"
BINARIZED, AS_THEY_ARE = "signs", "weights"
REMOVED = "fraction removed, p"


def layer_table(probed: pd.DataFrame) -> pd.DataFrame:
    """Average the scores of a probed language model over draws.

    Parameters
    ----------
    probed
        Rows of the tables of the probes: layer, probe, kind, level, draw, variant, f1,
        log_probability.

    Returns
    -------
    pandas.DataFrame
        layer, probe, kind, level, variant, f1, a fraction, log_probability in nats, and the number
        of draws.
    """
    keys = ["layer", "probe", "kind", "level", "variant"]
    rows = probed.groupby(keys, sort=False)
    means = rows[list(SCORES)].mean()
    return means.assign(draws=rows["f1"].count()).reset_index()


def drops(table: pd.DataFrame, layers: Sequence[str]) -> pd.DataFrame:
    """Return what each layer loses when nothing is removed (figure 5, panels d to f).

    Parameters
    ----------
    table
        From :func:`layer_table`, with rows at level 0 of pruning and of randomizations A and B.
    layers
        In the order of the rows.

    Returns
    -------
    pandas.DataFrame
        By layer, in points of F1: ``binarization`` and every randomization, such as ``A``.
    """
    start = table[table["level"] == 0]
    pruned = start[start["probe"] == "prune"].pivot_table("f1", "layer", "variant")
    randomized = start[(start["probe"] == "randomize") & (start["variant"] == AS_THEY_ARE)]
    lost = -randomized.pivot_table("f1", "layer", "kind").sub(pruned[AS_THEY_ARE], axis=0)
    lost.insert(0, "binarization", pruned[AS_THEY_ARE] - pruned[BINARIZED])
    return PERCENT * lost.loc[list(layers)]


def draw_pruned_layers(table: pd.DataFrame, layers: Sequence[str]) -> Figure:
    """Draw figure 5: F1 against pruning, with signs, randomized by A and by B; and the losses.

    Parameters
    ----------
    table
        From :func:`layer_table`.
    layers
        From input to output.
    """
    figure = Figure(figsize=(WIDTH, 4.6))
    grid = figure.subplots(2, 3)
    pruned, randomized = (table[table["probe"] == probe] for probe in ("prune", "randomize"))
    curves, titles = grid[0], ("weights and signs", "randomization A", "randomization B")
    for axes, title in zip(curves, titles, strict=True):
        axes.set(title=title, xlabel=REMOVED, ylim=(-3, 100))
    _draw_curves(curves[0], pruned, layers)
    for axes, kind in zip(curves[1:], "AB", strict=True):
        chosen = randomized[(randomized["kind"] == kind) & (randomized["variant"] == AS_THEY_ARE)]
        _draw_curves(axes, chosen, layers)
    curves[0].set_ylabel("F1 (%)")
    lost = drops(table, layers)[["binarization", "A", "B"]]
    for axes, column in zip(grid[1], lost, strict=True):
        axes.bar(range(len(layers)), lost[column], color=_colors(layers), edgecolor=GREY, lw=0.5)
        axes.axhline(0, color=GREY, lw=0.7)
        axes.set(ylim=(min(-3, lost.min().min() - 2), lost.max().max() + 5))
        axes.set_xticks(range(len(layers)), map(_told, layers), rotation=55, ha="right")
        told = column if column == "binarization" else f"randomization {column}"
        axes.set_title(told)
    grid[1][0].set_ylabel("loss of F1 (points)")
    return _finished(figure, grid, layers)


def draw_disturbed_layers(table: pd.DataFrame, layers: Sequence[str]) -> Figure:
    """Draw figure 9: F1 against noise and sign flips, with weights and with signs."""
    figure = Figure(figsize=(WIDTH, 4.4))
    grid = figure.subplots(2, 2, sharey=True)
    told = {"noise": "standard deviation of the noise, σ", "flip": "fraction of signs flipped, q"}
    for row, (probe, label) in zip(grid, told.items(), strict=True):
        for axes, variant in zip(row, (AS_THEY_ARE, BINARIZED), strict=True):
            rows = table[(table["probe"] == probe) & (table["variant"] == variant)]
            _draw_curves(axes, rows, layers)
            axes.set(title=variant, xlabel=label, ylim=(-3, 100))
        row[0].set_ylabel("F1 (%)")
    return _finished(figure, grid, layers)


def _draw_curves(axes: Axes, rows: pd.DataFrame, layers: Sequence[str]) -> None:
    for layer, color, marker in _looks(layers):
        for variant, curve in rows[rows["layer"] == layer].groupby("variant", sort=False):
            curve = curve.sort_values("level")
            axes.plot(
                curve["level"],
                PERCENT * curve["f1"],
                color=color,
                marker=marker,
                markersize=2.6,
                linestyle=VARIANT_LINE[variant],
                markerfacecolor=color if variant == AS_THEY_ARE else "white",
                markeredgewidth=0.6,
            )


def _colors(layers: Sequence[str]) -> list:
    scale = mpl.colormaps["viridis"]
    return [scale(0.92 * number / max(len(layers) - 1, 1)) for number in range(len(layers))]


def _looks(layers: Sequence[str]) -> Iterator[tuple]:
    """Give each layer with its color and its marker."""
    return zip(layers, _colors(layers), cycle(MARKERS), strict=False)


def _told(layer: str) -> str:
    return layer.replace("_", " ")


def _finished(figure: Figure, grid, layers: Sequence[str]) -> Figure:
    for letter, axes in zip(ascii_lowercase, grid.flat, strict=False):
        label_panel(axes, letter)
    handles = [
        Line2D([], [], color=color, marker=marker, label=_told(layer))
        for layer, color, marker in _looks(layers)
    ]
    signs = Line2D(
        [],
        [],
        color=GREY,
        linestyle=VARIANT_LINE[BINARIZED],
        marker="o",
        markerfacecolor="white",
        label="signs",
    )
    figure.legend(handles=[*handles, signs], loc="outside upper center", ncols=4, frameon=False)
    return figure
