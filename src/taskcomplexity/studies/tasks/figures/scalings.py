"""What the complexity of pairs hangs on: logits, losses and their reliability by scaling."""

from collections.abc import Mapping
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy.stats import spearmanr

from taskcomplexity.complexity.correlations import can_be_ordered
from taskcomplexity.figures.style import (
    GREY,
    PERCENT,
    WIDTH,
    add_note,
    label_panel,
    panel_letters,
)
from taskcomplexity.scores.ranks import auc
from taskcomplexity.studies.tasks.figures.summaries import pairs_told

# Okabe and Ito's colours; all datasets of a scaling have one.
COLORS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = "os^DvPX*"
MEASURES = {
    "delta_binarization": "accuracy,\nbinarized",
    "delta_binarization_auc": "AUC,\nbinarized",
    "delta_randomization": "accuracy,\nrandomized",
    "delta_randomization_auc": "AUC,\nrandomized",
}
COUNTED = ("models", "untrained_models", "few_test_rows")
# Whose intervals the note tells.
SHOWN = "delta_binarization"
ENDS = (f"{SHOWN}_ci_low", f"{SHOWN}_ci_high")
# Letters of a title.
ACROSS = 44
# Width of a bin of logits, in deviations, and the share of the highest density that can be seen.
BIN, SEEN = 0.1, 0.01


def scalings_table(
    complexity: Mapping[str, pd.DataFrame],
    reliability: Mapping[str, pd.DataFrame],
    logits: Mapping[str, pd.DataFrame],
) -> pd.DataFrame:
    """Put together what the panels show.

    Parameters
    ----------
    complexity, reliability, logits
        By scaling, the tables of all datasets, which a column dataset names.

    Returns
    -------
    pandas.DataFrame
        ``panel``, dataset, scaling, and by panel: ``logits``, the density of the logits
        (:func:`densities`); ``pairs``, a row per pair with its ``error``, a fraction, and its
        losses in points; ``reliability``, a row per measure.
    """
    parts = []
    for scaling in complexity:
        pairs = complexity[scaling]
        pairs = pairs.assign(error=1 - pairs["accuracy"])
        shown = ["dataset", "class_a", "class_b", "error", *MEASURES, *COUNTED, *ENDS]
        reliable = reliability[scaling]
        reliable = reliable[reliable["measure"].isin(list(MEASURES))]
        for panel, rows in {
            "logits": densities(logits[scaling]),
            "pairs": pairs[shown],
            "reliability": reliable[["dataset", "measure", "reliability"]],
        }.items():
            parts.append(rows.assign(panel=panel, scaling=scaling))
    table = pd.concat(parts, ignore_index=True)
    first = ["panel", "dataset", "scaling"]
    return table[[*first, *(name for name in table if name not in first)]]


def densities(logits: pd.DataFrame) -> pd.DataFrame:
    """Return the density of the difference of logits by its deviation, for each of two classes.

    It is that of one model of each dataset, the one whose area under the ROC curve is the median,
    of two such the lower: pooled, offsets of different models would hide what each tells apart.
    Where its mean is below 0 the classes are exchanged, which turns the sign.

    Parameters
    ----------
    logits
        dataset, class_a, class_b, seed, label, difference, deviation.

    Returns
    -------
    pandas.DataFrame
        dataset, class_a, class_b, seed; ``side``, 1 for the class that is answered above 0, and 0;
        ``at``, the middle of a bin, and ``density``.
    """
    parts = []
    for (dataset, a, b), pair in logits.groupby(["dataset", "class_a", "class_b"]):
        areas = (
            pair.groupby("seed")[["label", "difference"]].apply(_area).sort_values(kind="stable")
        )
        seed = areas.index[(len(areas) - 1) // 2]
        shown = pair[pair["seed"] == seed]
        turned = shown["difference"].mean() < 0
        scaled = (shown["difference"] / shown["deviation"]).fillna(0) * (-1 if turned else 1)
        sides = (1 - shown["label"]) if turned else shown["label"]
        edges = np.arange(np.floor(scaled.min()), np.ceil(scaled.max()) + BIN, BIN)
        for side in (0, 1):
            density, _ = np.histogram(scaled[sides == side], edges, density=True)
            found = pd.DataFrame({"at": (edges[1:] + edges[:-1]) / 2, "density": density})
            about = {"dataset": dataset, "class_a": a, "class_b": b, "seed": seed, "side": side}
            parts.append(found.assign(**about))
    return pd.concat(parts, ignore_index=True)


def _area(model: pd.DataFrame) -> float:
    """Return the area under the ROC curve of one model."""
    difference = model["difference"].to_numpy()
    logits = np.stack([np.zeros_like(difference), difference], axis=-1)
    return auc(logits[None], model["label"].to_numpy())[0]


def draw_scalings(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    classes: Mapping[str, list[str]],
    scalings: list[str],
) -> Figure:
    """Draw the four panels.

    Parameters
    ----------
    table
        From :func:`scalings_table`.
    titles, classes
        Title and names of the classes of each dataset. The logits are those of the first.
    scalings
        In their order.
    """
    colors = {name: COLORS[at % len(COLORS)] for at, name in enumerate(scalings)}
    markers = {name: MARKERS[at % len(MARKERS)] for at, name in enumerate(titles)}
    figure = Figure(figsize=(WIDTH, 6.2))
    grid = figure.subplots(2, 2, height_ratios=(1, 1))
    for letter, axes in zip(panel_letters(4), grid.flat, strict=True):
        label_panel(axes, letter)
    first = next(iter(titles))
    by_panel = dict(list(table.groupby("panel")))
    of_first = by_panel["logits"][by_panel["logits"]["dataset"] == first]
    _draw_logits(grid[0, 0], of_first, titles[first], classes[first], colors)
    _draw_losses(grid[0, 1], by_panel["pairs"], titles, colors, markers)
    _draw_against_error(grid[1, 0], by_panel["pairs"], titles, colors, markers)
    _draw_reliability(grid[1, 1], by_panel["reliability"], titles, colors, markers)
    figure.legend(
        handles=[
            *(
                Line2D([], [], color=color, linewidth=2.5, label=name)
                for name, color in colors.items()
            ),
            *(
                Line2D([], [], color=GREY, marker=marker, linestyle="", label=titles[name])
                for name, marker in markers.items()
            ),
        ],
        loc="outside upper center",
        ncols=6,
        frameon=False,
    )
    of_config = by_panel["pairs"][by_panel["pairs"]["scaling"] == scalings[0]]
    told = of_config.astype(dict.fromkeys(("class_a", "class_b", *COUNTED), int))
    add_note(figure, pairs_told(told.astype({"few_test_rows": bool}), titles, classes, SHOWN))
    return figure


def _draw_logits(
    axes: Axes, rows: pd.DataFrame, title: str, names: list[str], colors: Mapping[str, str]
) -> None:
    places = {scaling: len(colors) - 1 - at for at, scaling in enumerate(colors)}
    for scaling, color in colors.items():
        here = rows[rows["scaling"] == scaling]
        for side, curve in here.groupby("side"):
            y = places[scaling] + 0.85 * curve["density"] / here["density"].max()
            axes.fill_between(
                curve["at"], places[scaling], y, color=color, alpha=0.55 if side else 0.2
            )
            axes.plot(curve["at"], y, color=color, linewidth=0.8, linestyle="-" if side else "--")
    axes.axvline(0, color="black", linewidth=0.7)
    axes.set_yticks([place + 0.3 for place in places.values()], list(places))
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.1, len(colors))
    # A few samples lie far out.
    seen = rows["density"] > SEEN * rows.groupby("scaling")["density"].transform("max")
    axes.set_xlim(rows.loc[seen, "at"].min() - 1, rows.loc[seen, "at"].max() + 1)
    a, b = (names[int(rows[end].iloc[0])] for end in ("class_a", "class_b"))
    axes.set_title(f"{title} {{{a}, {b}}}, binarized", fontsize="medium")
    axes.set_xlabel("difference of the logits / its deviation")


def _draw_losses(axes, rows, titles, colors, markers) -> None:
    for at, (scaling, color) in enumerate(colors.items()):
        for number, dataset in enumerate(titles):
            here = rows[(rows["scaling"] == scaling) & (rows["dataset"] == dataset)]
            values = np.sort(here["delta_binarization"].dropna())
            middle = at + 0.7 * (number - (len(titles) - 1) / 2) / len(titles)
            width = 0.25 / len(titles)
            across = middle + width * (2 * ((np.arange(len(values)) * 0.618) % 1) - 1)
            axes.plot(across, values, markers[dataset], color=color, markersize=2.2, alpha=0.7)
            if len(values):
                median = np.median(values)
                axes.plot([middle - width, middle + width], [median, median], color="black")
    axes.set_xticks(range(len(colors)), list(colors))
    axes.set_ylabel("lost by binarization (points)")
    axes.set_title("pairs; bars: medians", fontsize="medium")


def _draw_against_error(axes, rows, titles, colors, markers) -> None:
    told = []
    for scaling, color in colors.items():
        found = []
        for dataset in titles:
            here = rows[(rows["scaling"] == scaling) & (rows["dataset"] == dataset)]
            here = here[["error", "delta_binarization_auc"]].dropna()
            x, y = here.to_numpy().T
            axes.plot(PERCENT * x, y, markers[dataset], color=color, markersize=2.6, alpha=0.7)
            rho = f"{spearmanr(x, y).statistic:.2f}" if can_be_ordered(x, y) else "–"
            found.append(rho)
        told.append(f"{scaling} {', '.join(found)}")
    axes.set_xscale("symlog", linthresh=0.1)
    axes.set_yscale("symlog", linthresh=0.01)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
    axes.set_xlabel("test error (%)")
    axes.set_ylabel("AUC lost by binarization (points)")
    axes.set_title(fill(f"ρ: {'; '.join(told)}", ACROSS), fontsize="small")


def _draw_reliability(axes, rows, titles, colors, markers) -> None:
    step = 0.8 / max(1, len(colors) * len(titles))
    for place, measure in enumerate(MEASURES):
        some = rows[rows["measure"] == measure].set_index(["scaling", "dataset"])["reliability"]
        for number, (scaling, dataset) in enumerate(
            (scaling, dataset) for scaling in colors for dataset in titles
        ):
            at = place - 0.4 + step * (number + 0.5)
            axes.plot(
                at, some.get((scaling, dataset), np.nan), markers[dataset], color=colors[scaling]
            )
    lowest = np.nanmin(rows["reliability"]) if rows["reliability"].notna().any() else 0
    axes.set_ylim(min(lowest, 0.8) - 0.02, 1.02)
    axes.set_xticks(range(len(MEASURES)), list(MEASURES.values()), fontsize="x-small")
    axes.set_ylabel("reliability of the loss")
    axes.set_title("1: other models agree", fontsize="medium")


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return scalings_table(
        *(
            {scaling: read[f"{scaling}_{what}"] for scaling in about["scalings"]}
            for what in ("complexity", "reliability", "logits")
        )
    )


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_scalings(table, about["titles"], about["classes"], about["scalings"])
