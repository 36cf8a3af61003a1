"""What a probe hands on."""

from dataclasses import dataclass

from taskcomplexity.models.ensemble import Ensemble


@dataclass(frozen=True)
class Disturbed:
    """An ensemble after a probe at one level.

    Attributes
    ----------
    kind
        Which form of the probe.
    level
        How strong it was.
    draw
        Which of several random draws, counted from 0.
    ensemble
        The models.
    """

    kind: str
    level: float
    draw: int
    ensemble: Ensemble
