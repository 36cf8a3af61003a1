"""What is taken of a layer: its metrics as rows of tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.metrics.layers import RecurrentStep
from taskcomplexity.metrics.signals import Signals
from taskcomplexity.metrics.topology import layer_fluctuation, link_weights, node_strength
from taskcomplexity.studies.metrics.architectures import Reached
from taskcomplexity.studies.metrics.names import DISTRIBUTIONS, QUANTILES

# Of the initial deviation: what counts as hardly a weight.
NEAR_ZERO = 0.1
MIDDLE, LITTLE = (0.4, 0.6), 0.05


def with_outgoing(reached: Sequence[Reached]) -> Iterator[tuple[Reached, Tensor | None]]:
    """Yield every layer and the strength that goes out of its neurons; none of the last.

    Out of a recurrent neuron go the links to the next step and those to the next layer.
    """
    for found, behind in zip(reached, [*reached[1:], None], strict=True):
        outgoing = None if behind is None else node_strength(behind.links).outgoing[0]
        if outgoing is not None and isinstance(found.links, RecurrentStep):
            inputs = found.links.sizes[0] - len(outgoing)
            outgoing = outgoing + node_strength(found.links).outgoing[0, inputs:]
        yield found, outgoing


@dataclass(frozen=True)
class Taken:
    """The metrics of a layer of one network.

    Attributes
    ----------
    found
        The layer, and what samples brought about.
    weights
        Of its links, without biases.
    incoming, outgoing
        Strengths of its neurons; those of the last layer have no outgoing one.
    zeta, activation
        float64, shape (samples and steps, neurons).
    """

    found: Reached
    weights: np.ndarray
    incoming: np.ndarray
    outgoing: np.ndarray | None
    zeta: np.ndarray
    activation: np.ndarray

    @classmethod
    def of(cls, found: Reached, outgoing: Tensor | None) -> "Taken":
        """Take them down."""
        neurons = found.links.sizes[1]
        weights = found.links.weights("none")
        return cls(
            found,
            torch.flatten(weights.values).numpy(),
            node_strength(found.links).incoming[0].numpy(),
            None if outgoing is None else outgoing.numpy(),
            found.zeta.reshape(-1, neurons).double().numpy(),
            found.activation.reshape(-1, neurons).double().numpy(),
        )

    def statistics(self, bias: str, deviation: float, active: str) -> dict[str, object]:
        """Return a row of the table of layers."""
        mean_zeta, mean_activation = self.zeta.mean(0), self.activation.mean(0)
        weights = link_weights(self.found.links, bias)
        incoming, zeta = _moments("strength_in", self.incoming), _moments("zeta", self.zeta)
        activation = self.activation
        middle = (activation >= MIDDLE[0]) & (activation <= MIDDLE[1])
        extreme = (activation < LITTLE) | (activation > 1 - LITTLE)
        outgoing = np.full(1, np.nan) if self.outgoing is None else self.outgoing
        return {
            "neurons": len(self.incoming),
            "links": self.found.links.links,
            "weight_mean": float(weights.mean),
            "weight_variance": float(weights.variance),
            "weight_negative": float((self.weights < 0).mean()),
            "weight_near_zero": float((np.abs(self.weights) < NEAR_ZERO * deviation).mean()),
            **incoming,
            "strength_in_fluctuation": float(
                layer_fluctuation(torch.from_numpy(self.incoming)[None])
            ),
            "strength_out_mean": float(outgoing.mean()),
            "strength_out_fluctuation": float(outgoing.std()),
            **zeta,
            "activation_mean": float(activation.mean()),
            "activation_sd": float(activation.std()),
            "activation_middle": float(middle.mean()),
            "activation_extreme": float(extreme.mean()),
            "dead": np.nan if active == "linear" else _dead(activation, active),
            "correlation_zeta": correlation(self.incoming, mean_zeta),
            "correlation_activation": correlation(self.incoming, mean_activation),
        }

    def quantiles(self) -> Iterator[dict[str, object]]:
        """Yield a row of the table of quantiles for each metric."""
        levels = np.linspace(0, 1, QUANTILES)
        found = (self.weights, self.incoming, self.outgoing, self.zeta, self.activation)
        for metric, values in zip(DISTRIBUTIONS, found, strict=True):
            if values is not None:
                yield {"metric": metric, "values": quantiles(values, levels)}

    def by_neuron(self) -> dict[str, object]:
        """Return columns of the table of neurons."""
        return {
            "neuron": np.arange(len(self.incoming), dtype=np.int32),
            "strength_in": self.incoming.astype(np.float32),
            "strength_out": np.float32(np.nan)
            if self.outgoing is None
            else self.outgoing.astype(np.float32),
            "zeta": self.zeta.mean(0).astype(np.float32),
            "activation": self.activation.mean(0).astype(np.float32),
        }


def _moments(metric: str, values: np.ndarray) -> dict[str, float]:
    found = Signals.of(torch.from_numpy(values).reshape(1, -1))
    return {
        f"{metric}_{name}": float(getattr(found, name))
        for name in ("mean", "sd", "skewness", "kurtosis", "negative")
    }


def _dead(activation: np.ndarray, active: str) -> float:
    """Return the share of neurons that are silent for every sample: at 0 or, but of ReLU, near."""
    return float((np.abs(activation) <= (0 if active == "relu" else LITTLE)).all(0).mean())


def quantiles(values: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Return quantiles as float32, each one of the values: spikes stay spikes."""
    ordered = np.sort(values, axis=None)
    return ordered[np.rint(levels * (ordered.size - 1)).astype(int)].astype(np.float32)


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Return Pearson's correlation; NaN of fewer than three, or where either is constant."""
    if len(one) < 3 or not np.ptp(one) or not np.ptp(other):
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])
