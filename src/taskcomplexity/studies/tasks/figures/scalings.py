"""What the complexity of pairs hangs on: logits, losses and their reliability by scaling."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from taskcomplexity.complexity.correlations import can_be_ordered, weighted_spearman
from taskcomplexity.figures.style import GREY, WIDTH, add_note, label_panel, panel_letters
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
ENDS = ("delta_binarization_ci_low", "delta_binarization_ci_high")
# Differences of logits beyond so many deviations are drawn at the end.
WIDEST, BINS = 6.0, 120


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
        (:func:`densities`); ``pairs``, a row per pair with its ``error`` in percent and its losses
        in points; ``reliability``, a row per measure.
    """
    parts = []
    for scaling in complexity:
        pairs = complexity[scaling]
        pairs = pairs.assign(error=100 * (1 - pairs["accuracy"]))
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

    A model whose differences have a mean below 0 counts with its classes exchanged, which turns the
    sign: so offsets of models do not cancel each other.

    Parameters
    ----------
    logits
        dataset, class_a, class_b, seed, label, difference, deviation.

    Returns
    -------
    pandas.DataFrame
        dataset, class_a, class_b; ``side``, 1 for the class that is answered above 0, and 0;
        ``at``, the middle of a bin, and ``density``.
    """
    keys = ["dataset", "seed"]
    down = logits.groupby(keys)["difference"].transform("mean") < 0
    scaled = (logits["difference"] / logits["deviation"]).fillna(0)
    oriented = np.where(down, -scaled, scaled).clip(-WIDEST, WIDEST)
    side = np.where(down, 1 - logits["label"], logits["label"])
    edges = np.linspace(-WIDEST, WIDEST, BINS + 1)
    parts = []
    rows = logits.assign(at=oriented, side=side)
    for (dataset, a, b, side), some in rows.groupby(["dataset", "class_a", "class_b", "side"]):
        density, _ = np.histogram(some["at"], edges, density=True)
        parts.append(
            pd.DataFrame({"at": (edges[1:] + edges[:-1]) / 2, "density": density}).assign(
                dataset=dataset, class_a=a, class_b=b, side=side
            )
        )
    return pd.concat(parts, ignore_index=True)


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
    add_note(
        figure, pairs_told(told.astype({"few_test_rows": bool}), titles, classes, ENDS[0][:-7])
    )
    return figure


def _draw_logits(
    axes: Axes, rows: pd.DataFrame, title: str, names: list[str], colors: Mapping[str, str]
) -> None:
    highest = rows["density"].max()
    places = {scaling: len(colors) - 1 - at for at, scaling in enumerate(colors)}
    for scaling, color in colors.items():
        here = rows[rows["scaling"] == scaling]
        for side, curve in here.groupby("side"):
            y = places[scaling] + 0.9 * curve["density"] / highest
            axes.fill_between(
                curve["at"], places[scaling], y, color=color, alpha=0.55 if side else 0.2
            )
            axes.plot(curve["at"], y, color=color, linewidth=0.8, linestyle="-" if side else "--")
    axes.axvline(0, color="black", linewidth=0.7)
    axes.set_yticks([place + 0.3 for place in places.values()], list(places))
    axes.tick_params(axis="y", length=0)
    reach = rows.loc[rows["density"] > 0.002, "at"].abs().max()
    axes.set_xlim(-reach, reach)
    a, b = (names[int(rows[end].iloc[0])] for end in ("class_a", "class_b"))
    axes.set_title(f"{title} {{{a}, {b}}}, signs of the weights")
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
    axes.set_title("every pair; bars: medians")


def _draw_against_error(axes, rows, titles, colors, markers) -> None:
    told = []
    for scaling, color in colors.items():
        found = []
        for dataset in titles:
            here = rows[(rows["scaling"] == scaling) & (rows["dataset"] == dataset)]
            here = here[["error", "delta_binarization_auc"]].dropna()
            x, y = here.to_numpy().T
            axes.plot(x, y, markers[dataset], color=color, markersize=2.6, alpha=0.7)
            rho = weighted_spearman(x, y, np.ones((1, len(x)), int))[0]
            found.append(f"{rho:.2f}" if can_be_ordered(x, y) else "–")
        told.append(f"{scaling} {', '.join(found)}")
    axes.set_xscale("symlog", linthresh=0.1)
    axes.set_yscale("symlog", linthresh=0.01)
    axes.set_xlabel("test error (%)")
    axes.set_ylabel("AUC lost by binarization (points)")
    axes.set_title("ρ: " + "; ".join(told), fontsize="x-small", wrap=True)


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
    axes.set_ylim(-0.03, 1.03)
    axes.set_xticks(range(len(MEASURES)), list(MEASURES.values()))
    axes.set_ylabel("reliability of the loss")
    axes.set_title("1: other models order the pairs alike")


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
