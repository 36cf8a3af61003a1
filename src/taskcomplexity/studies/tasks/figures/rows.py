"""The figures of the paper, a row each: what it reads, what it needs, how it is drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from taskcomplexity.models.layers import written
from taskcomplexity.studies.tasks.measurements import Layers, Measurements
from taskcomplexity.studies.tasks.names import TASKS_GROUP
from taskcomplexity.studies.tasks.needs import Need, listed
from taskcomplexity.studies.tasks.sources import Sources
from taskcomplexity.study import Figure, Source

FOLDER = "taskcomplexity.studies.tasks.figures"
# What the paper calls a figure that it draws for other hidden layers too.
PUBLISHED = {("01", (32,)): "10", ("01", (128,)): "12", ("03", (32,)): "11", ("03", (128,)): "13"}


def figure_rows(measured: Measurements) -> list[Figure]:
    """Return every figure for a config, those too that it lacks something for."""
    main, *others = measured.widths(TASKS_GROUP)
    figures = [
        _curves(measured, "01", main),
        _randomizations(measured, "02", main),
        _recovery(measured, "03", main),
        _losses(measured, "04"),
        _row(
            measured,
            "06",
            "SSIM distances",
            "distances",
            {"distances": Sources(measured).distances()},
        ),
        _spread(measured, "07", main),
        _accuracies(measured, "08"),
    ]
    for layers in others:
        for base, row in (("01", _curves), ("03", _recovery)):
            number = PUBLISHED.get((base, layers), f"{base}_d{written(layers)}")
            figures.append(row(measured, number, layers))
    return sorted(figures, key=lambda figure: figure.number)


def _row(
    measured: Measurements,
    number: str,
    shows: str,
    module: str,
    reads: Mapping[str, Source],
    needs: Sequence[Need] = (),
    caption: str = "",
    **about: Any,
) -> Figure:
    return Figure(
        number,
        shows,
        f"{FOLDER}.{module}",
        reads,
        {
            "titles": {name: dataset.title for name, dataset in measured.datasets.items()},
            "classes": {name: list(dataset.classes) for name, dataset in measured.datasets.items()},
            **about,
        },
        caption or f"figure_{number}",
        listed(needs),
        measured.lacking(needs),
    )


def _curves(measured: Measurements, number: str, layers: Layers) -> Figure:
    needs = [
        Need("prune", TASKS_GROUP, layers, ["smallest"]),
        Need("noise", TASKS_GROUP, layers),
        Need("flip", TASKS_GROUP, layers, ["smallest"]),
    ]
    reads = {
        "probed": Sources(measured).probed(TASKS_GROUP, layers, "prune", "noise", "flip"),
        "spread": Sources(measured).spread(),
    }
    return _row(
        measured,
        number,
        f"pruning, noise, sign flips, d = {written(layers)}",
        "curves",
        reads,
        needs,
        "figure_01",
        hidden=written(layers),
    )


def _randomizations(measured: Measurements, number: str, layers: Layers) -> Figure:
    needs = [
        Need("prune", TASKS_GROUP, layers, ["smallest"], 1),
        Need("randomize", TASKS_GROUP, layers, "ABCDEFG", 1),
    ]
    reads = {"probed": Sources(measured).probed(TASKS_GROUP, layers, "prune", "randomize")}
    return _row(
        measured,
        number,
        "seven randomizations",
        "randomizations",
        reads,
        needs,
        hidden=written(layers),
    )


def _recovery(measured: Measurements, number: str, layers: Layers) -> Figure:
    needs = [
        Need("prune", TASKS_GROUP, layers, ["smallest"]),
        Need("randomize", TASKS_GROUP, layers, "BEF"),
    ]
    return _row(
        measured,
        number,
        f"randomization after pruning, d = {written(layers)}",
        "recovery",
        {"probed": Sources(measured).probed(TASKS_GROUP, layers, "prune", "randomize")},
        needs,
        "figure_03",
        hidden=written(layers),
    )


def _losses(measured: Measurements, number: str) -> Figure:
    return _row(
        measured,
        number,
        "complexity of pairs",
        "losses",
        {
            "complexity": Sources(measured).complexity(),
            "correlations": Sources(measured).correlations(),
        },
        measured.complexity_needs(),
        kind=measured.randomization,
    )


def _spread(measured: Measurements, number: str, layers: Layers) -> Figure:
    reads = {"spread": Sources(measured).spread()}
    return _row(measured, number, "spread of weights", "spread", reads, hidden=written(layers))


def _accuracies(measured: Measurements, number: str) -> Figure:
    return _row(
        measured,
        number,
        "accuracy of pairs",
        "accuracies",
        {"complexity": Sources(measured).complexity()},
        measured.complexity_needs(),
    )
