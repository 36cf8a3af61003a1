"""The metrics of trained networks and of what they were before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from taskcomplexity.metrics.signals import Signals
from taskcomplexity.metrics.topology import layer_fluctuation, link_weights, node_strength
from taskcomplexity.studies.metrics.architectures import Reached
from taskcomplexity.studies.metrics.columns import (
    LAYER_COLUMNS,
    NEURON_COLUMNS,
    QUANTILE_COLUMNS,
)
from taskcomplexity.studies.metrics.inputs import Data, pixels
from taskcomplexity.studies.metrics.names import (
    ACTIVATION,
    QUANTILES,
    STATES,
    STRENGTH_IN,
    STRENGTH_OUT,
    WEIGHT,
    ZETA,
)
from taskcomplexity.studies.metrics.stored import Block
from taskcomplexity.studies.metrics.streams import sample_stream

# Of the initial deviation: what counts as hardly a weight.
NEAR_ZERO = 0.1
MIDDLE, LITTLE = (0.4, 0.6), 0.05


@dataclass(frozen=True)
class Measured:
    """Tables of metrics, see :mod:`taskcomplexity.studies.metrics.columns`."""

    layers: pd.DataFrame
    quantiles: pd.DataFrame
    neurons: pd.DataFrame


def drawn_samples(data: Data, dataset: str, seed: int, number: int, root_seed: int) -> Tensor:
    """Return the training pictures that a network is measured on, (samples, inputs), 0 to 1.

    Raises
    ------
    ValueError
        When there are fewer.
    """
    if number > len(data.training):
        raise ValueError(
            f"{number:,} samples are asked for and {dataset} has {len(data.training):,} training "
            "images left; lower `metrics.samples` or `metrics.held_out`"
        )
    order = sample_stream(root_seed, dataset, seed).permutation(len(data.training))[:number]
    return pixels(data.training[torch.from_numpy(np.sort(order))].values)


@torch.no_grad()
def measure(block: Block, data: Data, samples: int, bias: str, root_seed: int) -> Measured:
    """Take the metrics of the networks of a block, trained and untrained.

    Parameters
    ----------
    block
        The networks.
    data
        What they see.
    samples
        How many training pictures each is measured on, of its own and the same in both states.
    bias
        How biases count among link weights, as
        :func:`taskcomplexity.metrics.topology.link_weights` says.
    root_seed
        Root of the random streams.
    """
    layers, quantiles, neurons = [], [], []
    for place, seed in enumerate(block.seeds):
        values = drawn_samples(data, block.dataset, seed, samples, root_seed)
        for state in STATES:
            reached = block.made.reach(block.alone(place, state), values[None])
            for found, outgoing in _with_outgoing(reached):
                at = {**block.named, "seed": seed, "state": state, "layer": found.number}
                taken = Taken.of(found, outgoing)
                active = block.made.activation_of(found.number)
                row = taken.statistics(bias, block.deviation, active)
                layers.append({**at, **row, "samples": len(values)})
                quantiles += [{**at, **row} for row in taken.quantiles()]
                neurons.append(pd.DataFrame({**at, **taken.by_neuron()}))
    return Measured(
        pd.DataFrame(layers)[list(LAYER_COLUMNS)],
        pd.DataFrame(quantiles)[list(QUANTILE_COLUMNS)],
        pd.concat(neurons, ignore_index=True)[list(NEURON_COLUMNS)],
    )


def _with_outgoing(reached: Sequence[Reached]) -> Iterator[tuple[Reached, Tensor | None]]:
    """Yield every layer and the strength that goes out of its neurons; none of the last."""
    for found, behind in zip(reached, [*reached[1:], None], strict=True):
        yield found, None if behind is None else node_strength(behind.links).outgoing[0]


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
            "dead": np.nan if active == "linear" else float((activation < LITTLE).all(0).mean()),
            "correlation_zeta": correlation(self.incoming, mean_zeta),
            "correlation_activation": correlation(self.incoming, mean_activation),
        }

    def quantiles(self) -> Iterator[dict[str, object]]:
        """Yield a row of the table of quantiles for each metric."""
        levels = np.linspace(0, 1, QUANTILES)
        for metric, values in (
            (WEIGHT, self.weights),
            (STRENGTH_IN, self.incoming),
            (STRENGTH_OUT, self.outgoing),
            (ZETA, self.zeta),
            (ACTIVATION, self.activation),
        ):
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


def quantiles(values: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Return quantiles as float32, each one of the values: spikes stay spikes."""
    ordered = np.sort(values, axis=None)
    return ordered[np.rint(levels * (ordered.size - 1)).astype(int)].astype(np.float32)


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Return Pearson's correlation; NaN of fewer than three, or where either is constant."""
    if len(one) < 3 or not np.ptp(one) or not np.ptp(other):
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])
