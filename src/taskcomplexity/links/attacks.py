"""Adversarial images: inputs moved, within a bound, to where the loss is larger.

Every function takes inputs of any layout and a function that gives the gradient of each image's
loss at such inputs, in the same layout. Inputs stay between `low` and `high`, what black and white
are as inputs, and no input moves by more than `epsilon`, in their units (L∞).
"""

from collections.abc import Callable

import numpy as np

from taskcomplexity.compiled import compiled

Gradient = Callable[[np.ndarray], np.ndarray]


def fgsm(x: np.ndarray, gradient: Gradient, epsilon: float, low: float, high: float) -> np.ndarray:
    """Move every input by `epsilon` along the sign of its gradient (Goodfellow and others, 2015).

    An input whose gradient is 0 stays.
    """
    return pgd(x, gradient, epsilon, low, high, steps=1, step=1)


def pgd(
    x: np.ndarray,
    gradient: Gradient,
    epsilon: float,
    low: float,
    high: float,
    *,
    steps: int,
    step: float,
    start: np.ndarray | None = None,
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
    start
        Where given, the first step begins that far from the inputs, in `epsilon`: numbers from -1
        to 1, of the layout of `x`.
    """
    moved = np.array(x, order="C")
    if start is not None:
        moved += start * x.dtype.type(epsilon)
        np.clip(moved, low, high, out=moved)
    bounds = np.array([step * epsilon, epsilon, low, high], x.dtype)
    for _ in range(steps):
        _step(moved.reshape(-1), gradient(moved).ravel(), x.ravel(), bounds)
    return moved


@compiled
def _step(moved, gradient, x, bounds):
    """Move inputs along the sign of their gradient and back into both bounds, in place."""
    step, epsilon, low, high = bounds
    for i in range(len(moved)):
        value = moved[i] + step * np.sign(gradient[i])
        value = min(max(value, x[i] - epsilon), x[i] + epsilon)
        moved[i] = min(max(value, low), high)


def random_signs(
    x: np.ndarray, epsilon: float, low: float, high: float, drawn: np.ndarray
) -> np.ndarray:
    """Move every input by `epsilon` up or down at random: what an attack of this size is beside.

    Parameters
    ----------
    x, epsilon, low, high
        As in :func:`fgsm`.
    drawn
        Numbers whose signs say where to, of the layout of `x`.
    """
    moved = x + np.copysign(x.dtype.type(epsilon), drawn)
    return np.clip(moved, low, high, out=moved)


def draw_evenly(images: int, inputs: int, generator: np.random.Generator) -> np.ndarray:
    """Draw numbers from -1 to 1, float32, shape (images, inputs)."""
    return 2 * generator.random((images, inputs), dtype=np.float32) - 1
