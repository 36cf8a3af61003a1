"""How tasks, and cells of a matrix of classes, are named in files."""

from itertools import islice

from taskcomplexity.models.names import Range
from taskcomplexity.models.pairs import PairRange

# Sections of the config that say which models are trained.
TASKS_GROUP, PAIRS, LAYERS = "tasks", PairRange.what, "layers"
CELLS = "cells"


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
