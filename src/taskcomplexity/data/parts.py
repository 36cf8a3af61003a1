"""Samples and labels as they lie in the user's files, for training, for the test, or together."""

import logging
from collections import Counter
from pathlib import Path

import numpy as np

from taskcomplexity.data.archives import read_arrays
from taskcomplexity.data.arrays import picture_bytes
from taskcomplexity.data.asked import Asked
from taskcomplexity.data.converted import resized, tell_sizes
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.idx import decode_idx
from taskcomplexity.data.images import ARRAYS
from taskcomplexity.data.labels import class_indices
from taskcomplexity.data.listing import OwnFiles
from taskcomplexity.data.packed import content_of
from taskcomplexity.data.pictures import read_picture
from taskcomplexity.data.splits import SPLITS
from taskcomplexity.data.tables import column_names, label_column, read_labels, read_rows
from taskcomplexity.data.typed import TEXT, Columns, columns_of

logger = logging.getLogger("taskcomplexity")

# Samples and their labels by split, which is nothing where the files do not tell.
Parts = dict[str, tuple[np.ndarray | Columns, np.ndarray]]
# Names of the classes, and the label of each in the files.
Known = tuple[tuple[str, ...], tuple[int, ...]]


def read_parts(path: Path, listing: OwnFiles, known: Known, asked: Asked) -> Parts:
    """Read the files of a dataset.

    Parameters
    ----------
    path
        Where it lies.
    listing
        Its files.
    known
        Names and labels of its classes.
    asked
        Of which the column of labels, colour and size count.

    Returns
    -------
    dict
        By split, the samples, bytes of pictures or columns of features, and the class of each as an
        index. What was converted is told by the logger ``taskcomplexity``.

    Raises
    ------
    DataError
        When something cannot be read or used as it is.
    """
    match listing.kind:
        case "pictures":
            return _pictures(path, listing, len(known[0]), asked)
        case "table":
            return _tables(listing, known, asked)
        case "archive":
            return _archive(path, listing, known, asked)
        case _:
            return _idx(path, listing, known, asked)


def _tables(listing: OwnFiles, known: Known, asked: Asked) -> Parts:
    paths = [file.path for file in listing.files]
    label = label_column(paths[0], asked.label)
    parts: Parts = {}
    splits = SPLITS if listing.is_split else ("",)
    text: list[str] = []
    for split, path, labels in zip(splits, paths, read_labels(paths, asked.label), strict=True):
        names = [name for name in column_names(path) if name != label]
        if not names:
            raise DataError(f"{path}: has no column beside {label}, so that there is no feature")
        # What is text in the training rows is text in the test rows, whatever it looks like there.
        columns = columns_of(read_rows(path, names, text), str(path))
        text = [one.name for one in columns.columns if one.kind == TEXT]
        parts[split] = columns, class_indices(labels, f"{path}: column {label}", *known)
    return parts


def _archive(path: Path, listing: OwnFiles, known: Known, asked: Asked) -> Parts:
    names = listing.arrays
    stored = read_arrays(path, names)
    of_values = [name for name in names if not name.endswith("labels")]
    flat = all(stored[name].ndim == 2 and stored[name].dtype.kind in "biuf" for name in of_values)
    if flat and (asked.colour, asked.size) != (None, None):
        raise DataError(f"{path}: `colour` and `size` are for pictures, not for rows of features")
    parts: Parts = {}
    for name in of_values:
        where = f"{path}: {name}"
        if name.endswith("features") or flat:
            values = columns_of(stored[name], where)
            if not name.endswith("features"):
                shape = stored[name].shape
                logger.info("%s: the shape %s is taken as rows of features", where, shape)
        else:
            values = picture_bytes(stored[name], where, asked.colour)
        split = name.rpartition("_")[0]
        labels = f"{split}_labels".lstrip("_")
        parts[split] = values, class_indices(stored[labels], f"{path}: {labels}", *known)
    return _sized(path, parts, asked)


def _idx(path: Path, listing: OwnFiles, known: Known, asked: Asked) -> Parts:
    decoded = {
        array: (str(file.path), decode_idx(content_of(file.path), str(file.path)))
        for array, file in zip(ARRAYS, listing.files, strict=True)
    }
    parts: Parts = {}
    for split in SPLITS:
        where, images = decoded[f"{split}_images"]
        of_labels, labels = decoded[f"{split}_labels"]
        pictures = picture_bytes(images, where, asked.colour)
        parts[split] = pictures, class_indices(labels, of_labels, *known)
    return _sized(path, parts, asked)


def _sized(path: Path, parts: Parts, asked: Asked) -> Parts:
    """Bring pictures to the size that is asked for; features have none."""
    if asked.size is None or any(isinstance(values, Columns) for values, _ in parts.values()):
        return parts
    counts = Counter({values.shape[1:3]: 0 for values, _ in parts.values()})
    for values, _ in parts.values():
        counts[values.shape[1:3]] += len(values)
    tell_sizes(path, counts, asked.size)
    return {
        split: (resized(values, asked.size), labels) for split, (values, labels) in parts.items()
    }


def _pictures(folder: Path, listing: OwnFiles, classes: int, asked: Asked) -> Parts:
    changed: dict[str, list[Path]] = {}
    sizes: Counter[tuple[int, ...]] = Counter()
    pictures: list[np.ndarray] = []
    files = listing.files
    for file in files:
        pixels, changes = read_picture(file.path, asked.colour)
        sizes[pixels.shape[:2]] += 1
        if asked.size is not None:
            pixels = resized(pixels[None], asked.size)[0]
        elif pictures and pixels.shape != pictures[0].shape:
            first = pictures[0].shape[:2]
            raise DataError(
                f"{file.path}: expected {first} pixels (height, width), as {files[0].path} has, "
                f"found {pixels.shape[:2]}; ask for one size of all pictures, "
                f"`size: [{first[0]}, {first[1]}]`"
            )
        pictures.append(pixels)
        for change in changes:
            changed.setdefault(change, []).append(file.path)
    for change, paths in changed.items():
        logger.warning("%s: %d pictures are %s, the first %s", folder, len(paths), change, paths[0])
    if not pictures:
        raise DataError(f"{folder}: expected pictures of two classes at least, found none")
    if asked.size is not None:
        tell_sizes(folder, sizes, asked.size)
    parts: Parts = {}
    for split in SPLITS if listing.is_split else ("",):
        chosen = [number for number, file in enumerate(files) if file.split == split]
        taken = np.array([pictures[number] for number in chosen], np.uint8)
        labels = [files[number].label for number in chosen]
        parts[split] = (
            taken.reshape(-1, *pictures[0].shape),
            np.array(labels, np.min_scalar_type(classes - 1)),
        )
    return parts
