"""The metrics of trained networks and of what they were before."""

from dataclasses import dataclass

import pandas as pd
import torch

from taskcomplexity.studies.metrics.columns import (
    LAYER_COLUMNS,
    NEURON_COLUMNS,
    QUANTILE_COLUMNS,
)
from taskcomplexity.studies.metrics.inputs import Data, drawn_samples
from taskcomplexity.studies.metrics.names import STATES
from taskcomplexity.studies.metrics.stored import Block
from taskcomplexity.studies.metrics.taken import Taken, with_outgoing


@dataclass(frozen=True)
class Measured:
    """Tables of metrics, see :mod:`taskcomplexity.studies.metrics.columns`."""

    layers: pd.DataFrame
    quantiles: pd.DataFrame
    neurons: pd.DataFrame


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
            for found, outgoing in with_outgoing(reached):
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
