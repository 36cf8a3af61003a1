"""Networks on disk, and together with what they were before training."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from taskcomplexity.atomic import replacing
from taskcomplexity.data.stored import load_images
from taskcomplexity.models.storage import METADATA_KEY, WeightsError
from taskcomplexity.studies.metrics.architectures import Architecture, architecture
from taskcomplexity.studies.metrics.blocks import Weights
from taskcomplexity.studies.metrics.inputs import Data, read_data
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED, Cell, Networks
from taskcomplexity.studies.metrics.streams import weight_stream


@dataclass(frozen=True)
class Block:
    """Networks of a cell, stacked, trained and untrained.

    Attributes
    ----------
    dataset, cell, seeds
        Which they are.
    made
        Their architecture.
    states
        Their weights by state, see :data:`taskcomplexity.studies.metrics.names.STATES`.
    deviation
        Standard deviation of the initial weights.
    """

    dataset: str
    cell: Cell
    seeds: tuple[int, ...]
    made: Architecture
    states: dict[str, Weights]
    deviation: float

    def alone(self, place: int, state: str) -> Weights:
        """Return a network as a stack of one."""
        return {name: tensor[place : place + 1] for name, tensor in self.states[state].items()}

    @property
    def named(self) -> dict[str, str]:
        """Dataset and cell, as tables name them."""
        return {"dataset": self.dataset, "cell": str(self.cell)}


def untrained(
    made: Architecture,
    cell: Cell,
    dataset: str,
    seeds: Sequence[int],
    deviation: float,
    root_seed: int,
) -> Weights:
    """Draw networks as they are before training, stacked."""
    generators = [weight_stream(root_seed, dataset, cell, seed) for seed in seeds]
    return made.initial(generators, deviation)


def save_weights(
    path: str | Path, weights: Weights, seeds: Sequence[int], provenance: dict[str, object]
) -> None:
    """Write the weights of stacked networks; the file appears whole or not at all.

    Parameters
    ----------
    path
        Where to.
    weights
        By layer and name, such as ``2.weight``.
    seeds
        Of the networks, in their order.
    provenance
        From :func:`taskcomplexity.provenance.record`.
    """
    about = {METADATA_KEY: json.dumps({"seeds": list(seeds), "provenance": provenance})}
    whole = {name: tensor.contiguous() for name, tensor in weights.items()}
    with replacing(path) as beside:
        beside.write_bytes(save(whole, about))


def read_block(
    images: str | Path,
    weights: str | Path,
    dataset: str,
    networks: str,
    inputs: Mapping[str, Any],
    shape: Mapping[str, Any],
    root_seed: int,
) -> tuple[Block, Data]:
    """Read networks and what they see, as the jobs that measure them are told it.

    Parameters
    ----------
    images, weights
        Where both lie.
    dataset, networks
        Which they are, as files are named.
    inputs
        As :func:`taskcomplexity.studies.metrics.inputs.read_data` takes it.
    shape
        ``widths`` and ``initial_sd``.
    root_seed
        Root of the random streams.
    """
    data = read_data(load_images(images), dataset, **inputs, root_seed=root_seed)
    block = load_block(weights, dataset, networks, data, **shape, root_seed=root_seed)
    return block, data


def load_block(
    path: str | Path,
    dataset: str,
    networks: str,
    data: Data,
    widths: Sequence[int],
    initial_sd: float,
    root_seed: int,
) -> Block:
    """Read the networks that :func:`save_weights` wrote, and draw what they were before.

    Parameters
    ----------
    path
        Where they lie.
    dataset, networks
        Which they are, as files are named.
    data
        What they see.
    widths, initial_sd
        How they are made, as in :class:`taskcomplexity.studies.metrics.settings.Settings`.
    root_seed
        Root of the random streams.

    Raises
    ------
    WeightsError
        When the file is damaged or holds other networks.
    """
    block = Networks.parse(networks)
    seeds = tuple(block.seeds)
    made = architecture(block.cell, widths, data.shape, data.classes)
    before = untrained(made, block.cell, dataset, seeds, initial_sd, root_seed)
    try:
        with safe_open(path, "pt") as file:
            stored = json.loads(file.metadata()[METADATA_KEY])["seeds"]
            after = {name: file.get_tensor(name) for name in before}
        shapes = {name: tensor.shape for name, tensor in before.items()}
        if stored != list(seeds) or shapes != {name: one.shape for name, one in after.items()}:
            raise ValueError(f"expected the networks {networks} with the widths {list(widths)}")
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise WeightsError(
            f"{path}: not a file of networks of this workflow ({error}). "
            "Delete the file and run the workflow again to train the networks anew."
        ) from error
    states = {TRAINED: after, UNTRAINED: before}
    return Block(dataset, block.cell, seeds, made, states, initial_sd)
