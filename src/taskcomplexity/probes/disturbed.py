"""What a probe hands on."""

import math
from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from numbers import Integral
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
    """Count what a sweep yields.

    Parameters
    ----------
    settings
        Lists or arrays of levels and kinds, and how often to draw. The first and the last of its
        ``seeds`` do not count.

    Raises
    ------
    ValueError
        When a list is empty or none, or nothing is drawn.
    """
    return math.prod(_number(key, value) for key, value in settings.items() if key != "seeds")


def _number(key: str, value: Any) -> int:
    if not isinstance(value, Integral | Sized):
        raise ValueError(f"{key}: expected a list, found {value!r}")
    number = int(value) if isinstance(value, Integral) else len(value)
    if number < 1:
        raise ValueError(f"{key}: expected at least one, found {value!r}")
    return number
