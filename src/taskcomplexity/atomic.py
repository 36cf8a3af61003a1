"""Files appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Write a file beside its final place and rename it there when all went well.

    Parameters
    ----------
    path
        The final place. Its folder is made where it is missing.

    Yields
    ------
    Path
        Where to write. It keeps the suffix of `path`, as some writers choose the format by it.

    Notes
    -----
    The rename is atomic: a reader finds the old file or the complete new one. On an error the
    part that was written is removed and the old file stays.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
