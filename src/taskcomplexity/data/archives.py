"""NumPy archives of the user's: which of their arrays are read, and these."""

import logging
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.labelled import arrays_of
from taskcomplexity.data.names import some

logger = logging.getLogger("taskcomplexity")

# Of the first that is there whole; the latter two have no test part.
SETS = (
    arrays_of("images"),
    arrays_of("features"),
    ("images", "labels"),
    ("features", "labels"),
)
NPY = ".npy"


def arrays_in(path: Path) -> tuple[str, ...]:
    """Return the names of the arrays that are read of an archive, of which none is opened.

    Raises
    ------
    DataError
        When it is no archive, or lacks some of them.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = [name.removesuffix(NPY) for name in archive.namelist()]
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise _not_one(path, error) from error
    chosen = next((names for names in SETS if set(names) <= set(found)), None)
    if chosen is None:
        most = max(SETS, key=lambda names: len(set(names) & set(found)))
        others = " or ".join(", ".join(names) for names in SETS if names != most)
        lacking = [name for name in most if name not in found]
        raise DataError(
            f"{path}: expected the arrays {', '.join(most)} (or {others}); found "
            f"{some(found) or 'none'}, which lacks {', '.join(lacking)}; store them under these "
            "names"
        )
    return chosen


def read_arrays(path: Path, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Read arrays of an archive.

    Raises
    ------
    DataError
        When the file is damaged, or an array is one of Python objects.
    """
    # Damage shows itself anywhere between zip and NumPy, by exceptions of a dozen kinds.
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return {name: _array(archive, name, path) for name in names}
    except DataError:
        raise
    except Exception as error:
        raise _not_one(path, error) from error


def unread(path: Path, names: Sequence[str]) -> list[str]:
    """Return the names of the arrays of an archive beside some."""
    with zipfile.ZipFile(path) as archive:
        found = [name.removesuffix(NPY) for name in archive.namelist()]
    return [name for name in found if name not in names]


def _not_one(path: Path, error: Exception) -> DataError:
    return DataError(
        f"{path}: expected a NumPy archive, as np.savez writes it, found another or a damaged "
        f"file ({error})"
    )


def _array(archive: np.lib.npyio.NpzFile, name: str, path: Path) -> np.ndarray:
    try:
        return archive[name]
    except ValueError as error:
        if "allow_pickle" not in str(error):
            raise
        shapes = "samples of one shape stack with `np.stack(samples)`"
        remedy = "`labels.astype(int)` or `.astype(str)`" if name.endswith("labels") else shapes
        raise DataError(
            f"{path}: {name}: is an array of Python objects, which are not opened as they can run "
            f"commands; store plain numbers: {remedy}"
        ) from error
