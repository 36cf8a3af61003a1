"""What was measured on sparse networks, as the claims look at it."""

import math
from dataclasses import dataclass

import pandas as pd
from scipy.stats import t

from taskcomplexity.audit.curves import Curve
from taskcomplexity.audit.evidence import Evidence, NotRun
from taskcomplexity.audit.uncertain import CONFIDENCE, means
from taskcomplexity.studies.sparse.claims.perturbations import Disturbance

PERCENT = 100
ROUNDING = 1e-9


@dataclass(frozen=True)
class Apart:
    """The difference of two means over networks that have nothing in common.

    Full networks are few, so that its interval is Welch's, of Student's t, and not bootstrapped.

    Attributes
    ----------
    value
        The difference.
    half
        Half the width of its 95 % interval.
    models
        How many networks it stands on: twice the fewer, as many as of pairs.
    """

    value: float
    half: float
    models: int

    @classmethod
    def of(cls, one: pd.Series, other: pd.Series) -> "Apart":
        """Subtract the mean of the second from that of the first.

        Raises
        ------
        NotRun
            When either has fewer than two networks.
        """
        if min(len(one), len(other)) < 2:
            raise NotRun("two networks of each method or more")
        parts = [values.var(ddof=1) / len(values) for values in (one, other)]
        if not sum(parts):
            return cls(one.mean() - other.mean(), 0.0, 2 * min(len(one), len(other)))
        freedom = sum(parts) ** 2 / sum(
            part**2 / (len(values) - 1) for part, values in zip(parts, (one, other), strict=True)
        )
        half = t.ppf((1 + CONFIDENCE) / 2, freedom) * math.sqrt(sum(parts))
        return cls(one.mean() - other.mean(), float(half), 2 * min(len(one), len(other)))

    def interval(self) -> tuple[float, float]:
        """Return the ends of the 95 % interval."""
        return self.value - self.half, self.value + self.half


@dataclass(frozen=True)
class SparseEvidence(Evidence):
    """Tables of the study: history, topology, degrees, probes, attacks, nulls."""

    def accuracy(self, dataset: str, method: str) -> pd.Series:
        """Return the accuracy after training in percent, by seed.

        Raises
        ------
        NotRun
            When there are no such networks.
        """
        rows = self.rows("history", dataset=dataset, method=method)
        last = rows.loc[rows.groupby("seed")["epoch"].idxmax()]
        return PERCENT * last.set_index("seed")["test_accuracy"].sort_index()

    def disturbed(self, dataset: str, method: str, by: Disturbance) -> pd.Series:
        """Return the accuracy under a perturbation in percent, by seed; draws are averaged.

        Raises
        ------
        NotRun
            When it was not measured.
        """
        curve = self._curve(dataset, method, by.probe, by.kind)
        near = [level for level in curve.columns if math.isclose(level, by.level, abs_tol=1e-9)]
        if not near:
            raise NotRun(f"{dataset}, {method}: no level {by.level:g} of {by.told}")
        return curve[near[0]]

    def lost(self, dataset: str, method: str, by: Disturbance) -> pd.Series:
        """Return what a perturbation costs in points, by seed, on the same test images."""
        as_it_is = self.whole(dataset, method)
        if by.probe == "attack":
            as_it_is = self._curve(dataset, method, "attack", "none")[0]
        return as_it_is - self.disturbed(dataset, method, by)

    def whole(self, dataset: str, method: str) -> pd.Series:
        """Return the accuracy with nothing disturbed in percent, by seed, as probes measure it."""
        curve = self._curve(dataset, method, "prune", "smallest")
        if 0 not in curve.columns:
            raise NotRun(f"{dataset}, {method}: pruning with nothing removed")
        return curve[0]

    def curve(self, dataset: str, method: str, probe: str, kind: str) -> Curve:
        """Return the mean accuracy in percent at each level, with nothing disturbed at level 0."""
        table = self._curve(dataset, method, probe, kind)
        if 0 not in table.columns:
            table = table.assign(**{"0": self.whole(dataset, method)}).rename(columns={"0": 0.0})
        table = table.sort_index(axis=1)
        values = table.to_numpy()
        return Curve(
            table.columns.to_numpy(float), means(values, self.resamples(len(values), dataset))
        )

    def _curve(self, dataset: str, method: str, probe: str, kind: str) -> pd.DataFrame:
        """Return accuracies in percent, a row per seed and a column per level."""
        if probe == "attack":
            rows = self.rows("attacks", dataset=dataset, method=method, kind=kind)
            rows = rows.rename(columns={"epsilon": "level"})
        else:
            rows = self.rows(
                "probes",
                dataset=dataset,
                method=method,
                probe=probe,
                kind=kind,
                variant="weights",
            )
        found = rows.pivot_table(index="seed", columns="level", values="accuracy", aggfunc="mean")
        return PERCENT * found.sort_index()

    def epochs_until(self, dataset: str, method: str, accuracy: pd.Series) -> pd.Series:
        """Return after how many epochs each network first has an accuracy, by seed.

        Parameters
        ----------
        dataset, method
            Which networks.
        accuracy
            In percent, by seed. Networks that never have it, and those of other seeds, are left
            out.
        """
        rows = self.rows("history", dataset=dataset, method=method)
        curve = rows.pivot_table(index="seed", columns="epoch", values="test_accuracy").sort_index()
        curve = curve.loc[curve.index.intersection(accuracy.index)]
        reached = (PERCENT * curve).ge(accuracy.loc[curve.index] - ROUNDING, axis=0)
        return reached[reached.any(axis=1)].idxmax(axis=1)

    def chance(self, dataset: str) -> float:
        """Return the accuracy of the best constant answer in percent."""
        return float(PERCENT * self.rows("probes", dataset=dataset)["chance"].iloc[0])
