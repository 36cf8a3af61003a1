"""Adversarial images: inputs moved, within a bound, to where the loss is larger.

Every function takes inputs of any layout and a function that gives the gradient of each image's
loss at such inputs, in the same layout. Inputs stay between `low` and `high`, what black and white
are as inputs, and no input moves by more than `epsilon`, in their units (L∞).
"""

from collections.abc import Callable

import numpy as np

Gradient = Callable[[np.ndarray], np.ndarray]


def fgsm(x: np.ndarray, gradient: Gradient, epsilon: float, low: float, high: float) -> np.ndarray:
    """Move every input by `epsilon` along the sign of its gradient (Goodfellow and others, 2015).

    An input whose gradient is 0 stays.
    """
    moved = x + np.asarray(epsilon, x.dtype) * np.sign(gradient(x))
    return np.clip(moved, low, high, out=moved)


def pgd(
    x: np.ndarray,
    gradient: Gradient,
    epsilon: float,
    low: float,
    high: float,
    *,
    steps: int,
    step: float,
    generator: np.random.Generator | None = None,
) -> np.ndarray:
    """Take several steps of the kind of :func:`fgsm`, each back into the bound (Madry, 2018).

    Parameters
    ----------
    x, gradient, epsilon, low, high
        As in :func:`fgsm`.
    steps
        How many.
    step
        Length of each, as a share of `epsilon`.
    generator
        Where given, the first step begins at a point that is drawn evenly from the bound.
    """
    kind = x.dtype.type
    moved = x.copy()
    if generator is not None:
        moved += _even(x, generator) * kind(epsilon)
        np.clip(moved, low, high, out=moved)
    for _ in range(steps):
        moved += kind(step * epsilon) * np.sign(gradient(moved))
        np.clip(moved, x - kind(epsilon), x + kind(epsilon), out=moved)
        np.clip(moved, low, high, out=moved)
    return moved


def random_signs(
    x: np.ndarray, epsilon: float, low: float, high: float, generator: np.random.Generator
) -> np.ndarray:
    """Move every input by `epsilon` up or down at random: what an attack of this size is beside."""
    moved = x + np.copysign(x.dtype.type(epsilon), _even(x, generator))
    return np.clip(moved, low, high, out=moved)


def _even(x: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Draw numbers from -1 to 1, one per input."""
    return 2 * generator.random(x.shape, dtype=np.float32).astype(x.dtype, copy=False) - 1
