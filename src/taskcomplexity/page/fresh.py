"""Whether a file is still what it was when a part of the page was made of it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def state_of(path: str | Path) -> dict[str, Any]:
    """Return what tells whether a file is still what it was: its size, date and digest."""
    path = Path(path)
    status = path.stat()
    return {"bytes": status.st_size, "changed": status.st_mtime_ns, "digest": _digest(path)}


def is_as_it_was(path: Path, state: Mapping[str, Any]) -> bool:
    """Tell whether a file is what it was, whatever its date; one that is missing is not."""
    try:
        now = path.stat()
    except OSError:
        return False
    if now.st_size != state["bytes"]:
        return False
    return now.st_mtime_ns == state["changed"] or _digest(path) == state["digest"]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
