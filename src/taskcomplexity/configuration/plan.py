"""What a config asks for: datasets, models in blocks of seeds, sweeps, figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.datasets import understood
from taskcomplexity.configuration.levels import KIND_KEYS, LEVEL_KEYS, unfit_levels, written_out
from taskcomplexity.configuration.names import TASKS, Models, SeedRange


def seed_ranges(seeds: int, per_job: int) -> list[SeedRange]:
    """Cut the seeds 0 … seeds - 1 into blocks of a fixed size, the last one as long as is left."""
    return [SeedRange(first, min(first + per_job, seeds) - 1) for first in range(0, seeds, per_job)]


class Plan:
    """The config, understood.

    Parameters
    ----------
    config
        A config that meets its schema.

    Raises
    ------
    ConfigError
        When classes, datasets, sources or numbers of seeds do not fit together, with what is
        allowed in their place.
    """

    def __init__(self, config: Mapping[str, Any]):
        self._models = config["models"]
        self._probes = config["probes"]
        self.randomization: str = config["complexity"]["randomization"]
        wrong: list[str] = []
        self.datasets = {
            name: dataset
            for name, section in config["datasets"].items()
            if section is not None and (dataset := understood(name, section, wrong))
        }
        if not wrong and not self.datasets:
            wrong.append("`datasets` leaves no dataset to work on")
        for probe, section in self._probes.items():
            wrong += unfit_levels(f"probes.{probe}", section, LEVEL_KEYS[probe])
            for number, sweep in enumerate(section["sweeps"]):
                where = f"probes.{probe}.sweeps.{number}"
                wrong += self._unfit(where, sweep) + unfit_levels(where, sweep, LEVEL_KEYS[probe])
            if not wrong:
                wrong += self._overlapping(probe)
        if wrong:
            raise ConfigError.of(wrong)

    def _unfit(self, where: str, sweep: Mapping[str, Any]) -> list[str]:
        models = self._models[sweep["models"]]
        widths = models["hidden"] if sweep["models"] == "tasks" else [models["hidden"]]
        wrong = []
        if sweep["hidden"] not in widths:
            wrong.append(
                f"`{where}.hidden` is {sweep['hidden']}, but models.{sweep['models']} trains "
                f"{', '.join(map(str, widths))} hidden units"
            )
        if sweep["seeds"] != "all" and sweep["seeds"] > models["seeds"]:
            wrong.append(
                f"`{where}.seeds` is {sweep['seeds']}, but models.{sweep['models']}.seeds "
                f"trains {models['seeds']}; allowed: 1 to {models['seeds']}, or all"
            )
        return wrong

    def _overlapping(self, probe: str) -> list[str]:
        """Two sweeps of the same models must not measure the same kind at the same level."""
        seen: dict[tuple, int] = {}
        wrong = []
        for number, sweep in enumerate(self._probes[probe]["sweeps"]):
            for kind in sweep.get(KIND_KEYS.get(probe), [None]):
                for level in self._levels(probe, sweep):
                    cell = (sweep["models"], sweep["hidden"], kind, level)
                    if seen.setdefault(cell, number) != number:
                        told = f"{kind} at {level:g}" if kind else f"{level:g}"
                        wrong.append(
                            f"`probes.{probe}.sweeps.{number}` measures {told} on {cell[0]} with "
                            f"d = {cell[1]}, as `probes.{probe}.sweeps.{seen[cell]}` does; take it "
                            "out of one of them"
                        )
        return wrong[:1]

    def _levels(self, probe: str, sweep: Mapping[str, Any]) -> list[float]:
        key = LEVEL_KEYS[probe]
        return written_out(self._probes[probe][key] if sweep[key] == "all" else sweep[key])

    def trained(self, dataset: str, group: str, hidden: int) -> list[Models]:
        """Return every block of `tasks` or `pairs` of a dataset that is trained together."""
        section = self._models[group]
        tasks = TASKS if group == "tasks" else [f"{a}-{b}" for a, b in self.datasets[dataset].pairs]
        ranges = seed_ranges(section["seeds"], section["seeds_per_job"])
        return [Models(task, hidden, seeds) for task in tasks for seeds in ranges]

    @property
    def task_widths(self) -> list[int]:
        """Numbers of hidden units of the models of the tasks."""
        return list(self._models["tasks"]["hidden"])

    def trained_widths(self) -> list[tuple[str, int]]:
        """Return every (group, hidden units) that is trained."""
        return [*(("tasks", hidden) for hidden in self.task_widths), ("pairs", self.pair_width)]

    @property
    def pair_width(self) -> int:
        """Number of hidden units of the models of the pairs."""
        return self._models["pairs"]["hidden"]

    def classes_of(self, dataset: str, task: str) -> tuple[int, int] | str:
        """Return the labels of a task: `easy`, `hard` or a pair such as ``0-7``; or `auto`."""
        if task in TASKS:
            return self.datasets[dataset].tasks[task]
        class_a, class_b = task.split("-")
        return int(class_a), int(class_b)

    def probed(self, probe: str, group: str, hidden: int) -> list[Models]:
        """Return the models of each table of a probe over the `tasks` or the `pairs`.

        Tasks have a table per block of seeds. The pairs of a dataset share one, as each is little
        work. The list is empty where the config has no such sweep.
        """
        seeds = [self._seeds(sweep) for sweep in self._sweeps(probe, group, hidden)]
        if not seeds:
            return []
        if group == "pairs":
            return [Models("pairs", hidden)]
        ranges = seed_ranges(max(seeds), self._models[group]["seeds_per_job"])
        return [Models(task, hidden, block) for task in TASKS for block in ranges]

    def measures(
        self, probe: str, group: str, hidden: int, kinds: Sequence[str], level: float | None = None
    ) -> bool:
        """Tell whether a probe has sweeps over all kinds, at one level where it is given."""
        sweeps = [
            sweep
            for sweep in self._sweeps(probe, group, hidden)
            if level is None or level in self._levels(probe, sweep)
        ]
        found = {kind for sweep in sweeps for kind in sweep.get(KIND_KEYS.get(probe), [])}
        return bool(sweeps) and set(kinds) <= found

    def measures_complexity(self) -> bool:
        """Tell whether the pairs are pruned and randomized as their complexity needs."""
        pairs = ("pairs", self.pair_width)
        return self.measures("prune", *pairs, [], 1) and self.measures(
            "randomize", *pairs, [self.randomization], 1
        )

    def figures(self) -> list[str]:
        """Return the numbers of the figures that the config trains and probes the models for."""
        return [figure for figure, available in self._ready().items() if available]

    def figures_left_out(self) -> list[str]:
        """Return the numbers of the other figures."""
        return [figure for figure, available in self._ready().items() if not available]

    def _ready(self) -> dict[str, bool]:
        curves = {"01": 64, "10": 32, "12": 128}
        pruned = {"03": 64, "11": 32, "13": 128}
        ready = {
            "02": self.measures("prune", "tasks", 64, ["smallest"], 1)
            and self.measures("randomize", "tasks", 64, "ABCDEFG", 1),
            "04": self.measures_complexity(),
            "06": True,
            "07": 64 in self.task_widths,
            "08": self.measures_complexity(),
        }
        for figure, hidden in curves.items():
            ready[figure] = (
                self.measures("prune", "tasks", hidden, ["smallest"])
                and bool(self.probed("noise", "tasks", hidden))
                and self.measures("flip", "tasks", hidden, ["smallest"])
            )
        for figure, hidden in pruned.items():
            ready[figure] = self.measures("prune", "tasks", hidden, ["smallest"]) and (
                self.measures("randomize", "tasks", hidden, "BEF")
            )
        return dict(sorted(ready.items()))

    def probed_blocks(self, dataset: str, models: Models) -> list[Models]:
        """Return the trained blocks that a table of a probe is measured on."""
        trained = self.trained(dataset, models.group, models.hidden)
        if models.seeds is None:
            return trained
        return [
            block
            for block in trained
            if block.task == models.task and block.seeds.first == models.seeds.first
        ]

    def job_sweeps(self, probe: str, models: Models) -> list[dict[str, Any]]:
        """Return the sweeps of one table of a probe, with levels and seeds written out.

        Seeds are given as the first and the last, and cut to those of the table: a sweep over
        more seeds leaves the jobs of the others as they are.
        """
        key = LEVEL_KEYS[probe]
        sweeps = []
        for sweep in self._sweeps(probe, models.group, models.hidden):
            first, last = 0, self._seeds(sweep) - 1
            if models.seeds is not None:
                first, last = models.seeds.first, min(last, models.seeds.last)
            if first <= last:
                others = {
                    name: value for name, value in sweep.items() if name not in ("models", "hidden")
                }
                levels = self._levels(probe, sweep)
                sweeps.append({**others, key: levels, "seeds": [first, last]})
        return sweeps

    def _sweeps(self, probe: str, group: str, hidden: int) -> list[Mapping[str, Any]]:
        return [
            sweep
            for sweep in self._probes[probe]["sweeps"]
            if sweep["models"] == group and sweep["hidden"] == hidden
        ]

    def _seeds(self, sweep: Mapping[str, Any]) -> int:
        seeds = sweep["seeds"]
        return self._models[sweep["models"]]["seeds"] if seeds == "all" else seeds
