"""What a probe hands on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

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
    columns
        Further columns of the probe's table, a value per model.
    undone
        bool per model: the probe could not be applied to it. Its accuracy is not measured.
    """

    kind: str
    level: float
    draw: int
    ensemble: Ensemble
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)
    undone: np.ndarray | None = None


def measurements(settings: Mapping[str, Any]) -> int:
    """Count what a sweep yields: its settings are lists of levels and kinds, or how often to draw.

    The first and the last of its ``seeds`` do not count.
    """
    return math.prod(
        len(value) if isinstance(value, Sequence) else value
        for key, value in settings.items()
        if key != "seeds"
    )
