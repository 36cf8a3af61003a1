"""What was measured on networks, as the claims look at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from taskcomplexity.audit.evidence import Evidence, NotRun
from taskcomplexity.audit.uncertain import Uncertain, means
from taskcomplexity.studies.metrics.claims.distributions import distances
from taskcomplexity.studies.metrics.names import TRAINED


@dataclass(frozen=True)
class MetricsEvidence(Evidence):
    """Tables of the study: performance, layers, quantiles, steps, maps, pruned, tellapart.

    Their columns stand in :mod:`taskcomplexity.studies.metrics.columns`.

    Attributes
    ----------
    published
        Table 1 of the paper: dataset, architecture, low, high.
    initial_sd
        Standard deviation of the initial weights, by dataset and cell.
    """

    published: pd.DataFrame = field(default_factory=pd.DataFrame)
    initial_sd: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def networks(self, name: str, dataset: str, cell: str, state: str) -> pd.DataFrame:
        """Return the rows of a table on the networks of a cell, trained or untrained.

        Raises
        ------
        NotRun
            When there are none.
        """
        self._seen.add((dataset, cell))
        kinds = ["dataset", "cell", "state"]
        groups = self.once(name, lambda: dict(tuple(self.table(name).groupby(kinds))))
        if (dataset, cell, state) not in groups:
            raise NotRun(f"no {name} of {dataset}, {cell}, {state}")
        return groups[dataset, cell, state]

    def layers(
        self, dataset: str, cell: str, column: str, layers: Sequence[int], state: str = TRAINED
    ) -> pd.Series:
        """Return a metric of layers by seed, the mean over the layers.

        Raises
        ------
        NotRun
            When it was not measured.
        """
        self._seen.add((dataset, cell))

        def averaged() -> pd.Series:
            rows = self.networks("layers", dataset, cell, state)
            rows = rows[rows["layer"].isin(layers)].dropna(subset=[column])
            if rows.empty:
                raise NotRun(f"{dataset}, {cell}, {state}: no {column}")
            return rows.groupby("seed")[column].mean().astype(float)

        return self.once((dataset, cell, column, tuple(layers), state), averaged)

    def quantiles(
        self, dataset: str, cell: str, metric: str, layer: int, state: str = TRAINED
    ) -> pd.DataFrame:
        """Return the quantiles of a metric in a layer, a row per seed.

        Raises
        ------
        NotRun
            When there are none.
        """
        rows = self.networks("quantiles", dataset, cell, state)
        rows = rows[(rows["metric"] == metric) & (rows["layer"] == layer)].sort_values("seed")
        if rows.empty:
            raise NotRun(f"{dataset}, {cell}, {state}: no {metric} of layer {layer}")
        return pd.DataFrame(np.stack(rows["values"].to_numpy()), index=rows["seed"].to_numpy())

    def performance(self, dataset: str, cell: str, column: str) -> pd.Series:
        """Return what networks came to on the test images, by seed.

        Raises
        ------
        NotRun
            When there are no such networks.
        """
        self._seen.add((dataset, cell))
        rows = self.rows("performance", dataset=dataset, cell=cell)
        return rows.set_index("seed")[column].sort_index().astype(float)

    def pruned(self, dataset: str, cell: str, by: str) -> pd.DataFrame:
        """Return what networks are worth with neurons silenced, the weakest by some measure.

        Raises
        ------
        NotRun
            When it was not measured.
        """
        self._seen.add((dataset, cell))
        return self.rows("pruned", dataset=dataset, cell=cell, by=by)

    @cached_property
    def _seen(self) -> set[tuple[str, str]]:
        return set()

    def looked_at(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Return the cells that were looked at since this was last asked.

        Returns
        -------
        dict
            By dataset and cell, how many networks did not train, and how many there are.
        """
        seen = sorted(self._seen)
        self._seen.clear()
        if "performance" not in self.tables:
            return {}
        found = self.once("trained", self._counts)
        return {cell: found[cell] for cell in seen if cell in found}

    def _counts(self) -> dict[tuple[str, str], tuple[int, int]]:
        came_to = self.table("performance").groupby(["dataset", "cell"])["trained"]
        return {cell: (int((~one.astype(bool)).sum()), len(one)) for cell, one in came_to}

    def apart(self, dataset: str, one: pd.DataFrame, other: pd.DataFrame) -> Uncertain:
        """Return how far apart two distributions are, each the mean of its networks' quantiles.

        Parameters
        ----------
        dataset
            Of the networks.
        one, other
            From :meth:`quantiles`.

        Returns
        -------
        Uncertain
            As :func:`taskcomplexity.studies.metrics.claims.distributions.distances`.

        Raises
        ------
        NotRun
            When they have no seed in common.
        """
        seeds = one.index.intersection(other.index)
        if seeds.empty:
            raise NotRun("no seed in common")
        samples = self.resamples(len(seeds), dataset)
        first, second = (means(side.loc[seeds].to_numpy(), samples) for side in (one, other))
        return Uncertain(
            distances(first.value, second.value), distances(first.draws, second.draws), len(seeds)
        )
