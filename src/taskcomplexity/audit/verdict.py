"""A row of the audit."""

from dataclasses import dataclass

REPRODUCED = "reproduced"
NOT_REPRODUCED = "not reproduced"
NOT_RUN = "not run"


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
        :data:`REPRODUCED`, :data:`NOT_REPRODUCED` or :data:`NOT_RUN`.
    published_value, our_value
        Both as numbers, where the claim is one: in the unit that `published` tells.
    """

    source: str
    claim: str
    published: str
    ours: str
    tolerance: str
    verdict: str
    published_value: float | None = None
    our_value: float | None = None


def judged(holds: bool) -> str:
    """Return the verdict on a claim that was looked at."""
    return REPRODUCED if holds else NOT_REPRODUCED
