"""What a config asks of the measures of others."""

from collections.abc import Iterable, Mapping
from typing import Any

from taskcomplexity.models.names import Models
from taskcomplexity.studies.tasks.measurements import Measurements
from taskcomplexity.studies.tasks.names import PAIRS
from taskcomplexity.studies.tasks.sources import Sources, probe_table

Pair = tuple[int, int]


class Peers:
    """The measures of others of the pairs of a config.

    Parameters
    ----------
    config
        The whole config.
    measured
        What it trains and probes.
    sources
        Its tables.

    Attributes
    ----------
    rows
        How many training rows of a class are taken at most.
    draws
        How many models a learning curve has for each number of rows.
    """

    def __init__(self, config: Mapping[str, Any], measured: Measurements, sources: Sources):
        section = config["peers"]
        self.rows: int = section["rows"]
        self.draws: int = section["draws"]
        self._full: int = section["full_pairs"]
        self._measured, self._sources = measured, sources

    def pairs(self, dataset: str) -> tuple[Pair, ...]:
        """Return the pairs of a dataset."""
        return self._measured.dataset(dataset).pairs

    def classes(self, dataset: str) -> list[int]:
        """Return the classes that are in a pair of a dataset."""
        return sorted({label for pair in self.pairs(dataset) for label in pair})

    def full_pairs(self, dataset: str) -> list[Pair]:
        """Return the pairs that are measured on all rows too.

        The tasks that are among the pairs, then others at equal distances in their order.
        """
        pairs, of = self.pairs(dataset), self._measured.dataset(dataset)
        tasks = [tuple(sorted(one)) for one in of.tasks.values() if not isinstance(one, str)]
        first = [one for one in dict.fromkeys(tasks) if one in pairs][: self._full]
        others = [one for one in pairs if one not in first]
        left = min(self._full - len(first), len(others))
        return [*first, *(others[at * len(others) // left] for at in range(left))]

    def blocks(self, dataset: str) -> dict[str, dict[str, Pair]]:
        """Return the pairs of each job, by what the job and each pair is called."""
        layers = self._measured.pair_layers
        return {
            models.task: self._measured.classes_of(dataset, models)
            for models in self._measured.trained(dataset, PAIRS, layers)
        }

    def curves(self, dataset: str) -> list[str]:
        """Return where the learning curves of the pairs of a dataset lie."""
        return [
            f"results/peers/learning/{dataset}/{block}.parquet" for block in self.blocks(dataset)
        ]

    def pruned(self, dataset: str) -> list[str]:
        """Return the tables of the probe that has the pairs of a dataset undisturbed."""
        return [probe_table("prune", dataset, models) for models in self._probed(dataset, "prune")]

    def _probed(self, dataset: str, name: str) -> list[Models]:
        return self._measured.probed(dataset, name, PAIRS, self._measured.pair_layers)

    def timed_by(self, dataset: str) -> dict[str, list[str]]:
        """Return, by measure, the benchmarks of the jobs that it took.

        What measures of samples take is timed inside of their job, and is not here.
        """
        measured = self._measured
        models = measured.trained(dataset, PAIRS, measured.pair_layers)
        training = _benchmarks("train", dataset, models)
        undisturbed = [*training, *_benchmarks("prune", dataset, self._probed(dataset, "prune"))]
        randomized = _benchmarks("randomize", dataset, self._probed(dataset, "randomize"))
        cells = _benchmarks("distance_cells", dataset, measured.cell_blocks(dataset))
        learning = _benchmarks("learning_curves", dataset, self.blocks(dataset))
        return {
            "delta_binarization": undisturbed,
            "delta_randomization": [*undisturbed, *randomized],
            "delta_binarization_auc": undisturbed,
            "delta_randomization_auc": [*undisturbed, *randomized],
            "ssim_distance": cells,
            "energy_distance": cells,
            "test_error": training,
            "few_rows_error": learning,
            "usable_information": undisturbed,
            "rows_needed": learning,
        }

    def files(self) -> list[str]:
        """Return every table; none where the config has no pairs to measure."""
        return [
            *self._sources.peers().files,
            *self._sources.peer_orders().files,
            *self._sources.peer_drift().files,
            *self._sources.peer_seconds().files,
        ]

    @property
    def lacks(self) -> str:
        """What the config lacks for them; empty where nothing is missing."""
        return self._measured.lacking(self._measured.complexity_needs())


def _benchmarks(rule: str, dataset: str, names: Iterable[object]) -> list[str]:
    return [f"logs/benchmarks/{rule}/{dataset}/{name}.tsv" for name in names]
