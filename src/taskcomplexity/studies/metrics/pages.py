"""What the targets of the study show on the page of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskcomplexity.studies.metrics.columns import (
    HISTORY_COLUMNS,
    LAYER_COLUMNS,
    NETWORK_COLUMNS,
    STATE_COLUMNS,
)
from taskcomplexity.studies.metrics.neighbours.plan import CORRELATIONS, FIGURE_FILES, FOLDER
from taskcomplexity.study import (
    Page,
    ShownFigure,
    ShownTable,
    Source,
    median_tables,
    shown_audit,
    shown_figures,
)

if TYPE_CHECKING:
    from taskcomplexity.studies.metrics.plan import Plan

NETWORKS = ("seed", "draw")


def page(plan: Plan, *whole: str) -> Page:
    """Return what the third paper shows; `whole` are the tables of all networks."""
    sources = plan.sources(plan.every_cell())
    losses = tuple(name for name in HISTORY_COLUMNS if name not in (*NETWORK_COLUMNS, "epoch"))
    metrics = tuple(name for name in LAYER_COLUMNS if name not in STATE_COLUMNS)
    rows = [
        ("history", "training", "cell and epoch", losses, "epoch"),
        ("weights", "weights", "cell, epoch and layer", ("mean", "variance"), "epoch"),
        ("layers", "layers", "cell, state and layer", metrics, "layer"),
        ("pruned", "neurons silenced", "cell, order and share", ("accuracy", "mse"), "kept"),
        ("steps", "steps", "cell, state and step", ("zeta_magnitude", "brightness"), "step"),
    ]
    tables = median_tables(sources, NETWORKS, rows)
    tables.append(ShownTable("performance", "A row per network", sources["performance"]))
    there = bool(plan.every_cell())
    for name, shows, file in zip(
        ("table 1", "telling apart"),
        ("A row per architecture, activation and depth", "A row per classifier and fold"),
        whole,
        strict=True,
    ):
        tables.append(ShownTable(name, shows, Source((file,) if there else (), ())))
    for key, shows in (
        ("quantiles", "A row per network, state, layer and metric"),
        ("neurons", "A row per network, state, layer and neuron"),
        ("maps", "A row per network, state, step and pixel"),
    ):
        tables.append(ShownTable(key, shows, sources[key], linked=True))
    return Page(
        "metrics",
        "Complex-network metrics",
        shown_figures(plan),
        tuple(tables),
        audits=shown_audit(plan),
    )


def neighbours_page(plan: Plan) -> Page:
    """Return what the metrics of the models of other studies show."""
    neighbours = plan.neighbours
    figure = neighbours.figure()
    shown = ShownFigure(
        "metrics_neighbours_figure",
        "neighbours",
        figure.shows,
        f"{plan.study.name}/{figure.caption}.rst",
        figure.about,
        FIGURE_FILES,
    )
    rows = [
        ("complexity", "A row per pair, state and layer: medians over models"),
        ("correlations", "A row per state, layer, metric and measure"),
        ("tasks", "A row per state, layer and metric: E- against H-models"),
        ("sparse", "A row per method, layer, metric and selection"),
        ("robustness", "A row per method, selection and share of links removed"),
    ]
    there = set(neighbours.every_file())
    files = {name: f"{FOLDER}/{name}.parquet" for name, _ in rows}
    tables = [
        ShownTable(name, shows, Source((files[name],), ()))
        for name, shows in rows
        if files[name] in there
    ]
    return Page(
        "metrics_neighbours",
        "Metrics of the models of other studies",
        (shown,) if CORRELATIONS in there else (),
        tuple(tables),
    )
