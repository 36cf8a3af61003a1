"""Results that were cut short or written over.

The workflow itself leaves no half-written file, but copies break off and disks fail. Snakemake
looks at the dates of files, not into them; a damaged result would stand in the way until its
reader fails.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

ENDS = {
    ".parquet": (b"PAR1", b"PAR1"),
    ".png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    ".pdf": (b"%PDF-", b"%%EOF"),
    ".html": (b"", b"</html>"),
}
SAFETENSORS = ".safetensors"
DAMAGED = ".damaged"
LAST_BYTES = 32
LENGTH_BYTES = 8


def find_damaged(folder: Path, is_declared: Callable[[Path], bool]) -> list[Path]:
    """Find the damaged results below a folder; nothing is changed.

    Parameters
    ----------
    folder
        Of the results.
    is_declared
        Whether a file or a folder is an output of the workflow. Others are the user's and are not
        opened.

    Returns
    -------
    list of pathlib.Path
        The damaged outputs, sorted; the whole folder where an output is one.

    Raises
    ------
    OSError
        When a result cannot be read.
    """
    damaged = set()
    for path in folder.rglob("*"):
        if not path.is_file() or not (path.suffix in ENDS or path.suffix == SAFETENSORS):
            continue
        output = next((place for place in (path, path.parent) if is_declared(place)), None)
        if output is not None and not is_whole(path):
            damaged.add(output)
    return sorted(damaged)


def set_aside(path: Path) -> Path:
    """Rename a result, so that it is kept beside the one that is made in its place.

    Returns
    -------
    pathlib.Path
        Where it lies now. What was set aside there before is gone.
    """
    aside = path.with_name(f"{path.name}{DAMAGED}")
    if aside.is_dir():
        shutil.rmtree(aside)
    return path.replace(aside)


def is_whole(path: Path) -> bool:
    """Tell whether a result has a beginning and an end that fit together.

    Only the ends of the file are read. Files of other kinds than those of
    :data:`ENDS` and safetensors are taken for whole.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if path.suffix == SAFETENSORS:
            length = int.from_bytes(file.read(LENGTH_BYTES), "little")
            if size <= LENGTH_BYTES or length > size - LENGTH_BYTES:
                return False
            return _safetensors_size(file.read(length)) == size - LENGTH_BYTES - length
        if path.suffix not in ENDS:
            return True
        begin, end = ENDS[path.suffix]
        begins = size >= len(begin) + len(end) and file.read(len(begin)) == begin
        file.seek(max(size - LAST_BYTES, 0))
        return begins and file.read().rstrip().endswith(end)


def _safetensors_size(header: bytes) -> int | None:
    """Return how many bytes of tensors a safetensors header announces; None if it is none."""
    try:
        entries = json.loads(header)
        return max(
            (entry["data_offsets"][1] for name, entry in entries.items() if name[:2] != "__"),
            default=0,
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None
