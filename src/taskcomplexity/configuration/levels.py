"""The levels of a probe, from a list or a spacing to numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from taskcomplexity.probes.probe import Probe


def written_out(levels: Sequence[float] | Mapping[str, Any]) -> list[float]:
    """Return the levels as numbers.

    Parameters
    ----------
    levels
        A list; or a spacing with the keys ``spacing``, ``first``, ``last`` and ``number``, where
        first and last are exponents of two when the spacing is ``log2``.
    """
    if not isinstance(levels, Mapping):
        return [float(level) for level in levels]
    first, last, steps = levels["first"], levels["last"], levels["number"] - 1
    even = [round(first + (last - first) * step / steps, 12) for step in range(steps + 1)]
    return [2.0**exponent for exponent in even] if levels["spacing"] == "log2" else even


def unfit_levels(where: str, section: Mapping[str, Any], probe: Probe) -> list[str]:
    """Say what is wrong with the levels of a probe or of one of its sweeps."""
    given = section[probe.levels]
    at = f"{where}.{probe.levels}"
    if given == "all":
        return []
    try:
        levels = written_out(given)
    except OverflowError:
        return [f"`{at}` goes up to two to the {given['last']}, which is no number"]
    outside = [x for x in levels if x < 0 or (probe.fractions and x > 1)]
    if outside:
        allowed = "0 to 1" if probe.fractions else "0 up"
        return [f"`{at}` comes to {outside[0]:g}; allowed: numbers from {allowed}"]
    twice = [x for x in levels if levels.count(x) > 1]
    return [f"`{at}` comes to {twice[0]:g} more than once"] if twice else []
