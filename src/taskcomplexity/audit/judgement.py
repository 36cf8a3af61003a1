"""When a statement holds, when it does not, and when more models would be needed to tell.

Every rule compares an interval with a margin: a statement holds when the whole interval lies beyond
the margin, it does not when none of it does, and is undecided in between.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from taskcomplexity.audit.curves import Curve
from taskcomplexity.audit.uncertain import Uncertain

LEAST_MODELS = 6
MOST_MODELS = 100_000


@dataclass(frozen=True)
class Finding:
    """What was found.

    Attributes
    ----------
    told
        In words.
    holds
        Whether the statement does; None where that cannot be told.
    needs
        What it would take to tell, where it cannot.
    value, low, high
        The number that decided and its interval, where it is one.
    """

    told: str
    holds: bool | None
    needs: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None


def exceeds(number: Uncertain, margin: float, told: str, unit: str = "points") -> Finding:
    """Hold a number to be above a margin.

    Parameters
    ----------
    number
        A single one.
    margin
        In its unit.
    told
        What it is, before its value is told.
    """
    low, high = (float(end) for end in number.interval())
    return _decided(number, low > margin, high <= margin, (margin,), told, unit, (low, high))


def below(number: Uncertain, margin: float, told: str, unit: str = "points") -> Finding:
    """Hold a number to be at most a margin."""
    low, high = (float(end) for end in number.interval())
    return _decided(number, high <= margin, low > margin, (margin,), told, unit, (low, high))


def within(
    number: Uncertain, centre: float, margin: float, told: str, unit: str = "points"
) -> Finding:
    """Hold a number to be no further than a margin from another."""
    low, high = (float(end) for end in number.interval())
    ends = (centre - margin, centre + margin)
    holds, fails = ends[0] <= low and high <= ends[1], low > ends[1] or high < ends[0]
    return _decided(number, holds, fails, ends, told, unit, (low, high))


def _decided(
    number: Uncertain,
    holds: bool,
    fails: bool,
    margins: Sequence[float],
    told: str,
    unit: str,
    interval: tuple[float, float],
) -> Finding:
    value = float(number.value)
    ends = " to ".join(f"{end:.{_decimals(unit)}f}" for end in interval)
    said = f"{told} {value:.{_decimals(unit)}f} {unit}".rstrip() + f" (95 %: {ends})"
    needs = ""
    if number.models < LEAST_MODELS:
        holds = fails = False
        needs = f"an interval takes {LEAST_MODELS} models, there are {number.models}"
    elif not holds and not fails:
        nearest = min(abs(value - margin) for margin in margins)
        needs = _models_needed(number.models, (interval[1] - interval[0]) / 2, nearest)
    return Finding(said, _verdict(holds, fails), needs, value, *interval)


def everywhere_above(curve: Curve, margin: float, told: str) -> Finding:
    """Hold a curve to be above a margin at every level, by a band over all of them at once."""
    low, high = curve.accuracy.band()
    worst = int(np.argmin(curve.accuracy.value))
    said = (
        f"{told} lowest {curve.accuracy.value[worst]:+.1f} points at {curve.levels[worst]:.3g} "
        f"({low[worst]:+.1f} to {high[worst]:+.1f})"
    )
    under = int((high <= margin).sum())
    if under:
        said += f", below at {under} of {len(curve.levels)} levels"
    return _about(curve, (low > margin).all(), under > 0, margin, said, worst, low, high)


def somewhere_above(curve: Curve, margin: float, told: str, neighbours: int = 1) -> Finding:
    """Hold a curve to be above a margin at some level, or at several that follow each other."""
    low, high = curve.accuracy.band()
    best = int(np.argmax(curve.accuracy.value))
    said = (
        f"{told} highest {curve.accuracy.value[best]:+.1f} points at {curve.levels[best]:.3g} "
        f"({low[best]:+.1f} to {high[best]:+.1f})"
    )
    above = low > margin
    if above.any():
        first, last = (curve.levels[place] for place in np.flatnonzero(above)[[0, -1]])
        said += f", above at {above.sum()} levels from {first:.3g} to {last:.3g}"
    holds, fails = (
        longest_run(above) >= neighbours,
        longest_run(high > margin) < neighbours,
    )
    return _about(curve, holds, fails, margin, said, best, low, high)


def everywhere_within(curve: Curve, margin: float, told: str) -> Finding:
    """Hold a curve to be no further than a margin from 0 at every level."""
    low, high = curve.accuracy.band()
    worst = int(np.argmax(np.abs(curve.accuracy.value)))
    said = (
        f"{told} {curve.accuracy.value.min():+.1f} to {curve.accuracy.value.max():+.1f} points "
        f"from {curve.levels[0]:.3g} to {curve.levels[-1]:.3g} "
        f"(at {curve.levels[worst]:.3g}: {low[worst]:+.1f} to {high[worst]:+.1f})"
    )
    holds = (low >= -margin).all() and (high <= margin).all()
    fails = (low > margin).any() or (high < -margin).any()
    bound = math.copysign(margin, curve.accuracy.value[worst])
    return _about(curve, holds, fails, bound, said, worst, low, high)


def _about(
    curve: Curve,
    holds: bool,
    fails: bool,
    margin: float,
    said: str,
    place: int,
    low: np.ndarray,
    high: np.ndarray,
) -> Finding:
    value, models = float(curve.accuracy.value[place]), curve.accuracy.models
    needs = ""
    if models < LEAST_MODELS:
        holds = fails = False
        needs = f"an interval takes {LEAST_MODELS} models, there are {models}"
    elif not holds and not fails:
        needs = _models_needed(models, (high[place] - low[place]) / 2, abs(value - margin))
    return Finding(
        said, _verdict(holds, fails), needs, value, float(low[place]), float(high[place])
    )


def longest_run(flags: np.ndarray) -> int:
    """Return how many true flags follow each other at most."""
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


def all_of(*findings: Finding) -> Finding:
    """Hold a statement that asks for several things: it fails with one, it holds with all."""
    said = "; ".join(finding.told for finding in findings)
    verdicts = {finding.holds for finding in findings}
    holds = False if False in verdicts else None if None in verdicts else True
    deciding = next(finding for finding in findings if finding.holds is holds)
    needs = "; ".join(dict.fromkeys(f.needs for f in findings if f.needs)) if holds is None else ""
    return Finding(said, holds, needs, deciding.value, deciding.low, deciding.high)


def _verdict(holds: bool, fails: bool) -> bool | None:
    return True if holds else False if fails else None


def _models_needed(models: int, half_width: float, distance: float) -> str:
    """Say how many models would bring an interval to the size of its distance from the margin."""
    most = f"more than {MOST_MODELS:,} models"
    if distance <= 0:
        return most
    number = math.ceil(models * (half_width / distance) ** 2)
    return most if number > MOST_MODELS else f"about {max(number, models + 1):,} models"


def _decimals(unit: str) -> int:
    return {"": 3, "of p": 3, "percent": 1}.get(unit, 1)
