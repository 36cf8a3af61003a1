"""Probes of one layer of any PyTorch model."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized

from taskcomplexity.probes.disturbed import measurements
from taskcomplexity.probes.flip import flip
from taskcomplexity.probes.noise import add_noise
from taskcomplexity.probes.prune import prune
from taskcomplexity.probes.randomize import randomize
from taskcomplexity.probes.ranking import rank
from taskcomplexity.probes.weights import check_weights
from taskcomplexity.progress import Progress
from taskcomplexity.streams import numpy_generator, torch_generator

VARIANTS = ("weights", "signs")


@dataclass(frozen=True)
class DisturbedWeights:
    """The weights of a layer after a probe at one level.

    Attributes
    ----------
    kind, level, draw
        As in :class:`taskcomplexity.probes.disturbed.Disturbed`.
    weights
        The new weights; None where the signs did not mix in a randomization of kind G.
    """

    kind: str
    level: float
    draw: int
    weights: Tensor | None


def prune_layer(
    weights: Tensor, *, kept: Sequence[float], root_seed: int, name: str
) -> Iterator[DisturbedWeights]:
    """Prune a layer to each of several fractions, the smallest weights first."""
    ranking = rank(weights)
    for fraction in map(float, kept):
        pruned = prune(weights, fraction, ranking)
        yield DisturbedWeights("smallest", _removed(fraction), 0, pruned)


def noise_layer(
    weights: Tensor, *, amplitudes: Sequence[float], draws: int, root_seed: int, name: str
) -> Iterator[DisturbedWeights]:
    """Add Gaussian noise of each of several standard deviations."""
    for amplitude in map(float, amplitudes):
        for draw in range(draws):
            generator = torch_generator(root_seed, name, "noise", "gaussian", amplitude, draw)
            noisy = add_noise(weights, amplitude, generator, "gaussian")
            yield DisturbedWeights("gaussian", amplitude, draw, noisy)


def flip_layer(
    weights: Tensor, *, fractions: Sequence[float], root_seed: int, name: str
) -> Iterator[DisturbedWeights]:
    """Flip each of several fractions of the signs, those of the smallest weights first."""
    ranking = rank(weights)
    for fraction in map(float, fractions):
        yield DisturbedWeights("smallest", fraction, 0, flip(weights, fraction, ranking))


def randomize_layer(
    weights: Tensor,
    *,
    kinds: Sequence[str],
    kept: Sequence[float],
    draws: int,
    root_seed: int,
    name: str,
) -> Iterator[DisturbedWeights]:
    """Randomize a layer after pruning it to each of several fractions."""
    ranking = rank(weights)
    for fraction in map(float, kept):
        pruned = prune(weights, fraction, ranking)
        for kind in map(str, kinds):
            for draw in range(draws):
                level = _removed(fraction)
                generator = numpy_generator(root_seed, name, "randomize", kind, level, draw)
                randomized = randomize(pruned, kind, generator)
                mixed = randomized.weights if randomized.mixed else None
                yield DisturbedWeights(kind, level, draw, mixed)


def _removed(kept: float) -> float:
    return float(round(1 - kept, 12))


LAYER_PROBES: dict[str, Callable[..., Iterator[DisturbedWeights]]] = {
    "prune": prune_layer,
    "noise": noise_layer,
    "flip": flip_layer,
    "randomize": randomize_layer,
}


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
        A key of :data:`LAYER_PROBES`.
    settings
        The levels and draws of the probe, as its function in :data:`LAYER_PROBES` takes them.
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
        When the layer has no matrix of weights or one that cannot be probed, the probe is unknown,
        or a list in the settings is empty.
    """
    if probe not in LAYER_PROBES:
        raise ValueError(f"probe {probe!r} is unknown; choose one of {', '.join(LAYER_PROBES)}")
    number = len(VARIANTS) * measurements(settings)
    progress = Progress(f"{probe.capitalize()} {name}", number, "measurements")
    rows = []
    with weight_of_its_own(module, name) as weight, torch.no_grad():
        original = check_weights(weight, f"layer {name}").cpu().clone()
        steps = LAYER_PROBES[probe](original, root_seed=root_seed, name=name, **settings)
        for one in steps:
            for variant in VARIANTS:
                score = math.nan
                if one.weights is not None:
                    weight.copy_(one.weights.sign() if variant == "signs" else one.weights)
                    score = float(evaluate())
                rows.append((name, probe, one.kind, one.level, one.draw, variant, score))
                progress.advance()
    columns = ("layer", "probe", "kind", "level", "draw", "variant", "score")
    return pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))
