"""The tables of the study that figures and the audit read."""

from taskcomplexity.columns import (
    COMPLEXITY_COLUMNS,
    CORRELATION_COLUMNS,
    DISTANCE_COLUMNS,
    LOGIT_COLUMNS,
    PROBE_COLUMNS,
    RELIABILITY_COLUMNS,
    SPREAD_COLUMNS,
)
from taskcomplexity.complexity.peers.names import PEER_COLUMNS
from taskcomplexity.studies.tasks.measurements import Layers, Measurements
from taskcomplexity.studies.tasks.peers.names import DRIFT_COLUMNS, SECONDS_COLUMNS
from taskcomplexity.study import Source


def probe_table(
    name: str, dataset: str, models: object, *, each: bool = False, place: str = ""
) -> str:
    """Return where the table of a probe lies, over all layers or over one at a time.

    `place` is that of a variant below ``results/``, empty for the config as it is.
    """
    return f"results/{place}probes/{name}{'_layers' if each else ''}/{dataset}/{models}.parquet"


class Sources:
    """The tables that a config asks for.

    Parameters
    ----------
    measured
        What it trains and probes.
    place
        Where below ``results/`` that of a variant lies, empty for the config as it is.

    Attributes
    ----------
    measured
        As given.
    """

    def __init__(self, measured: Measurements, place: str = ""):
        self.measured, self._place = measured, place

    def distances(self) -> Source:
        """Return the distances between the classes of every dataset."""
        datasets = tuple(self.measured.datasets)
        return _by_dataset("results/distances/{}.parquet", DISTANCE_COLUMNS, datasets)

    def complexity(self) -> Source:
        """Return the complexity of the pairs of every dataset, where the config probes them."""
        place = f"results/{self._place}complexity/{{}}.parquet"
        return _by_dataset(place, COMPLEXITY_COLUMNS, self._paired())

    def correlations(self) -> Source:
        """Return the correlations of the measures of complexity of every dataset."""
        place = f"results/{self._place}complexity/{{}}_correlations.parquet"
        return _by_dataset(place, CORRELATION_COLUMNS, self._paired())

    def reliability(self) -> Source:
        """Return the reliability of the measures of complexity of every dataset."""
        place = f"results/{self._place}complexity/{{}}_reliability.parquet"
        return _by_dataset(place, RELIABILITY_COLUMNS, self._paired())

    def logits(self) -> Source:
        """Return the logits of binarized models of one pair of every dataset."""
        place = f"results/{self._place}logits/{{}}.parquet"
        return _by_dataset(place, LOGIT_COLUMNS, self._paired())

    def peers(self) -> Source:
        """Return the measures of others of the pairs of every dataset."""
        return _by_dataset("results/peers/{}.parquet", PEER_COLUMNS, self._paired())

    def peer_orders(self) -> Source:
        """Return how alike every two of them order the pairs of every dataset."""
        return _by_dataset("results/peers/{}_orders.parquet", CORRELATION_COLUMNS, self._paired())

    def peer_drift(self) -> Source:
        """Return what some of them are on all rows of every dataset."""
        return _by_dataset("results/peers/{}_drift.parquet", DRIFT_COLUMNS, self._paired())

    def peer_seconds(self) -> Source:
        """Return what each of them took."""
        there = ("results/peers/seconds.parquet",) if self._paired() else ()
        return Source(there, SECONDS_COLUMNS)

    def _paired(self) -> tuple[str, ...]:
        measured = self.measured
        return tuple(measured.with_pairs) if measured.measures_complexity else ()

    def spread(self) -> Source:
        """Return σ(w) of the models of the tasks of every dataset."""
        files = (
            f"results/{self._place}training/{dataset}_weights.parquet"
            for dataset in self.measured.with_tasks
        )
        return Source(tuple(files), SPREAD_COLUMNS)

    def probed(self, group: str, layers: Layers, *names: str, each: bool = False) -> Source:
        """Return the tables of probes over the models of a group with some hidden layers.

        With `each`, those over one layer at a time, which tell it in a further column.
        """
        files = (
            probe_table(name, dataset, models, each=each, place=self._place)
            for name in names
            for dataset in self.measured.datasets
            for models in self.measured.probed(dataset, name, group, layers, each=each)
        )
        return Source(tuple(files), (*PROBE_COLUMNS, *(["layer"] if each else [])))


def _by_dataset(place: str, columns: tuple[str, ...], datasets: tuple[str, ...]) -> Source:
    return Source(tuple(map(place.format, datasets)), columns, datasets)
