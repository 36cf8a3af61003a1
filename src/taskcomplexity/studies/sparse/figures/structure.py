"""Figure 3: the links of networks, and how they change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator, NullFormatter

from taskcomplexity.figures.style import PERCENT, WIDTH, add_note
from taskcomplexity.studies.sparse.figures.look import (
    METHOD_LOOK,
    draw_legend,
    legend_lines,
    named_blocks,
    note_height,
    write_unmeasured,
)
from taskcomplexity.studies.sparse.figures.summaries import untrained_networks

HEIGHT = 3.3  # inches, of the panels of a dataset with their title
NETWORK = ["dataset", "method", "seed", "trained"]
DEGREES = {"inputs": "out-degree of inputs", "outputs": "in-degree of outputs"}
LEAST_ACTIVE = 90  # percent that the axes of active units reach down to, or further


@dataclass(frozen=True)
class Panel:
    """A panel of what updates change.

    Attributes
    ----------
    column
        Of the table, a fraction.
    title
        Above it.
    label
        Of the vertical axis.
    """

    column: str
    title: str
    label: str


OVERLAP = Panel("overlap", "regrown where removed", "regrown links (%)")
CHANGES = (
    Panel("active_inputs", "inputs with links", "units (%)"),
    Panel("active_outputs", "outputs with links", "units (%)"),
    Panel("explored", "places ever tried", "places (%)"),
)


def structure_table(topology: pd.DataFrame, degrees: pd.DataFrame) -> pd.DataFrame:
    """Average the structure of networks of each method.

    Parameters
    ----------
    topology
        A row per network, update and layer; the start counts as after epoch 0.
    degrees
        A row per network, layer, side and degree.

    Returns
    -------
    pandas.DataFrame
        dataset, method, layer, networks, untrained_networks, and by the column ``part``:

        ``degrees``
            Of the middle layer: side, degree, and share, that of units that have this degree or a
            larger one; mean over the networks.
        ``updates``
            Of every layer: epoch, active_inputs and active_outputs as shares of the units there
            are, explored and overlap; means over the networks. Shares are fractions.
    """
    middle = degrees["layer"] == (degrees["layer"].max() + 1) // 2
    parts = [
        degree_shares(degrees[middle]).assign(part="degrees"),
        changes(topology, degrees).assign(part="updates"),
    ]
    table = pd.concat(parts, ignore_index=True)
    first = ["part", "dataset", "method", "layer", "networks", "untrained_networks"]
    return table[[*first, *(column for column in table if column not in first)]]


def degree_shares(degrees: pd.DataFrame) -> pd.DataFrame:
    """Return which share of units has a degree or a larger one, mean over networks."""
    tables = []
    keys = ["dataset", "method", "layer", "side"]
    for names, rows in degrees.groupby(keys, sort=False):
        counts = rows.pivot_table(
            index=["seed", "trained"], columns="degree", values="units", fill_value=0
        )
        counts = counts.reindex(columns=range(1 + counts.columns.max()), fill_value=0)
        reached = counts.iloc[:, ::-1].cumsum(axis=1).iloc[:, ::-1]
        shares = reached.div(counts.sum(axis=1), axis=0)
        still = ~counts.index.get_level_values("trained").to_numpy(bool)
        tables.append(
            pd.DataFrame(
                {
                    **dict(zip(keys, names, strict=True)),
                    "degree": shares.columns,
                    "share": shares.mean().to_numpy(),
                    "networks": len(shares),
                    "untrained_networks": int(still.sum()),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def changes(topology: pd.DataFrame, degrees: pd.DataFrame) -> pd.DataFrame:
    """Average what is logged of updates over networks, layer by layer, as shares.

    What a network has after its last update it has to the last update of any network of the
    dataset, so that one whose links stay is drawn level.
    """
    of_layers = ["dataset", "layer", "side"]
    units = degrees.groupby(["method", "seed", *of_layers])["units"].sum()
    units = units.groupby(of_layers).max().reset_index()
    for side in DEGREES:
        here = units.loc[units["side"] == side, ["dataset", "layer", "units"]]
        topology = topology.merge(here.rename(columns={"units": side}), on=["dataset", "layer"])
    shares = pd.DataFrame(
        {
            "active_inputs": topology["active_inputs"] / topology["inputs"],
            "active_outputs": topology["active_outputs"] / topology["outputs"],
            "explored": topology["explored"],
            "overlap": topology["overlap"],
        }
    )
    whole = pd.concat([topology[[*NETWORK, "layer", "epoch"]], shares], axis=1)
    whole = pd.concat([_to_the_end(one) for _, one in whole.groupby("dataset", sort=False)])
    groups = whole.groupby(["dataset", "method", "layer", "epoch"], sort=False)
    table = groups[list(shares)].mean()
    table["networks"] = groups.size()
    table["untrained_networks"] = groups["trained"].agg(lambda one: (~one.astype(bool)).sum())
    return table.reset_index()


def _to_the_end(rows: pd.DataFrame) -> pd.DataFrame:
    """Give every network of a dataset a row for every epoch."""
    keys = [*NETWORK, "layer"]
    epochs = pd.DataFrame({"epoch": np.sort(rows["epoch"].unique())})
    whole = rows[keys].drop_duplicates().merge(epochs, how="cross")
    whole = whole.merge(rows, on=[*keys, "epoch"], how="left").sort_values([*keys, "epoch"])
    lasting = [panel.column for panel in CHANGES]
    whole[lasting] = whole.groupby(keys)[lasting].ffill()
    return whole


def draw_structure(
    table: pd.DataFrame, titles: Mapping[str, str], methods: Mapping[str, str]
) -> Figure:
    """Draw six panels per dataset: degrees of both sides, overlap; active units, tried places.

    Parameters
    ----------
    table
        From :func:`structure_table`.
    titles, methods
        Title of each dataset and method, in order; methods without links are left out.
    """
    shown = {method: title for method, title in methods.items() if method in set(table["method"])}
    note = untrained_networks(table, titles, methods, "method")
    figure = Figure(figsize=(WIDTH, HEIGHT * len(titles) + 0.5 + note_height(note)))
    blocks = figure.subfigures(len(titles), 1, squeeze=False)[:, 0]
    for dataset, block in named_blocks(blocks, titles):
        _draw_block(block, table[table["dataset"] == dataset], shown)
    draw_legend(figure, legend_lines(shown), len(shown))
    add_note(figure, note)
    return figure


def _draw_block(block: SubFigure, here: pd.DataFrame, methods: Mapping[str, str]) -> None:
    upper, lower = block.subplots(2, 3)
    degrees, updates = (here[here["part"] == part] for part in ("degrees", "updates"))
    for (side, label), axes in zip(DEGREES.items(), upper, strict=False):
        _draw_degrees(axes, degrees[degrees["side"] == side], methods)
        axes.set_title(label)
        axes.set_xlabel("degree, k")
        axes.set_ylabel("units with ≥ k (%)")
    for panel, axes in zip((OVERLAP, *CHANGES), (upper[2], *lower), strict=True):
        _draw_change(axes, panel.column, updates, methods)
        axes.set_title(panel.title)
        axes.set_xlabel("epoch")
        axes.set_ylabel(panel.label)


def _draw_degrees(axes: Axes, rows: pd.DataFrame, methods: Mapping[str, str]) -> None:
    for method in methods:
        curve = rows[(rows["method"] == method) & (rows["degree"] > 0) & (rows["share"] > 0)]
        if len(curve):
            axes.plot(curve["degree"], PERCENT * curve["share"], **_look(method, len(curve)))
    axes.set_xscale("log")
    axes.set_yscale("log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:g}")
        axis.set_minor_formatter(NullFormatter())


def _draw_change(axes: Axes, column: str, rows: pd.DataFrame, methods: Mapping[str, str]) -> None:
    some = rows.dropna(subset=column)
    if some.empty:
        axes.set_xticks([])
        write_unmeasured(axes)
        return
    for method in methods:
        curve = PERCENT * some[some["method"] == method].groupby("epoch")[column].mean()
        if len(curve):
            axes.plot(curve.index, curve, **_look(method, len(curve)))
    last = max(1, rows["epoch"].max())
    axes.set_xlim(-0.03 * last, 1.03 * last)
    axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
    if column.startswith("active"):
        low = min(LEAST_ACTIVE, PERCENT * some[column].min())
        axes.set_ylim(low, PERCENT + 0.05 * (PERCENT - low))
    else:
        axes.set_ylim(0, 1.08 * PERCENT * some[column].max())


def _look(method: str, points: int) -> dict[str, Any]:
    return {
        **METHOD_LOOK[method],
        "markersize": 2.6,
        "linewidth": 1.1,
        "markevery": max(1, points // 8),
    }


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return structure_table(read["topology"], read["degrees"])


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_structure(table, about["titles"], about["methods"])
