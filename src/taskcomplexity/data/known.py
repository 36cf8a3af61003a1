"""Whether files are those of a dataset of the catalog, and the samples in them."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from taskcomplexity.data.asked import TEST_FRACTION
from taskcomplexity.data.entry import CatalogEntry
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.images import Images
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.names import some
from taskcomplexity.data.split import split_rows
from taskcomplexity.data.splits import SPLITS
from taskcomplexity.data.standard import standardised
from taskcomplexity.streams import numpy_generator

MD5 = partial(hashlib.md5, usedforsecurity=False)
ANOTHER = "that is another dataset, or a part of this one: fetch it again"


def known_data(
    content: Mapping[str, bytes],
    entry: CatalogEntry,
    *,
    name: str,
    seed: int | None,
    test_fraction: float | None,
) -> Labelled:
    """Return a dataset of the catalog, images upright, features standardised, labels from 0.

    Parameters
    ----------
    content
        Its files, decompressed, by canonical name.
    entry
        The dataset.
    name, seed, test_fraction
        Of a dataset without a published split: its name and the root seed, from which its split is
        drawn, and which share of each class is for the test, `TEST_FRACTION` where nothing is said.

    Returns
    -------
    Labelled
        What was checked and done is printed.

    Raises
    ------
    DataError
        When a file does not meet its sum, or has other numbers, shapes or labels than the dataset,
        or when a fraction is asked of a published split.
    """
    if entry.is_split and test_fraction is not None:
        raise DataError(
            f"{entry.title}: its training and test samples are published; leave `test_fraction` out"
        )
    if not entry.is_split and seed is None:
        raise ValueError(
            f"{entry.title} has no published split; give the root seed to draw one from"
        )
    share = TEST_FRACTION if test_fraction is None else test_fraction
    _check_sums(content, entry)
    arrays = entry.form.decode(content, entry.files)
    kind = Images.kind if entry.is_images else Features.kind
    for split, number in _splits(entry):
        samples, labels = f"{split}{kind}", f"{split}labels"
        _check_samples(arrays[samples], number, entry, _held_in(samples, entry))
        _check_labels(arrays[labels], number, entry, _held_in(labels, entry))
        if entry.transposed:
            arrays[samples] = arrays[samples].swapaxes(1, 2)
        places = np.searchsorted(entry.labels, arrays[labels])
        arrays[labels] = places.astype(np.min_scalar_type(len(entry.classes) - 1))
    _tell(entry)
    if not entry.is_split:
        arrays = _split(arrays, kind, share, numpy_generator(seed, name, "split"))
    if entry.is_images:
        return Images(**arrays, classes=entry.classes)
    train, test, columns = standardised(
        arrays["train_features"], arrays["test_features"], entry.form.columns, entry.title
    )
    standard = {"train_features": train, "test_features": test}
    return Features(**(arrays | standard), classes=entry.classes, columns=columns)


def _split(
    arrays: Mapping[str, np.ndarray], kind: str, share: float, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    rows = split_rows(arrays[kind], arrays["labels"], share, generator)
    numbers = " training and ".join(str(len(chosen)) for chosen in rows)
    print(
        f"  no published split: {numbers} test samples, {share:g} of each class, drawn from the "
        "root seed, equal ones together",
        flush=True,
    )
    return {
        f"{split}_{what}": arrays[what][chosen]
        for split, chosen in zip(SPLITS, rows, strict=True)
        for what in (kind, "labels")
    }


def _splits(entry: CatalogEntry) -> Iterator[tuple[str, int]]:
    """Yield how the names of arrays begin, and how many samples they hold."""
    begin = [f"{split}_" for split in SPLITS] if entry.is_split else [""]
    return zip(begin, entry.samples, strict=True)


def _tell(entry: CatalogEntry) -> None:
    number = len(entry.sha256)
    sums = f"all {number} sums are right" if number > 1 else "its sum is right"
    checked = sums if number else "numbers, shapes and labels are right"
    unknown = "" if number else "; sums of the files are not known"
    print(f"  complete, {checked}{unknown}", flush=True)
    print(f"  origin: {entry.origin}; licence: {entry.licence}", flush=True)
    for line in entry.form.told:
        print(f"  {line}", flush=True)


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


def _check_samples(samples: np.ndarray, number: int, entry: CatalogEntry, told: str) -> None:
    if entry.is_images:
        height, width, *channels = entry.shape
        stored = (width, height, *channels) if entry.transposed else entry.shape
        colour = " in colour" if channels else ""
        expected = f"images of {stored[0]} × {stored[1]} pixels{colour}"
    else:
        stored = entry.shape
        expected = f"rows of {stored[0]} features"
    if samples.shape != (number, *stored):
        raise DataError(
            f"{told}: expected {number} {expected}, found the shape {samples.shape}; {ANOTHER}"
        )


def _check_labels(labels: np.ndarray, number: int, entry: CatalogEntry, told: str) -> None:
    if labels.shape != (number,):
        one = "image" if entry.is_images else "row"
        raise DataError(
            f"{told}: expected {number} labels, one per {one}, found the shape {labels.shape}; "
            f"{ANOTHER}"
        )
    found = np.unique(labels).tolist()
    if found != list(entry.labels):
        known = (
            some(list(map(str, entry.labels)), 30)
            if entry.gapped_labels
            else f"{entry.labels[0]} to {entry.labels[-1]}"
        )
        raise DataError(
            f"{told}: expected the labels {known}, each of them, found "
            f"{some(list(map(str, found)), 30)}; {ANOTHER}"
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
