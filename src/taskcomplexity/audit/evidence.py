"""What the audit looks at: tables of results, where the config made them."""

from dataclasses import dataclass, field

import pandas as pd


class NotRun(LookupError):  # noqa: N818 - not an error: the config does not ask for it
    """The config did not make what a claim is about."""


@dataclass(frozen=True)
class Evidence:
    """Tables of results. A table that the config does not make is None.

    Attributes
    ----------
    classes
        Names of the classes of each dataset.
    distances
        dataset, class_a, class_b, distance.
    curves, boxes, recovery
        Source tables of figures 1, 2 and 3, accuracies in percent.
    spread
        σ(w) of every model of the tasks with d = 64.
    complexity, correlations
        results/complexity, with the dataset as a column.
    """

    classes: dict[str, list[str]] = field(default_factory=dict)
    distances: pd.DataFrame | None = None
    curves: pd.DataFrame | None = None
    boxes: pd.DataFrame | None = None
    recovery: pd.DataFrame | None = None
    spread: pd.DataFrame | None = None
    complexity: pd.DataFrame | None = None
    correlations: pd.DataFrame | None = None

    def rows(self, table: str, **chosen: object) -> pd.DataFrame:
        """Return the rows of a table with the given values.

        Raises
        ------
        NotRun
            When the table was not made or has no such rows.
        """
        found = getattr(self, table)
        if found is None:
            raise NotRun(f"no {table}")
        for column, value in chosen.items():
            found = found[found[column] == value]
        if found.empty:
            raise NotRun(f"no {table} with {chosen}")
        return found

    def curve(self, dataset: str, task: str, probe: str, variant: str) -> pd.Series:
        """Return the median accuracy in percent against the level of a probe, d = 64."""
        found = self.rows("curves", dataset=dataset, task=task, probe=probe, variant=variant)
        return found.set_index("level")["median"].sort_index()

    def pair(self, dataset: str, class_a: int, class_b: int) -> pd.Series:
        """Return the complexity of one pair of classes."""
        return self.rows("complexity", dataset=dataset, class_a=class_a, class_b=class_b).iloc[0]

    def require_task(self, table: str, dataset: str, task: str, pair: tuple[int, int]) -> None:
        """Make sure that a task is the pair of classes that the paper speaks of.

        Raises
        ------
        NotRun
            When the config names another pair.
        """
        self.rows(table, dataset=dataset, task=task, class_a=pair[0], class_b=pair[1])
