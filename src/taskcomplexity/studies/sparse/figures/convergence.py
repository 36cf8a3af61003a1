"""Figure 2: how fast networks reach their accuracy."""

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from taskcomplexity.audit.uncertain import means
from taskcomplexity.figures.bands import draw_band
from taskcomplexity.figures.style import GREY, PERCENT, WIDTH, add_note, label_panel
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.sparse.figures.look import (
    METHOD_LOOK,
    draw_legend,
    legend_lines,
    note_height,
    write_unmeasured,
)
from taskcomplexity.studies.sparse.figures.summaries import over_networks, untrained_networks
from taskcomplexity.studies.sparse.names import TITLES

SHARES = (0.95, 0.99)
REFERENCE = "rlr"
RESAMPLES = 10_000
SEED = 0
# The first epochs run out of the panel at the bottom, so that what follows can be told apart.
SHOWN_FROM = 0.1
ASIDE = 0.16
FILLED = {0.95: False, 0.99: True}


def convergence_table(history: pd.DataFrame) -> pd.DataFrame:
    """Summarise accuracies over the epochs, and how many it takes to reach what they end at.

    Parameters
    ----------
    history
        A row per network and epoch.

    Returns
    -------
    pandas.DataFrame
        dataset, method, networks, untrained_networks, mean, and by the column ``part``:

        ``curve``
            epoch; mean, quartile_1, median and quartile_3 of the test accuracy.
        ``epochs``
            share; mean over the networks of the first epoch at which the test accuracy is this
            share of the last one of the same network, and a 95 % bootstrap interval, low and high.
        ``difference``
            The same of the difference to :data:`REFERENCE`, over networks of the same seed.
    """
    trained = history[history["epoch"] > 0].rename(columns={"test_accuracy": "accuracy"})
    curve = over_networks(trained, ["dataset", "method", "epoch"])
    reached = epochs_until(trained)
    parts = [
        curve.drop(columns="unmeasured_networks").assign(part="curve"),
        pd.DataFrame(_epochs(reached)).assign(part="epochs"),
        pd.DataFrame(_differences(reached)).assign(part="difference"),
    ]
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    first = ["part", "dataset", "method"]
    return table[[*first, *(column for column in table if column not in first)]]


def epochs_until(history: pd.DataFrame) -> pd.DataFrame:
    """Return the first epoch at which each network has a share of its last test accuracy.

    Returns
    -------
    pandas.DataFrame
        dataset, method, seed, trained, share, epoch.
    """
    keys = ["dataset", "method", "seed"]
    ordered = history.sort_values("epoch")
    last = ordered.groupby(keys)["accuracy"].transform("last")
    reached = [
        ordered[ordered["accuracy"] >= share * last]
        .groupby(keys, as_index=False)[["trained", "epoch"]]
        .first()
        .assign(share=share)
        for share in SHARES
    ]
    return pd.concat(reached, ignore_index=True)


def _epochs(reached: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for (dataset, method, share), rows in reached.groupby(["dataset", "method", "share"]):
        yield _interval(dataset, method, share, rows["epoch"], rows["trained"])


def _differences(reached: pd.DataFrame) -> Iterator[dict[str, Any]]:
    keys = ["dataset", "share", "seed"]
    other = reached.loc[reached["method"] == REFERENCE, [*keys, "epoch", "trained"]]
    pairs = reached[reached["method"] != REFERENCE].merge(other, on=keys, suffixes=("", "_other"))
    for (dataset, method, share), rows in pairs.groupby(["dataset", "method", "share"]):
        trained = rows["trained"] & rows["trained_other"]
        yield _interval(dataset, method, share, rows["epoch"] - rows["epoch_other"], trained)


def _interval(
    dataset: str, method: str, share: float, values: pd.Series, trained: pd.Series
) -> dict[str, Any]:
    """Average over networks; the interval is there where there are two or more."""
    count = len(values)
    low = high = np.nan
    if count > 1:
        generator = numpy_generator(SEED, "convergence", dataset, method, share)
        resamples = generator.integers(count, size=(RESAMPLES, count))
        low, high = means(values.to_numpy(float), resamples).interval()
    return {
        **{"dataset": dataset, "method": method, "share": share, "mean": values.mean()},
        **{"low": float(low), "high": float(high), "networks": count},
        "untrained_networks": int((~trained.astype(bool)).sum()),
    }


def draw_convergence(
    table: pd.DataFrame, titles: Mapping[str, str], methods: Mapping[str, str]
) -> Figure:
    """Draw a row per dataset: accuracy over epochs, epochs until, differences of those.

    Parameters
    ----------
    table
        From :func:`convergence_table`.
    titles, methods
        Title of each dataset and method, in order; those without epochs are left out.
    """
    shown = [method for method in methods if (table["method"] == method).any()]
    curves = table[table["part"] == "curve"]
    note = untrained_networks(curves, titles, methods, "method")
    figure = Figure(figsize=(WIDTH, 2.3 * len(titles) + 0.8 + note_height(note)))
    grid = figure.subplots(len(titles), 3, squeeze=False, width_ratios=(1.5, 1, 0.85))
    letters = iter(ascii_lowercase)
    for dataset, line in zip(titles, grid, strict=True):
        here = table[table["dataset"] == dataset]
        for axes in line:
            label_panel(axes, next(letters))
        line[0].set_title(titles[dataset])
        _draw_curves(line[0], here[here["part"] == "curve"], shown)
        _draw_intervals(line[1], here[here["part"] == "epochs"], shown)
        line[1].set_title("epochs until")
        line[1].set_xlabel("epochs")
        line[1].set_yticks(range(len(shown)), [methods[method] for method in shown])
        differences = here[here["part"] == "difference"]
        _draw_intervals(line[2], differences, shown)
        line[2].set_title(f"minus {TITLES[REFERENCE]}")
        line[2].set_xlabel("epochs")
        line[2].set_yticks(range(len(shown)), [])
        if differences.empty:
            line[2].set_xticks([])
            write_unmeasured(line[2])
        else:
            line[2].axvline(0, color=GREY, linewidth=0.7, linestyle=":")
    draw_legend(
        figure, [*legend_lines({method: methods[method] for method in shown}), *_share_labels()], 4
    )
    add_note(figure, note)
    return figure


def _draw_curves(axes: Axes, curves: pd.DataFrame, methods: Sequence[str]) -> None:
    axes.set_xlabel("epoch")
    axes.set_ylabel("test accuracy (%)")
    if curves.empty:
        write_unmeasured(axes)
        return
    for method in methods:
        curve = curves[curves["method"] == method]
        if len(curve):
            every = max(1, len(curve) // 10)
            look = {**METHOD_LOOK[method], "markersize": 2.6, "linewidth": 1.1, "markevery": every}
            draw_band(axes, curve, look, x="epoch", y="mean")
    late = curves[curves["epoch"] > SHOWN_FROM * curves["epoch"].max()]
    low = PERCENT * late["quartile_1"].min()
    high = PERCENT * curves[["quartile_3", "mean"]].max(axis=None)
    margin = 0.06 * (high - low) or 1.0
    axes.set_ylim(low - margin, high + margin)


def _draw_intervals(axes: Axes, rows: pd.DataFrame, methods: Sequence[str]) -> None:
    for row in rows.itertuples():
        look = METHOD_LOOK[row.method]
        height = methods.index(row.method) + (ASIDE if FILLED[row.share] else -ASIDE)
        axes.hlines(height, row.low, row.high, color=look["color"], linewidth=1.1)
        axes.plot(row.mean, height, **_marker(look, filled=FILLED[row.share]))
    axes.set_ylim(len(methods) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def _marker(look: Mapping[str, Any], *, filled: bool) -> dict[str, Any]:
    return {
        "color": look["color"],
        "marker": look["marker"],
        "linestyle": "",
        "markersize": 4.2,
        "markerfacecolor": look["color"] if filled else "white",
        "markeredgewidth": 0.9,
    }


def _share_labels() -> list[Line2D]:
    look = {"color": GREY, "marker": "o"}
    return [
        Line2D(
            [],
            [],
            label=f"{100 * share:g} % of the last",
            **_marker(look, filled=FILLED[share]),
        )
        for share in SHARES
    ]


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return convergence_table(read["history"])


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_convergence(table, about["titles"], about["methods"])
