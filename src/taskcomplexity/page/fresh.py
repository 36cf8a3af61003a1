"""Whether a file is still what it was when a part of the page was made of it."""

import hashlib
from functools import cache
from pathlib import Path


def digest_of(path: str | Path) -> str:
    """Return what tells whether a file is still what it was: SHA-256 of its content."""
    status = Path(path).stat()
    return _digest(str(path), status.st_size, status.st_mtime_ns)


@cache
def _digest(path: str, size: int, changed: int) -> str:
    """Digest a file once in a process, however many parts show it."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_as_it_was(path: Path, digest: str) -> bool:
    """Tell whether a file is what it was, whatever its date; one that is missing is not."""
    return path.exists() and digest_of(path) == digest
