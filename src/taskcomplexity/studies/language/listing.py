"""Which files of a folder a corpus is read from."""

from pathlib import Path

SPLITS = ("train", "test")


def split_files(folder: Path) -> dict[str, list[Path]]:
    """Return the files of a folder that are read for each split, by the beginning of their names.

    Each split should have one; training sentences may be missing.
    """
    return {
        split: sorted(path for path in folder.glob(f"{split}*") if path.is_file())
        for split in SPLITS
    }
