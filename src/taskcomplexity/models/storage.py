"""Weights on disk: safetensors, never pickle."""

import json
from collections.abc import Iterator, Sequence
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


def save_ensembles(
    path: str | Path, ensembles: Sequence[tuple[Ensemble, Block]], provenance: dict[str, object]
) -> None:
    """Write the models of one or several tasks, which they are and what made them.

    Parameters
    ----------
    path
        Where to; the file appears whole or not at all.
    ensembles
        The models of each task. Their tensors are called by it, ``7-9/0.weight``.
    provenance
        From :func:`taskcomplexity.provenance.record`.

    Raises
    ------
    ValueError
        When two tasks have one name.
    """
    names = [block.task_name for _, block in ensembles]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{path}: several models of one name, {', '.join(sorted(twice))}")
    about = {
        "blocks": [
            {"block": asdict(block), "activation": models.activation} for models, block in ensembles
        ],
        "provenance": provenance,
    }
    # A single key, as safetensors writes several in an order that changes from run to run.
    metadata = {METADATA_KEY: json.dumps(about, sort_keys=True)}
    tensors = {
        f"{block.task_name}/{name}": stack.detach().cpu().contiguous()
        for models, block in ensembles
        for name, stack in models.parameters().items()
    }
    with replacing(path) as beside:
        beside.write_bytes(save(tensors, metadata))


def stored_blocks(path: str | Path) -> list[Block]:
    """Read which models a file holds.

    Raises
    ------
    WeightsError
        When the file is damaged or something else.
    """
    with _opened(path) as file:
        return [block for block, _ in _stored(file)]


def load_ensembles(path: str | Path, device: torch.device) -> Iterator[tuple[Ensemble, Block]]:
    """Read the models that :func:`save_ensembles` wrote, one task at a time.

    Raises
    ------
    WeightsError
        When the file is damaged or something else.
    """
    with _opened(path) as file:
        for block, activation in _stored(file):
            prefix = f"{block.task_name}/"
            parameters = {
                name.removeprefix(prefix): file.get_tensor(name).to(device)
                for name in file.keys()  # noqa: SIM118
                if name.startswith(prefix)
            }
            if not parameters or any(len(one) != len(block.seeds) for one in parameters.values()):
                raise ValueError(f"expected {len(block.seeds)} models of {block} in every tensor")
            yield Ensemble.from_parameters(parameters, activation), block


def _stored(file: safe_open) -> list[tuple[Block, str]]:
    about = json.loads(file.metadata()[METADATA_KEY])
    return [
        (
            Block(
                **{
                    name: tuple(value) if isinstance(value, list) else value
                    for name, value in one["block"].items()
                }
            ),
            one["activation"],
        )
        for one in about["blocks"]
    ]


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
