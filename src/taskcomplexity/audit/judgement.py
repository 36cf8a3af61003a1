"""When a statement holds, when it does not, and when more models would be needed to tell.

Every rule compares an interval with a margin: a statement holds when the whole interval lies beyond
the margin, it does not when none of it does, and is undecided in between.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

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
    models
        How many models it would take to tell, where that is what it takes.
    """

    told: str
    holds: bool | None
    needs: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    models: float = 0


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
    nearest = min(abs(value - margin) for margin in margins)
    half = (interval[1] - interval[0]) / 2
    ratio = half / nearest if nearest else math.inf
    return _found(said, holds, fails, number.models, ratio, (value, *interval))


def everywhere_above(curve: Curve, margin: float, told: str) -> Finding:
    """Hold a curve to be above a margin at every level, by a band over all of them at once."""
    low, high = curve.accuracy.band()
    under = int((high <= margin).sum())
    worst = int(np.argmin(high if under else low))
    said = (
        f"{told} {curve.accuracy.value[worst]:+.1f} points at {curve.levels[worst]:.3g} "
        f"({low[worst]:+.1f} to {high[worst]:+.1f})"
    )
    if under:
        said += f", below at {under} of {len(curve.levels)} levels"
    holds, fails = (low > margin).all(), under > 0
    open_ = (low <= margin) & (high > margin)
    return _about(curve, holds, fails, margin, said, worst, (low, high), open_, max)


def somewhere_above(curve: Curve, margin: float, told: str, neighbours: int = 1) -> Finding:
    """Hold a curve to be above a margin at some level, or at several that follow each other."""
    low, high = curve.accuracy.band()
    best = int(np.argmax(low))
    said = (
        f"{told} {curve.accuracy.value[best]:+.1f} points at {curve.levels[best]:.3g} "
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
    # One level that is above would do; where none seems to be, all must be told to be below.
    seems = curve.accuracy.value > margin
    open_, of_levels = (seems, min) if seems.any() else (high > margin, max)
    return _about(curve, holds, fails, margin, said, best, (low, high), open_, of_levels)


def everywhere_within(curve: Curve, margin: float, told: str) -> Finding:
    """Hold a curve to be no further than a margin from 0 at every level."""
    low, high = curve.accuracy.band()
    worst = int(np.argmax(np.maximum(-low, high)))
    said = (
        f"{told} {curve.accuracy.value.min():+.1f} to {curve.accuracy.value.max():+.1f} points "
        f"from {curve.levels[0]:.3g} to {curve.levels[-1]:.3g} "
        f"(at {curve.levels[worst]:.3g}: {low[worst]:+.1f} to {high[worst]:+.1f})"
    )
    holds = (low >= -margin).all() and (high <= margin).all()
    fails = (low > margin).any() or (high < -margin).any()
    bound = np.copysign(margin, curve.accuracy.value)
    open_ = (low < -margin) | (high > margin)
    return _about(curve, holds, fails, bound, said, worst, (low, high), open_, max)


def _about(
    curve: Curve,
    holds: bool,
    fails: bool,
    margin: float | np.ndarray,
    said: str,
    place: int,
    band: tuple[np.ndarray, np.ndarray],
    undecided: np.ndarray,
    of_levels: Callable[[Iterable[float]], float],
) -> Finding:
    """Find what a band says; where it does not tell, most or fewest models of the open levels."""
    low, high = band
    apart = np.abs(curve.accuracy.value - margin)[undecided]
    half = (high - low)[undecided] / 2
    ratios = np.divide(half, apart, out=np.full(len(half), np.inf), where=apart > 0)
    ratio = of_levels(ratios) if len(ratios) else math.inf
    numbers = tuple(float(one[place]) for one in (curve.accuracy.value, low, high))
    return _found(said, holds, fails, curve.accuracy.models, ratio, numbers)


def _found(
    said: str,
    holds: bool,
    fails: bool,
    models: int,
    ratio: float,
    numbers: tuple[float, float, float],
) -> Finding:
    """Find what intervals say, or what it would take to tell.

    Parameters
    ----------
    said
        In words.
    holds, fails
        What they say.
    models
        How many models they stand on.
    ratio
        How many times the half width of the interval is its distance from the margin.
    numbers
        What decided, and its interval.
    """
    if models < LEAST_MODELS:
        needs = f"an interval takes {LEAST_MODELS} models, there are {models}"
        return Finding(said, None, needs, *numbers)
    if holds or fails:
        return Finding(said, bool(holds), "", *numbers)
    needed = max(models * ratio**2, models + 1)
    told = f"about {math.ceil(needed):,}" if needed <= MOST_MODELS else f"more than {MOST_MODELS:,}"
    return Finding(said, None, f"{told} models", *numbers, models=needed)


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
    deciding = max((one for one in findings if one.holds is holds), key=lambda one: one.models)
    return replace(deciding, told=said)


def _decimals(unit: str) -> int:
    return {"": 3, "of p": 3, "percent": 1}.get(unit, 1)
