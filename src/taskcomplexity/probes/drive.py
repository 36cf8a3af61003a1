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
    *,
    of_layer: bool = False,
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
    of_layer
        Whether a layer of a module is probed, which has other usual kinds.

    Raises
    ------
    ValueError
        When a setting cannot be used.
    """
    functions = probe.load()
    memory: dict[str, dict] = {name: {} for name in stacks}
    for step in probe.steps(settings, of_layer=of_layer):
        streams = Streams(root_seed, [(*of_model, *probe.names(step)) for of_model in names])
        changed, notes = {}, []
        for name, stack in stacks.items():
            changed[name], note = functions.disturb(stack, step, streams, memory[name], parts[name])
            if note is not None:
                notes.append(note)
        columns, undone = functions.summarise(notes) if notes else ({}, None)
        yield DisturbedStacks(step, changed, columns, undone)


def disturb_ensemble(
    probe: Probe, ensemble: Ensemble, block: Block, settings: Mapping[str, Any], root_seed: int
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
        Root of the random streams, one per model and what is drawn.

    Raises
    ------
    ValueError
        When a model or a setting cannot be used.
    """
    check_ensemble(ensemble, block)
    stacks = ensemble.parameters()
    parts = {name: Part(bias=name.endswith("bias")) for name in stacks}
    names = block.stream_names()
    for one in disturb_stacks(probe, stacks, parts, names, settings, root_seed):
        changed = Ensemble.from_parameters(one.stacks, ensemble.activation)
        yield Disturbed(one.step, changed, one.columns, one.undone)


def disturb_layer(
    probe: Probe, weights: Tensor, settings: Mapping[str, Any], root_seed: int, name: str
) -> Iterator[tuple[Step, Tensor | None]]:
    """Apply every step of a sweep to the weights of one layer.

    Parameters
    ----------
    probe
        Which.
    weights
        Of the layer, on the CPU.
    settings
        As :meth:`taskcomplexity.probes.probe.Probe.steps` takes them.
    root_seed, name
        Root of the random streams and name of the layer in them.

    Yields
    ------
    (Step, Tensor or None)
        The new weights; None where the probe could not be applied.
    """
    for one in disturb_stacks(
        probe, {name: weights[None]}, {name: Part()}, [(name,)], settings, root_seed, of_layer=True
    ):
        undone = one.undone is not None and bool(one.undone[0])
        yield one.step, None if undone else one.stacks[name][0]
