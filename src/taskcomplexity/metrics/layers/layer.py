"""What the metrics ask of a layer: what comes in, what goes out, the weights of its links.

Every layer is that of several networks of one shape, stacked: the first axis of all that goes in
and comes out counts networks. One network is a stack of one. Of every layer ``strength`` gives ζ,
what its neurons receive for inputs, in the layout that suits it.
"""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

# How biases count among the weights of links; see taskcomplexity.metrics.topology.link_weights.
BIASES = ("add", "pool", "none")


@dataclass(frozen=True)
class Weights:
    """Weights of the links of a layer, those that several links share written once.

    Attributes
    ----------
    values
        Shape (networks, weights).
    counts
        float64, shape (weights,): how many links have each; one but in convolutions.
    """

    values: Tensor
    counts: Tensor

    @classmethod
    def of(
        cls,
        links: Tensor,
        biases: Tensor | None,
        bias: str,
        *,
        counts: Tensor | None = None,
        neurons: int = 1,
    ) -> "Weights":
        """Count biases in, or not.

        Parameters
        ----------
        links
            Weights of the links, shape (networks, …).
        biases
            The bias of the neuron that each enters, broadcastable to `links`; None where there are
            none.
        bias
            One of :data:`BIASES`.
        counts
            How many links have each weight, broadcastable to ``links[0]``; one where not given.
        neurons
            How many have each bias.

        Raises
        ------
        ValueError
            When `bias` is not known.
        """
        if bias not in BIASES:
            raise ValueError(f"bias is {bias!r}; allowed: {', '.join(BIASES)}")
        counts = _ones(1, links) if counts is None else counts.to(links.device)
        counts = counts.expand(links.shape[1:]).flatten()
        if biases is None or bias == "none":
            return cls(links.flatten(1), counts)
        if bias == "add":
            return cls((links + biases).flatten(1), counts)
        biases = biases.flatten(1)
        values = torch.cat([links.flatten(1), biases], 1)
        return cls(values, torch.cat([counts, neurons * _ones(biases.shape[1], links)]))


def _ones(number: int, like: Tensor) -> Tensor:
    return torch.ones(number, dtype=torch.float64, device=like.device)


class Layer(Protocol):
    """Links from the neurons of one layer to those of the next."""

    @property
    def sizes(self) -> tuple[int, int]:
        """How many neurons links leave, and how many they enter."""

    @property
    def links(self) -> int:
        """How many links there are."""

    def weights(self, bias: str = "none") -> Weights:
        """Return the weights of the links, with biases as :data:`BIASES` says."""

    def incoming(self) -> Tensor:
        """Return the sum of each neuron's incoming weights and its bias, (networks, outputs)."""

    def outgoing(self) -> Tensor:
        """Return the sum of each neuron's outgoing weights, (networks, inputs)."""
