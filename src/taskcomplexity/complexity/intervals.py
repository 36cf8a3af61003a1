"""Intervals of accuracies and of their losses, for the test rows that they were measured on."""

import numpy as np

# Of the normal distribution, for intervals of 95 %.
Z = 1.959963984540054


def wilson(share: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the score interval of shares, 95 %.

    Parameters
    ----------
    share
        Of the rows, from 0 to 1.
    rows
        How many there are.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Its ends.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
       Journal of the American Statistical Association 22 (1927).
    """
    share, rows = np.asarray(share, float), np.asarray(rows, float)
    middle = share + Z**2 / (2 * rows)
    half = Z * np.sqrt(share * (1 - share) / rows + Z**2 / (4 * rows**2))
    scale = 1 + Z**2 / rows
    return (middle - half) / scale, (middle + half) / scale


def newcombe(
    first: np.ndarray, second: np.ndarray, rows: np.ndarray, others: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return an interval of the difference of two shares, first minus second, 95 %.

    It is for independent samples. Of a model and its disturbed self, which mostly agree on the
    same rows, it is too wide rather than too narrow.

    Parameters
    ----------
    first, second
        Shares, from 0 to 1.
    rows, others
        Of how many rows the first is and the second, as many where nothing is said.

    References
    ----------
    .. [1] R. G. Newcombe, "Interval estimation for the difference between independent proportions:
       comparison of eleven methods", Statistics in Medicine 17 (1998), method 10.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    low, high = wilson(first, rows)
    lower, higher = wilson(second, rows if others is None else others)
    difference = first - second
    return (
        difference - np.hypot(first - low, higher - second),
        difference + np.hypot(high - first, second - lower),
    )
