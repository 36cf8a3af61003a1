"""Sparse networks on disk: safetensors of their links (CSR), never of their matrices."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from taskcomplexity.atomic import replacing
from taskcomplexity.links.network import DenseLayer, Links, Network, SparseLayer
from taskcomplexity.models.storage import METADATA_KEY, WeightsError


def save_networks(
    path: str | Path,
    networks: Mapping[int, Network],
    trained: Sequence[bool],
    provenance: dict[str, object],
) -> None:
    """Write networks by their seed.

    The tensors of seed 3 are called ``3/0.starts``, ``3/0.columns``, ``3/0.weights`` and
    ``3/0.bias`` for the first sparse layer and so on, ``3/readout.weights`` and ``3/readout.bias``.

    Parameters
    ----------
    path
        Where to; the file appears whole or not at all.
    networks
        By seed.
    trained
        Of each, in the order of `networks`, whether its training came to anything.
    provenance
        From :func:`taskcomplexity.provenance.record`.
    """
    tensors, inputs = {}, {}
    for seed, network in networks.items():
        inputs[seed] = [layer.links.inputs for layer in network.layers]
        for depth, layer in enumerate(network.layers):
            parts = {
                "starts": layer.links.starts,
                "columns": layer.links.columns,
                "weights": layer.weights,
                "bias": layer.bias,
            }
            tensors |= {f"{seed}/{depth}.{name}": part for name, part in parts.items()}
        tensors[f"{seed}/readout.weights"] = network.readout.weights
        tensors[f"{seed}/readout.bias"] = network.readout.bias
    came_to = [bool(ok) for _, ok in sorted(zip(networks, trained, strict=True))]
    about = {"inputs": inputs, "trained": came_to, "provenance": provenance}
    metadata = {METADATA_KEY: json.dumps(about, sort_keys=True)}
    whole = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    with replacing(path) as beside:
        beside.write_bytes(save(whole, metadata))


def load_networks(path: str | Path) -> tuple[dict[int, Network], tuple[bool, ...]]:
    """Read the networks that :func:`save_networks` wrote, and which of them trained, by seed.

    Raises
    ------
    WeightsError
        When the file is damaged or something else.
    """
    try:
        with safe_open(path, "np") as file:
            about = json.loads(file.metadata()[METADATA_KEY])
            trained, widths = tuple(about["trained"]), dict(about["inputs"])
            found = {int(seed): _network(file, seed, inputs) for seed, inputs in widths.items()}
            if len(trained) != len(found) or not found:
                raise ValueError(f"{len(found)} networks, {len(trained)} told to be trained or not")
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise WeightsError(
            f"{path}: not a file of sparse networks of this workflow ({error}). "
            "Delete the file and run the workflow again to train the networks anew."
        ) from error
    return dict(sorted(found.items())), trained


def _network(file: safe_open, seed: str, inputs: Sequence[int]) -> Network:
    def read(name: str) -> np.ndarray:
        return file.get_tensor(f"{seed}/{name}")

    layers = [
        SparseLayer(
            Links(read(f"{depth}.starts"), read(f"{depth}.columns"), width),
            read(f"{depth}.weights"),
            read(f"{depth}.bias"),
        )
        for depth, width in enumerate(inputs)
    ]
    return Network(tuple(layers), DenseLayer(read("readout.weights"), read("readout.bias")))
