"""One driver for all probes: over the models of an ensemble, or over one layer of a module."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from torch import Tensor

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.probes.probe import Probe, Step
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
    functions, memory = probe.load(), {}
    for step in probe.steps(settings):
        streams = Streams(root_seed, block.stream_names(*probe.names(step)))
        notes = {}

        def change(name: str, stack: Tensor, step=step, streams=streams, notes=notes) -> Tensor:
            disturbed, note = functions.disturb(
                stack, step, streams, memory.setdefault(name, {}), name.endswith("bias")
            )
            if note is not None:
                notes[name] = note
            return disturbed

        changed = ensemble.map(change)
        columns, undone = functions.summarise(list(notes.values())) if notes else ({}, None)
        yield Disturbed(step, changed, columns, undone)


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
    functions, memory = probe.load(), {}
    for step in probe.steps(settings, of_layer=True):
        streams = Streams(root_seed, [(name, *probe.names(step))])
        disturbed, note = functions.disturb(weights[None], step, streams, memory, False)
        undone = note is not None and bool(functions.summarise([note])[1][0])
        yield step, None if undone else disturbed[0]
