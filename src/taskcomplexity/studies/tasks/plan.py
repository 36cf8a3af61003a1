"""The figures and the audit that a config asks for."""

from collections.abc import Mapping
from typing import Any

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.datasets import Dataset
from taskcomplexity.models.layers import written
from taskcomplexity.models.names import Models
from taskcomplexity.models.pairs import PairRange
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.tasks.figures.rows import figure_rows, peers_row, scalings_row
from taskcomplexity.studies.tasks.measurements import Measurements
from taskcomplexity.studies.tasks.names import PAIRS, TASKS_GROUP
from taskcomplexity.studies.tasks.pages import pages
from taskcomplexity.studies.tasks.peers.plan import Peers
from taskcomplexity.studies.tasks.sensitivity.names import DEFAULT
from taskcomplexity.studies.tasks.sources import Sources
from taskcomplexity.studies.tasks.study import STUDY
from taskcomplexity.study import Audit, Figure, Page

# The paper's own width, which its claims are about.
PUBLISHED_LAYERS = (64,)


class Plan(Measurements):
    """The measurements of a config, and what is made of them.

    Parameters
    ----------
    config, datasets
        As of :class:`.measurements.Measurements`.
    place
        Where below ``results/`` it lies, of a variant; empty for the config as it is.
    models_place
        Where its models do: those of the config as it is, where a variant trains no others.

    Attributes
    ----------
    models_place
        As given.
    sources
        Its tables.
    peers
        What others measure of the pairs.
    variants
        The plan of each variant of the config by where below ``results/`` it lies, and that of the
        config as it is.
    unfit
        Of variants that do not go with the rest of the config, why. They are an error only when
        they are asked for.
    scalings
        The plans that differ in the scaling of pictures alone, by it, that of the config first.
    """

    study = STUDY

    def __init__(
        self,
        config: Mapping[str, Any],
        datasets: Mapping[str, Dataset],
        place: str = "",
        models_place: str = "",
    ):
        super().__init__(config, datasets)
        self.models_place = models_place
        self.sources = Sources(self, place)
        self.peers = Peers(config, self, self.sources)
        self.variants: dict[str, Plan] = {} if place else {"": self}
        self.unfit: dict[str, str] = {}
        self.scalings: dict[str, Plan] = {self.scaling: self}
        for name, change in ({} if place else config["variants"]).items():
            if change is None:
                continue
            of_variant = f"variants/{name}/"
            trained = of_variant if {"training", "models"} & set(change) else ""
            try:
                plan = Plan(changed(config, change), datasets, of_variant, trained)
            except ConfigError as error:
                self.unfit[of_variant] = f"`variants.{name}`: {error}"
                continue
            self.variants[of_variant] = plan
            if _of_scaling(change):
                self.scalings.setdefault(plan.scaling, plan)

    def by_variant(self, kind: str) -> list[tuple[str, str, str]]:
        """Return every dataset with pairs, every variant and where a table of the two lies.

        `kind` is a method of :class:`.sources.Sources` whose files are by dataset.
        """
        found = []
        for place, plan in self.variants.items():
            name = place.split("/")[1] if place else DEFAULT
            source = getattr(plan.sources, kind)()
            files = zip(source.datasets, source.files, strict=True)
            found += [(dataset, name, file) for dataset, file in files]
        return found

    def figures(self) -> list[Figure]:
        """Return the figures, those too that the config lacks something for."""
        figures = figure_rows(self.sources)
        if self.is_default:
            figures.append(scalings_row({name: one.sources for name, one in self.scalings.items()}))
            figures.append(peers_row(self.sources))
        return figures

    @property
    def is_default(self) -> bool:
        """Whether it is that of the config as it is, not of a variant."""
        return self.variants.get("") is self

    def shown_pair(self, dataset: str) -> tuple[int, int]:
        """Return the pair whose logits are shown: the hard task where it is one, else the first."""
        pairs = self.datasets[dataset].pairs
        hard = tuple(sorted(self.datasets[dataset].tasks.get("hard", ())))
        return hard if hard in pairs else pairs[0]

    def pair_block(self, dataset: str, pair: tuple[int, int]) -> str:
        """Return where the models of a pair lie, those of the first seeds."""
        blocks = self.trained(dataset, PAIRS, self.pair_layers)
        block = next(one for one in blocks if pair in PairRange.parse(one.task))
        return self.weights(dataset, block)

    def weights(self, dataset: str, block: Models) -> str:
        """Return where the weights of a block lie."""
        return f"results/{self.models_place}models/{dataset}/{block}.safetensors"

    def audit(self) -> Audit:
        """Return the audit of the paper's claims and values."""
        sources = self.sources
        about = {
            "classes": {name: list(one.classes) for name, one in self.datasets.items()},
            "hidden": written(PUBLISHED_LAYERS),
        }
        reads = {
            "distances": sources.distances(),
            "complexity": sources.complexity(),
            "correlations": sources.correlations(),
            "probes": sources.probed(TASKS_GROUP, PUBLISHED_LAYERS, *PROBES),
            "pairs": sources.probed(PAIRS, self.pair_layers, "prune"),
            "spread": sources.spread(),
        }
        return Audit("taskcomplexity.studies.tasks.claims.audit", reads, about, self.lacking([]))

    def pages(self) -> list[Page]:
        """Return what each target shows on the page of results."""
        return pages(self)


def _of_scaling(change: Mapping[str, Any]) -> bool:
    """Say whether a variant differs in the scaling alone, or in how many models tasks have too."""
    models = change.get("models", {})
    return (
        list(change.get("training", {})) == ["scaling"]
        and set(change) <= {"training", "models"}
        and set(models) <= {"tasks"}
        and set(models.get("tasks", {})) <= {"seeds", "seeds_per_job"}
    )


def changed(config: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return a config with another laid on top: mappings key by key, all else replaced."""
    return {
        **config,
        **{
            key: changed(config[key], value)
            if isinstance(value, Mapping) and isinstance(config.get(key), Mapping)
            else value
            for key, value in change.items()
        },
    }
