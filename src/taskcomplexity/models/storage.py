"""Weights on disk: safetensors, never pickle."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from taskcomplexity.atomic import replacing
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble

METADATA_KEY = "taskcomplexity"


class WeightsError(ValueError):
    """A file is no weights file of this workflow, or a damaged one."""


def save_ensemble(
    path: str | Path, ensemble: Ensemble, block: Block, provenance: dict[str, object]
) -> None:
    """Write an ensemble, which models it holds and what made it."""
    about = {"block": asdict(block), "activation": ensemble.activation, "provenance": provenance}
    # A single key, as safetensors writes several in an order that changes from run to run.
    metadata = {METADATA_KEY: json.dumps(about, sort_keys=True)}
    tensors = {
        name: stack.detach().cpu().contiguous() for name, stack in ensemble.parameters().items()
    }
    with replacing(path) as beside:
        beside.write_bytes(save(tensors, metadata))


def load_ensemble(path: str | Path, device: torch.device) -> tuple[Ensemble, Block]:
    """Read an ensemble that :func:`save_ensemble` wrote.

    Raises
    ------
    WeightsError
        When the file is damaged or something else.
    """
    with _opened(path) as file:
        about = json.loads(file.metadata()[METADATA_KEY])
        block = Block(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in about["block"].items()
            }
        )
        parameters = {name: file.get_tensor(name).to(device) for name in file.keys()}  # noqa: SIM118
        ensemble = Ensemble.from_parameters(parameters, about["activation"])
    if any(len(stack) != len(block.seeds) for stack in parameters.values()):
        raise WeightsError(f"{path}: expected {len(block.seeds)} models in every tensor")
    return ensemble, block


@contextmanager
def _opened(path: str | Path) -> Iterator[safe_open]:
    try:
        with safe_open(path, "pt") as file:
            yield file
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise WeightsError(
            f"{path}: not a weights file of this workflow ({error}). "
            "Delete the file and run the workflow again to train the models anew."
        ) from error
