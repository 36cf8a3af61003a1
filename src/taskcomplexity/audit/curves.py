"""Accuracy against the level of a probe, as the audit looks at it."""

from dataclasses import dataclass

import numpy as np

from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.uncertain import Uncertain

QUARTERS = (0.25, 0.75)


@dataclass(frozen=True)
class Curve:
    """Medians over models, in percent, at rising levels.

    Attributes
    ----------
    levels
        Shape (levels,).
    accuracy
        Of the same shape.
    """

    levels: np.ndarray
    accuracy: Uncertain

    def at(self, level: float) -> Uncertain:
        """Return the accuracy at one level.

        Raises
        ------
        NotRun
            When the config does not measure it.
        """
        places = np.flatnonzero(np.isclose(self.levels, level, rtol=0, atol=1e-9))
        if not len(places):
            raise NotRun(f"no level {level:g}")
        return self.accuracy[places[0]]

    def between(self, low: float, high: float) -> "Curve":
        """Return the part of the curve at levels from `low` to `high`.

        Raises
        ------
        NotRun
            When there is no such level.
        """
        inside = (self.levels >= low - 1e-9) & (self.levels <= high + 1e-9)
        if not inside.any():
            raise NotRun(f"no level from {low:g} to {high:g}")
        return Curve(self.levels[inside], self.accuracy[inside])

    def where(self, chosen: np.ndarray) -> "Curve":
        """Return the levels that are chosen, bool, shape (levels,).

        Raises
        ------
        NotRun
            When there is none.
        """
        if not chosen.any():
            raise NotRun("no such level")
        return Curve(self.levels[chosen], self.accuracy[chosen])

    def __sub__(self, other: "Curve | Uncertain | float") -> "Curve":
        """Return the difference, at the levels that both have."""
        if not isinstance(other, Curve):
            if isinstance(other, Uncertain):
                other = Uncertain(other.value[None], other.draws[:, None], other.models)
            return Curve(self.levels, self.accuracy - other)
        levels, ours, theirs = np.intersect1d(
            self.levels.round(9), other.levels.round(9), return_indices=True
        )
        if not len(levels):
            raise NotRun("no level in common")
        return Curve(levels, self.accuracy[ours] - other.accuracy[theirs])

    def mean(self) -> Uncertain:
        """Return the mean over the levels, the area below the curve by their span."""
        if len(self.levels) < 2:
            raise NotRun("a single level")
        span = self.levels[-1] - self.levels[0]
        return Uncertain(
            np.trapezoid(self.accuracy.value, self.levels) / span,
            np.trapezoid(self.accuracy.draws, self.levels, axis=1) / span,
            self.accuracy.models,
        )

    def rise_width(self) -> Uncertain:
        """Return over how wide a range of levels the curve makes the middle half of its rise.

        From where it has first risen by a quarter of the way from its first to its highest value,
        to where it has first risen by three quarters, along straight lines between levels.
        """
        if len(self.levels) < 3:
            raise NotRun("fewer than three levels")
        (value,) = self._rise_widths(self.accuracy.value[None])
        return Uncertain(value, self._rise_widths(self.accuracy.draws), self.accuracy.models)

    def _rise_widths(self, curves: np.ndarray) -> np.ndarray:
        start, rise = curves[:, 0], curves.max(axis=1) - curves[:, 0]
        low, high = (self._first_reached(curves, start + part * rise) for part in QUARTERS)
        return high - low

    def _first_reached(self, curves: np.ndarray, heights: np.ndarray) -> np.ndarray:
        """Return the level at which each curve first reaches a height."""
        rows = np.arange(len(curves))
        after = np.argmax(curves >= heights[:, None], axis=1)
        before = np.maximum(after - 1, 0)
        below, above = curves[rows, before], curves[rows, after]
        part = np.divide(
            heights - below, above - below, out=np.zeros(len(curves)), where=above > below
        )
        return self.levels[before] + part * (self.levels[after] - self.levels[before])
