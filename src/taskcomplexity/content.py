"""Digests of what the user brought: whether it is still the same, and nothing else."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def named_digest(files: Iterable[tuple[str, str | Path]]) -> str:
    """Digest the names and the content of files, whatever their dates.

    Parameters
    ----------
    files
        What each file is called in the whole that is digested, and where it lies.

    Returns
    -------
    str
        Sixteen hexadecimal digits.

    Raises
    ------
    OSError
        When a file cannot be read, with its name.
    """
    digest = hashlib.sha256()
    for name, path in files:
        try:
            with Path(path).open("rb") as file:
                content = hashlib.file_digest(file, "sha256").digest()
        except OSError as error:
            # Where reading fails and not opening, the error itself has no name.
            raise OSError(error.errno, error.strerror, str(path)) from error
        digest.update(hashlib.sha256(name.encode()).digest() + content)
    return digest.hexdigest()[:16]


def folder_files(folder: Path) -> list[tuple[str, Path]]:
    """Return the name, below a folder, and the place of every file in it, through links, sorted.

    Hidden files, which systems and editors leave everywhere, are left out.
    """
    found = []
    passed = set()
    for place, folders, files in os.walk(folder, followlinks=True):
        # A link that leads back up would be walked for ever.
        passed.add(os.path.realpath(place))
        folders[:] = [
            name
            for name in folders
            if name[0] != "." and os.path.realpath(Path(place, name)) not in passed
        ]
        found += [Path(place, name) for name in files if name[0] != "."]
    return [(str(path.relative_to(folder)), path) for path in sorted(found) if path.is_file()]
