"""What the answers of models are worth: functions of logits and labels.

The largest logit is a model's answer; of equal ones the first.
"""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Scores:
    """How often models are right, by class.

    Attributes
    ----------
    right
        int64, shape (models, classes): samples of each class that a model answers rightly.
    samples
        int64, shape (classes,): how many there are.
    """

    right: Tensor
    samples: Tensor

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


def score(logits: Tensor, labels: Tensor) -> Scores:
    """Score the answers of models.

    Parameters
    ----------
    logits
        Shape (models, samples, classes).
    labels
        int64, shape (samples,).
    """
    classes = logits.shape[2]
    right = answers(logits) == labels
    # Counts of floats are exact far beyond the number of samples, and a product is fast.
    members = torch.nn.functional.one_hot(labels, classes).to(torch.float32)
    per_class = (right.to(torch.float32) @ members).round().long()
    return Scores(per_class.cpu(), class_sizes(labels, classes))


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
