"""What the targets of the study show on the page of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskcomplexity.columns import HISTORY_COLUMNS, PROBE_SCORES
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.tasks.names import LAYERS, PAIRS, TASKS_GROUP
from taskcomplexity.study import (
    Page,
    ShownFigure,
    ShownPairs,
    ShownTable,
    Source,
    shown,
    shown_audit,
    shown_figures,
)

if TYPE_CHECKING:
    from taskcomplexity.studies.tasks.plan import Plan

MODELS = ("seed", "trained", "draw")
PAPER = (TASKS_GROUP, PAIRS)
PROBED = (
    "A row per task, probe, kind, level and variant: medians and quartiles over models. The level "
    "is the share of weights removed (1 less what the config says is kept; of shuffles, what is "
    "removed before), the amplitude of noise, or the share of signs flipped"
)
OF_PAIRS = ("04", "06", "08")


def pages(plan: Plan) -> list[Page]:
    """Return what each target shows."""
    classes = {name: one.classes for name, one in plan.datasets.items()}
    return [
        Page(
            "all",
            "Easy and hard tasks, and pairs of classes",
            shown_figures(plan),
            (*_of_pairs(plan), *_of_models(plan)),
            _pairs(plan, plan.sources.complexity()),
            shown_audit(plan),
            classes,
        ),
        Page(
            "complexity",
            "Complexity of pairs of classes",
            _figures(plan, OF_PAIRS),
            _of_pairs(plan),
            _pairs(plan, plan.sources.complexity()),
            classes=classes,
        ),
        Page(
            LAYERS,
            "One layer at a time",
            shown_figures(plan, LAYERS),
            (
                _probed(plan, "one layer at a time", (LAYERS,), each=True),
                _probed(plan, "all layers", (LAYERS,), each=False),
            ),
            classes=classes,
        ),
        _sensitivity(plan, classes),
        Page(
            "peers",
            "What others measure of pairs of classes",
            shown_figures(plan, "peers"),
            _of_peers(plan),
            _pairs(plan, plan.sources.peers()),
            classes=classes,
        ),
    ]


def _sensitivity(plan: Plan, classes: dict[str, tuple[str, ...]]) -> Page:
    figures = list(shown_figures(plan, "sensitivity"))
    for place, variant in plan.variants.items():
        of_scaling = variant in plan.scalings.values()
        figures += _figures(variant, ["01", "04"] if of_scaling else ["04"], place)
    variants = "results/sensitivity/variants.parquet"
    by_scaling = "results/sensitivity/audit_scalings.parquet"
    tables = [
        ShownTable(
            "variants", "A row per dataset and variant of the config", Source((variants,), ())
        ),
        ShownTable(
            "claims by scaling",
            "A row per claim of the paper and scaling of the inputs",
            Source((by_scaling,), ()),
        ),
    ]
    pairs = [
        one
        for place, variant in plan.variants.items()
        if place
        for one in _pairs(variant, variant.sources.complexity(), place)
    ]
    measured = plan.measures_complexity and plan.with_pairs
    return Page(
        "sensitivity",
        "What the measure hangs on",
        tuple(figures),
        tuple(tables) if measured else (),
        tuple(pairs),
        classes=classes,
    )


def _figures(
    plan: Plan, numbers: list[str] | tuple[str, ...], place: str = ""
) -> tuple[ShownFigure, ...]:
    return tuple(
        shown(plan.study, figure, place)
        for figure in plan.figures()
        if figure.number in numbers and not figure.lacks
    )


def _pairs(plan: Plan, source: Source, place: str = "") -> tuple[ShownPairs, ...]:
    return tuple(
        ShownPairs(
            dataset,
            place.split("/")[1] if place else "",
            plan.datasets[dataset].title,
            plan.datasets[dataset].classes,
            file,
            f"results/data/{dataset}.safetensors",
        )
        for dataset, file in zip(source.datasets, source.files, strict=True)
    )


def _of_pairs(plan: Plan) -> tuple[ShownTable, ...]:
    sources = plan.sources
    return (
        ShownTable(
            "complexity of pairs",
            "A row per pair of classes: accuracies and losses, medians over models",
            sources.complexity(),
        ),
        ShownTable(
            "correlations",
            "A row per two measures of the pairs: Spearman's ρ with its intervals",
            sources.correlations(),
        ),
        ShownTable(
            "reliability",
            "A row per measure: how two halves of the models agree on the order of the pairs",
            sources.reliability(),
        ),
        ShownTable(
            "distances", "A row per two classes, those of one class too", sources.distances()
        ),
    )


def _of_models(plan: Plan) -> tuple[ShownTable, ...]:
    histories = tuple(
        f"results/training/{dataset}/{models}.parquet"
        for dataset in plan.datasets
        for group, layers in plan.trained_widths(PAPER)
        for models in plan.trained(dataset, group, layers)
    )
    return (
        _probed(plan, "probes", PAPER, each=False),
        _probed(plan, "probes, one layer at a time", PAPER, each=True),
        ShownTable(
            "training",
            "A row per task and epoch: medians and quartiles over models",
            Source(histories, HISTORY_COLUMNS),
            MODELS,
            ("training_loss", "test_accuracy"),
            "epoch",
        ),
        ShownTable(
            "spread of weights",
            "A row per task: medians and quartiles over models",
            plan.sources.spread(),
            MODELS,
            ("mean", "standard_deviation"),
        ),
    )


def _probed(plan: Plan, name: str, groups: tuple[str, ...], *, each: bool) -> ShownTable:
    sources = [
        plan.sources.probed(group, layers, probe, each=each)
        for probe in PROBES
        for group, layers in plan.trained_widths(groups)
    ]
    files = tuple(file for source in sources for file in source.files)
    columns = plan.sources.probed(TASKS_GROUP, (), each=each).columns
    return ShownTable(
        name,
        PROBED,
        Source(files, columns),
        MODELS,
        PROBE_SCORES,
        "level",
    )


def _of_peers(plan: Plan) -> tuple[ShownTable, ...]:
    sources = plan.sources
    return (
        ShownTable("measures of others", "A row per pair of classes", sources.peers()),
        ShownTable(
            "orders", "A row per two measures: Spearman's ρ, more is harder", sources.peer_orders()
        ),
        ShownTable("drift", "A row per pair, measure and number of rows", sources.peer_drift()),
        ShownTable("seconds", "A row per dataset and measure", sources.peer_seconds()),
    )
