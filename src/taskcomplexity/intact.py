"""Results that were cut short or written over.

The workflow itself leaves no half-written file, but copies break off and disks fail. Snakemake
looks at the dates of files, not into them; a damaged result would stand in the way until its
reader fails.
"""

import json
from pathlib import Path

ENDS = {
    ".parquet": (b"PAR1", b"PAR1"),
    ".png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    ".pdf": (b"%PDF-", b"%%EOF"),
    ".html": (b"", b"</html>"),
}
LAST_BYTES = 32
LENGTH_BYTES = 8


def set_damaged_aside(folder: Path) -> dict[Path, Path]:
    """Rename the damaged results below a folder, so that they count as missing.

    Returns
    -------
    dict
        From each damaged file to where it lies now, beside its place.
    """
    aside = {}
    for path in sorted(folder.rglob("*.*")):
        unfinished = path.name.startswith(".")
        if path.is_file() and not unfinished and not is_whole(path):
            aside[path] = path.replace(path.with_name(f"{path.name}.damaged"))
    return aside


def is_whole(path: Path) -> bool:
    """Tell whether a result has a beginning and an end that fit together.

    Only the ends of the file are read. Files of other kinds than those of
    :data:`ENDS` and safetensors are taken for whole.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if path.suffix == ".safetensors":
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
