"""Results that were cut short or written over.

The workflow itself leaves no half-written file, but copies break off and disks fail. Snakemake
looks at the dates of files, not into them; a damaged result would stand in the way until its
reader fails.
"""

import json
import shutil
from pathlib import Path

ENDS = {
    ".parquet": (b"PAR1", b"PAR1"),
    ".png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    ".pdf": (b"%PDF-", b"%%EOF"),
    ".html": (b"", b"</html>"),
}
RESULTS = ("*.parquet", "*.safetensors", "figure_*.png", "figure_*.pdf", "audit*.html")
MODEL_FOLDERS = ("language/fetched", "language/fine_tuned")
DAMAGED = ".damaged"
LAST_BYTES = 32
LENGTH_BYTES = 8


def set_damaged_aside(folder: Path) -> dict[Path, Path]:
    """Rename the damaged results below a folder, so that they count as missing.

    Only files with names that the workflow gives are looked at. A model of :data:`MODEL_FOLDERS`
    is set aside as a whole, as the workflow makes it as a whole.

    Returns
    -------
    dict
        From each damaged result to where it lies now, beside its place.

    Raises
    ------
    OSError
        When a result cannot be read.
    """
    models = [folder / model for model in MODEL_FOLDERS]
    files = {path for name in RESULTS for path in folder.rglob(name)}
    damaged = set()
    for path in files:
        parts = path.relative_to(folder).parts
        passed = any(part.startswith(".") or part.endswith(DAMAGED) for part in parts)
        if path.is_file() and not passed and not is_whole(path):
            damaged.add(next((model for model in models if model in path.parents), path))
    return {path: _set_aside(path) for path in sorted(damaged)}


def _set_aside(path: Path) -> Path:
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
