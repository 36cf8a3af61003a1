"""How models and seeds are named in files."""

from dataclasses import dataclass

TASKS = ("easy", "hard")
AUTO = "auto"


@dataclass(frozen=True)
class SeedRange:
    """The seeds of one job, as they stand in file names: ``seeds000-049``."""

    first: int
    last: int

    @classmethod
    def parse(cls, name: str) -> "SeedRange":
        """Read a range from its name."""
        first, last = name.removeprefix("seeds").split("-")
        return cls(int(first), int(last))

    def __str__(self) -> str:
        return f"seeds{self.first:03}-{self.last:03}"

    def __iter__(self):
        return iter(range(self.first, self.last + 1))


@dataclass(frozen=True)
class Models:
    """Models that lie in one file, as they stand in its name.

    ``easy_d64_seeds000-049`` is a block of seeds of a task (or of a pair, ``0-7_d64_…``), and
    ``pairs_d64`` all models of all pairs.

    Attributes
    ----------
    task
        ``easy``, ``hard``, two labels such as ``0-7``, or ``pairs``.
    hidden
        Number of hidden units.
    seeds
        The block of seeds; None stands for all.
    """

    task: str
    hidden: int
    seeds: SeedRange | None = None

    @classmethod
    def parse(cls, name: str) -> "Models":
        """Read what :meth:`__str__` wrote."""
        task, hidden, *seeds = name.split("_")
        return cls(task, int(hidden[1:]), SeedRange.parse(seeds[0]) if seeds else None)

    def __str__(self) -> str:
        return f"{self.task}_d{self.hidden}" + (f"_{self.seeds}" if self.seeds else "")

    @property
    def group(self) -> str:
        """The section of the config that they are of, `tasks` or `pairs`."""
        return "tasks" if self.task in TASKS else "pairs"
