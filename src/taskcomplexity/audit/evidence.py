"""What the audit looks at: tables of results, by name, where the config made them."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from taskcomplexity.streams import numpy_generator

RESAMPLES = 2000
PERCENT = 100


class NotRun(LookupError):  # noqa: N818 - not an error: the config does not ask for it
    """The config did not make what a claim is about."""


@dataclass(frozen=True)
class Evidence:
    """Tables of results.

    Attributes
    ----------
    tables
        By name. Of the first paper: ``distances``, ``complexity`` and ``correlations`` with the
        dataset as a column; ``probes``, the probes of the models of the tasks with d = 64;
        ``pairs``, those of the models of all pairs; ``spread``, σ(w) of the models of the tasks. A
        table that the config does not make is not there.
    classes
        Names of the classes of each dataset.
    seed
        Root of the random streams of bootstrap samples and permutations.
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    classes: Mapping[str, list[str]] = field(default_factory=dict)
    seed: int = 0

    def table(self, name: str) -> pd.DataFrame:
        """Return a table.

        Raises
        ------
        NotRun
            When it was not made.
        """
        if name not in self.tables:
            raise NotRun(f"no {name}")
        return self.tables[name]

    def rows(self, name: str, **chosen: object) -> pd.DataFrame:
        """Return the rows of a table with the given values.

        Raises
        ------
        NotRun
            When the table was not made or has no such rows.
        """
        found = self.table(name)
        for column, value in chosen.items():
            found = found[found[column] == value]
        if found.empty:
            raise NotRun(f"no {name} with {chosen}")
        return found

    @cached_property
    def _probed(self) -> Mapping[tuple, pd.DataFrame]:
        return _grouped(self.table("probes"), ["dataset", "task"])

    @cached_property
    def _pairs(self) -> Mapping[tuple, pd.DataFrame]:
        return _grouped(self.table("pairs"), ["dataset", "class_a", "class_b"])

    @cached_property
    def _remembered(self) -> dict:
        return {}

    def once(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """Return what was computed before under a key, or compute it."""
        if key not in self._remembered:
            self._remembered[key] = compute()
        return self._remembered[key]

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

    def resamples(self, models: int, *names: str | int) -> np.ndarray:
        """Return which of several models each bootstrap sample holds, shape (samples, models).

        The same for the same names and number, so that what is measured on the same models is
        resampled together.
        """
        generator = numpy_generator(self.seed, "audit", *names, models)
        return generator.integers(models, size=(RESAMPLES, models))


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
