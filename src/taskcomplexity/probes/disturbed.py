"""What a probe hands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
