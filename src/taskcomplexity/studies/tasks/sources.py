"""The tables of the study that figures and the audit read."""

from taskcomplexity.columns import (
    COMPLEXITY_COLUMNS,
    CORRELATION_COLUMNS,
    DISTANCE_COLUMNS,
    PROBE_COLUMNS,
    SPREAD_COLUMNS,
)
from taskcomplexity.studies.tasks.measurements import Layers, Measurements
from taskcomplexity.study import Source


def probe_table(name: str, dataset: str, models: object) -> str:
    """Return where the table of a probe lies."""
    return f"results/probes/{name}/{dataset}/{models}.parquet"


class Sources:
    """The tables that a config asks for.

    Parameters
    ----------
    measured
        What it trains and probes.
    """

    def __init__(self, measured: Measurements):
        self._measured = measured

    def distances(self) -> Source:
        """Return the SSIM distances of every dataset."""
        return self._by_dataset("results/distances/{}.parquet", DISTANCE_COLUMNS)

    def complexity(self) -> Source:
        """Return the complexity of the pairs of every dataset, where the config probes them."""
        return self._by_dataset(
            "results/complexity/{}.parquet",
            COMPLEXITY_COLUMNS,
            made=self._measured.measures_complexity,
        )

    def correlations(self) -> Source:
        """Return the correlations of the measures of complexity of every dataset."""
        return self._by_dataset(
            "results/complexity/{}_correlations.parquet",
            CORRELATION_COLUMNS,
            made=self._measured.measures_complexity,
        )

    def spread(self) -> Source:
        """Return σ(w) of the models of the tasks of every dataset."""
        files = (
            f"results/training/{dataset}_weights.parquet" for dataset in self._measured.datasets
        )
        return Source(tuple(files), SPREAD_COLUMNS)

    def probed(self, group: str, layers: Layers, *names: str) -> Source:
        """Return the tables of probes over the `tasks` or the `pairs` with some hidden layers."""
        files = (
            probe_table(name, dataset, models)
            for name in names
            for dataset in self._measured.datasets
            for models in self._measured.probed(dataset, name, group, layers)
        )
        return Source(tuple(files), PROBE_COLUMNS)

    def _by_dataset(self, place: str, columns: tuple[str, ...], *, made: bool = True) -> Source:
        datasets = tuple(self._measured.datasets) if made else ()
        return Source(tuple(map(place.format, datasets)), columns, datasets)
