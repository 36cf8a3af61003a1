"""How the hidden layers of a network are written."""

from collections.abc import Sequence


def written(layers: Sequence[int]) -> str:
    """Return how hidden layers are written: ``64``, or ``128-64`` from input to output."""
    return "-".join(map(str, layers))


def read_layers(text: str) -> tuple[int, ...]:
    """Read what :func:`written` wrote."""
    return tuple(map(int, text.split("-"))) if text else ()


def as_layers(hidden: int | Sequence[int]) -> tuple[int, ...]:
    """Return the hidden layers that a config gives as a number or a list of numbers."""
    return (hidden,) if isinstance(hidden, int) else tuple(hidden)
