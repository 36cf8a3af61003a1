"""Numbers by the mean and the deviation of the training rows."""

import logging
from collections.abc import Sequence

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.names import some

logger = logging.getLogger("taskcomplexity")

# Beyond it, differences of two numbers may be infinite.
LARGEST = 1e300
# What the last bits of equal numbers may differ by, in units of the largest.
ROUNDING = 16 * np.finfo(np.float64).eps


def standardised(
    train: np.ndarray, test: np.ndarray, names: Sequence[str], where: str
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Standardise columns by the mean and the deviation of their training rows.

    Columns whose training rows have one value, up to rounding, are left out, which the logger
    ``taskcomplexity`` tells.

    Parameters
    ----------
    train, test
        float64, shape (rows, columns), all up to :data:`LARGEST`.
    names
        Of the columns.
    where
        What to call the data in messages.

    Returns
    -------
    train, test
        float32: of the training rows mean 0 and deviation 1.
    names
        Of the columns that are left.

    Raises
    ------
    DataError
        When no column is left, or a test row lies too far away for float32.

    Notes
    -----
    The arithmetic is in double precision, by scikit-learn's ``StandardScaler``, in units of each
    column's range and from its first value on, so that neither large nor small numbers nor small
    differences of large ones lose digits.
    """
    from sklearn.preprocessing import StandardScaler

    if not len(train):
        raise DataError(f"{where}: has no training rows")
    span = np.ptp(train, axis=0)
    varies = span > ROUNDING * np.abs(train).max(axis=0)
    if constant := [name for name, one in zip(names, varies, strict=True) if not one]:
        logger.warning(
            "%s: left out, as all training rows have the same value: %s", where, some(constant)
        )
    left = tuple(name for name, one in zip(names, varies, strict=True) if one)
    if not left:
        raise DataError(
            f"{where}: no feature is left, as all training rows are the same; add columns that "
            "differ between rows"
        )
    first, span = train[0, varies], span[varies]
    scaler = StandardScaler().fit((train[:, varies] - first) / span)
    with np.errstate(over="ignore"):
        train, test = (
            (((values[:, varies] - first) / span - scaler.mean_) / scaler.scale_).astype(np.float32)
            for values in (train, test)
        )
    far = ~np.isfinite(test).all(axis=0)
    if far.any():
        raise DataError(
            f"{where}: column {left[far.argmax()]}: a test row lies further from the training rows "
            "than numbers reach; mend the value"
        )
    return train, test, left
