"""The metrics of the first paper's models and of sparse networks."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import torch
from torch import Tensor

from taskcomplexity.data.images import Images
from taskcomplexity.data.samples import pick_task
from taskcomplexity.links.network import Network
from taskcomplexity.links.storage import load_networks
from taskcomplexity.metrics.layers import Dense, Layer, Sparse
from taskcomplexity.models.ensemble import ACTIVATIONS, Ensemble
from taskcomplexity.models.scaling import SCALINGS
from taskcomplexity.models.storage import load_ensembles
from taskcomplexity.studies.metrics.architectures import Reached
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED
from taskcomplexity.studies.metrics.neighbours.columns import (
    ACTIVATION_METRICS,
    METRICS,
    MODEL_LAYER_COLUMNS,
    NETWORK_LAYER_COLUMNS,
)
from taskcomplexity.studies.metrics.neighbours.names import DENSE
from taskcomplexity.studies.metrics.neighbours.samples import drawn, scaling_named
from taskcomplexity.studies.metrics.taken import Taken, with_outgoing
from taskcomplexity.training.train import initial_ensemble

CPU = torch.device("cpu")
# The third and fourth moment of fewer values are all but forced: of two they are 0 and -2.
LEAST_NEURONS = 4
RELU = "relu"


def reach(links: Sequence[Layer], values: Tensor, activation: str) -> list[Reached]:
    """Return what samples bring about in each layer of a network; the output is linear.

    Parameters
    ----------
    links
        What leads to each layer, from the first hidden one on, which is layer 2.
    values
        Inputs, shape (1, samples, inputs).
    activation
        Of the hidden layers, a key of :data:`taskcomplexity.models.ensemble.ACTIVATIONS`.
    """
    found = []
    for number, one in enumerate(links, 2):
        zeta = one.strength(values)
        values = zeta if number > len(links) else ACTIVATIONS[activation](zeta)
        found.append(Reached(number, one, zeta, values))
    return found


def layer_rows(
    reached: Sequence[Reached], bias: str, deviations: Sequence[float], activation: str
) -> Iterator[dict[str, object]]:
    """Yield a row per layer: :data:`.columns.LAYER_COLUMNS`.

    Parameters
    ----------
    reached
        The layers of one network, from :func:`reach`.
    bias
        How biases count among link weights.
    deviations
        Of the initial weights of each layer.
    activation
        Of the hidden layers.
    """
    last = reached[-1].number
    for (found, outgoing), deviation in zip(with_outgoing(reached), deviations, strict=True):
        active = "linear" if found.number == last else activation
        row = Taken.of(found, outgoing).statistics(bias, deviation, active)
        if found.number == last:
            row |= dict.fromkeys(ACTIVATION_METRICS, math.nan)
        if row["neurons"] < LEAST_NEURONS:
            row |= dict.fromkeys(("strength_in_skewness", "strength_in_kurtosis"), math.nan)
        yield {
            "layer": found.number,
            "neurons": row["neurons"],
            "links": row["links"],
            "samples": found.zeta.shape[1],
            **{metric: row[metric] for metric in METRICS},
        }


@torch.no_grad()
def model_table(
    path: str | Path, images: Images, samples: int, bias: str, root_seed: int
) -> pd.DataFrame:
    """Take the metrics of the first paper's models, and of what they were before training.

    Parameters
    ----------
    path
        The file of their weights.
    images
        Their dataset.
    samples
        How many training images of its own classes each is measured on.
    bias
        How biases count among link weights, as
        :func:`taskcomplexity.metrics.topology.link_weights` says.
    root_seed
        Root of the random streams, of their initial weights too.

    Returns
    -------
    pandas.DataFrame
        :data:`.columns.MODEL_LAYER_COLUMNS`.
    """
    rows = []
    for ensemble, block in load_ensembles(path, CPU):
        training = pick_task(images, block.classes, CPU).train
        widths, activation = [one.weight.shape[2] for one in ensemble.layers], ensemble.activation
        first_bias = bool(ensemble.layers[0].bias.any())
        before = initial_ensemble(block, widths[0], activation, root_seed, first_bias=first_bias)
        # Of weights that are uniform in ±1/√inputs.
        deviations = [1 / math.sqrt(3 * inputs) for inputs in widths]
        scaling = SCALINGS[block.scaling](training.values)
        named = pa.table(block.columns(1)).to_pylist()
        for place, seed in enumerate(block.seeds):
            values = drawn(training, samples, block.dataset, block.classes, seed, root_seed)
            shown = scaling.floats(values)[None]
            for state, models in ((TRAINED, ensemble), (UNTRAINED, before)):
                reached = reach(_dense(models[place : place + 1]), shown, activation)
                rows += [
                    {**named[place], "state": state, **row}
                    for row in layer_rows(reached, bias, deviations, activation)
                ]
    return pd.DataFrame(rows)[list(MODEL_LAYER_COLUMNS)]


@torch.no_grad()
def network_table(
    path: str | Path,
    images: Images,
    dataset: str,
    method: str,
    inputs: Mapping[str, Any],
    density: float,
    samples: int,
    bias: str,
    root_seed: int,
) -> pd.DataFrame:
    """Take the metrics of sparse networks, or of the full ones beside them.

    Parameters
    ----------
    path
        The file of the networks.
    images
        Their dataset.
    dataset, method
        Which they are.
    inputs
        ``classes``, in the order of the outputs, and ``inputs``, their scaling: ``signed``, or
        ``standardized`` by all training images of the classes.
    density
        Share of the places of a hidden layer that had a link, when weights were drawn.
    samples, bias, root_seed
        As of :func:`model_table`. Samples are of all training images, those held out included.

    Returns
    -------
    pandas.DataFrame
        :data:`.columns.NETWORK_LAYER_COLUMNS`.
    """
    classes = inputs["classes"]
    training = pick_task(images, classes, CPU).train
    scaling = scaling_named(inputs["inputs"], training)
    networks, activation, trained = _read(path, method)
    rows = []
    for (seed, links), learned in zip(networks.items(), trained, strict=True):
        values = drawn(training, samples, dataset, classes, seed, root_seed)
        reached = reach(links, scaling.floats(values)[None], activation)
        # Of weights whose variance is 2 over the links that enter a neuron; the output is full.
        shares = [*[density] * (len(links) - 1), 1.0]
        deviations = [
            math.sqrt(2 / (share * layer.sizes[0]))
            for share, layer in zip(shares, links, strict=True)
        ]
        named = {"dataset": dataset, "method": method, "seed": seed, "trained": bool(learned)}
        rows += [{**named, **row} for row in layer_rows(reached, bias, deviations, activation)]
    return pd.DataFrame(rows)[list(NETWORK_LAYER_COLUMNS)]


def _read(path: str | Path, method: str) -> tuple[dict[int, list[Layer]], str, Sequence[bool]]:
    """Return the layers of networks by their seed, their activation, and which of them trained."""
    if method == DENSE:
        ((ensemble, block),) = load_ensembles(path, CPU)
        networks = {
            seed: _dense(ensemble[place : place + 1]) for place, seed in enumerate(block.seeds)
        }
        return networks, ensemble.activation, block.trained
    networks, trained = load_networks(path)
    return {seed: _sparse(network) for seed, network in networks.items()}, RELU, trained


def _dense(ensemble: Ensemble) -> list[Layer]:
    return [Dense(layer.weight.mT, layer.bias) for layer in ensemble.layers]


def _sparse(network: Network) -> list[Layer]:
    hidden = [
        Sparse(layer.links, torch.from_numpy(layer.weights), torch.from_numpy(layer.bias))
        for layer in network.layers
    ]
    weight, bias = map(torch.from_numpy, (network.readout.weights, network.readout.bias))
    return [*hidden, Dense(weight.T[None], bias[None])]
