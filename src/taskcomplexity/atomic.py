"""Files appear whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

REMEDIES = {
    errno.ENOSPC: "Make room on the disk",
    errno.EDQUOT: "Make room in your quota",
    errno.EROFS: "Make the folder writable, or choose another with --directory,",
    errno.EACCES: "Make the folder writable, or choose another with --directory,",
}


class WriteError(OSError):
    """A result could not be written."""


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

    Raises
    ------
    WriteError
        When the disk is full or the folder cannot be written to.

    Notes
    -----
    The rename is atomic: a reader finds the old file or the complete new one. On an error the
    part that was written is removed and the old file stays; a part that a killed process left
    goes with the next writing.
    """
    path = Path(path)
    beside = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f".{escape(path.stem)}.*.part{path.suffix}"):
            left.unlink(missing_ok=True)
        try:
            yield beside
            with beside.open("rb") as written:
                os.fsync(written.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        if error.errno not in REMEDIES:
            raise
        raise WriteError(
            f"{path}: cannot be written ({error.strerror}). {REMEDIES[error.errno]} and run the "
            "workflow again; what is finished stays."
        ) from error
