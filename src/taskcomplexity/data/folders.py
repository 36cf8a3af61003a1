"""What lies in folders of the user's."""

from collections.abc import Collection
from pathlib import Path

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.names import composed, some

PICTURES = (
    *(".png", ".bmp", ".jpg", ".jpeg", ".tif", ".tiff"),
    *(".gif", ".webp", ".pgm", ".ppm", ".pbm"),
)
# What systems leave in folders, beside the hidden files.
LEFT_BY_SYSTEMS = ("Thumbs.db", "desktop.ini", "__MACOSX")


def contents(folder: Path) -> dict[str, Path]:
    """Return what lies in a folder, by its composed name; hidden files are left out."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir(), key=lambda path: composed(path.name)):
        name = composed(path.name)
        if name.startswith(".") or name in LEFT_BY_SYSTEMS:
            continue
        if name in found:
            raise DataError(
                f"{folder}: {name!r} is there twice, with the accents of its letters in one "
                "character and in two; rename one"
            )
        found[name] = path
    return found


def is_picture(path: Path) -> bool:
    """Tell whether a file is a picture by its suffix; a link that leads nowhere is an error."""
    if path.suffix.lower() not in PICTURES:
        return False
    if path.is_symlink() and not path.exists():
        raise DataError(f"{path}: is a link that leads nowhere; mend it or take it out")
    return path.is_file()


def holds_pictures(place: Path) -> bool:
    """Tell whether pictures lie in a folder, not deeper."""
    return place.is_dir() and any(map(is_picture, contents(place).values()))


def holds(names: Collection[str]) -> str:
    """Say what a folder holds."""
    return f"it holds {some(names)}" if names else "it is empty"


def what_is_at(path: Path) -> str:
    """Say what is found at a place that should be something else."""
    if path.is_symlink() and not path.exists():
        return f"a link that leads nowhere, to {path.readlink()}"
    if path.is_file():
        return f"a file {f'of the kind {path.suffix}' if path.suffix else 'without a suffix'}"
    if path.exists():
        return "what is neither a file nor such a folder"
    there = next(parent for parent in path.parents if parent.is_dir())
    return f"nothing (there is {there})"


def unreachable(error: OSError) -> DataError:
    """Return what to say where the system keeps a file or folder from being reached."""
    return DataError(f"{error.filename}: {error.strerror}; give the run the right to read it")
