"""What a config trains and probes: models in blocks, and sweeps over them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.datasets import Dataset
from taskcomplexity.distances.measure import unfit
from taskcomplexity.models.layers import written
from taskcomplexity.models.names import Models, seed_ranges
from taskcomplexity.models.pairs import PairRange, pair_ranges, rank
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.tasks.names import LAYERS, PAIRS, TASKS_GROUP, CellRange, cell_ranges
from taskcomplexity.studies.tasks.needs import Need, listed
from taskcomplexity.studies.tasks.sweeps import Layers, Sweep, read_sweeps, widths_of

# Of more classes nobody looks at the distances of those that are not in use.
MANY_CLASSES = 100
# A section of the config, and hidden layers of its models.
Trained = tuple[str, Layers]


class Measurements:
    """The sections `models`, `probes` and `complexity` of the config, understood.

    Parameters
    ----------
    config
        A config that meets its schema.
    datasets
        Its datasets, checked. Those with neither tasks nor pairs take no part.

    Attributes
    ----------
    datasets
        Those that have tasks or pairs.
    with_tasks, with_pairs
        Those of them that have the one, and the other.
    randomization
        Whose loss of accuracy the complexity of pairs takes.
    threshold
        Where models of two classes tell them apart.
    scaling
        What bytes of pictures are as inputs.

    Raises
    ------
    ConfigError
        When models and sweeps do not fit together, with what is allowed in their place.
    """

    def __init__(self, config: Mapping[str, Any], datasets: Mapping[str, Dataset]):
        self.datasets = {
            name: dataset for name, dataset in datasets.items() if dataset.tasks or dataset.pairs
        }
        self.with_tasks, self.with_pairs = (
            {name: one for name, one in self.datasets.items() if getattr(one, has)}
            for has in ("tasks", "pairs")
        )
        self._models = config["models"]
        self._training = config["training"]
        self.randomization: str = config["complexity"]["randomization"]
        self.threshold: str = config["threshold"]
        self.scaling: str = self._training["scaling"]
        wrong = [
            f"`datasets.{name}`: {reason}"
            for name, one in self.datasets.items()
            if one.kind
            and (reason := unfit(config["distances"]["measure"], one.kind, one.outline.shape))
        ]
        wrong += self._widths_given_twice()
        # A probe that the config does not name has no sweeps.
        self._sweeps: dict[str, list[Sweep]] = {
            name: read_sweeps(probe, config["probes"][name], self._models, wrong)
            if name in config["probes"]
            else []
            for name, probe in PROBES.items()
        }
        if wrong:
            raise ConfigError.of(wrong)

    def _widths_given_twice(self) -> list[str]:
        found: dict[Layers, str] = {}
        wrong = []
        for group in (TASKS_GROUP, LAYERS):
            for layers in self.widths(group):
                if found.setdefault(layers, group) != group:
                    wrong.append(
                        f"`models.{group}.hidden` names {written(layers)}, which models."
                        f"{found[layers]} trains too; take it out of one of them"
                    )
                elif self.widths(group).count(layers) > 1:
                    wrong.append(f"`models.{group}.hidden` names {written(layers)} more than once")
        return list(dict.fromkeys(wrong))

    def widths(self, group: str) -> list[Layers]:
        """Return the hidden layers of the models of a group; the first are the main ones."""
        return widths_of(self._models, group)

    def group_of(self, models: Models) -> str:
        """Return the section of the config that models are of."""
        if "-" in models.task:
            return PAIRS
        return LAYERS if models.layers in self.widths(LAYERS) else TASKS_GROUP

    def trained_widths(self, groups: Iterable[str] = (TASKS_GROUP, PAIRS)) -> list[Trained]:
        """Return every group, with hidden layers, that is trained."""
        return [(group, layers) for group in groups for layers in self.widths(group)]

    @property
    def pair_layers(self) -> Layers:
        """Hidden layers of the models of the pairs."""
        return self.widths(PAIRS)[0]

    def training(self, dataset: str) -> dict[str, Any]:
        """Return how models of a dataset are trained, as a job is told it."""
        own = self.dataset(dataset).minimum_steps
        return self._training if own is None else {**self._training, "minimum_steps": own}

    def dataset(self, name: str) -> Dataset:
        """Return a dataset that has tasks or pairs, or an error that says what it lacks."""
        if name not in self.datasets:
            raise ConfigError(
                f"`datasets.{name}` has neither `tasks` nor `pairs`, so that the study tasks "
                "leaves it alone; give it some, or ask for another dataset"
            )
        return self.datasets[name]

    def _blocks(self, dataset: str, group: str) -> list[str]:
        """Return the tasks of a dataset, or the ranges of its pairs, that share a job."""
        if group != PAIRS:
            return list(self.dataset(dataset).tasks)
        size = self._models[PAIRS]["pairs_per_job"]
        return list(map(str, pair_ranges(self.dataset(dataset).pairs, size)))

    def cell_blocks(self, dataset: str) -> list[str]:
        """Return the ranges of cells of the matrix of distances that share a job."""
        size = self._models[PAIRS]["pairs_per_job"]
        ranges = map(str, cell_ranges(len(self.dataset(dataset).classes), size))
        return [cells for cells in ranges if self.cells_of(dataset, cells)]

    def cells_of(self, dataset: str, cells: str) -> list[tuple[int, int]]:
        """Return the cells of a range; of very many classes those of tasks and pairs alone."""
        of = self.dataset(dataset)
        found = CellRange.parse(cells).cells(len(of.classes))
        if len(of.classes) <= MANY_CLASSES:
            return found
        return [cell for cell in found if of.in_use.issuperset(cell)]

    def trained(self, dataset: str, group: str, layers: Layers) -> list[Models]:
        """Return every block of `tasks` or `pairs` of a dataset that is trained together."""
        section = self._models[group]
        ranges = seed_ranges(section["seeds"], section["seeds_per_job"])
        blocks = self._blocks(dataset, group)
        return [Models(block, layers, seeds) for block in blocks for seeds in ranges]

    def classes_of(self, dataset: str, models: Models) -> dict[str, tuple[int, ...] | str]:
        """Return the classes of every task of a block by its name; or `auto`."""
        if self.group_of(models) != PAIRS:
            return {models.task: self.dataset(dataset).tasks[models.task]}
        inside = PairRange.parse(models.task)
        pairs = sorted((pair for pair in self.dataset(dataset).pairs if pair in inside), key=rank)
        return {f"{a}-{b}": (a, b) for a, b in pairs}

    def probed(
        self, dataset: str, name: str, group: str, layers: Layers, *, each: bool = False
    ) -> list[Models]:
        """Return the models of each table of a probe over the models of a group of a dataset.

        A table per trained block, of as many of its seeds as are probed. The list is empty where
        the config has no such sweep.

        Parameters
        ----------
        dataset, name
            The dataset and the probe.
        group, layers
            Which models.
        each
            Whether one layer at a time is disturbed; else all at once.
        """
        seeds = [sweep.seeds for sweep in self._chosen(name, group, layers, each)]
        if not seeds:
            return []
        ranges = seed_ranges(max(seeds), self._models[group]["seeds_per_job"])
        blocks = self._blocks(dataset, group)
        return [Models(block, layers, seeds) for block in blocks for seeds in ranges]

    def probed_block(self, dataset: str, models: Models) -> Models:
        """Return the trained block that a table of a probe is measured on."""
        return next(
            block
            for block in self.trained(dataset, self.group_of(models), models.layers)
            if block.task == models.task and block.seeds.first == models.seeds.first
        )

    def job_sweeps(self, name: str, models: Models, *, each: bool = False) -> list[dict[str, Any]]:
        """Return the sweeps of one table of a probe, with levels and seeds written out.

        Seeds are given as the first and the last, and cut to those of the table: a sweep over
        more seeds leaves the jobs of the others as they are.
        """
        sweeps = []
        for sweep in self._chosen(name, self.group_of(models), models.layers, each):
            first, last = models.seeds.first, min(sweep.seeds - 1, models.seeds.last)
            if first <= last:
                levels = {PROBES[name].levels: list(sweep.levels)}
                sweeps.append({**sweep.settings, **levels, "seeds": [first, last]})
        return sweeps

    def _chosen(self, name: str, group: str, layers: Layers, each: bool = False) -> Iterator[Sweep]:
        for sweep in self._sweeps[name]:
            if (sweep.group, sweep.layers, sweep.each) == (group, layers, each):
                yield sweep

    def lacking(self, needs: Iterable[Need]) -> str:
        """Say what of several needs the config does not measure; nothing where it measures all."""
        needs = list(needs)
        lacks = self.lacks_datasets(*{PAIRS if need.group == PAIRS else "tasks" for need in needs})
        if lacks:
            return lacks
        missing = []
        for need in needs:
            sweeps = [
                sweep
                for sweep in self._chosen(need.probe, need.group, need.layers, need.each)
                if need.level is None or need.level in sweep.levels
            ]
            found = {kind for sweep in sweeps for kind in sweep.kinds}
            kinds = [kind for kind in need.kinds if kind not in found]
            if kinds or not sweeps:
                missing.append(replace(need, kinds=kinds))
        return listed(missing)

    def lacks_datasets(self, *sections: str) -> str:
        """Say which of `tasks` and `pairs` no dataset has; nothing where there are datasets."""
        if not self.datasets:
            return "a dataset with `tasks` or `pairs`"
        there = {TASKS_GROUP: self.with_tasks, PAIRS: self.with_pairs}
        lacking = [f"`{name}`" for name in sorted(sections) if not there[name]]
        return f"a dataset with {' and '.join(lacking)}" if lacking else ""

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
