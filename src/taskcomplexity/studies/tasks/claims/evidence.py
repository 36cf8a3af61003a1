"""What the audit of the study looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from taskcomplexity.audit.evidence import Evidence, NotRun

PERCENT = 100


@dataclass(frozen=True)
class TaskEvidence(Evidence):
    """Tables of results of the study.

    They are ``distances``, ``complexity`` and ``correlations`` with the dataset as a column;
    ``probes``, the probes of the models of the tasks with d = 64; ``pairs``, those of the models of
    all pairs; ``spread``, σ(w) of the models of the tasks.

    Attributes
    ----------
    classes
        Names of the classes of each dataset.
    """

    classes: Mapping[str, list[str]] = field(default_factory=dict)

    @cached_property
    def _probed(self) -> Mapping[tuple, pd.DataFrame]:
        return _grouped(self.table("probes"), ["dataset", "task"])

    @cached_property
    def _pairs(self) -> Mapping[tuple, pd.DataFrame]:
        return _grouped(self.table("pairs"), ["dataset", "class_a", "class_b"])

    def of_task(
        self,
        dataset: str,
        task: str,
        pair: tuple[int, int],
        probe: str,
        kind: str,
        variant: str,
    ) -> pd.DataFrame:
        """Return the balanced accuracy of every model of a task, in percent.

        Returns
        -------
        pandas.DataFrame
            A row per model (seed), a column per level, means over draws. Models that could not be
            probed at one of the levels are left out.

        Raises
        ------
        NotRun
            When the config does not probe them, names another pair of classes for the task, or
            no model could be probed.
        """
        rows = _found(self._probed, (dataset, task, probe, kind, variant))
        rows = rows[(rows["class_a"] == pair[0]) & (rows["class_b"] == pair[1])]
        return _by_level(rows)

    def of_pair(
        self, dataset: str, pair: tuple[int, int], probe: str, kind: str, variant: str
    ) -> pd.Series:
        """Return the balanced accuracy of every model of a pair, undisturbed, in percent."""
        table = _by_level(_found(self._pairs, (dataset, *pair, probe, kind, variant)))
        if 0 not in table:
            raise NotRun("no level 0")
        return table[0]

    def learned(self, dataset: str, pair: tuple[int, int]) -> bool:
        """Tell whether at least half of the models of a pair trained."""
        rows = self.rows("pairs", dataset=dataset, class_a=pair[0], class_b=pair[1])
        return 2 * rows.drop_duplicates("seed")["trained"].astype(bool).mean() >= 1


def _grouped(table: pd.DataFrame, keys: list[str]) -> dict[tuple, pd.DataFrame]:
    return dict(list(table.groupby([*keys, "probe", "kind", "variant"])))


def _found(groups: Mapping[tuple, pd.DataFrame], key: tuple) -> pd.DataFrame:
    if key not in groups:
        raise NotRun(f"not measured: {', '.join(map(str, key))}")
    return groups[key]


def _by_level(rows: pd.DataFrame) -> pd.DataFrame:
    table = PERCENT * rows.pivot_table("balanced_accuracy", "seed", "level").dropna()
    if table.empty:
        raise NotRun("no model could be probed")
    return table
