"""Which models of other studies a config has, and where they lie."""

from collections.abc import Mapping
from typing import Any

from taskcomplexity.configuration.classes import classes_used
from taskcomplexity.configuration.levels import written_out
from taskcomplexity.configuration.present import without_null
from taskcomplexity.models.layers import as_layers
from taskcomplexity.models.names import Models, SeedRange, seed_ranges
from taskcomplexity.models.pairs import pair_ranges
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.metrics.neighbours.columns import CORRELATION_COLUMNS
from taskcomplexity.studies.metrics.neighbours.names import (
    DENSE,
    PAIRS,
    PRUNED,
    TASKS,
    TASKS_GROUP,
)
from taskcomplexity.study import Figure, Source

FOLDER = "results/metrics/neighbours"
GROUPS = (TASKS_GROUP, PAIRS)
CORRELATIONS = f"{FOLDER}/correlations.parquet"
FIGURE_FILES = {
    kind: f"{FOLDER}/figures/correlations.{suffix}"
    for kind, suffix in {"pdf": "pdf", "png": "png", "table": "parquet"}.items()
}
COMPLEXITY_NEEDS = "what the complexity of pairs is computed from, or a dataset with `pairs`"


class Neighbours:
    """The models of other studies that a config asks for.

    Parameters
    ----------
    config
        A config that meets its schema.
    datasets
        Those of the config, checked.

    Attributes
    ----------
    models
        By group, ``tasks`` or ``pairs``, and dataset: the blocks of the first paper's models, those
        of the first hidden layers that the config names.
    networks
        By dataset: the blocks of sparse networks and of those beside them.
    """

    def __init__(self, config: Mapping[str, Any], datasets: Mapping[str, Any]):
        self._config, self._sparse = config, config["sparse"]
        with_tasks = [name for name, one in datasets.items() if one.has_extremes]
        with_pairs = {name: one for name, one in datasets.items() if one.pairs}
        self._titles = {name: dataset.title for name, dataset in with_pairs.items()}
        size = config["models"][PAIRS]["pairs_per_job"]
        self.models: dict[str, dict[str, list[Models]]] = {
            TASKS_GROUP: {name: self._blocks(TASKS_GROUP, TASKS) for name in with_tasks},
            PAIRS: {
                name: self._blocks(PAIRS, [str(one) for one in pair_ranges(dataset.pairs, size)])
                for name, dataset in with_pairs.items()
            },
        }
        # What is wrong there is told by the plan of these networks.
        self._classes = classes_used("sparse", self._sparse["datasets"], config, datasets, [])
        self._methods = without_null(self._sparse["methods"])
        self.networks: dict[str, list[str]] = {
            name: [f"{method}_{seeds}" for method in self._methods for seeds in self._seeds(method)]
            for name in self._classes
        }

    def _blocks(self, group: str, tasks: list[str] | tuple[str, ...]) -> list[Models]:
        section = self._config["models"][group]
        hidden = section["hidden"]
        if group == TASKS_GROUP and isinstance(hidden, list):
            hidden = hidden[0]
        ranges = seed_ranges(section["seeds"], section["seeds_per_job"])
        return [Models(task, as_layers(hidden), seeds) for task in tasks for seeds in ranges]

    def _seeds(self, method: str) -> list[SeedRange]:
        # Pruned networks are the full ones.
        section = self._sparse["methods"][DENSE if method == PRUNED else method]
        return seed_ranges(section["seeds"], section["seeds_per_job"])

    def measured(self, group: str) -> list[str]:
        """Return where the metrics of models of a group lie."""
        return [
            f"{FOLDER}/{group}/{dataset}/{models}.parquet"
            for dataset, blocks in self.models[group].items()
            for models in blocks
        ]

    @property
    def measured_networks(self) -> list[str]:
        """Where the metrics of sparse networks lie."""
        return [f"{FOLDER}/sparse/{dataset}/{one}.parquet" for dataset, one in self._each()]

    def _each(self) -> list[tuple[str, str]]:
        return [(dataset, one) for dataset, blocks in self.networks.items() for one in blocks]

    @property
    def histories(self) -> list[str]:
        """Where the accuracies of sparse networks lie."""
        return [f"results/sparse/training/{dataset}/{one}.parquet" for dataset, one in self._each()]

    @property
    def pruned(self) -> list[str]:
        """Where their accuracies without some links lie, of those whose links are removed."""
        return [
            f"results/sparse/probes/prune/{dataset}/{one}.parquet"
            for dataset, one in self._each()
            if self._is_pruned(_method_of(one))
        ]

    def _is_pruned(self, method: str) -> bool:
        changed = self._methods[method].get("probes", {}).get("prune", {})
        sweeps = without_null(self._sparse["probes"].get("prune", {}))
        return any(changed.get(name, {}) is not None for name in sweeps)

    @property
    def complexity(self) -> dict[str, str]:
        """Where the complexity of pairs lies, by dataset; nothing where it is not measured."""
        randomization = self._config["complexity"]["randomization"]
        if not self._probes("prune", "smallest") or not self._probes("randomize", randomization):
            return {}
        return {dataset: f"results/complexity/{dataset}.parquet" for dataset in self.models[PAIRS]}

    def _probes(self, probe: str, kind: str) -> bool:
        """Say whether a probe is applied to models of pairs of which nothing is pruned."""
        section, known = self._config["probes"].get(probe), PROBES[probe]
        for sweep in without_null(section["sweeps"]).values() if section else ():
            levels = section[known.levels] if sweep[known.levels] == "all" else sweep[known.levels]
            kinds = sweep.get(known.kinds, known.usual[0])
            if sweep["models"] == PAIRS and kind in kinds and 1 in written_out(levels):
                return True
        return False

    def inputs(self, dataset: str) -> dict[str, Any]:
        """Return what sparse networks see of a dataset, as a job is told it."""
        return {"classes": list(self._classes[dataset]), "inputs": self._sparse["inputs"]}

    def density(self, networks: str) -> float:
        """Return the share of places of a hidden layer that had a link when weights were drawn."""
        return 1.0 if _method_of(networks) in (DENSE, PRUNED) else self._sparse["density"]

    @property
    def resamples(self) -> int:
        """How many bootstrap samples each interval has, and permutations each test."""
        return self._config["complexity"]["resamples"]

    def figure(self) -> Figure:
        """Return the figure of correlations."""
        there = (CORRELATIONS,) if self.complexity else ()
        return Figure(
            "",
            "metrics and task complexity",
            "taskcomplexity.studies.metrics.neighbours.figure",
            {"correlations": Source(there, CORRELATION_COLUMNS)},
            {"titles": self._titles},
            "neighbours",
            lacks="" if there else COMPLEXITY_NEEDS,
        )

    def every_file(self) -> list[str]:
        """Return every table and figure; none where the config has none of these models."""
        tables = [*self.measured(TASKS_GROUP), *self.measured(PAIRS), *self.measured_networks]
        if self.models[TASKS_GROUP]:
            tables.append(f"{FOLDER}/tasks.parquet")
        if self.complexity:
            tables += [f"{FOLDER}/complexity.parquet", CORRELATIONS, *FIGURE_FILES.values()]
        if self.pruned:
            tables += [f"{FOLDER}/sparse.parquet", f"{FOLDER}/robustness.parquet"]
        return tables


def _method_of(networks: str) -> str:
    return networks.rsplit("_", 1)[0]
