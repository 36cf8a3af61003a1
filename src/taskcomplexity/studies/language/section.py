"""What the config says of the language model, key by key."""

from collections.abc import Mapping
from typing import Any


def probed_layers(section: Mapping[str, Any]) -> dict[str, str]:
    """Return the path in the model by the name of each layer that is not switched off."""
    return {name: path for name, path in section["layers"].items() if path is not None}


def number_of(sentences: int | str) -> int | None:
    """Return how many sentences are used; None for all."""
    return None if sentences == "all" else sentences
