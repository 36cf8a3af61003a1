"""Features out of rows of the user's: columns typed, text one-hot, numbers standardised."""

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np

from taskcomplexity.data.encoded import encoded
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.split import split_rows, unseen
from taskcomplexity.data.standard import standardised
from taskcomplexity.data.typed import TEXT, Columns, columns_of

logger = logging.getLogger("taskcomplexity")


def features_of(
    train: Any,
    train_labels: np.ndarray,
    test: Any,
    test_labels: np.ndarray,
    classes: Sequence[str],
    where: str = "the data",
) -> Features:
    """Build features from training rows and test rows.

    Parameters
    ----------
    train, test
        The rows: data frames, Arrow tables, or numbers of shape (rows, features) as arrays or
        tensors. Numbers are standardised by the mean and the deviation of the training rows, and
        so are truth values as 0 and 1 and text one-hot.
    train_labels, test_labels
        The class of each row, as an index.
    classes
        Name of each class.
    where
        What to call the data in messages.

    Returns
    -------
    Features
        Test rows that are also training rows are left out of the test rows, columns whose training
        rows have one value altogether; the logger ``taskcomplexity`` tells both.

    Raises
    ------
    DataError
        With a line for every column that cannot be used: what was found, where, and what to do.
    """
    features, _ = build_features(
        columns_of(train, f"{where}, training rows"),
        train_labels,
        columns_of(test, f"{where}, test rows"),
        test_labels,
        classes,
        where,
    )
    return features


def split_features(
    rows: Any,
    labels: np.ndarray,
    classes: Sequence[str],
    fraction: float,
    generator: np.random.Generator,
    where: str = "the data",
) -> Features:
    """Build features from rows of which a share of each class is kept for the test.

    Parameters
    ----------
    rows, labels, classes, where
        As in :func:`features_of`.
    fraction, generator
        As in :func:`taskcomplexity.data.split.split_rows`.
    """
    columns = columns_of(rows, where)
    train, test = split_rows(columns.comparable(), labels, fraction, generator)
    features, _ = build_features(
        columns.take(train), labels[train], columns.take(test), labels[test], classes, where
    )
    return features


def numbers_of(rows: Any, where: str) -> np.ndarray:
    """Return rows of numbers and truth values as they are, float64 of shape (rows, features).

    Raises
    ------
    DataError
        When a column holds text, or nothing that can be used, as :func:`features_of` tells it.
    """
    columns = columns_of(rows, where)
    if text := [column.name for column in columns.columns if column.kind == TEXT]:
        raise DataError(
            f"{where}: expected numbers, found text in {', '.join(text)}; only where features are "
            "standardised does text become numbers"
        )
    return columns.comparable()


def build_features(
    train: Columns,
    train_labels: np.ndarray,
    test: Columns,
    test_labels: np.ndarray,
    classes: Sequence[str],
    where: str,
) -> tuple[Features, np.ndarray]:
    """Build features from typed columns, as :func:`features_of` does.

    Returns
    -------
    Features
        The features.
    numpy.ndarray
        Places of the test rows that are left.
    """
    for split, columns, labels in (("training", train, train_labels), ("test", test, test_labels)):
        if labels.shape != (columns.rows,):
            raise DataError(
                f"{where}: expected {columns.rows} {split} labels, one per row, found the shape "
                f"{labels.shape}"
            )
    of_train, of_test, names = encoded(train, test, where)
    train_values, test_values, names_left = standardised(of_train, of_test, names, where)
    left = unseen(test_values, train_values)
    if repeated := test.rows - len(left):
        logger.warning(
            "%s: %d of %d test rows are also training rows, equal in all features, and are left "
            "out of the test",
            where,
            repeated,
            test.rows,
        )
    _tell(train, names_left, where)
    features = Features(
        train_values,
        train_labels,
        test_values[left],
        test_labels[left],
        classes=tuple(classes),
        columns=names_left,
    )
    return features, left


def _tell(columns: Columns, names: Sequence[str], where: str) -> None:
    text = [column.name for column in columns.columns if column.kind == TEXT]
    one_hot = f", {len(text)} of text and one-hot," if text else ""
    logger.info(
        "%s: %d columns%s give %d features, standardised by the training rows",
        where,
        len(columns.columns),
        one_hot,
        len(names),
    )
