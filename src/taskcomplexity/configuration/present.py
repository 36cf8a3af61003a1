"""What of a section is there."""

from collections.abc import Mapping
from typing import Any


def without_null(section: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries of a section that are not switched off."""
    return {name: entry for name, entry in section.items() if entry is not None}
