"""The figures of the paper, a row each: what it reads, what it needs, how it is drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from taskcomplexity.configuration.classes import AUTO
from taskcomplexity.models.layers import written
from taskcomplexity.studies.tasks.names import LAYERS, PAIRS, TASKS_GROUP
from taskcomplexity.studies.tasks.needs import Need, listed
from taskcomplexity.studies.tasks.sources import Sources
from taskcomplexity.studies.tasks.sweeps import Layers
from taskcomplexity.study import Figure, Source

FOLDER = "taskcomplexity.studies.tasks.figures"
# What the paper calls a figure that it draws for other hidden layers too.
PUBLISHED = {("01", (32,)): "10", ("01", (128,)): "12", ("03", (32,)): "11", ("03", (128,)): "13"}


def figure_rows(sources: Sources) -> list[Figure]:
    """Return every figure for a config, those too that it lacks something for."""
    main, *others = sources.measured.widths(TASKS_GROUP)
    figures = [
        _curves(sources, "01", main),
        _randomizations(sources, "02", main),
        _recovery(sources, "03", main),
        _losses(sources, "04"),
        _distances(sources, "06"),
        _spread(sources, "07", main),
        _accuracies(sources, "08"),
        *(_layers(sources, layers) for layers in sources.measured.widths(LAYERS)),
    ]
    for layers in others:
        for base, row in (("01", _curves), ("03", _recovery)):
            number = PUBLISHED.get((base, layers), f"{base}_d{written(layers)}")
            figures.append(row(sources, number, layers))
    return sorted(figures, key=lambda figure: figure.number)


def scalings_row(by_scaling: Mapping[str, Sources]) -> Figure:
    """Return the figure of what a measure of complexity hangs on, which is none of the paper."""
    reads = {}
    for scaling, sources in by_scaling.items():
        reads |= {
            f"{scaling}_complexity": sources.complexity(),
            f"{scaling}_reliability": sources.reliability(),
            f"{scaling}_logits": sources.logits(),
        }
    sources = next(iter(by_scaling.values()))
    return _row(
        sources,
        "scalings",
        "complexity of pairs by scaling",
        "scalings",
        reads,
        sources.measured.complexity_needs(),
        section=PAIRS,
        target="sensitivity",
        scalings=list(by_scaling),
    )


def peers_row(sources: Sources) -> Figure:
    """Return the figure of which measures order pairs alike, which is none of the paper."""
    return _row(
        sources,
        "peers",
        "which measures order pairs alike",
        "peers",
        {"orders": sources.peer_orders(), "seconds": sources.peer_seconds()},
        sources.measured.complexity_needs(),
        section=PAIRS,
        target="peers",
    )


def _row(
    sources: Sources,
    number: str,
    shows: str,
    module: str,
    reads: Mapping[str, Source],
    needs: Sequence[Need] = (),
    *,
    section: str = "",
    caption: str = "",
    target: str = "",
    **about: Any,
) -> Figure:
    """Return a figure of the datasets that have a section: tasks, pairs, or one of them."""
    measured = sources.measured
    datasets = {TASKS_GROUP: measured.with_tasks, PAIRS: measured.with_pairs}.get(
        section, measured.datasets
    )
    about |= {
        "titles": {name: dataset.title for name, dataset in datasets.items()},
        "classes": {name: list(dataset.classes) for name, dataset in datasets.items()},
    }
    if section == TASKS_GROUP:
        about["tasks"] = {
            name: {
                task: classes if classes == AUTO else list(classes)
                for task, classes in dataset.tasks.items()
            }
            for name, dataset in datasets.items()
        }
    lacks = measured.lacks_datasets(*filter(None, [section])) or measured.lacking(needs)
    return Figure(
        number,
        shows,
        f"{FOLDER}.{module}",
        reads,
        about,
        caption or f"figure_{number}",
        listed(needs),
        lacks,
        target,
    )


def _curves(sources: Sources, number: str, layers: Layers) -> Figure:
    return _row(
        sources,
        number,
        f"pruning, noise, sign flips, d = {written(layers)}",
        "curves",
        {
            "probed": sources.probed(TASKS_GROUP, layers, "prune", "noise", "flip"),
            "spread": sources.spread(),
        },
        [
            Need("prune", TASKS_GROUP, layers, ["smallest"]),
            Need("noise", TASKS_GROUP, layers),
            Need("flip", TASKS_GROUP, layers, ["smallest"]),
        ],
        section=TASKS_GROUP,
        caption="figure_01",
        hidden=written(layers),
    )


def _randomizations(sources: Sources, number: str, layers: Layers) -> Figure:
    return _row(
        sources,
        number,
        "seven randomizations",
        "randomizations",
        {"probed": sources.probed(TASKS_GROUP, layers, "prune", "randomize")},
        [
            Need("prune", TASKS_GROUP, layers, ["smallest"], 1),
            Need("randomize", TASKS_GROUP, layers, "ABCDEFG", 1),
        ],
        section=TASKS_GROUP,
        hidden=written(layers),
    )


def _recovery(sources: Sources, number: str, layers: Layers) -> Figure:
    return _row(
        sources,
        number,
        f"randomization after pruning, d = {written(layers)}",
        "recovery",
        {"probed": sources.probed(TASKS_GROUP, layers, "prune", "randomize")},
        [
            Need("prune", TASKS_GROUP, layers, ["smallest"]),
            Need("randomize", TASKS_GROUP, layers, "BEF"),
        ],
        section=TASKS_GROUP,
        caption="figure_03",
        hidden=written(layers),
    )


def _losses(sources: Sources, number: str) -> Figure:
    return _row(
        sources,
        number,
        "complexity of pairs",
        "losses",
        {
            "complexity": sources.complexity(),
            "correlations": sources.correlations(),
        },
        sources.measured.complexity_needs(),
        section=PAIRS,
        kind=sources.measured.randomization,
    )


def _distances(sources: Sources, number: str) -> Figure:
    reads = {"distances": sources.distances()}
    return _row(sources, number, "distances between classes", "distances", reads)


def _spread(sources: Sources, number: str, layers: Layers) -> Figure:
    return _row(
        sources,
        number,
        "spread of weights",
        "spread",
        {"spread": sources.spread()},
        section=TASKS_GROUP,
        hidden=written(layers),
    )


def _accuracies(sources: Sources, number: str) -> Figure:
    return _row(
        sources,
        number,
        "accuracy of pairs",
        "accuracies",
        {"complexity": sources.complexity()},
        sources.measured.complexity_needs(),
        section=PAIRS,
    )


def _layers(sources: Sources, layers: Layers) -> Figure:
    """Return the figure of one layer at a time, which is no figure of the paper."""
    probes = ("prune", "noise", "flip", "randomize")
    needs = [
        Need("prune", LAYERS, layers, ["smallest"], each=True),
        Need("noise", LAYERS, layers, each=True),
        Need("flip", LAYERS, layers, ["smallest"], each=True),
        Need("randomize", LAYERS, layers, ["B"], each=True),
    ]
    return _row(
        sources,
        f"layers_d{written(layers)}",
        f"one layer at a time, d = {written(layers)}",
        "layers",
        {
            "each": sources.probed(LAYERS, layers, *probes, each=True),
            "whole": sources.probed(LAYERS, layers, *probes),
        },
        needs,
        section=TASKS_GROUP,
        caption="figure_layers",
        target=LAYERS,
        hidden=written(layers),
    )
