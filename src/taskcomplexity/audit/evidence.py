"""What the audit looks at: tables of results, by name, where the config made them."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from taskcomplexity.audit.uncertain import Uncertain, means
from taskcomplexity.streams import numpy_generator

RESAMPLES = 2000


class NotRun(LookupError):  # noqa: N818 - not an error: the config does not ask for it
    """The config did not make what a claim is about."""


@dataclass(frozen=True)
class Evidence:
    """Tables of results.

    Attributes
    ----------
    tables
        By name. A table that the config does not make is not there.
    seed
        Root of the random streams of bootstrap samples and permutations.
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
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
            told = ", ".join(f"{column} {value}" for column, value in chosen.items())
            raise NotRun(f"no {name} of {told}")
        return found

    @cached_property
    def _remembered(self) -> dict:
        return {}

    def once(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """Return what was computed before under a key, or compute it."""
        if key not in self._remembered:
            self._remembered[key] = compute()
        return self._remembered[key]

    def resamples(self, models: int, *names: str | int) -> np.ndarray:
        """Return which of several models each bootstrap sample holds, shape (samples, models).

        The same for the same names and number, so that what is measured on the same models is
        resampled together.
        """
        generator = numpy_generator(self.seed, "audit", *names, models)
        return generator.integers(models, size=(RESAMPLES, models))

    def mean(self, dataset: str, values: pd.Series) -> Uncertain:
        """Return the mean over networks of a dataset."""
        return means(values.to_numpy(float), self.resamples(len(values), dataset))

    def paired(self, dataset: str, one: pd.Series, other: pd.Series) -> Uncertain:
        """Return the mean difference over the seeds that both have.

        Raises
        ------
        NotRun
            When they have none in common.
        """
        both = (one - other).dropna()
        if both.empty:
            raise NotRun("no seed in common")
        return self.mean(dataset, both)
