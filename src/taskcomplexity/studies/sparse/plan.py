"""What a config asks of sparse networks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.classes import classes_used
from taskcomplexity.configuration.levels import written_out
from taskcomplexity.configuration.present import without_null
from taskcomplexity.models.layers import as_layers
from taskcomplexity.models.names import Models, seed_ranges
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.sparse.columns import (
    ATTACK_COLUMNS,
    DEGREE_COLUMNS,
    HISTORY_COLUMNS,
    NULL_COLUMNS,
    PROBE_COLUMNS,
    TASK_COLUMNS,
    TOPOLOGY_COLUMNS,
)
from taskcomplexity.studies.sparse.names import ADAPTIVE, DENSE, METHODS, PRUNED, TITLES, Networks
from taskcomplexity.studies.sparse.pages import page
from taskcomplexity.studies.sparse.section import (
    inputs_of,
    lacking_methods,
    method_sweeps,
    unfit_topology,
)
from taskcomplexity.studies.sparse.study import STUDY
from taskcomplexity.study import Audit, Figure, Page, Source

FOLDER = "taskcomplexity.studies.sparse.figures"
TASKS = ("easy", "hard")
# Of the paper; the first paper's probes of its own models are part of the first paper.
PERTURBATIONS = ("prune", "noise", "shuffle")


class Plan:
    """The section `sparse` of the config, understood.

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
    methods
        Which there are, in the order in which they are shown.
    networks
        Every block of networks.

    Raises
    ------
    ConfigError
        When a dataset, class, level or method is not there, or links do not fit.
    """

    study = STUDY

    def __init__(self, config: Mapping[str, Any], datasets: Mapping[str, Any]):
        section = self._section = config["sparse"]
        self._keeps_models = config["keep_models"]
        wrong: list[str] = list(lacking_methods(section))
        self.datasets = classes_used("sparse", section["datasets"], config, datasets, wrong)
        self._shapes = [datasets[name].outline.shape for name in self.datasets]
        wrong += unfit_topology(section, self._shapes)
        given = without_null(section["methods"])
        self.methods = tuple(method for method in METHODS if method in given)
        sweeps: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for method in self.methods:
            found: list[str] = []
            sweeps[method] = method_sweeps(section, method, found)
            wrong += found
        if wrong:
            raise ConfigError.of(dict.fromkeys(wrong))
        self._sweeps = sweeps
        self.titles = {name: datasets[name].title for name in self.datasets}
        self._with_tasks = [name for name in self.datasets if datasets[name].has_extremes]
        self._tasks = config["models"]["tasks"]
        self.networks = tuple(one for method in self.methods for one in self.blocks(method))

    def blocks(self, method: str) -> list[Networks]:
        """Return the blocks of networks of a method."""
        # Pruned networks are the dense ones.
        section = self._section["methods"][DENSE if method == PRUNED else method]
        ranges = seed_ranges(section["seeds"], section["seeds_per_job"])
        return [Networks(method, seeds) for seeds in ranges]

    def training(self, method: str) -> dict[str, Any]:
        """Return how networks of a method are trained, as a job is told it.

        No more than the method uses, so that nothing else runs it again.
        """
        section, of_method = self._section, self._section["methods"][method]
        training = dict(section["training"])
        training["epochs"] = of_method.get("epochs", training["epochs"])
        if method == PRUNED:
            training["epochs"] = of_method["retrain_epochs"]
        return {
            "hidden": section["hidden"],
            "density": 1.0 if method == DENSE else section["density"],
            **training,
            "topology": section["topology"] if method in ADAPTIVE else None,
        }

    def inputs(self, dataset: str) -> dict[str, Any]:
        """Return what networks see of a dataset, as a job is told it."""
        section = self._section
        return {
            "classes": list(self.datasets[dataset]),
            "held_out": section["held_out"],
            "inputs": section["inputs"],
        }

    def measuring(self, method: str) -> dict[str, Any]:
        """Return what is disturbed of networks and on what they are measured."""
        images = self._section["methods"][method].get("test_images", "all")
        return {"layers": self._section["layers"], "test_images": _number(images)}

    def attacking(self, method: str) -> dict[str, Any]:
        """Return on what networks of a method are attacked."""
        measuring = self.measuring(method)
        if measuring["test_images"] is None:
            measuring["test_images"] = self.attacks["test_images"]
        return measuring

    def sweeps(self, method: str, probe: str) -> list[dict[str, Any]]:
        """Return the sweeps of a probe over networks of a method."""
        return self._sweeps[method].get(probe, [])

    @property
    def attacks(self) -> dict[str, Any]:
        """How networks are attacked."""
        attacks = dict(self._section["attacks"])
        return {**attacks, "test_images": _number(attacks["test_images"])}

    @property
    def nulls(self) -> dict[str, Any]:
        """How links are put elsewhere."""
        return self._section["nulls"]

    def files(self, kind: str, dataset: str, networks: Networks | str) -> str:
        """Return where a result of a block lies."""
        suffix = "safetensors" if kind == "models" else "parquet"
        return f"results/sparse/{kind}/{dataset}/{networks}.{suffix}"

    def _all(self, kind: str, methods: Iterable[str] | None = None) -> tuple[str, ...]:
        wanted = self.methods if methods is None else methods
        return tuple(
            self.files(kind, dataset, networks)
            for dataset in self.datasets
            for networks in self.networks
            if networks.method in wanted
        )

    def probed(self, *probes: str) -> tuple[str, ...]:
        """Return the tables of some probes over all networks."""
        return tuple(
            self.files(f"probes/{probe}", dataset, networks)
            for probe in probes
            for dataset in self.datasets
            for networks in self.networks
            if self.sweeps(networks.method, probe)
        )

    @property
    def linked(self) -> tuple[str, ...]:
        """Methods whose networks are made of links."""
        return tuple(method for method in self.methods if method != DENSE)

    def task_models(self) -> dict[str, list[str]]:
        """Return the E- and H-models that are disturbed too, by dataset: names of their blocks."""
        layers = as_layers(self._first_hidden())
        seeds = min(self._section["tasks"]["seeds"], self._tasks["seeds"])
        ranges = seed_ranges(self._tasks["seeds"], self._tasks["seeds_per_job"])
        return {
            dataset: [
                str(Models(task, layers, block))
                for task in TASKS
                for block in ranges
                if block.first < seeds
            ]
            for dataset in self._with_tasks
        }

    def _first_hidden(self) -> int | Sequence[int]:
        hidden = self._tasks["hidden"]
        return hidden[0] if isinstance(hidden, list) else hidden

    @property
    def task_seeds(self) -> int:
        """How many E- and H-models are disturbed."""
        return min(self._section["tasks"]["seeds"], self._tasks["seeds"])

    def task_sweeps(self) -> dict[str, list[dict[str, Any]]]:
        """Return the perturbations of E- and H-models: sweeps by probe, as for all methods."""
        found = {}
        for probe, sweeps in self._section["probes"].items():
            if probe in PERTURBATIONS:
                levels = PROBES[probe].levels
                found[probe] = [
                    {**sweep, levels: written_out(sweep[levels])}
                    for sweep in without_null(sweeps).values()
                ]
        return found

    def every_table(self) -> list[str]:
        """Return every table of networks, and the files of those that are kept."""
        tables = [file for source in self.sources().values() for file in source.files]
        models = self._all("models") if self._keeps_models else ()
        return [*models, *tables, *self._all("timings")]

    def sources(self) -> dict[str, Source]:
        """Return every table that figures and audit read, by name."""
        return {
            "history": Source(self._all("training"), HISTORY_COLUMNS),
            "topology": Source(self._all("topology", self._rewired()), TOPOLOGY_COLUMNS),
            "degrees": Source(self._all("degrees", self.linked), DEGREE_COLUMNS),
            "probes": Source(self.probed(*self._section["probes"]), PROBE_COLUMNS),
            "attacks": Source(self._all("attacks"), ATTACK_COLUMNS),
            "nulls": Source(self._all("nulls", self.linked), NULL_COLUMNS),
            "tasks": Source(
                tuple(
                    f"results/sparse/tasks/{dataset}/{models}.parquet"
                    for dataset, blocks in self.task_models().items()
                    for models in blocks
                ),
                TASK_COLUMNS,
            ),
        }

    def _rewired(self) -> tuple[str, ...]:
        return tuple(method for method in self.linked if method != PRUNED)

    def figures(self) -> list[Figure]:
        """Return the figures."""
        sources = self.sources()
        inputs, known = inputs_of(self._shapes), None not in self._shapes
        about = {
            "titles": self.titles,
            "methods": {method: TITLES[method] for method in self.methods},
            "density": self._section["density"],
            "hidden": self._section["hidden"],
            "inputs": inputs.pop() if known and len(inputs) == 1 else None,
        }
        rows = [
            ("01", "accuracy under perturbation", "robustness", ["history", "probes", "attacks"]),
            ("02", "convergence", "convergence", ["history"]),
            ("03", "structure of the networks", "structure", ["topology", "degrees"]),
            ("04", "the five probes", "five_probes", ["probes"]),
            ("05", "links put elsewhere", "nulls", ["nulls"]),
            ("06", "perturbations of E- and H-models", "tasks", ["tasks"]),
        ]
        return [
            Figure(
                number,
                shows,
                f"{FOLDER}.{module}",
                {name: sources[name] for name in reads},
                about,
                f"figure_{number}",
                lacks=self._lacking(*(sources[name] for name in reads)),
            )
            for number, shows, module, reads in rows
        ]

    def pages(self) -> list[Page]:
        """Return what its target shows on the page of results."""
        return [page(self)]

    def audit(self) -> Audit:
        """Return the audit of what the text and its summary say."""
        sources = {name: one for name, one in self.sources().items() if one.files}
        about = {"titles": self.titles, "methods": list(self.methods)}
        module = "taskcomplexity.studies.sparse.claims.audit"
        return Audit(module, sources, about, self._lacking())

    def _lacking(self, *sources: Source) -> str:
        """Say what keeps a figure or the audit from being made; nothing where all is there."""
        if not self.datasets:
            return "a dataset of `sparse.datasets`"
        return "" if all(source.files for source in sources) else "its networks or sweeps"


def _number(given: int | str) -> int | None:
    return None if given == "all" else int(given)
