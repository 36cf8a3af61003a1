"""What a config trains and probes: models in blocks, and sweeps over them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.datasets import Dataset
from taskcomplexity.configuration.levels import unfit_levels, written_out
from taskcomplexity.models.layers import as_layers, written
from taskcomplexity.models.names import Models, seed_ranges
from taskcomplexity.models.pairs import PairRange, pair_ranges, rank
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.tasks.names import (
    PAIRS,
    TASKS,
    TASKS_GROUP,
    CellRange,
    cell_ranges,
    group_of,
)
from taskcomplexity.studies.tasks.needs import Need, listed

Layers = tuple[int, ...]


class Measurements:
    """The sections `models`, `probes` and `complexity` of the config, understood.

    Parameters
    ----------
    config
        A config that meets its schema.
    datasets
        Its datasets, checked. Those without tasks and pairs take no part.

    Attributes
    ----------
    datasets
        Those that have tasks and pairs.
    randomization
        Whose loss of accuracy the complexity of pairs takes.

    Raises
    ------
    ConfigError
        When models and sweeps do not fit together, with what is allowed in their place.
    """

    def __init__(self, config: Mapping[str, Any], datasets: Mapping[str, Dataset]):
        self.datasets = {name: dataset for name, dataset in datasets.items() if dataset.tasks}
        self._models = config["models"]
        self._probes = config["probes"]
        self.randomization: str = config["complexity"]["randomization"]
        # A probe that the config does not name has no sweeps.
        self._sweeps = {name: {} for name in PROBES} | {
            name: {key: sweep for key, sweep in section["sweeps"].items() if sweep is not None}
            for name, section in self._probes.items()
        }
        wrong = self._layers_given_twice()
        for name, section in self._probes.items():
            wrong += unfit_levels(f"probes.{name}", section, PROBES[name])
            for key, sweep in self._sweeps[name].items():
                where = f"probes.{name}.sweeps.{key}"
                wrong += self._unfit(where, sweep) + unfit_levels(where, sweep, PROBES[name])
            if not wrong:
                wrong += self._overlapping(name)
        if wrong:
            raise ConfigError.of(wrong)

    def _layers_given_twice(self) -> list[str]:
        widths = self.widths(TASKS_GROUP)
        twice = sorted({layers for layers in widths if widths.count(layers) > 1})
        return [f"`models.tasks.hidden` names {written(one)} more than once" for one in twice]

    def _unfit(self, where: str, sweep: Mapping[str, Any]) -> list[str]:
        models = self._models[sweep["models"]]
        widths = self.widths(sweep["models"])
        wrong = []
        if as_layers(sweep["hidden"]) not in widths:
            wrong.append(
                f"`{where}.hidden` is {sweep['hidden']}, but models.{sweep['models']} trains "
                f"{', '.join(map(written, widths))} hidden units"
            )
        if sweep["seeds"] != "all" and sweep["seeds"] > models["seeds"]:
            wrong.append(
                f"`{where}.seeds` is {sweep['seeds']}, but models.{sweep['models']}.seeds "
                f"trains {models['seeds']}; allowed: 1 to {models['seeds']}, or all"
            )
        return wrong

    def _overlapping(self, name: str) -> list[str]:
        """Two sweeps of the same models must not measure the same kind at the same level."""
        seen: dict[tuple, str] = {}
        for key, sweep in self._sweeps[name].items():
            for kind in self._kinds(name, sweep):
                for level in self._levels(name, sweep):
                    cell = (sweep["models"], as_layers(sweep["hidden"]), kind, level)
                    if seen.setdefault(cell, key) != key:
                        return [
                            f"`probes.{name}.sweeps.{key}` measures {kind} at {level:g} on "
                            f"{cell[0]} with d = {written(cell[1])}, as "
                            f"`probes.{name}.sweeps.{seen[cell]}` does; take it out of one of them"
                        ]
        return []

    def _levels(self, name: str, sweep: Mapping[str, Any]) -> list[float]:
        key = PROBES[name].levels
        return written_out(self._probes[name][key] if sweep[key] == "all" else sweep[key])

    def _kinds(self, name: str, sweep: Mapping[str, Any]) -> Sequence[str]:
        return sweep.get(PROBES[name].kinds, PROBES[name].usual[0])

    def widths(self, group: str) -> list[Layers]:
        """Return the hidden layers of the models of `tasks` or `pairs`; the first are the main."""
        hidden = self._models[group]["hidden"]
        return [as_layers(one) for one in hidden] if group == TASKS_GROUP else [as_layers(hidden)]

    def trained_widths(self) -> list[tuple[str, Layers]]:
        """Return every (group, hidden layers) that is trained."""
        return [(group, layers) for group in (TASKS_GROUP, PAIRS) for layers in self.widths(group)]

    @property
    def pair_layers(self) -> Layers:
        """Hidden layers of the models of the pairs."""
        return self.widths(PAIRS)[0]

    def _dataset(self, name: str) -> Dataset:
        if name not in self.datasets:
            raise ConfigError(
                f"`datasets.{name}` has no `tasks` and `pairs`, so that the study tasks leaves it "
                "alone; give it both, or ask for another dataset"
            )
        return self.datasets[name]

    def _blocks(self, dataset: str, group: str) -> list[str]:
        """Return the tasks of a dataset, or the ranges of its pairs, that share a job."""
        if group == TASKS_GROUP:
            return list(TASKS)
        size = self._models[PAIRS]["pairs_per_job"]
        return list(map(str, pair_ranges(self._dataset(dataset).pairs, size)))

    def cell_blocks(self, dataset: str) -> list[str]:
        """Return the ranges of cells of the matrix of distances that share a job."""
        size = self._models[PAIRS]["pairs_per_job"]
        return list(map(str, cell_ranges(len(self._dataset(dataset).classes), size)))

    def cells_of(self, dataset: str, cells: str) -> list[tuple[int, int]]:
        """Return the cells of a range."""
        return CellRange.parse(cells).cells(len(self._dataset(dataset).classes))

    def trained(self, dataset: str, group: str, layers: Layers) -> list[Models]:
        """Return every block of `tasks` or `pairs` of a dataset that is trained together."""
        section = self._models[group]
        ranges = seed_ranges(section["seeds"], section["seeds_per_job"])
        blocks = self._blocks(dataset, group)
        return [Models(block, layers, seeds) for block in blocks for seeds in ranges]

    def classes_of(self, dataset: str, models: Models) -> dict[str, tuple[int, ...] | str]:
        """Return the classes of every task of a block by its name; or `auto`."""
        if group_of(models.task) == TASKS_GROUP:
            return {models.task: self._dataset(dataset).tasks[models.task]}
        inside = PairRange.parse(models.task)
        pairs = sorted((pair for pair in self._dataset(dataset).pairs if pair in inside), key=rank)
        return {f"{a}-{b}": (a, b) for a, b in pairs}

    def probed(self, dataset: str, name: str, group: str, layers: Layers) -> list[Models]:
        """Return the models of each table of a probe over the `tasks` or the `pairs` of a dataset.

        A table per trained block, of as many of its seeds as are probed. The list is empty where
        the config has no such sweep.
        """
        seeds = [self._seeds(sweep) for _, sweep in self._chosen(name, group, layers)]
        if not seeds:
            return []
        ranges = seed_ranges(max(seeds), self._models[group]["seeds_per_job"])
        blocks = self._blocks(dataset, group)
        return [Models(block, layers, seeds) for block in blocks for seeds in ranges]

    def probed_block(self, dataset: str, models: Models) -> Models:
        """Return the trained block that a table of a probe is measured on."""
        return next(
            block
            for block in self.trained(dataset, group_of(models.task), models.layers)
            if block.task == models.task and block.seeds.first == models.seeds.first
        )

    def job_sweeps(self, name: str, models: Models) -> list[dict[str, Any]]:
        """Return the sweeps of one table of a probe, with levels and seeds written out.

        Seeds are given as the first and the last, and cut to those of the table: a sweep over
        more seeds leaves the jobs of the others as they are.
        """
        sweeps = []
        for _, sweep in self._chosen(name, group_of(models.task), models.layers):
            first, last = models.seeds.first, min(self._seeds(sweep) - 1, models.seeds.last)
            if first <= last:
                others = {
                    key: value for key, value in sweep.items() if key not in ("models", "hidden")
                }
                levels = self._levels(name, sweep)
                sweeps.append({**others, PROBES[name].levels: levels, "seeds": [first, last]})
        return sweeps

    def _chosen(
        self, name: str, group: str, layers: Layers
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for key, sweep in self._sweeps[name].items():
            if sweep["models"] == group and as_layers(sweep["hidden"]) == layers:
                yield key, sweep

    def _seeds(self, sweep: Mapping[str, Any]) -> int:
        seeds = sweep["seeds"]
        return self._models[sweep["models"]]["seeds"] if seeds == "all" else seeds

    def lacking(self, needs: Iterable[Need]) -> str:
        """Say what of several needs the config does not measure; nothing where it measures all."""
        if not self.datasets:
            return "a dataset with `tasks` and `pairs`"
        missing = []
        for need in needs:
            sweeps = [
                sweep
                for _, sweep in self._chosen(need.probe, need.group, need.layers)
                if need.level is None or need.level in self._levels(need.probe, sweep)
            ]
            found = {kind for sweep in sweeps for kind in self._kinds(need.probe, sweep)}
            kinds = [kind for kind in need.kinds if kind not in found]
            if kinds or not sweeps:
                missing.append(replace(need, kinds=kinds))
        return listed(missing)

    def complexity_needs(self) -> list[Need]:
        """Return what the complexity of pairs is computed from."""
        return [
            Need("prune", PAIRS, self.pair_layers, ["smallest"], 1),
            Need("randomize", PAIRS, self.pair_layers, [self.randomization], 1),
        ]

    @property
    def measures_complexity(self) -> bool:
        """Whether the config measures what the complexity of pairs is computed from."""
        return not self.lacking(self.complexity_needs())
