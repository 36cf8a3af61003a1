"""How the networks of a cell are made and trained."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

ACCURACY = "accuracy"
# In a config 1 stands for 1.0 too.
WRITTEN_AS_IT_COMES = ("initial_sd", "learning_rate", "low", "high")
OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}


@dataclass(frozen=True)
class Settings:
    """All that a training is told.

    Attributes
    ----------
    widths
        Neurons, or channels, of each hidden layer.
    initial_sd
        Standard deviation of the initial weights and biases.
    optimizer
        ``sgd``, without momentum, or ``adam``.
    learning_rate
        Of all epochs.
    batch_size
        Images per step.
    epochs
        Passes over the training images, at most.
    measure
        What training is to bring into a range on the images held out: ``accuracy``, ``mse`` or
        ``cross_entropy``; None where there is no such range.
    low, high
        The range; NaN where there is none.
    stops
        Whether training stops once it has an accuracy of `low` or more, or an error of `high` or
        less.
    """

    widths: tuple[int, ...]
    initial_sd: float
    optimizer: str
    learning_rate: float
    batch_size: int
    epochs: int
    measure: str | None
    low: float
    high: float
    stops: bool

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Settings":
        """Read what :meth:`taskcomplexity.studies.metrics.plan.Plan.training` tells a job."""
        numbers = {name: float(given[name]) for name in WRITTEN_AS_IT_COMES}
        return cls(**{**given, **numbers, "widths": tuple(given["widths"])})
