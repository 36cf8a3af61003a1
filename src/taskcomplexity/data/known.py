"""Whether files are those of a dataset of the catalog, and the images in them."""

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np

from taskcomplexity.data.catalog import IDX_FILES, CatalogEntry
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.idx import decode_idx
from taskcomplexity.data.images import ARRAYS, Images
from taskcomplexity.data.names import some

MD5 = partial(hashlib.md5, usedforsecurity=False)


def known_images(content: Mapping[str, bytes], entry: CatalogEntry) -> Images:
    """Return the images of a dataset of the catalog, upright and with labels from 0.

    Parameters
    ----------
    content
        The four IDX files, decompressed, by canonical name.
    entry
        The dataset.

    Returns
    -------
    Images
        What was checked is printed.

    Raises
    ------
    DataError
        When a file does not meet its sum, or has other numbers, shapes or labels than the dataset.
    """
    _check_sums(content, entry)
    arrays = [decode_idx(content[name], entry.files[name]) for name in IDX_FILES]
    for number, start in zip(entry.images, (0, 2), strict=True):
        images, labels = arrays[start : start + 2]
        _check_split(images, labels, number, entry, IDX_FILES[start : start + 2])
        if entry.transposed:
            arrays[start] = images.swapaxes(1, 2)
        arrays[start + 1] = labels - np.uint8(entry.first_label)
    checked = "all four sums" if entry.sha256 else "numbers, shapes and labels"
    unknown = "" if entry.sha256 else "; sums of the four files are not known"
    print(f"  complete, {checked} are right{unknown}", flush=True)
    return Images(**dict(zip(ARRAYS, arrays, strict=True)), classes=entry.classes)


def _check_sums(content: Mapping[str, bytes], entry: CatalogEntry) -> None:
    for name, expected in entry.sha256.items():
        found = hashlib.sha256(content[name]).hexdigest()
        if found != expected:
            raise DataError(
                f"{entry.files[name]} ({len(content[name])} bytes): expected SHA-256 {expected}, "
                f"found {found}; the file is truncated, damaged or another one: fetch it again"
            )


def _check_split(
    images: np.ndarray,
    labels: np.ndarray,
    number: int,
    entry: CatalogEntry,
    names: tuple[str, str],
) -> None:
    height, width = entry.shape[::-1] if entry.transposed else entry.shape
    first, last = entry.labels[0], entry.labels[-1]
    another = "the file is of another dataset, or a part of this one: fetch it again"
    if images.shape != (number, height, width):
        raise DataError(
            f"{entry.files[names[0]]}: expected {number} images of {height} × {width} pixels, "
            f"found the shape {images.shape}; {another}"
        )
    if labels.shape != (number,):
        raise DataError(
            f"{entry.files[names[1]]}: expected {number} labels, one per image, found the shape "
            f"{labels.shape}; {another}"
        )
    found = np.unique(labels).tolist()
    if found != list(entry.labels):
        raise DataError(
            f"{entry.files[names[1]]}: expected the labels {first} to {last}, each of them, found "
            f"{some(list(map(str, found)), 30)}; {another}"
        )


def check_archives(folder: Path, entry: CatalogEntry) -> None:
    """Check the archives of a dataset that torchvision left beside the files out of them.

    Parameters
    ----------
    folder
        Where they lie.
    entry
        The dataset.

    Raises
    ------
    DataError
        When one does not meet its MD5 sum. Which do, and which are not there, is printed.
    """
    for name, expected in entry.archives.items():
        if not (folder / name).is_file():
            print(f"  {name}: is not kept, so that torchvision alone checked it", flush=True)
            continue
        with (folder / name).open("rb") as file:
            found = hashlib.file_digest(file, MD5).hexdigest()
        if found != expected:
            raise DataError(
                f"{name}: expected MD5 {expected}, found {found}; the archive is truncated, "
                "damaged or another one: fetch it again"
            )
        print(f"  {name}: its MD5 sum is right", flush=True)
