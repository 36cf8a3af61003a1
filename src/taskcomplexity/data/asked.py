"""What a user asks of a dataset beside its classes: which column, which test rows, which pixels."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

GREY, CHANNELS = "grey", "channels"
# The share of each class that is kept for the test, where the data have no test part.
TEST_FRACTION = 0.2
# The column that holds the classes, where nothing is said.
LABEL = "label"


@dataclass(frozen=True)
class Asked:
    """What a user asks of a dataset beside its classes. None where nothing is said.

    Attributes
    ----------
    label
        The column of a table that holds the classes.
    test_path
        A second table, of test rows.
    test_fraction
        Which share of each class is kept for the test.
    colour
        ``grey`` or ``channels``: what becomes of pictures in colour.
    size
        Height and width to which pictures of another size are brought.
    """

    label: str | None = None
    test_path: Path | None = None
    test_fraction: float | None = None
    colour: str | None = None
    size: tuple[int, int] | None = None

    @property
    def fraction(self) -> float:
        """Which share of each class is kept for the test, where the data have no test part."""
        return TEST_FRACTION if self.test_fraction is None else self.test_fraction

    def reading(self, usual: str | None) -> dict[str, Any] | None:
        """Return what decides how files are read, as a job is told it; None where nothing does.

        What the files themselves say is not part of it: which they are, and what is in them. Nor is
        what is done in any case.

        Parameters
        ----------
        usual
            What becomes of colour where nothing is said; None where it is refused or there is none.
        """
        asked = {
            "label": None if self.label == LABEL else self.label,
            "colour": None if self.colour == usual else self.colour,
            "size": None if self.size is None else list(self.size),
        }
        given = {key: value for key, value in asked.items() if value is not None}
        return given or None


NOTHING = Asked()
