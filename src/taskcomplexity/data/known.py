"""Whether files are those of a dataset of the catalog, and the images in them."""

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np

from taskcomplexity.data.catalog import CatalogEntry
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.data.listing import SPLITS
from taskcomplexity.data.names import some

MD5 = partial(hashlib.md5, usedforsecurity=False)
ANOTHER = "that is another dataset, or a part of this one: fetch it again"


def known_images(content: Mapping[str, bytes], entry: CatalogEntry) -> Images:
    """Return the images of a dataset of the catalog, upright and with labels from 0.

    Parameters
    ----------
    content
        Its files, decompressed, by canonical name.
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
    arrays = entry.form.decode(content, entry.files)
    for split, number in zip(SPLITS, entry.images, strict=True):
        images, labels = f"{split}_images", f"{split}_labels"
        _check_images(arrays[images], number, entry, _held_in(images, entry))
        _check_labels(arrays[labels], number, entry, _held_in(labels, entry))
        if entry.transposed:
            arrays[images] = arrays[images].swapaxes(1, 2)
        arrays[labels] = arrays[labels] - np.uint8(entry.first_label)
    checked = f"all {len(entry.sha256)} sums" if entry.sha256 else "numbers, shapes and labels"
    unknown = "" if entry.sha256 else "; sums of the files are not known"
    print(f"  complete, {checked} are right{unknown}", flush=True)
    return Images(**arrays, classes=entry.classes)


def _check_sums(content: Mapping[str, bytes], entry: CatalogEntry) -> None:
    for name, expected in entry.sha256.items():
        found = hashlib.sha256(content[name]).hexdigest()
        if found != expected:
            raise DataError(
                f"{entry.files[name]} ({len(content[name])} bytes): expected SHA-256 {expected}, "
                f"found {found}; the file is truncated, damaged or another one: fetch it again"
            )


def _held_in(array: str, entry: CatalogEntry) -> str:
    return ", ".join(entry.files[name] for name in entry.form.holders[array])


def _check_images(images: np.ndarray, number: int, entry: CatalogEntry, told: str) -> None:
    height, width, *channels = entry.shape
    stored = (width, height, *channels) if entry.transposed else entry.shape
    if images.shape != (number, *stored):
        colour = " in colour" if channels else ""
        raise DataError(
            f"{told}: expected {number} images of {stored[0]} × {stored[1]} pixels{colour}, "
            f"found the shape {images.shape}; {ANOTHER}"
        )


def _check_labels(labels: np.ndarray, number: int, entry: CatalogEntry, told: str) -> None:
    if labels.shape != (number,):
        raise DataError(
            f"{told}: expected {number} labels, one per image, found the shape {labels.shape}; "
            f"{ANOTHER}"
        )
    found = np.unique(labels).tolist()
    if found != list(entry.labels):
        raise DataError(
            f"{told}: expected the labels {entry.labels[0]} to {entry.labels[-1]}, each of them, "
            f"found {some(list(map(str, found)), 30)}; {ANOTHER}"
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
