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
