"""A row of the audit."""

from dataclasses import dataclass

REPRODUCED = "reproduced"
NOT_REPRODUCED = "not reproduced"
UNDECIDED = "undecided"
NOT_RUN = "not run"
VERDICTS = (REPRODUCED, NOT_REPRODUCED, UNDECIDED, NOT_RUN)


@dataclass(frozen=True)
class Verdict:
    """A published claim or value beside ours.

    Attributes
    ----------
    source
        Where the paper says it: section, figure or table.
    claim
        What is claimed.
    published, ours
        What the paper found and what we found.
    tolerance
        What counts as the same.
    verdict
        One of :data:`VERDICTS`.
    published_value, our_value
        Both as numbers, where the claim is one: in the unit that `published` or `ours` tells.
    ci_low, ci_high
        The 95 % interval of `our_value`, where it has one.
    needs
        What it would take to decide what is undecided.
    null
        What would be found if there were nothing to the claim.
    """

    source: str
    claim: str
    published: str
    ours: str
    tolerance: str
    verdict: str
    published_value: float | None = None
    our_value: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    needs: str = ""
    null: str = ""


def judged(holds: bool | None) -> str:
    """Return the verdict on a claim that was looked at; None is what could not be told."""
    if holds is None:
        return UNDECIDED
    return REPRODUCED if holds else NOT_REPRODUCED
