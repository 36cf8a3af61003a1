"""The levels of a probe, from a list or a spacing to numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

LEVEL_KEYS = {"prune": "kept", "noise": "amplitudes", "flip": "fractions", "randomize": "kept"}
KIND_KEYS = {"prune": "selections", "flip": "selections", "randomize": "kinds"}


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


def unfit_levels(where: str, section: Mapping[str, Any], key: str) -> list[str]:
    """Say what is wrong with the levels of a probe or of one of its sweeps."""
    if section[key] == "all":
        return []
    try:
        levels = written_out(section[key])
    except OverflowError:
        return [f"`{where}.{key}` goes up to two to the {section[key]['last']}, which is no number"]
    highest = None if key == "amplitudes" else 1
    outside = [x for x in levels if x < 0 or (highest is not None and x > highest)]
    if outside:
        allowed = "0 up" if highest is None else f"0 to {highest}"
        return [f"`{where}.{key}` comes to {outside[0]:g}; allowed: numbers from {allowed}"]
    twice = [x for x in levels if levels.count(x) > 1]
    return [f"`{where}.{key}` comes to {twice[0]:g} more than once"] if twice else []
