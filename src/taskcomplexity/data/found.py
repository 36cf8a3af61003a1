"""Which classes a dataset of the user's has, where nothing is said: those of its folders or labels.

No more is read than names of folders, or the labels.
"""

from pathlib import Path

from taskcomplexity.data.archives import read_arrays
from taskcomplexity.data.asked import Asked
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.folders import unreachable
from taskcomplexity.data.idx import TEST_LABELS, TRAIN_LABELS, decode_idx
from taskcomplexity.data.labels import classes_in
from taskcomplexity.data.listing import class_folders, kind_of, list_files
from taskcomplexity.data.names import some
from taskcomplexity.data.packed import content_of
from taskcomplexity.data.tables import label_column, read_labels


def find_classes(path: Path, asked: Asked) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the names of the classes, sorted, and the label of each in the files.

    Parameters
    ----------
    path
        What :func:`taskcomplexity.data.local.read_local` takes.
    asked
        Of which the column of labels and the table of test rows count.

    Raises
    ------
    DataError
        When there are no such data, or fewer than two classes or far too many.
    """
    kind = kind_of(path)
    if kind == "pictures":
        return _of_folders(path)
    listing = list_files(path, (), (), asked)
    if kind == "table":
        labels = read_labels([file.path for file in listing.files], asked.label)
        told = [f"column {label_column(path, asked.label)}"]
    elif kind == "archive":
        told = [name for name in listing.arrays if name.endswith("labels")]
        labels = list(read_arrays(path, told).values())
    else:
        files = [one.path for one in listing.files if one.name in (TRAIN_LABELS, TEST_LABELS)]
        labels = [decode_idx(content_of(file), str(file)) for file in files]
        told = [file.name for file in files]
    return classes_in(labels, f"{path}: {' and '.join(told)}")


def _of_folders(path: Path) -> tuple[tuple[str, ...], tuple[int, ...]]:
    try:
        names = class_folders(path)
    except OSError as error:
        raise unreachable(error) from error
    if len(names) < 2:
        raise DataError(
            f"{path}: expected folders with pictures of two classes or more, found "
            f"{some(names) or 'none'}"
        )
    return tuple(names), tuple(range(len(names)))
