"""Errors of two simple classifiers."""

import logging
import warnings
from collections.abc import Mapping

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import pairwise_distances_argmin_min

from taskcomplexity.complexity.peers.drawn import Rows

logger = logging.getLogger("taskcomplexity")

MOST_STEPS = 5000


def nearest_distances(train: Rows, test: Rows) -> dict[int, np.ndarray]:
    """Return how far the nearest training row of every class is from each test row.

    Returns
    -------
    dict
        By class, Euclidean distances of shape (test rows,).
    """
    return {
        int(label): pairwise_distances_argmin_min(test.values, train.of(label).values)[1]
        for label in np.unique(train.labels)
    }


def nearest_neighbour_error(
    nearest: Mapping[int, np.ndarray], labels: np.ndarray, pair: tuple[int, int]
) -> float:
    """Return the share of test rows of two classes whose nearest training row is of the other.

    Parameters
    ----------
    nearest
        From :func:`nearest_distances`.
    labels
        The class of each test row.
    pair
        The two classes. A test row as near to the one as to the other counts half.
    """
    wrong = []
    for own, other in (pair, pair[::-1]):
        here = labels == own
        less, same = nearest[other][here] < nearest[own][here], nearest[other] == nearest[own]
        wrong.append(less + same[here] / 2)
    return float(np.concatenate(wrong).mean())


def linear_error(train: Rows, test: Rows) -> float:
    """Return the share of test rows that a linear model fitted to training rows answers wrongly.

    The model is a logistic regression with a penalty of half the squared weights beside the sum of
    the losses, scikit-learn's default.
    """
    model = LogisticRegression(max_iter=MOST_STEPS)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ConvergenceWarning)
        model.fit(train.values, train.labels)
    if any(issubclass(one.category, ConvergenceWarning) for one in told):
        pair = ", ".join(map(str, np.unique(train.labels)))
        logger.warning("the linear model of {%s} had not converged in %d steps", pair, MOST_STEPS)
    return float((model.predict(test.values) != test.labels).mean())
