"""How the networks of this study are made and trained."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Topology:
    """How the links of a network change between epochs.

    Attributes
    ----------
    zeta
        The fraction ζ of the links of a layer that is removed.
    schedule
        ``constant``, or ``cosine``: falls to 0 at three quarters of the epochs.
    removal
        ``magnitude`` or ``signed``, see :func:`taskcomplexity.links.rewire.choose_removed`.
    chain_removal
        Whether links that lead nowhere go too.
    early_stop
        Whether links stay for good once more than nine in ten that grow were just removed, in
        every layer.
    """

    zeta: float
    schedule: str
    removal: str
    chain_removal: bool
    early_stop: bool

    def zeta_after(self, epoch: int, epochs: int) -> float:
        """Return ζ after an epoch, counted from 1; links stay after the last one."""
        if epoch >= epochs:
            return 0.0
        if self.schedule == "constant":
            return self.zeta
        part = epoch / (COSINE_ENDS * epochs)
        return self.zeta * (1 + math.cos(math.pi * min(part, 1))) / 2


COSINE_ENDS = 0.75
SAME_LINKS = 0.9


@dataclass(frozen=True)
class Settings:
    """All that a training is told.

    Attributes
    ----------
    hidden
        Units of each sparse layer.
    density
        Share of the places of a sparse layer that have a link.
    epochs, batch_size
        Passes over the training images, and images per step.
    learning_rate
        Of the first epoch.
    final_rate, falls_over
        The share of it to which the learning rate falls along a line, and over which share of the
        epochs.
    momentum, weight_decay
        Of SGD.
    topology
        How the links change; None where they do not.
    """

    hidden: tuple[int, ...]
    density: float
    epochs: int
    batch_size: int
    learning_rate: float
    final_rate: float
    falls_over: float
    momentum: float
    weight_decay: float
    topology: Topology | None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Settings":
        """Read what :meth:`taskcomplexity.studies.sparse.plan.Plan.training` tells a job."""
        hidden: Sequence[int] = given["hidden"]
        return cls(
            **{
                **given,
                "hidden": tuple(hidden),
                "topology": given["topology"] and Topology(**given["topology"]),
            }
        )

    def rate(self, epoch: int) -> float:
        """Return the learning rate of an epoch, counted from 1."""
        over = self.falls_over * self.epochs
        part = min((epoch - 1) / over, 1) if over else 1.0
        return self.learning_rate * (1 - (1 - self.final_rate) * part)
