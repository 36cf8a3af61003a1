"""Samples and labels that are given in Python as a dataset."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from taskcomplexity.data.arrays import picture_bytes
from taskcomplexity.data.asked import TEST_FRACTION
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.images import Images
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.labels import class_indices, classes_in, labels_given
from taskcomplexity.data.rows import features_of, numbers_of, split_features
from taskcomplexity.data.split import split_rows, unseen
from taskcomplexity.models.scaling import OF_PICTURES, STORED

# What becomes of samples before they enter a network.
AUTO = "auto"
SCALINGS = (AUTO, *OF_PICTURES, STORED.name)


def data_of(
    X: Any,
    y: Any,
    X_test: Any,
    y_test: Any,
    *,
    test_fraction: float | None,
    scaling: str,
    colour: str | None,
    generator: np.random.Generator,
) -> tuple[Labelled, list[Any]]:
    """Build a dataset of samples and labels.

    Parameters
    ----------
    X, y, X_test, y_test, test_fraction, scaling, colour
        As :func:`taskcomplexity.complexity.function.task_complexity` takes them.
    generator
        What draws the samples that are kept for the test.

    Returns
    -------
    Labelled
        Images where the samples have more than two dimensions, features else.
    list
        Each class as it stands in `y`.

    Raises
    ------
    DataError
        When they do not fit together, with what is expected.
    """
    if (X_test is None) != (y_test is None):
        raise DataError("expected both X_test and y_test, or neither")
    if X_test is not None and test_fraction is not None:
        raise DataError("expected X_test and y_test or test_fraction, not both")
    if scaling not in SCALINGS:
        raise DataError(f"scaling: {scaling!r} is unknown; choose from {', '.join(SCALINGS)}")
    fraction = TEST_FRACTION if test_fraction is None else test_fraction
    given = [labels_given(y, "y")]
    if y_test is not None:
        given.append(labels_given(y_test, "y_test"))
    names, numbers = classes_in(given, "y")
    labels = [class_indices(one, "y", names, numbers) for one in given]
    found = _as_given(y, labels[0], len(names))
    if _dimensions(X) > 2:
        return _images(X, X_test, labels, names, fraction, scaling, colour, generator), found
    return _features(X, X_test, labels, names, fraction, scaling, generator), found


def _as_given(y: Any, labels: np.ndarray, classes: int) -> list[Any]:
    """Return each class by what first stands for it in `y`."""
    given = np.asarray(y.detach().cpu() if hasattr(y, "detach") else y, object).ravel()
    first = [np.flatnonzero(labels == label) for label in range(classes)]
    return [given[at[0]] if len(at) else None for at in first]


def _array(values: Any, where: str) -> np.ndarray:
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    try:
        return np.asarray(values)
    except ValueError as error:
        raise DataError(f"{where}: expected numbers of one shape ({error})") from error


def _dimensions(X: Any) -> int:
    shape = getattr(X, "shape", None)
    return len(shape) if shape is not None else _array(X, "X").ndim


def _features(
    X: Any,
    X_test: Any,
    labels: Sequence[np.ndarray],
    names: Sequence[str],
    fraction: float,
    scaling: str,
    generator: np.random.Generator,
) -> Features:
    if scaling in OF_PICTURES and scaling != "standardized":
        raise DataError(
            f"scaling: {scaling} is for bytes of pictures, of shape (images, height, width); for "
            "rows of features choose standardized, or stored to leave them as they are"
        )
    if scaling == "stored":
        return _stored(
            _rows(X), None if X_test is None else _rows(X_test), labels, names, fraction, generator
        )
    if X_test is None:
        return split_features(_rows(X), labels[0], names, fraction, generator, "X")
    return features_of(_rows(X), labels[0], _rows(X_test), labels[1], names, "X")


def _rows(X: Any) -> Any:
    return np.asarray(X) if isinstance(X, list | tuple) else X


def _stored(
    X: Any,
    X_test: Any,
    labels: Sequence[np.ndarray],
    names: Sequence[str],
    fraction: float,
    generator: np.random.Generator,
) -> Features:
    train = numbers_of(X, "X")
    if X_test is None:
        parts = split_rows(train, labels[0], fraction, generator)
        (train, test), labels = (train[at] for at in parts), [labels[0][at] for at in parts]
    else:
        test = numbers_of(X_test, "X_test")
        left = unseen(test, train)
        test, labels = test[left], [labels[0], labels[1][left]]
    columns = tuple(f"x{place}" for place in range(train.shape[1]))
    return Features(
        train.astype(np.float32), labels[0], test.astype(np.float32), labels[1], names, columns
    )


def _images(
    X: Any,
    X_test: Any,
    labels: Sequence[np.ndarray],
    names: Sequence[str],
    fraction: float,
    scaling: str,
    colour: str | None,
    generator: np.random.Generator,
) -> Images:
    if scaling == STORED.name:
        raise DataError(
            f"scaling: {scaling} is for rows of features; pictures are bytes. To take "
            "pixels as features, flatten the pictures: `X.reshape(len(X), -1)`"
        )
    pictures = picture_bytes(_array(X, "X"), "X", colour)
    if X_test is None:
        train, test = split_rows(pictures, labels[0], fraction, generator)
        return Images(pictures[train], labels[0][train], pictures[test], labels[0][test], names)
    tested = picture_bytes(_array(X_test, "X_test"), "X_test", colour)
    return Images(pictures, labels[0], tested, labels[1], names)
