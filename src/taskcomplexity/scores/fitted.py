"""What the logits of models are worth once their scale and offsets are fitted."""

import math

import numpy as np
from numba import njit

from taskcomplexity.compiled import compiled

MOST_STEPS = 100
# Newton's method ends when a step would gain less than this, in nats over all samples of a half.
GAIN = 1e-4
# Keeps what no sample says anything about where it is, in units of samples.
RIDGE = 1e-6
# How much of the steepest curvature is added where a step led too far, and what is enough of it.
LITTLE, MORE, ENOUGH = 1e-4, 10.0, 10.0


def fitted_loss(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the cross-entropy of every model after one scale, and one offset per class.

    Both are fitted on one half of the samples of each class, every other one, and scored on the
    other; then the halves change places, and the mean over all samples is taken. What a model
    knows about the classes counts, and neither a common factor nor an offset of its logits, which
    training would mend at once. The scale may be negative. So that it stays finite where the logits
    separate a half without error, labels are smoothed while it is fitted, as Platt does: of n
    samples of a class each counts as 1/(n + 2) of the others.

    Parameters
    ----------
    logits
        float32, shape (models, samples, classes).
    labels
        Shape (samples,).

    Returns
    -------
    numpy.ndarray
        float64, shape (models,), in nats. Of a model that knows nothing it is the entropy of the
        classes or a little more. NaN where a logit is not finite, a class has fewer than two
        samples, or the fit does not end in 100 steps.

    References
    ----------
    .. [1] J. C. Platt, "Probabilistic outputs for support vector machines", in Advances in Large
       Margin Classifiers (2000).
    .. [2] C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks",
       ICML 2017.
    """
    models, samples, classes = logits.shape
    if np.bincount(labels, minlength=classes).min() < 2:
        return np.full(models, np.nan)
    finite = np.isfinite(logits).all(axis=(1, 2))
    z = logits[..., 1:] - logits[..., :1].astype(np.float64)
    z[~finite] = 0
    of_halves = [(z.take(half, axis=1), labels[half]) for half in _halves(labels, classes)]
    total = np.zeros(models)
    for (fit, of_fit), (held_out, of_held_out) in (of_halves, of_halves[::-1]):
        numbers = [np.bincount(half, minlength=classes) for half in (of_fit, of_held_out)]
        middle = fit.mean(axis=1, keepdims=True)
        fit = fit - middle
        spread = np.sqrt(np.einsum("mik,mik->m", fit, fit) / fit[0].size)[:, None, None]
        spread[spread == 0] = 1
        fit, held_out = fit / spread, (held_out - middle) / spread
        if classes == 2:
            found = _losses_of_two(fit[..., 0], held_out[..., 0], *numbers)
        else:
            found = _losses_of_many(fit, held_out, *numbers)
        total += found
    return np.where(finite, total / samples, np.nan)


def _halves(labels: np.ndarray, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of every other sample of each class, and those of the others, by class."""
    of_class = [np.flatnonzero(labels == label) for label in range(classes)]
    first, second = (np.concatenate([places[start::2] for places in of_class]) for start in (0, 1))
    return first, second


@compiled(nogil=True)
def _losses_of_two(fit, held_out, numbers, of_held_out):
    """Fit each model of two classes and sum its loss over the samples held out.

    Parameters
    ----------
    fit, held_out
        Logits of the second class less that of the first, shape (models, samples), by class.
    numbers, of_held_out
        How many samples each class has in `fit` and in `held_out`.

    Returns
    -------
    ndarray
        NaN where the fit failed.
    """
    losses = np.empty(len(fit))
    for model in range(len(fit)):
        a, b = _fitted_two(fit[model], numbers)
        loss = 0.0
        for sample in range(held_out.shape[1]):
            z = a * held_out[model, sample] + b
            away = z if sample < of_held_out[0] else -z
            loss += max(away, 0.0) + math.log1p(math.exp(-abs(z)))
        losses[model] = loss
    return losses


@njit
def _fitted_two(x, numbers):
    """Fit scale and offset by Newton's method.

    The loss is convex. Where a step leads so far that the slope along it has turned round and is
    more than half as steep as before, a share of the diagonal of a matrix that no Hessian exceeds
    is added to the Hessian, as Levenberg and Marquardt do; the more of it, the shorter the step.
    """
    a, b = 0.0, math.log((numbers[1] + 1) / (numbers[0] + 1))
    most_aa, most_bb = (x * x).sum() / 4, len(x) / 4
    damping = 0.0
    of_a, of_b, aa, ab, bb = _slopes_of_two(a, b, x, numbers)
    for _ in range(MOST_STEPS):
        while True:
            more_aa = aa + damping * most_aa + RIDGE
            more_bb = bb + damping * most_bb + RIDGE
            determinant = more_aa * more_bb - ab * ab
            by_a = (ab * of_b - more_bb * of_a) / determinant
            by_b = (ab * of_a - more_aa * of_b) / determinant
            slope = of_a * by_a + of_b * by_b
            if slope > -GAIN and damping < ENOUGH:
                return a + by_a, b + by_b
            ahead = _slopes_of_two(a + by_a, b + by_b, x, numbers)
            turned = ahead[0] * by_a + ahead[1] * by_b > -slope / 2
            if not turned or damping >= ENOUGH:
                break
            damping = max(MORE * damping, LITTLE)
        damping = damping / MORE if damping > LITTLE else 0.0
        a, b = a + by_a, b + by_b
        of_a, of_b, aa, ab, bb = ahead
    return np.nan, np.nan


@njit
def _slopes_of_two(a, b, x, numbers):
    """Return the gradient of the loss, by a and by b, and its Hessian: aa, ab, bb."""
    of_a = of_b = 0.0
    aa = ab = bb = 0.0
    for label in range(2):
        start, end = (0, numbers[0]) if label == 0 else (numbers[0], len(x))
        other = 1 / (numbers[label] + 2)
        target = other if label == 0 else 1 - other
        for sample in range(start, end):
            z = x[sample]
            likely = 1 / (1 + math.exp(-(a * z + b)))
            missing, weight = likely - target, likely * (1 - likely)
            of_a += missing * z
            of_b += missing
            aa += weight * z * z
            ab += weight * z
            bb += weight
    return of_a, of_b, aa, ab, bb


@compiled(nogil=True)
def _losses_of_many(fit, held_out, numbers, of_held_out):
    """Do for several classes what :func:`_losses_of_two` does for two."""
    losses, likely = np.empty(len(fit)), np.empty(len(numbers))
    for model in range(len(fit)):
        at = _fitted_many(fit[model], numbers)
        loss, sample = 0.0, 0
        for label in range(len(numbers)):
            for _ in range(of_held_out[label]):
                loss -= _probabilities(at, held_out[model, sample], likely, label)
                sample += 1
        losses[model] = loss
    return losses


@njit
def _fitted_many(z, numbers):
    """Fit scale and offsets, that of the first class 0, as :func:`_fitted_two` does."""
    at, most = np.zeros(len(numbers)), np.full(len(numbers), len(z) / 4)
    for label in range(1, len(at)):
        at[label] = math.log((numbers[label] + 1) / (numbers[0] + 1))
    most[0] = (z * z).sum() / 2
    damping = 0.0
    gradient, curved = _slopes_of_many(at, z, numbers)
    for _ in range(MOST_STEPS):
        while True:
            step = -np.linalg.solve(curved + np.diag(damping * most + RIDGE), gradient)
            slope = (gradient * step).sum()
            if slope > -GAIN and damping < ENOUGH:
                return at + step
            ahead, curved_ahead = _slopes_of_many(at + step, z, numbers)
            if (ahead * step).sum() <= -slope / 2 or damping >= ENOUGH:
                break
            damping = max(MORE * damping, LITTLE)
        damping = damping / MORE if damping > LITTLE else 0.0
        at, gradient, curved = at + step, ahead, curved_ahead
    return np.full(len(at), np.nan)


@njit
def _slopes_of_many(at, z, numbers):
    """Return the gradient of the loss and its Hessian."""
    classes, sample = len(at), 0
    gradient, curved, likely = np.zeros(classes), np.zeros((classes, classes)), np.empty(classes)
    for label in range(classes):
        of_others = 1 / (numbers[label] + 2)
        for _ in range(numbers[label]):
            _probabilities(at, z[sample], likely, label)
            mean = 0.0
            for k in range(1, classes):
                mean += likely[k] * z[sample, k - 1]
            for k in range(1, classes):
                of_k, p = z[sample, k - 1], likely[k]
                missing = p - (1 - of_others if k == label else of_others / (classes - 1))
                gradient[0] += missing * of_k
                gradient[k] += missing
                curved[0, 0] += p * of_k * (of_k - mean)
                curved[k, 0] += p * (of_k - mean)
                curved[k, k] += p
                for other in range(1, k + 1):
                    curved[k, other] -= p * likely[other]
            sample += 1
    for k in range(classes):
        for other in range(k):
            curved[other, k] = curved[k, other]
    return gradient, curved


@njit
def _probabilities(at, z, likely, label):
    """Write how likely a sample is of each class; return the logarithm of that of its label."""
    likely[0] = top = 0.0
    for k in range(1, len(at)):
        likely[k] = at[0] * z[k - 1] + at[k]
        top = max(top, likely[k])
    of_label, total = likely[label] - top, 0.0
    for k in range(len(at)):
        likely[k] = math.exp(likely[k] - top)
        total += likely[k]
    for k in range(len(at)):
        likely[k] /= total
    return of_label - math.log(total)
