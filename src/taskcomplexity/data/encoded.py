"""Columns of features as numbers: text one-hot."""

import logging
from itertools import chain

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.names import some
from taskcomplexity.data.typed import TEXT, Column, Columns

logger = logging.getLogger("taskcomplexity")


def encoded(
    train: Columns, test: Columns, where: str
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return columns as numbers, those of text one-hot by scikit-learn's ``OneHotEncoder``.

    Parameters
    ----------
    train, test
        The rows, of the same columns in any order.
    where
        What to call the data in messages.

    Returns
    -------
    train, test
        float64, shape (rows, features).
    names
        Of the features: ``column``, or ``column=text`` for each text of the training rows, sorted.
        A text that only test rows have is 0 in all of them, which the logger ``taskcomplexity``
        tells.

    Raises
    ------
    DataError
        When a column holds something else in the test rows.
    """
    of_test = {column.name: column for column in test.columns}
    if odd := sorted(set(train.names) ^ set(of_test)):
        raise DataError(
            f"{where}: training rows and test rows have different columns, as to {some(odd)}"
        )
    wrong = [
        f"{where}: column {one.name}: holds {one.kind} in the training rows, but "
        f"{of_test[one.name].kind} in the test rows; bring both to the same"
        for one in train.columns
        if test.rows and one.kind != of_test[one.name].kind
    ]
    if wrong:
        raise DataError("\n".join(wrong))
    parts = [_numbers(one, of_test[one.name], where) for one in train.columns]
    of_train, of_test, names = zip(*parts, strict=True)
    return np.hstack(of_train), np.hstack(of_test), tuple(chain(*names))


def _numbers(
    train: Column, test: Column, where: str
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    if train.kind != TEXT:
        return train.values[:, None], test.values[:, None], (train.name,)
    from sklearn.preprocessing import OneHotEncoder

    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    of_train = encoder.fit_transform(train.values[:, None])
    (texts,) = encoder.categories_
    known = np.isin(test.values, texts)
    of_test = np.zeros((len(known), len(texts)))
    if known.any():
        of_test[known] = encoder.transform(test.values[known, None])
    if not known.all():
        logger.warning(
            "%s: column %s: %d test rows have texts that no training row has, so that none of its "
            "features is set for them: %s",
            where,
            train.name,
            (~known).sum(),
            some(sorted(set(test.values[~known]))),
        )
    return of_train, of_test, tuple(f"{train.name}={text}" for text in texts)
