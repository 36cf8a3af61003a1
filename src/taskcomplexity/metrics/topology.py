"""Metrics of the weights alone: link weights, node strength, layer fluctuation (section 3.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from taskcomplexity.metrics.layers.layer import Layer

# So many weights are in double precision at a time, so that large layers need no second copy.
AT_ONCE = 2**22


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
        ``add``: each link counts with the bias of the neuron that it enters added, as eqs. 1 and 2
        are read here; ``pool``: weights and biases are one set of numbers, as in the released
        code; ``none``: weights alone.

    Raises
    ------
    ValueError
        When `bias` is none of these.
    """
    found = layer.weights(bias)
    at_once = max(1, AT_ONCE // len(found.values))
    parts = list(zip(found.values.split(at_once, 1), found.counts.split(at_once), strict=True))

    def averaged(what: Callable[[Tensor], Tensor]) -> Tensor:
        return sum(what(values.double()) @ counts for values, counts in parts) / found.counts.sum()

    mean = averaged(lambda values: values)
    return LinkWeights(mean, averaged(lambda values: (values - mean[:, None]).square()))


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
        float64, shape (networks,): the square root of the mean squared distance from the mean.
    """
    return strength.double().std(1, correction=0)
