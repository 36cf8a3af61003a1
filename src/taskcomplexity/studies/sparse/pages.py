"""What the target of the study shows on the page of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskcomplexity.studies.sparse.columns import NETWORK_COLUMNS, SCORE_COLUMNS, TOPOLOGY_COLUMNS
from taskcomplexity.study import Page, ShownTable, median_tables, shown_audit, shown_figures

if TYPE_CHECKING:
    from taskcomplexity.studies.sparse.plan import Plan

NETWORKS = ("seed", "trained", "draw")
ACCURACIES = ("training_loss", "test_accuracy", "validation_accuracy")


def page(plan: Plan) -> Page:
    """Return what it shows."""
    sources = plan.sources()
    links = tuple(
        name for name in TOPOLOGY_COLUMNS if name not in (*NETWORK_COLUMNS, "epoch", "layer")
    )
    nulls = ("swaps_per_link", "overlap", "expected_overlap", "unmixed_layers")
    rows = [
        ("history", "training", "method and epoch", (*ACCURACIES, "learning_rate"), "epoch"),
        ("topology", "links", "method, epoch and layer", links, "epoch"),
        (
            "probes",
            "probes",
            "method, probe, kind, level (of what is removed, moved or added) and variant",
            SCORE_COLUMNS,
            "level",
        ),
        ("attacks", "attacks", "method, kind and strength", SCORE_COLUMNS, "epsilon"),
        ("nulls", "links elsewhere", "method and kind", (*SCORE_COLUMNS, *nulls), ""),
        ("tasks", "easy and hard tasks", "task, probe, kind and level", SCORE_COLUMNS, "level"),
    ]
    tables = median_tables(sources, NETWORKS, rows)
    tables.append(
        ShownTable(
            "degrees",
            "A row per network, layer, side and degree: how many units have it",
            sources["degrees"],
            linked=True,
        )
    )
    return Page(
        "sparse",
        "Sparse networks with adaptive topology",
        shown_figures(plan),
        tuple(tables),
        audits=shown_audit(plan),
    )
