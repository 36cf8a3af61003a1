"""Metrics of the weights alone: link weights, node strength, layer fluctuation (section 3.2)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from taskcomplexity.metrics.layers import Layer

# How biases count among the weights of the links.
BIASES = ("add", "pool", "none")


@dataclass(frozen=True)
class LinkWeights:
    """Mean and population variance of the weights of a layer's links (eqs. 1 and 2).

    Attributes
    ----------
    mean, variance
        float64, shape (networks,).
    """

    mean: Tensor
    variance: Tensor


def link_weights(layer: Layer, bias: str = "add") -> LinkWeights:
    """Return mean and variance of the weights of a layer's links.

    Parameters
    ----------
    layer
        The layer of stacked networks.
    bias
        ``add``: each link counts with the bias of its output added, as eqs. 1 and 2 are read here;
        ``pool``: weights and biases are one set of numbers; ``none``: weights alone.

    Raises
    ------
    ValueError
        When `bias` is none of these.
    """
    if bias not in BIASES:
        raise ValueError(f"bias is {bias!r}; allowed: {', '.join(BIASES)}")
    found = layer.weights()
    values, counts = found.values.double(), found.counts.to(found.values.device)
    if bias != "none" and found.biases is not None:
        biases = found.biases.double()
        if bias == "add":
            values = values + biases[:, found.outputs.to(biases.device)]
        else:
            values = torch.cat([values, biases], 1)
            counts = torch.cat([counts, found.bias_counts.to(counts.device)])
    shares = counts / counts.sum()
    mean = values @ shares
    return LinkWeights(mean, (values - mean[:, None]).square() @ shares)


@dataclass(frozen=True)
class NodeStrength:
    """Sums of the weights at the two ends of a layer's links (eq. 3), kept apart.

    Attributes
    ----------
    incoming
        s_in of the neurons that links enter, each with its bias added once; (networks, outputs).
    outgoing
        s_out of the neurons that links leave; (networks, inputs).
    """

    incoming: Tensor
    outgoing: Tensor


def node_strength(layer: Layer) -> NodeStrength:
    """Return the strength of the neurons before and behind a layer's links."""
    return NodeStrength(layer.incoming(), layer.outgoing())


def layer_fluctuation(strength: Tensor) -> Tensor:
    """Return how much the strength differs from neuron to neuron (eq. 4).

    Parameters
    ----------
    strength
        Shape (networks, neurons).

    Returns
    -------
    Tensor
        Shape (networks,): the square root of the mean squared distance from the mean.
    """
    return strength.double().std(1, correction=0)
