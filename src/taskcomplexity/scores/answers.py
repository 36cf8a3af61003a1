"""What the answers of models are worth: functions of logits and labels.

The largest logit is a model's answer; of equal ones the first.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.scores.fitted import fitted_loss
from taskcomplexity.scores.ranks import auc

SCORES = ("accuracy", "balanced_accuracy", "auc", "loss")


class Scores:
    """What the answers of models are worth. Each score is computed when it is asked for.

    Parameters
    ----------
    logits
        Shape (models, samples, classes).
    labels
        int64, shape (samples,).
    """

    def __init__(self, logits: Tensor, labels: Tensor):
        self._logits, self._labels = logits, labels

    @cached_property
    def samples(self) -> Tensor:
        """How many samples each class has, int64, shape (classes,)."""
        return class_sizes(self._labels, self._logits.shape[2])

    @cached_property
    def right(self) -> Tensor:
        """Samples of each class that a model answers rightly, int64, shape (models, classes)."""
        right = answers(self._logits) == self._labels
        # Counts of floats are exact far beyond the number of samples, and a product is fast.
        members = torch.nn.functional.one_hot(self._labels, self._logits.shape[2])
        per_class = right.to(torch.float32) @ members.to(torch.float32)
        return per_class.round().long().cpu()

    @property
    def accuracy(self) -> Tensor:
        """Share of all samples that is answered rightly, float64, shape (models,)."""
        return self.right.sum(dim=1).double() / self.samples.sum()

    @property
    def balanced_accuracy(self) -> Tensor:
        """Mean over the classes of the share answered rightly, float64, shape (models,).

        A model that gives one answer always, or guesses, comes to 1/classes, whatever the classes'
        sizes.
        """
        return (self.right.double() / self.samples).mean(dim=1)

    @property
    def auc(self) -> Tensor:
        """Area under the ROC curve, see :func:`.ranks.auc`, float64, shape (models,)."""
        return self._without_a_threshold(auc)

    @property
    def loss(self) -> Tensor:
        """Cross-entropy after a fit, see :func:`.fitted.fitted_loss`, float64, shape (models,)."""
        return self._without_a_threshold(fitted_loss)

    def _without_a_threshold(self, of: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Tensor:
        return torch.from_numpy(of(self._logits.cpu().numpy(), self._labels.cpu().numpy()))


def answers(logits: Tensor) -> Tensor:
    """Return the class with the largest logit, of equal ones the first.

    Returns
    -------
    Tensor
        int64, shape (models, samples).
    """
    if logits.shape[2] == 2:
        return (logits[..., 1] > logits[..., 0]).long()
    return logits.argmax(dim=2)


def class_sizes(labels: Tensor, classes: int) -> Tensor:
    """Return how many samples each class has, int64, shape (classes,), on the CPU."""
    return torch.bincount(labels, minlength=classes).cpu()


def chance(samples: Tensor) -> float:
    """Return the accuracy of the best constant answer, the share of the largest class.

    Parameters
    ----------
    samples
        How many samples each class has, shape (classes,).
    """
    return float(samples.max() / samples.sum())
