"""Datasets that the user has: IDX files, a NumPy archive, folders of pictures or tables."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from taskcomplexity.data.asked import NOTHING, Asked
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.fitting import unfit
from taskcomplexity.data.images import Images
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.listing import OwnFiles, list_files, list_named
from taskcomplexity.data.packed import content_of
from taskcomplexity.data.parts import Parts, read_parts
from taskcomplexity.data.rows import build_features
from taskcomplexity.data.split import contradicting, equal_rows, split_rows, unseen
from taskcomplexity.data.splits import SPLITS
from taskcomplexity.data.typed import Columns

logger = logging.getLogger("taskcomplexity")


@dataclass(frozen=True)
class OwnData:
    """A dataset of the user's, and where each of its samples came from.

    Attributes
    ----------
    data
        The dataset.
    listing
        The files that it was read from.
    places
        By split, the place in the files of each of its samples, where that is not their order.
    """

    data: Labelled
    listing: OwnFiles
    places: Mapping[str, np.ndarray] = field(default_factory=dict)

    def name(self, split: str, index: int) -> str:
        """Name a sample of ``train`` or ``test`` as the user knows it."""
        listing, files = self.listing, self.listing.files
        index = int(self.places[split][index]) if split in self.places else index
        if listing.kind == "pictures":
            read = split if listing.is_split else ""
            return str([file.path for file in files if file.split == read][index])
        if listing.kind == "idx":
            return f"image {index} of {files[2 * SPLITS.index(split)].path}"
        if listing.kind == "table":
            return f"row {index + 1} of {files[-1 if split == 'test' else 0].path}"
        read = f"{split}_" if listing.is_split else ""
        array = next(name for name in listing.arrays if name.startswith(read))
        return f"{files[0].path}: {array}[{index}]"


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
    return {file.name: content_of(file.path) for file in list_named(folder, names)}


def read_local(
    path: Path,
    classes: Sequence[str],
    labels: Sequence[int] | None = None,
    in_use: Collection[int] = (),
    asked: Asked = NOTHING,
    generator: np.random.Generator | None = None,
) -> OwnData:
    """Read a dataset from the user's own files.

    Parameters
    ----------
    path
        A folder of the four IDX files; a ``.npz`` with the arrays ``train_images``,
        ``train_labels``, ``test_images`` and ``test_labels``, or ``train_features`` and so on, or
        ``images`` or ``features`` and ``labels``; a folder with ``train/CLASS/*.png`` and
        ``test/CLASS/*.png``, or ``CLASS/*.png``; or a table, ``.csv`` or ``.parquet``.
    classes
        Name of each class; the names of the folders of pictures.
    labels
        Label of each class in the files, from 0 where not given. In memory, classes are counted
        from 0 in any case.
    in_use
        Classes, counted from 0, that must have pictures in both splits.
    asked
        Which column holds the labels, what is kept for the test, what becomes of colour and size.
    generator
        What draws the samples that are kept for the test, where the data have no test part.

    Returns
    -------
    OwnData
        The dataset, of pictures or features. What was converted and what beside it was not read is
        told by the logger ``taskcomplexity``.

    Raises
    ------
    DataError
        When there is nothing of the kind at `path`, or its content does not fit.
    """
    listing = list_files(path, classes, in_use, asked)
    if wrong := unfit(asked, listing):
        raise DataError("\n".join(f"{path}: {line}" for line in wrong))
    for line in listing.unread:
        logger.warning("%s", line)
    known = tuple(classes), tuple(range(len(classes)) if labels is None else labels)
    parts = read_parts(path, listing, known, asked)
    try:
        return _build(path, parts, listing, known[0], asked, generator)
    except DataError as error:
        told = str(error)
        raise DataError(told if told.startswith(str(path)) else f"{path}: {told}") from error


def _build(
    path: Path,
    parts: Parts,
    listing: OwnFiles,
    classes: tuple[str, ...],
    asked: Asked,
    generator: np.random.Generator | None,
) -> OwnData:
    places: dict[str, np.ndarray] = {}
    if not listing.is_split:
        places = _split(path, *parts[""], asked, generator)
        parts = {split: _taken(*parts[""], places[split]) for split in SPLITS}
    (train, train_labels), (test, test_labels) = (parts[split] for split in SPLITS)
    if isinstance(train, Columns):
        data, left = build_features(train, train_labels, test, test_labels, classes, str(path))
        places["test"] = places["test"][left] if "test" in places else left
    else:
        data = Images(train, train_labels, test, test_labels, classes)
        if (
            repeated := len(test) - len(unseen(test, train))
            if train.shape[1:] == test.shape[1:]
            else 0
        ):
            logger.warning(
                "%s: %d of %d test pictures are also training pictures, equal in all pixels; they "
                "stay, and flatter accuracies",
                path,
                repeated,
                len(test),
            )
    return OwnData(data, listing, places)


def _split(
    path: Path,
    values: np.ndarray | Columns,
    labels: np.ndarray,
    asked: Asked,
    generator: np.random.Generator | None,
) -> dict[str, np.ndarray]:
    if generator is None:
        raise DataError(
            f"{path}: has no test part; give a generator that draws what is kept for the test"
        )
    comparable = values.comparable() if isinstance(values, Columns) else values
    train, test = split_rows(comparable, labels, asked.fraction, generator)
    repeated = len(labels) - len(np.unique(equal_rows(comparable)))
    if several := contradicting(comparable, labels):
        logger.warning(
            "%s: %d samples are there with several labels, equal in all values; no model can tell "
            "them apart",
            path,
            several,
        )
    logger.info(
        "%s: has no test part, so that %d of %d samples are kept for the test, %g of each class%s",
        path,
        len(test),
        len(labels),
        asked.fraction,
        f"; {repeated} are there more than once, equal ones on one side" if repeated else "",
    )
    return {"train": train, "test": test}


def _taken(
    values: np.ndarray | Columns, labels: np.ndarray, places: np.ndarray
) -> tuple[np.ndarray | Columns, np.ndarray]:
    taken = values.take(places) if isinstance(values, Columns) else values[places]
    return taken, labels[places]
