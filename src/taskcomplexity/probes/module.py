"""Probes of one layer of any PyTorch model, or of every layer in turn."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa
import torch
from torch import nn

from taskcomplexity.probes.drive import disturb_layer
from taskcomplexity.probes.matrices import Matrix, matrices_of, weights_of_its_own
from taskcomplexity.probes.probe import Probe, Step, probe_named
from taskcomplexity.progress import Progress

# Gives a number, or several by name.
Evaluate = Callable[[], float | Mapping[str, float]]
VARIANTS = ("weights", "signs")
ABOUT = ("layer", "probe", "kind", "level", "draw", "variant")
SCORE = ("score",)
MOST_NAMES = 20


def probe_module(
    module: nn.Module,
    evaluate: Evaluate,
    probe: str,
    settings: Mapping[str, Any],
    root_seed: int,
    name: str,
    *,
    scores: Sequence[str] = SCORE,
) -> pa.Table:
    """Apply a probe to the weights of one layer of a model, and measure the model each time.

    Biases and all other layers stay as they are, also those that share the parameter: while it is
    probed the layer has a parameter of its own. Afterwards it has the one from before again.

    Parameters
    ----------
    module
        The layer. Its parameter ``weight`` is a matrix (outputs, inputs), or a kernel of a
        convolution, which counts as the matrix (outputs, rest).
    evaluate
        Measures the whole model as it is at the moment, by calling its modules. It gives a number,
        or several by the names in `scores`.
    probe
        A key of :data:`taskcomplexity.probes.probe.PROBES`.
    settings
        Levels, kinds and draws, as :meth:`taskcomplexity.probes.probe.Probe.steps` takes them.
    root_seed
        Root of the random streams.
    name
        Name of the layer, for the random streams and the table.
    scores
        What `evaluate` measures, the names of columns.

    Returns
    -------
    pyarrow.Table
        A row per kind, level, draw and variant: layer, probe, kind, level, draw, variant, score or
        what `scores` names. They are NaN where the signs did not mix in a randomization of kind G.

    Raises
    ------
    ValueError
        When the layer has no matrix of weights or one that cannot be probed, or the probe or one
        of its settings is unknown, empty or out of range; with those there are. When `evaluate`
        gives other scores than those named.
    """
    described = probe_named(probe)
    steps = described.steps(settings, of_layer=True)
    matrices = [Matrix(name, module)]
    return _probed(matrices, evaluate, described, steps, root_seed, name, scores)


def probe_model(
    model: nn.Module,
    evaluate: Evaluate,
    probe: str,
    settings: Mapping[str, Any],
    root_seed: int = 0,
    layers: Collection[str] | Callable[[str, nn.Module], bool] | None = None,
    *,
    scores: Sequence[str] = SCORE,
) -> pa.Table:
    """Apply a probe to every matrix of weights of a model in turn, and measure the model each time.

    While one is probed all others are as they were, also a layer that shares the parameter, which
    is probed at its own turn. The model is left as it was.

    Parameters
    ----------
    model
        Any. :func:`taskcomplexity.probes.matrices.matrices_of` tells what counts as a matrix.
    evaluate
        Measures the model as it is at the moment, by calling it. It gives a number, or several by
        the names in `scores`.
    probe, settings, root_seed
        As in :func:`probe_module`.
    layers
        Which of them: a list of names, or a function that tells by name and module. All where
        nothing is given.
    scores
        As in :func:`probe_module`.

    Returns
    -------
    pyarrow.Table
        As of :func:`probe_module`, the layers in the order of ``model.named_modules()``. `layer` is
        the name there; of the model itself, where it has weights of its own, ``(model)``; of
        weights that are not called ``weight``, such as those of recurrent layers, the name of the
        parameter.

    Raises
    ------
    TypeError
        When the model is no module.
    ValueError
        As :func:`probe_module`, of any of the layers, before the first is probed; when there is no
        matrix of weights, or none of a name in `layers`, with those there are.
    """
    described = probe_named(probe)
    steps = described.steps(settings, of_layer=True)
    matrices = _chosen(model, layers)
    return _probed(matrices, evaluate, described, steps, root_seed, type(model).__name__, scores)


def _chosen(
    model: nn.Module, layers: Collection[str] | Callable[[str, nn.Module], bool] | None
) -> list[Matrix]:
    matrices = matrices_of(model)
    if layers is None:
        return matrices
    if callable(layers):
        found = [matrix for matrix in matrices if layers(matrix.name, matrix.module)]
        if not found:
            raise ValueError(f"layers: the function chose none of {_listed(matrices)}")
        return found
    if isinstance(layers, str) or not len(layers):
        raise ValueError(f"layers: expected the names of layers in a list, found {layers!r}")
    names = {matrix.name for matrix in matrices}
    if unknown := [name for name in layers if name not in names]:
        raise ValueError(
            f"layers: {type(model).__name__} has no matrix of weights {unknown[0]!r}; there are "
            f"{_listed(matrices)}"
        )
    return [matrix for matrix in matrices if matrix.name in layers]


def _listed(matrices: Sequence[Matrix]) -> str:
    names = [matrix.name for matrix in matrices]
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} others" if more > 0 else "")


def _probed(
    matrices: Sequence[Matrix],
    evaluate: Evaluate,
    probe: Probe,
    steps: Sequence[Step],
    root_seed: int,
    what: str,
    scores: Sequence[str],
) -> pa.Table:
    """Measure a model after every step on each of some matrices in turn."""
    names = [*ABOUT, *scores]
    if not scores or isinstance(scores, str) or len(set(names)) < len(names):
        raise ValueError(
            f"scores: expected different names in a list, none of {', '.join(ABOUT)}; found "
            f"{scores!r}"
        )
    for matrix in matrices:
        matrix.checked()
    number = len(VARIANTS) * len(steps) * len(matrices)
    progress = Progress(f"{probe.name.capitalize()} {what}", number, "measurements")
    rows: list[tuple] = []
    for matrix in matrices:
        with weights_of_its_own(matrix), torch.no_grad():
            original = matrix.read()
            for step, changed in disturb_layer(probe, original, steps, root_seed, matrix.name):
                for variant in VARIANTS:
                    found = [math.nan] * len(scores)
                    if changed is not None:
                        matrix.write(changed.sign() if variant == "signs" else changed)
                        found = _named(evaluate(), scores)
                    about = (matrix.name, probe.name, step.kind, step.level, step.draw)
                    rows.append((*about, variant, *found))
                    progress.advance()
    columns = map(list, zip(*rows, strict=True))
    return pa.table(dict(zip((*ABOUT, *scores), columns, strict=True)))


def _named(found: float | Mapping[str, float], scores: Sequence[str]) -> list[float]:
    """Return what a model was measured at, in the order of the names."""
    if not isinstance(found, Mapping):
        found = {SCORE[0]: found}
    if set(found) != set(scores):
        raise ValueError(
            f"evaluate gave {', '.join(found)}; expected {', '.join(scores)}, as `scores` names it"
        )
    return [float(found[name]) for name in scores]
