"""Rows for training and rows for the test."""

import math

import numpy as np

from taskcomplexity.data.errors import DataError


def split_rows(
    values: np.ndarray, labels: np.ndarray, fraction: float, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Keep a share of every class for the test; equal rows stay together.

    Parameters
    ----------
    values
        Numbers or bytes, the first axis one for each row. Rows are equal where all of their values
        are.
    labels
        The class of each row, a whole number.
    fraction
        Which share of each class is kept for the test, between 0 and 1.
    generator
        Where chance comes from.

    Returns
    -------
    numpy.ndarray
        Places of the training rows, in order.
    numpy.ndarray
        Places of the test rows, in order.

    Raises
    ------
    DataError
        When the fraction is none, or labels are not one for each row.

    Notes
    -----
    Rows that are equal count as one, of the class that most of them have. Of each class the whole
    number of these that is nearest to the fraction is kept for the test, one at least and all but
    one at most, drawn by scikit-learn's ``train_test_split``. A class of one single row is for
    training.
    """
    from sklearn.model_selection import train_test_split

    if not 0 < fraction < 1:
        raise DataError(f"expected a test fraction between 0 and 1, found {fraction}")
    if labels.shape != (len(values),):
        raise DataError(f"expected {len(values)} labels, one per row, found shape {labels.shape}")
    group_of_row = equal_rows(values)
    class_of_group = _classes(group_of_row, labels)
    for_test = np.zeros(len(class_of_group), bool)
    for label in np.unique(class_of_group):
        (groups,) = np.nonzero(class_of_group == label)
        kept = min(max(round(fraction * len(groups)), 1), len(groups) - 1)
        if kept:
            seed = int(generator.integers(2**32))
            _, chosen = train_test_split(groups, test_size=kept, random_state=seed)
            for_test[chosen] = True
    return np.flatnonzero(~for_test[group_of_row]), np.flatnonzero(for_test[group_of_row])


def equal_rows(values: np.ndarray) -> np.ndarray:
    """Return a number for each row, the same for equal ones, in the order of their first.

    Parameters
    ----------
    values
        Numbers or bytes, without NaN; the first axis is one for each row.
    """
    _, first, number = np.unique(as_bytes(values), return_index=True, return_inverse=True)
    rank = np.empty(len(first), int)
    rank[first.argsort()] = np.arange(len(first))
    return rank[number.reshape(-1)]


def unseen(test: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Return the places of the test rows that are equal to no training row, in order."""
    return np.flatnonzero(~np.isin(as_bytes(test), as_bytes(train)))


def contradicting(values: np.ndarray, labels: np.ndarray) -> int:
    """Return how many different rows there are with several labels."""
    number = equal_rows(values)
    pairs = np.unique(np.column_stack([number, labels.astype(np.int64)]), axis=0)
    return int((np.bincount(pairs[:, 0], minlength=1) > 1).sum())


def as_bytes(values: np.ndarray) -> np.ndarray:
    """Return each row as one value of bytes, equal exactly where all of its values are."""
    flat = values.reshape(len(values), math.prod(values.shape[1:]))
    if flat.dtype.kind == "f":
        # 0.0 and -0.0 are equal, but not their bytes.
        flat = flat + 0.0
    width = flat.shape[1] * flat.dtype.itemsize
    return np.ascontiguousarray(flat).view(np.dtype((np.void, width))).reshape(-1)


def _classes(group_of_row: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the class that most rows of each group have, the smallest of several."""
    pairs, counts = np.unique(
        np.column_stack([group_of_row, labels.astype(np.int64)]), axis=0, return_counts=True
    )
    # The last one that is written to a group stays: the smallest of its most frequent classes.
    order = np.lexsort([-pairs[:, 1], counts])
    chosen = np.empty(group_of_row.max(initial=-1) + 1, np.int64)
    chosen[pairs[order, 0]] = pairs[order, 1]
    return chosen
