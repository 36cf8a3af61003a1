"""How models and blocks of seeds are named in files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from taskcomplexity.models.layers import read_layers, written


@dataclass(frozen=True)
class Range:
    """Whole numbers of one job, the first and the last, as they stand in file names.

    Attributes
    ----------
    what
        Of what, the beginning of the name.
    digits
        Of each number, at least.
    """

    first: int
    last: int
    what: ClassVar[str]
    digits: ClassVar[int]

    @classmethod
    def parse(cls, name: str) -> Self:
        """Read a range from its name."""
        first, last = name.removeprefix(cls.what).split("-")
        return cls(int(first), int(last))

    def __str__(self) -> str:
        return f"{self.what}{self.first:0{self.digits}}-{self.last:0{self.digits}}"


class SeedRange(Range):
    """The seeds of one job: ``seeds000-049``."""

    what, digits = "seeds", 3

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))


def seed_ranges(seeds: int, per_job: int) -> list[SeedRange]:
    """Cut the seeds 0 … seeds - 1 into blocks of a fixed size, the last one as long as is left."""
    return [SeedRange(first, min(first + per_job, seeds) - 1) for first in range(0, seeds, per_job)]


@dataclass(frozen=True)
class Models:
    """Models of a dataset that lie in one file, as they stand in its name.

    Such as ``easy_d64_seeds000-049``, or ``easy_d128-64_slow_seeds000-049``.

    Attributes
    ----------
    task
        Which task or tasks, without an underscore.
    layers
        Hidden units of each layer.
    seeds
        The block of seeds.
    training
        What tells their training from the usual one, without an underscore; empty for that.
    """

    task: str
    layers: tuple[int, ...]
    seeds: SeedRange
    training: str = ""

    @classmethod
    def parse(cls, name: str) -> "Models":
        """Read what :meth:`__str__` wrote."""
        task, hidden, *training, seeds = name.split("_")
        return cls(task, read_layers(hidden.removeprefix("d")), SeedRange.parse(seeds), *training)

    def __str__(self) -> str:
        training = f"_{self.training}" if self.training else ""
        return f"{self.task}_d{written(self.layers)}{training}_{self.seeds}"
