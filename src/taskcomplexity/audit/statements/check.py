"""What tests a statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from taskcomplexity.audit.evidence import Evidence
from taskcomplexity.audit.judgement import Finding

Margins = Mapping[str, float]
Find = Callable[[Evidence, str, Margins], Finding]

# The pairs of classes that the paper speaks of.
TASKS = {
    "mnist": {"easy": (0, 7), "hard": (7, 9)},
    "fashion_mnist": {"easy": (2, 3), "hard": (1, 3)},
}
LETTER = {"easy": "E", "hard": "H"}
GUESS = 50


@dataclass(frozen=True)
class Check:
    """The test of a statement.

    Attributes
    ----------
    tolerance
        What must be the case for it to hold, with the names of margins in braces.
    null
        What would be found if there were nothing to it, for which it must not hold.
    find
        From the evidence, the dataset and the margins to a finding. It raises
        :class:`taskcomplexity.audit.evidence.NotRun` where the config has no such results.
    """

    tolerance: str
    null: str
    find: Find
