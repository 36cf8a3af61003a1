"""What the answers of models are worth."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Scores:
    """How often models are right, by class.

    Attributes
    ----------
    right
        int64, shape (models, classes): images of each class that a model answers rightly.
    images
        int64, shape (classes,): how many there are.
    """

    right: Tensor
    images: Tensor

    @property
    def accuracy(self) -> Tensor:
        """Share of all images that is answered rightly, float64, shape (models,)."""
        return self.right.sum(dim=1).double() / self.images.sum()

    @property
    def balanced_accuracy(self) -> Tensor:
        """Mean over the classes of the share answered rightly, float64, shape (models,).

        A model that gives one answer always, or guesses, comes to 1/classes, whatever the classes'
        sizes.
        """
        return (self.right.double() / self.images).mean(dim=1)


def chance(images: Tensor) -> float:
    """Return the accuracy of the best constant answer, the share of the largest class.

    Parameters
    ----------
    images
        How many images each class has, shape (classes,).
    """
    return float(images.max() / images.sum())


def score(logits: Tensor, is_b: Tensor) -> Scores:
    """Score answers to two classes: the larger logit decides, a tie is the first class.

    Parameters
    ----------
    logits
        Shape (models, 2, images).
    is_b
        bool, shape (images,): whether the image is of the second class.
    """
    right = (logits[:, 1] > logits[:, 0]) == is_b
    of_b = (right & is_b).sum(dim=1)
    per_class = torch.stack([right.sum(dim=1) - of_b, of_b], dim=1)
    return Scores(per_class.cpu(), class_sizes(is_b))


def class_sizes(is_b: Tensor) -> Tensor:
    """Return how many images the first and the second class have, int64, shape (2,)."""
    of_b = int(is_b.sum())
    return torch.tensor([len(is_b) - of_b, of_b])
