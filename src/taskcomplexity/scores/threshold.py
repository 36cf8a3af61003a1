"""Where two classes are told apart best, when the offset of the logits is not taken as it is."""

import numpy as np
import torch
from torch import Tensor

# Of each class, for a threshold.
MOST_SAMPLES = 1000


def best_threshold(difference: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the threshold with which each model answers most samples rightly.

    Parameters
    ----------
    difference
        Logit of the second class less that of the first, shape (models, samples). A model answers
        the second class where it is above the threshold.
    labels
        0 or 1, shape (samples,).

    Returns
    -------
    numpy.ndarray
        Shape (models,): halfway between the two values that it separates, or beyond all of them
        where one answer for all is best; of several as good the lowest. NaN where a difference is
        not finite.
    """
    order = np.argsort(difference, axis=1, kind="stable")
    x = np.take_along_axis(difference, order, axis=1).astype(np.float64)
    second = labels[order] == 1
    edge = np.zeros((len(x), 1))
    below = np.hstack([edge, np.cumsum(~second, axis=1)])
    above = second.sum(axis=1, keepdims=True) - np.hstack([edge, np.cumsum(second, axis=1)])
    # No threshold separates equal values.
    apart = np.hstack([edge == 0, np.diff(x, axis=1) > 0, edge == 0])
    best = np.where(apart, below + above, -1).argmax(axis=1)
    ends = np.hstack([x[:, :1] - 1, x, x[:, -1:] + 1])
    at = best[:, None] + np.arange(2)
    threshold = np.take_along_axis(ends, at, axis=1).mean(axis=1)
    return np.where(np.isfinite(x).all(axis=1), threshold, np.nan)


def without_offset(logits: Tensor, of_fit: Tensor, labels: Tensor) -> Tensor:
    """Return logits of two classes with the threshold at 0 that is best for other samples.

    Parameters
    ----------
    logits, of_fit
        Those to move, shape (models, samples, 2), and those that the threshold is fitted on.
    labels
        Of the latter.
    """
    difference = (of_fit[..., 1] - of_fit[..., 0]).cpu().numpy()
    threshold = torch.from_numpy(best_threshold(difference, labels.cpu().numpy()))
    moved = logits.clone()
    moved[..., 1] -= threshold.to(logits)[:, None]
    return moved


def spaced(labels: Tensor, most: int = MOST_SAMPLES) -> Tensor:
    """Return the places of up to so many samples of each class, evenly spaced, in their order."""
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero().flatten()
        number = min(most, len(places))
        chosen.append(places[torch.arange(number) * len(places) // number])
    return torch.cat(chosen).sort().values
