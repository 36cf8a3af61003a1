"""What a config asks of complex-network metrics."""

from collections.abc import Iterable, Mapping
from math import nan
from typing import Any

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.classes import classes_used
from taskcomplexity.configuration.present import without_null
from taskcomplexity.models.names import seed_ranges
from taskcomplexity.studies.metrics.columns import (
    HISTORY_COLUMNS,
    LAYER_COLUMNS,
    MAP_COLUMNS,
    NEURON_COLUMNS,
    PERFORMANCE_COLUMNS,
    PRUNED_COLUMNS,
    QUANTILE_COLUMNS,
    STEP_COLUMNS,
    TELLAPART_COLUMNS,
    WEIGHT_COLUMNS,
)
from taskcomplexity.studies.metrics.names import Cell, Networks
from taskcomplexity.studies.metrics.neighbours.plan import Neighbours
from taskcomplexity.studies.metrics.pages import neighbours_page, page
from taskcomplexity.studies.metrics.section import (
    cells_of,
    unfit_kernels,
    unfit_numbers,
    unfit_targets,
    unfit_widths,
)
from taskcomplexity.studies.metrics.study import STUDY
from taskcomplexity.study import Audit, Figure, Page, Source

FOLDER = "taskcomplexity.studies.metrics.figures"
SHALLOW = ("fc_3", "cnn_3", "rnn_3", "ae_3")
TABLES = {
    "history": ("training", HISTORY_COLUMNS),
    "weights": ("weights", WEIGHT_COLUMNS),
    "performance": ("performance", PERFORMANCE_COLUMNS),
    "layers": ("layers", LAYER_COLUMNS),
    "quantiles": ("quantiles", QUANTILE_COLUMNS),
    "neurons": ("neurons", NEURON_COLUMNS),
    "pruned": ("pruned", PRUNED_COLUMNS),
    "steps": ("steps", STEP_COLUMNS),
    "maps": ("maps", MAP_COLUMNS),
}
RECURRENT = ("steps", "maps")
AUDITED = ("performance", "weights", "layers", "quantiles", "pruned", *RECURRENT)
TABLE_1 = "results/metrics/table_1.parquet"
TELLAPART = "results/metrics/tellapart.parquet"


class Plan:
    """The section `metrics` of the config, understood.

    Parameters
    ----------
    config
        A config that meets its schema.
    datasets
        Those of the config, checked.

    Attributes
    ----------
    datasets
        Classes of each dataset that is used, as indices.
    titles
        Title of each.
    neighbours
        The models of other studies, whose metrics are taken too.
    cells
        The cells of each dataset, and what each changes of how networks are trained.

    Raises
    ------
    ConfigError
        When a dataset, class, cell or width is not there, or what is there does not fit.
    """

    study = STUDY

    def __init__(self, config: Mapping[str, Any], datasets: Mapping[str, Any]):
        section = self._section = config["metrics"]
        wrong: list[str] = []
        given = {name: own["classes"] for name, own in without_null(section["datasets"]).items()}
        self.datasets = classes_used("metrics", given, config, datasets, wrong)
        self.cells: dict[str, dict[Cell, Any]] = {}
        for name in given:
            cells = cells_of(section, name, wrong)
            wrong += unfit_widths(section, name, cells)
            wrong += unfit_targets(section, name)
            if name in self.datasets:
                wrong += unfit_kernels(name, cells, datasets[name].outline.shape)
                self.cells[name] = cells
        # A choice of classes has fewer images, how many is not known in advance.
        sizes = {
            name: datasets[name].outline.training
            for name in self.datasets
            if given[name] == "all" and datasets[name].outline.training is not None
        }
        wrong += unfit_numbers(section, sizes)
        if wrong:
            raise ConfigError.of(dict.fromkeys(wrong))
        self.titles = {name: datasets[name].title for name in self.datasets}
        self.neighbours = Neighbours(config, datasets)

    @property
    def networks(self) -> int:
        """How many there are of each cell."""
        return self._section["networks"]

    @property
    def bias(self) -> str:
        """How biases count among link weights."""
        return self._section["bias"]

    @property
    def samples(self) -> int:
        """On how many training pictures each network is measured."""
        return self._section["samples"]

    @property
    def pruning(self) -> dict[str, Any]:
        """How neurons are silenced."""
        return self._section["pruning"]

    def inputs(self, dataset: str) -> dict[str, Any]:
        """Return what networks see of a dataset, as a job is told it."""
        return {
            "classes": list(self.datasets[dataset]),
            "held_out": self._section["held_out"],
        }

    def training(self, dataset: str, cell: Cell) -> dict[str, Any]:
        """Return how networks of a cell are made and trained, as a job is told it."""
        own, changed = self._section["datasets"][dataset], self.cells[dataset][cell]
        target = own["targets"].get(cell.architecture)
        return {
            "initial_sd": own["initial_sd"],
            "widths": own["widths"].get(cell.depth),
            **self._section["training"][cell.architecture],
            **own["training"].get(cell.architecture, {}),
            **changed,
            "measure": target["measure"] if target else None,
            "low": target["range"][0] if target else nan,
            "high": target["range"][1] if target else nan,
            "stops": bool(target and target["stops"]),
        }

    def shape(self, dataset: str, cell: Cell) -> dict[str, Any]:
        """Return what of that makes the networks before training, for those who measure them."""
        training = self.training(dataset, cell)
        return {name: training[name] for name in ("initial_sd", "widths")}

    def blocks(self, cell: Cell) -> list[Networks]:
        """Return the blocks of networks of a cell."""
        ranges = seed_ranges(self.networks, self._section["networks_per_job"])
        return [Networks(cell, seeds) for seeds in ranges]

    def files(self, kind: str, cells: Iterable[tuple[str, Cell]]) -> tuple[str, ...]:
        """Return where results of cells lie."""
        return tuple(
            f"results/metrics/{kind}/{dataset}/{networks}.parquet"
            for dataset, cell in cells
            for networks in self.blocks(cell)
        )

    def every_cell(self) -> list[tuple[str, Cell]]:
        """Return each cell with its dataset."""
        return [(dataset, cell) for dataset, cells in self.cells.items() for cell in cells]

    def every_table(self) -> list[str]:
        """Return every table of networks, and those that are made of all."""
        tables = [
            file for source in self.sources(self.every_cell()).values() for file in source.files
        ]
        return [*tables, TABLE_1, TELLAPART] if tables else []

    def sources(self, cells: Iterable[tuple[str, Cell]]) -> dict[str, Source]:
        """Return the tables of some cells, by name."""
        cells = list(cells)
        recurrent = [(dataset, cell) for dataset, cell in cells if cell.architecture == "rnn"]
        return {
            name: Source(self.files(kind, recurrent if name in RECURRENT else cells), columns)
            for name, (kind, columns) in TABLES.items()
        }

    def _about(self, cells: Iterable[tuple[str, Cell]], layers: list[int] | None) -> dict[str, Any]:
        cells = list(cells)
        return {
            "titles": {name: self.titles[name] for name, _ in cells},
            "cells": [[dataset, str(cell)] for dataset, cell in cells],
            "layers": layers,
            "samples": self.samples,
        }

    def figures(self) -> list[Figure]:
        """Return the figures."""
        sigmoid = [f"{depth}_sigmoid" for depth in SHALLOW]
        by_activation = [
            f"{depth}_{activation}"
            for depth in SHALLOW
            for activation in ("linear", "relu", "sigmoid")
        ]
        rows = [
            ("02", "metrics by architecture", "mnist", sigmoid, "densities", None),
            ("04", "metrics by activation", "cifar10", by_activation, "densities", None),
            ("05", "seven layers", "cifar10", ["fc_7_sigmoid", "ae_7_sigmoid"], "scatter", None),
            ("06", "three layers", "cifar10", ["fc_3_sigmoid", "ae_3_sigmoid"], "scatter", None),
            (
                *("07", "three layers, with convolutions", "cifar10"),
                *(["fc_3_sigmoid", "cnn_3_sigmoid", "ae_3_sigmoid"], "scatter", None),
            ),
            (
                *("08", "nine layers", "mnist"),
                *(["fc_9_sigmoid", "ae_9_sigmoid"], "densities", [2, 5, 7, 9]),
            ),
        ]
        figures = [
            self._figure(number, shows, module, self._chosen(dataset, names), layers)
            for number, shows, dataset, names, module, layers in rows
        ]
        recurrent = [
            (dataset, cell) for dataset, cell in self.every_cell() if str(cell) == "rnn_3_sigmoid"
        ]
        third = self._figure("03", "recurrent networks", "recurrent", recurrent, None)
        return [figures[0], third, *figures[1:]]

    def _figure(
        self,
        number: str,
        shows: str,
        module: str,
        cells: list[tuple[str, Cell]],
        layers: list[int] | None,
    ) -> Figure:
        sources = self.sources(cells)
        return Figure(
            number,
            shows,
            f"{FOLDER}.{module}",
            {name: sources[name] for name in READS[module]},
            self._about(cells, layers),
            f"figure_{number}",
            lacks="" if cells else "a dataset with its cells in `metrics.datasets`",
        )

    def _chosen(self, dataset: str, names: list[str]) -> list[tuple[str, Cell]]:
        """Return cells of the paper's dataset, or of the first that has all of them."""
        wanted = [Cell.parse(name) for name in names]
        for one in (dataset, *self.cells):
            if set(wanted) <= set(self.cells.get(one, ())):
                return [(one, cell) for cell in wanted]
        return []

    def audit(self) -> Audit:
        """Return the audit of what the text says."""
        cells = self.every_cell()
        sources = {
            name: one for name, one in self.sources(cells).items() if name in AUDITED and one.files
        }
        if cells:
            sources["tellapart"] = Source((TELLAPART,), TELLAPART_COLUMNS)
        module = "taskcomplexity.studies.metrics.claims.audit"
        lacks = "" if cells else "a dataset with cells in `metrics.datasets`"
        about = {
            **self._about(cells, None),
            "bias": self._section["bias"],
            "initial_sd": {
                name: {str(cell): self.training(name, cell)["initial_sd"] for cell in cells}
                for name, cells in self.cells.items()
            },
        }
        return Audit(module, sources, about, lacks)

    def pages(self) -> list[Page]:
        """Return what each target shows on the page of results."""
        return [page(self, TABLE_1, TELLAPART), neighbours_page(self)]


READS = {
    "densities": ("quantiles", "layers", "performance"),
    "scatter": ("quantiles", "layers", "performance", "neurons"),
    "recurrent": ("quantiles", "layers", "performance", "steps", "maps"),
}
