"""How well the logits of models rank the samples of two classes, whatever the threshold."""

from itertools import combinations

import numpy as np

from taskcomplexity.compiled import compiled


def auc(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the area under the ROC curve of every model.

    Of two classes it is how often a sample of the second has the larger difference of its two
    logits than a sample of the first, a tie counted half; of more classes the mean over all pairs,
    each by the samples and the logits of these two alone (after Hand and Till). It is 1/2 for a
    model that knows nothing, and 0 for one that takes each class for the other.

    Parameters
    ----------
    logits
        float32, shape (models, samples, classes).
    labels
        Shape (samples,).

    Returns
    -------
    numpy.ndarray
        float64, shape (models,). NaN where a logit is not finite, or a class has no sample.

    References
    ----------
    .. [1] D. J. Hand, R. J. Till, "A simple generalisation of the area under the ROC curve for
       multiple class classification problems", Machine Learning 45 (2001).
    """
    models, _, classes = logits.shape
    places = [np.flatnonzero(labels == label) for label in range(classes)]
    areas = np.zeros(models)
    for first, second in combinations(range(classes), 2):
        difference = logits[:, :, second] - logits[:, :, first]
        lower, upper = (
            np.sort(difference.take(places[one], axis=1), axis=1) for one in (first, second)
        )
        pairs = lower.shape[1] * upper.shape[1]
        areas += _twice_won(lower, upper) / (2 * pairs) if pairs else np.nan
    areas /= classes * (classes - 1) / 2
    areas[~np.isfinite(logits).all(axis=(1, 2))] = np.nan
    return areas


@compiled(nogil=True)
def _twice_won(lower, upper):
    """Count twice the pairs of which `upper` is the larger, and once those that are equal.

    Both are sorted, shapes (models, samples). One of the two comes next at each step, without a
    branch that a processor would have to guess.
    """
    won = np.zeros(len(lower), np.int64)
    for model in range(len(lower)):
        of_lower, of_upper = lower[model], upper[model]
        for equal in (False, True):
            below, place, total = 0, 0, 0
            while below < len(of_lower) and place < len(of_upper):
                a, b = of_lower[below], of_upper[place]
                comes = np.int64(a < b) | (np.int64(equal) & np.int64(a == b))
                total += below * (1 - comes)
                below += comes
                place += 1 - comes
            won[model] += total + below * (len(of_upper) - place)
    return won
