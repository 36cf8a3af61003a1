"""One driver for all probes: over the models of an ensemble, or over one layer of a module."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from torch import Tensor

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.probes.probe import Part, Probe, Step
from taskcomplexity.probes.streams import Streams
from taskcomplexity.probes.weights import check_ensemble


@dataclass(frozen=True)
class Disturbed:
    """An ensemble after one step of a probe.

    Attributes
    ----------
    step
        Which.
    ensemble
        The models.
    columns
        Further columns of the probe's table, a value per model.
    undone
        bool per model: the probe could not be applied to it. Its scores are not measured.
    """

    step: Step
    ensemble: Ensemble
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)
    undone: np.ndarray | None = None


@dataclass(frozen=True)
class DisturbedStacks:
    """Stacks of weights after one step of a probe.

    Attributes
    ----------
    step, columns, undone
        As of :class:`Disturbed`.
    stacks
        The weights, by name.
    """

    step: Step
    stacks: Mapping[str, Tensor]
    columns: Mapping[str, np.ndarray]
    undone: np.ndarray | None


def disturb_stacks(
    probe: Probe,
    stacks: Mapping[str, Tensor],
    parts: Mapping[str, Part],
    names: Sequence[tuple[str | int | float, ...]],
    settings: Mapping[str, Any],
    root_seed: int,
) -> Iterator[DisturbedStacks]:
    """Apply every step of a sweep to stacks of weights, each within itself.

    Parameters
    ----------
    probe
        Which.
    stacks
        Of each layer the weights of all models, shape (models, …), by name.
    parts
        What each of them is.
    names
        What the random streams of each model are called.
    settings
        As :meth:`taskcomplexity.probes.probe.Probe.steps` takes them.
    root_seed
        Root of the random streams.

    Raises
    ------
    ValueError
        When a setting cannot be used.
    """
    yield from _apply(probe, probe.steps(settings), stacks, parts, names, root_seed)


def _apply(
    probe: Probe,
    steps: Sequence[Step],
    stacks: Mapping[str, Tensor],
    parts: Mapping[str, Part],
    names: Sequence[tuple[str | int | float, ...]],
    root_seed: int,
) -> Iterator[DisturbedStacks]:
    functions = probe.load()
    memory: dict[str, dict] = {name: {} for name in stacks}
    for step in steps:
        streams = Streams(root_seed, [(*of_model, *probe.names(step)) for of_model in names])
        changed, notes = {}, []
        for name, stack in stacks.items():
            changed[name], note = functions.disturb(stack, step, streams, memory[name], parts[name])
            if note is not None:
                notes.append(note)
        columns, undone = functions.summarise(notes) if notes else ({}, None)
        yield DisturbedStacks(step, changed, columns, undone)


def disturb_ensemble(
    probe: Probe,
    ensemble: Ensemble,
    block: Block,
    settings: Mapping[str, Any],
    root_seed: int,
    layer: int | None = None,
) -> Iterator[Disturbed]:
    """Apply every step of a sweep to the models of an ensemble.

    Weights and biases are disturbed alike, each within itself.

    Parameters
    ----------
    probe
        Which.
    ensemble, block
        The models and which they are.
    settings
        As :meth:`taskcomplexity.probes.probe.Probe.steps` takes them.
    root_seed
        Root of the random streams, one per model, what is drawn and, where it is alone, layer.
    layer
        The one layer that is disturbed, counted from the inputs, from 1; all where it is None.

    Raises
    ------
    ValueError
        When a model or a setting cannot be used.
    """
    check_ensemble(ensemble, block)
    stacks = ensemble.parameters()
    chosen = {name: stack for name, stack in stacks.items() if is_of_layer(name, layer)}
    parts = {name: Part(bias=name.endswith("bias")) for name in chosen}
    names = block.stream_names(*(() if layer is None else ("layer", layer)))
    for one in disturb_stacks(probe, chosen, parts, names, settings, root_seed):
        changed = Ensemble.from_parameters({**stacks, **one.stacks}, ensemble.activation)
        yield Disturbed(one.step, changed, one.columns, one.undone)


def is_of_layer(name: str, layer: int | None) -> bool:
    """Tell whether a stack of an ensemble is of a layer, counted from 1; None stands for all."""
    return layer is None or name.startswith(f"{layer - 1}.")


def disturb_layer(
    probe: Probe, weights: Tensor, steps: Sequence[Step], root_seed: int, name: str
) -> Iterator[tuple[Step, Tensor | None]]:
    """Apply steps of a sweep to the weights of one layer.

    Parameters
    ----------
    probe
        Which.
    weights
        Of the layer, on the CPU.
    steps
        Which, in their order, from :meth:`taskcomplexity.probes.probe.Probe.steps`. What comes out
        of one hangs on no other.
    root_seed, name
        Root of the random streams and name of the layer in them.

    Yields
    ------
    (Step, Tensor or None)
        The new weights; None where the probe could not be applied.
    """
    stacks, parts = {name: weights[None]}, {name: Part()}
    for one in _apply(probe, steps, stacks, parts, [(name,)], root_seed):
        undone = one.undone is not None and bool(one.undone[0])
        yield one.step, None if undone else one.stacks[name][0]
