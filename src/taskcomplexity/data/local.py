"""Datasets that the user has: IDX files, a NumPy archive or folders of pictures."""

import gzip
import logging
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from taskcomplexity.data.arrays import class_indices, grey_bytes
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.idx import decode_idx
from taskcomplexity.data.images import ARRAYS, Images
from taskcomplexity.data.listing import SPLITS, OwnFile, OwnFiles, list_files, list_named
from taskcomplexity.data.names import some
from taskcomplexity.data.pictures import read_picture

logger = logging.getLogger("taskcomplexity")


@dataclass(frozen=True)
class OwnImages:
    """A dataset of the user's, and where each of its images came from.

    Attributes
    ----------
    images
        The dataset.
    listing
        The files that it was read from.
    """

    images: Images
    listing: OwnFiles

    def name(self, split: str, index: int) -> str:
        """Name an image of ``train`` or ``test`` as the user knows it."""
        files = self.listing.files
        if self.listing.kind == "pictures":
            return str([file.path for file in files if file.split == split][index])
        if self.listing.kind == "idx":
            return f"image {index} of {files[2 * SPLITS.index(split)].path}"
        return f"{files[0].path}: {split}_images[{index}]"


def read_named(folder: Path, names: Mapping[str, str]) -> dict[str, bytes]:
    """Read files of a folder by their names, plain or with the suffix ``.gz``.

    Parameters
    ----------
    folder
        Where they lie.
    names
        What each is called there, by canonical name.

    Returns
    -------
    dict
        Decompressed content by canonical name.

    Raises
    ------
    DataError
        When one is missing, unreadable or cannot be decompressed.
    """
    return {file.name: _content(file.path) for file in list_named(folder, names)}


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(
            f"{path}: expected a complete gzip file, found that it does not unpack ({error}); "
            "fetch it again"
        ) from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error


def read_local(
    path: Path,
    classes: Sequence[str],
    labels: Sequence[int] | None = None,
    in_use: Collection[int] = (),
) -> OwnImages:
    """Read a dataset from the user's own files.

    Parameters
    ----------
    path
        A folder of the four IDX files; or a ``.npz`` with the arrays ``train_images``,
        ``train_labels``, ``test_images`` and ``test_labels``; or a folder with
        ``train/CLASS/*.png`` and ``test/CLASS/*.png``.
    classes
        Name of each class; the names of the folders of pictures.
    labels
        Label of each class in the files, from 0 where not given. In memory, classes are counted
        from 0 in any case.
    in_use
        Classes, counted from 0, that must have pictures in both splits.

    Returns
    -------
    OwnImages
        The dataset. What was converted and what beside it was not read is told by the logger
        ``taskcomplexity``.

    Raises
    ------
    DataError
        When there is nothing of the kind at `path`, or its content does not fit.
    """
    labels = range(len(classes)) if labels is None else labels
    listing = list_files(path, classes, in_use)
    for line in listing.unread:
        logger.warning("%s", line)
    if listing.kind == "pictures":
        arrays = _read_pictures(path, listing.files, len(classes))
    else:
        stored = _read_npz(path) if listing.kind == "archive" else _read_idx(listing.files)
        arrays = {}
        for name, (where, array) in zip(ARRAYS, stored, strict=True):
            arrays[name] = (
                grey_bytes(array, where)
                if name.endswith("images")
                else class_indices(array, where, classes, labels)
            )
    try:
        return OwnImages(Images(**arrays, classes=tuple(classes)), listing)
    except DataError as error:
        raise DataError(f"{path}: {error}") from error


def _read_idx(files: Sequence[OwnFile]) -> list[tuple[str, np.ndarray]]:
    return [(str(file.path), decode_idx(_content(file.path), str(file.path))) for file in files]


def _read_npz(path: Path) -> list[tuple[str, np.ndarray]]:
    """Return the four arrays of an archive, each with what to call it in messages."""
    # Damage shows itself anywhere between zip and NumPy, by exceptions of a dozen kinds.
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            found = archive.files
            if lacking := [name for name in ARRAYS if name not in found]:
                raise DataError(
                    f"{path}: expected the arrays {', '.join(ARRAYS)}; found "
                    f"{some(found) or 'none'}, which lacks {', '.join(lacking)}; store them under "
                    "these names"
                )
            if others := [name for name in found if name not in ARRAYS]:
                logger.warning("%s: arrays that are not read: %s", path, some(others))
            return [(f"{path}: {name}", _array(archive, name, path)) for name in ARRAYS]
    except DataError:
        raise
    except Exception as error:
        raise DataError(
            f"{path}: expected a NumPy archive, as np.savez writes it, found another or a damaged "
            f"file ({error})"
        ) from error


def _array(archive: np.lib.npyio.NpzFile, name: str, path: Path) -> np.ndarray:
    try:
        return archive[name]
    except ValueError as error:
        if "allow_pickle" not in str(error):
            raise
        shapes = "images of one size stack with `np.stack(images)`"
        remedy = shapes if name.endswith("images") else "`labels.astype(int)` or `.astype(str)`"
        raise DataError(
            f"{path}: {name}: is an array of Python objects, which are not opened as they can run "
            f"commands; store plain numbers: {remedy}"
        ) from error


def _read_pictures(folder: Path, files: Sequence[OwnFile], classes: int) -> dict[str, np.ndarray]:
    changed: dict[str, list[Path]] = {}
    pixels = []
    for file in files:
        grey, changes = read_picture(file.path)
        if pixels and grey.shape != pixels[0].shape:
            raise DataError(
                f"{file.path}: expected {pixels[0].shape} pixels (height, width), as "
                f"{files[0].path} has, found {grey.shape}; bring all pictures to one size"
            )
        pixels.append(grey)
        for change in changes:
            changed.setdefault(change, []).append(file.path)
    for change, paths in changed.items():
        logger.warning("%s: %d pictures are %s, the first %s", folder, len(paths), change, paths[0])
    if not pixels:
        raise DataError(f"{folder}: expected pictures of two classes at least, found none")
    arrays = {}
    for split in SPLITS:
        chosen = [number for number, file in enumerate(files) if file.split == split]
        grey = np.array([pixels[number] for number in chosen], np.uint8)
        arrays[f"{split}_images"] = grey.reshape(-1, *pixels[0].shape)
        labels = [files[number].label for number in chosen]
        arrays[f"{split}_labels"] = np.array(labels, np.min_scalar_type(classes - 1))
    return arrays
