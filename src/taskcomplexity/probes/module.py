"""Probes of one layer of any PyTorch model."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized

from taskcomplexity.probes.drive import disturb_layer
from taskcomplexity.probes.probe import probe_named
from taskcomplexity.probes.weights import check_weights
from taskcomplexity.progress import Progress

VARIANTS = ("weights", "signs")


@contextmanager
def weight_of_its_own(module: nn.Module, name: str) -> Iterator[nn.Parameter]:
    """Give a layer a copy of its weights for a while, so that layers that share them keep theirs.

    Parameters
    ----------
    module
        The layer.
    name
        Its name in errors.

    Yields
    ------
    nn.Parameter
        What ``module.weight`` is in the meantime.

    Raises
    ------
    ValueError
        When the layer has no matrix of weights as a parameter.
    """
    shared = getattr(module, "weight", None)
    if not isinstance(shared, nn.Parameter) or shared.ndim != 2:
        computed = ""
        if is_parametrized(module, "weight"):
            computed = (
                "; a parametrization computes it, which can be taken off with "
                "torch.nn.utils.parametrize.remove_parametrizations(layer, 'weight')"
            )
        elif isinstance(shared, Tensor) and shared.ndim == 2:
            computed = (
                "; it is computed from others, as by torch.nn.utils.prune, which is made "
                "permanent with torch.nn.utils.prune.remove(layer, 'weight')"
            )
        raise ValueError(
            f"layer {name}: {type(module).__name__} has no parameter `weight` that is a matrix"
            f"{computed}"
        )
    module.weight = nn.Parameter(shared.detach().clone(), requires_grad=shared.requires_grad)
    try:
        yield module.weight
    finally:
        module.weight = shared


def probe_module(
    module: nn.Module,
    evaluate: Callable[[], float],
    probe: str,
    settings: Mapping[str, Any],
    root_seed: int,
    name: str,
) -> pa.Table:
    """Apply a probe to the weights of one layer of a model, and measure the model each time.

    Biases and all other layers stay as they are, also those that share the parameter: while it is
    probed the layer has a parameter of its own. Afterwards it has the one from before again.

    Parameters
    ----------
    module
        The layer; its parameter ``weight`` is a matrix.
    evaluate
        Measures the whole model as it is at the moment, by calling its modules.
    probe
        A key of :data:`taskcomplexity.probes.probe.PROBES`.
    settings
        Levels, kinds and draws, as :meth:`taskcomplexity.probes.probe.Probe.steps` takes them.
    root_seed
        Root of the random streams.
    name
        Name of the layer, for the random streams and the table.

    Returns
    -------
    pyarrow.Table
        A row per kind, level, draw and variant: layer, probe, kind, level, draw, variant, score.
        The score is NaN where the signs did not mix in a randomization of kind G.

    Raises
    ------
    ValueError
        When the layer has no matrix of weights or one that cannot be probed, or the probe or one
        of its settings is unknown or empty; with those there are.
    """
    described = probe_named(probe)
    number = len(VARIANTS) * len(described.steps(settings, of_layer=True))
    progress = Progress(f"{probe.capitalize()} {name}", number, "measurements")
    rows = []
    with weight_of_its_own(module, name) as weight, torch.no_grad():
        original = check_weights(weight, f"layer {name}").cpu().clone()
        for step, changed in disturb_layer(described, original, settings, root_seed, name):
            for variant in VARIANTS:
                score = math.nan
                if changed is not None:
                    weight.copy_(changed.sign() if variant == "signs" else changed)
                    score = float(evaluate())
                rows.append((name, probe, step.kind, step.level, step.draw, variant, score))
                progress.advance()
    columns = ("layer", "probe", "kind", "level", "draw", "variant", "score")
    return pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))
