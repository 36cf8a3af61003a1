"""Files and folders appear whole or not at all."""

import errno
import os
import shutil
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
    with _beside(Path(path)) as beside:
        yield beside
        _to_disk(beside)
        beside.replace(path)


@contextmanager
def replacing_folder(path: str | Path) -> Iterator[Path]:
    """Fill a folder beside its final place and rename it there when all went well.

    As :func:`replacing`, for folders. An old folder is removed before the rename.
    """
    with _beside(Path(path)) as beside:
        beside.mkdir()
        yield beside
        for file in filter(Path.is_file, beside.rglob("*")):
            _to_disk(file)
        if Path(path).exists():
            shutil.rmtree(path)
        beside.replace(path)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a place to write at, clean it up, and tell what to do when it cannot be written."""
    beside = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f".{escape(path.stem)}.*.part{path.suffix}"):
            _remove(left)
        try:
            yield beside
        finally:
            _remove(beside)
    except OSError as error:
        if error.errno not in REMEDIES:
            raise
        raise WriteError(
            f"{path}: cannot be written ({error.strerror}). {REMEDIES[error.errno]} and run the "
            "workflow again; what is finished stays."
        ) from error


def _to_disk(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
