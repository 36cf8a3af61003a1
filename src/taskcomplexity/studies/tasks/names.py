"""How tasks, pairs of classes and cells of a matrix of them are named in files."""

from itertools import islice
from typing import Self

from taskcomplexity.models.names import Range

TASKS = ("easy", "hard")
TASKS_GROUP, PAIRS, CELLS = "tasks", "pairs", "cells"


class PairRange(Range):
    """The pairs of one job, by their rank: ``pairs0000-0059``.

    The pairs {a, b}, a < b, of a dataset come in the order of b, then of a, whether the config
    names them or not. A further class leaves the ranks of the others as they are.
    """

    what, digits = PAIRS, 4

    @classmethod
    def of(cls, pair: tuple[int, int], size: int) -> Self:
        """Return the range of a given size that holds a pair."""
        first = rank(pair) // size * size
        return cls(first, first + size - 1)

    def __contains__(self, pair: tuple[int, int]) -> bool:
        return self.first <= rank(pair) <= self.last


class CellRange(Range):
    """The cells of a matrix of classes of one job, by their rank: ``cells0000-0059``.

    The cells {a, b}, a <= b, come in the order of b, then of a.
    """

    what, digits = CELLS, 4

    def cells(self, classes: int) -> list[tuple[int, int]]:
        """Return the cells of the range, of a dataset of so many classes."""
        ranked = ((a, b) for b in range(classes) for a in range(b + 1))
        return list(islice(ranked, self.first, self.last + 1))


def cell_ranges(classes: int, size: int) -> list[CellRange]:
    """Cut all cells of a matrix of classes into ranges of a given size."""
    cells = classes * (classes + 1) // 2
    return [CellRange(first, first + size - 1) for first in range(0, cells, size)]


def rank(pair: tuple[int, int]) -> int:
    """Return the place of a pair (a, b), a < b, in the order of b, then of a."""
    a, b = pair
    return b * (b - 1) // 2 + a


def group_of(task: str) -> str:
    """Return the section of the config that a task or a range of pairs is of."""
    return TASKS_GROUP if task in TASKS else PAIRS
