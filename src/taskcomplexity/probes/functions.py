"""The probes as functions of an array, a tensor or a whole model.

What comes back is of the type, the numbers and the device of what went in, and what went in stays
as it was. A matrix is (outputs, inputs), as in ``torch.nn.Linear``; more axes, such as those of a
kernel (outputs, inputs, height, width), count as the matrix (outputs, rest). Of a module a deep
copy comes back in which every matrix of weights is disturbed within itself, and biases and all
else are as they were; :func:`taskcomplexity.probes.matrices.matrices_of` tells what counts as one.
Layers that share a matrix share the disturbed one.

The random streams are named by a seed, the layer, the probe, its kind and its level. In a module
layers have their names in ``named_modules()``. So each matrix is what
:func:`taskcomplexity.probes.module.probe_model` measures for the same seed, level and draw, and
:func:`taskcomplexity.probes.module.probe_module` for the same `name`.
"""

from collections.abc import Callable
from copy import deepcopy
from numbers import Integral
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from taskcomplexity.models.modules import ROOT
from taskcomplexity.probes.drive import disturb_layer
from taskcomplexity.probes.matrices import Matrix, as_matrix, fill, matrices_of
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.probes.weights import check_weights
from taskcomplexity.progress import Progress

Weights = TypeVar("Weights", np.ndarray, Tensor, nn.Module)
Change = Callable[[Tensor, str], Tensor | None]
FLOAT_BYTES = (2, 4, 8)


def prune(
    weights: Weights,
    kept: float,
    selection: str = "smallest",
    seed: int = 0,
    *,
    draw: int = 0,
    name: str = ROOT,
) -> Weights:
    """Set all but a fraction of the weights of every matrix to zero.

    Parameters
    ----------
    weights
        A NumPy array, a tensor or a module.
    kept
        The fraction that stays, from 0 to 1, rounded down to whole weights.
    selection
        Which go first: ``smallest`` in magnitude, ``largest`` or ``random``.
    seed
        Root of the random streams.
    draw
        Which of several random draws, counted from 0.
    name
        What the matrix is called in the random streams; of a module, its own ``weight``, where it
        has one beside those of its layers.

    Returns
    -------
    Of the type of `weights`
        New weights. A ``nn.Parameter`` gives a tensor.

    Raises
    ------
    TypeError
        When `weights` is of another type.
    ValueError
        When the weights cannot be probed, the fraction is out of range or the selection unknown.

    Examples
    --------
    >>> prune(np.array([[0.3, -0.1], [0.2, -0.4]]), kept=0.5)
    array([[ 0.3,  0. ],
           [ 0. , -0.4]])
    """
    return _disturbed("prune", weights, kept, selection, seed, draw, name)


def binarize(weights: Weights) -> Weights:
    """Replace every weight of every matrix by its sign, 0 by 0.

    Parameters
    ----------
    weights
        As in :func:`prune`.

    Examples
    --------
    >>> binarize(np.array([[0.3, -0.1], [0.0, -0.4]]))
    array([[ 1., -1.],
           [ 0., -1.]])
    """
    return _changed(weights, lambda matrix, _: matrix.sign(), ROOT, "Binarize")


def add_noise(
    weights: Weights,
    amplitude: float,
    distribution: str = "uniform",
    seed: int = 0,
    *,
    draw: int = 0,
    name: str = ROOT,
) -> Weights:
    """Add zero-mean noise to every weight of every matrix that is not zero.

    Parameters
    ----------
    weights, seed, draw, name
        As in :func:`prune`.
    amplitude
        How strong it is, from 0.
    distribution
        ``uniform`` noise is from -`amplitude` to `amplitude`, ``gaussian`` noise has `amplitude` as
        its standard deviation, both in the units of the weights; ``relative`` noise too, but in the
        unit of the standard deviation of the matrix, zeros left out.

    Raises
    ------
    TypeError, ValueError
        As in :func:`prune`.
    """
    return _disturbed("noise", weights, amplitude, distribution, seed, draw, name)


def flip(
    weights: Weights,
    fraction: float,
    selection: str = "smallest",
    seed: int = 0,
    *,
    draw: int = 0,
    name: str = ROOT,
) -> Weights:
    """Negate a fraction of the weights of every matrix.

    Parameters
    ----------
    weights, seed, draw, name
        As in :func:`prune`.
    fraction
        The fraction that is negated, from 0 to 1, rounded down to whole weights.
    selection
        Which go first: ``smallest`` in magnitude, ``largest`` or ``random``.

    Raises
    ------
    TypeError, ValueError
        As in :func:`prune`.

    Examples
    --------
    >>> flip(np.array([[0.3, -0.1], [0.2, -0.4]]), fraction=0.5)
    array([[ 0.3,  0.1],
           [-0.2, -0.4]])
    """
    return _disturbed("flip", weights, fraction, selection, seed, draw, name)


def randomize(
    weights: Weights,
    kind: str,
    seed: int = 0,
    *,
    kept: float = 1,
    draw: int = 0,
    name: str = ROOT,
) -> Weights:
    """Randomize the signed bipartite graph of inputs and outputs that every matrix is.

    Parameters
    ----------
    weights, seed, draw, name
        As in :func:`prune`, with two axes or more.
    kind
        What moves, one of ``A`` to ``G``; :mod:`taskcomplexity.probes.randomize` has the table.
        Zeros stay where they are.
    kept
        The fraction of weights, the largest, that the matrix is pruned to before.

    Raises
    ------
    TypeError, ValueError
        As in :func:`prune`; and when the signs of a matrix do not mix under kind ``G``, with its
        name, since it would come back as it was.
    """
    return _disturbed("randomize", weights, kept, kind, seed, draw, name)


def _disturbed(
    probe: str, weights: Weights, level: float, kind: str, seed: int, draw: int, name: str
) -> Weights:
    described = PROBES[probe]
    step = described.step(level, kind, draw)
    if not isinstance(seed, Integral):
        raise ValueError(f"seed: expected a whole number, found {seed!r}")

    def change(matrix: Tensor, of: str) -> Tensor | None:
        ((_, changed),) = disturb_layer(described, matrix, [step], seed, of)
        return changed

    return _changed(weights, change, name, probe.capitalize())


def _changed(weights: Weights, change: Change, name: str, what: str) -> Weights:
    """Return weights with every matrix changed; `change` takes one on the CPU, and its name."""
    if isinstance(weights, nn.Module):
        return _changed_module(weights, change, name, what)
    if isinstance(weights, np.ndarray):
        new = _changed_tensor(_as_tensor(weights), change, name)
        return new.numpy().astype(weights.dtype, copy=False)
    if isinstance(weights, Tensor):
        return _changed_tensor(weights, change, name)
    raise TypeError(
        "weights: expected a numpy.ndarray, a torch.Tensor or a torch.nn.Module, found "
        f"{type(weights).__name__}; numpy.asarray makes an array"
    )


def _changed_module(module: nn.Module, change: Change, name: str, what: str) -> nn.Module:
    for matrix in matrices_of(module, name):
        matrix.checked()
    new = deepcopy(module)
    # Of layers that share a parameter the first one stands for all.
    matrices: dict[int, Matrix] = {}
    for matrix in matrices_of(new, name):
        matrices.setdefault(id(matrix.weights), matrix)
    progress = Progress(f"{what} {type(module).__name__}", len(matrices), "matrices")
    unmixed = []
    for matrix in matrices.values():
        changed = change(matrix.read(), matrix.name)
        if changed is None:
            unmixed.append(matrix.name)
        else:
            matrix.write(changed)
        progress.advance()
    if unmixed:
        raise _unmixed(f"layer {', '.join(unmixed)}")
    return new


def _changed_tensor(weights: Tensor, change: Change, name: str) -> Tensor:
    weights = check_weights(weights, "weights")
    changed = change(as_matrix(weights).cpu(), name)
    if changed is None:
        raise _unmixed("weights")
    new = torch.empty_like(weights)
    fill(new, changed)
    return new


def _as_tensor(array: np.ndarray) -> Tensor:
    """Copy an array into a tensor."""
    if isinstance(array, np.ma.MaskedArray):
        raise ValueError("weights: expected an array without a mask; fill it first, with filled(0)")
    if array.dtype.kind != "f" or array.dtype.itemsize not in FLOAT_BYTES:
        raise ValueError(
            f"weights: expected floating-point numbers, found {array.dtype}; convert them first, "
            "for example with astype(numpy.float32)"
        )
    return torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))


def _unmixed(what: str) -> ValueError:
    return ValueError(
        f"{what}: its signs do not mix under kind G, as it has too few edges of either sign that "
        "can be swapped, and would come back as it was; choose another kind, such as B"
    )
