"""How pairs of classes are cut into jobs, and how those are named in files."""

from collections.abc import Iterable
from itertools import combinations
from typing import Self

from taskcomplexity.models.names import Range

Pair = tuple[int, int]
# Of more classes nobody means all pairs, half a million.
MOST_CLASSES = 1000


def all_pairs(classes: int) -> tuple[Pair, ...]:
    """Return every pair (a, b), a < b, of so many classes.

    Raises
    ------
    ValueError
        When they are more than :data:`MOST_CLASSES`.
    """
    if classes > MOST_CLASSES:
        raise ValueError(
            f"all pairs of {classes} classes; of more than {MOST_CLASSES} name those to measure"
        )
    return tuple(combinations(range(classes), 2))


class PairRange(Range):
    """The pairs of one job, by their rank: ``pairs0000-0059``.

    The pairs {a, b}, a < b, of a dataset come in the order of b, then of a, whether the config
    names them or not. A further class leaves the ranks of the others as they are.
    """

    what, digits = "pairs", 4

    @classmethod
    def of(cls, pair: Pair, size: int) -> Self:
        """Return the range of a given size that holds a pair."""
        first = rank(pair) // size * size
        return cls(first, first + size - 1)

    def __contains__(self, pair: Pair) -> bool:
        return self.first <= rank(pair) <= self.last


def rank(pair: Pair) -> int:
    """Return the place of a pair (a, b), a < b, in the order of b, then of a."""
    a, b = pair
    return b * (b - 1) // 2 + a


def pair_ranges(pairs: Iterable[Pair], size: int) -> list[PairRange]:
    """Return the ranges of a given size that hold some pairs, in the order of their ranks."""
    return list(dict.fromkeys(PairRange.of(pair, size) for pair in sorted(pairs, key=rank)))
