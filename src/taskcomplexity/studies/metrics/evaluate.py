"""How well networks classify pictures, or rebuild them."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from taskcomplexity.data.samples import Samples
from taskcomplexity.studies.metrics.architectures import Architecture
from taskcomplexity.studies.metrics.blocks import Weights
from taskcomplexity.studies.metrics.inputs import BYTE_MAX, pixels

AT_ONCE = 250


@dataclass(frozen=True)
class Performance:
    """What networks are worth on some pictures.

    Attributes
    ----------
    accuracy
        Share of the pictures that a classifier answers rightly; NaN of an autoencoder.
    mse
        Mean squared error of a pixel from 0 to 1; NaN of a classifier.
    cross_entropy
        Mean over the pictures in nats; of an autoencoder over the pixels too, each a probability
        of white.
    """

    accuracy: Tensor
    mse: Tensor
    cross_entropy: Tensor


@torch.no_grad()
def evaluate(
    architecture: Architecture,
    weights: Weights,
    samples: Samples,
    kept: Mapping[int, Tensor] | None = None,
) -> Performance:
    """Measure stacked networks on pictures.

    Parameters
    ----------
    architecture, weights
        The networks.
    samples
        The pictures, the same for all of them.
    kept
        As :meth:`taskcomplexity.studies.metrics.architectures.Architecture.reach` takes it.

    Returns
    -------
    Performance
        float64, shape (networks,).
    """
    networks = len(next(iter(weights.values())))
    right, squares, surprise = torch.zeros(3, networks, dtype=torch.float64)
    for start in range(0, len(samples), AT_ONCE):
        values = pixels(samples.values[start : start + AT_ONCE])
        labels = samples.labels[start : start + AT_ONCE]
        answers = architecture.answers(weights, values.expand(networks, -1, -1), kept)
        surprise += losses(architecture, answers, values.expand(networks, -1, -1), labels)
        if architecture.rebuilds:
            squares += (answers.sigmoid() - values).square().mean(2).sum(1).cpu().double()
        else:
            right += (answers.argmax(2) == labels).sum(1).cpu().double()
    nothing = torch.full_like(right, torch.nan)
    number = len(samples)
    if architecture.rebuilds:
        return Performance(nothing, squares / number, surprise / number)
    return Performance(right / number, nothing, surprise / number)


def losses(architecture: Architecture, answers: Tensor, values: Tensor, labels: Tensor) -> Tensor:
    """Return the sum over pictures of the cross-entropy, by network.

    Parameters
    ----------
    architecture
        Whether the networks classify or rebuild.
    answers
        Logits, shape (networks, samples, outputs).
    values
        The pictures, shape (networks, samples, inputs).
    labels
        Shape (samples,) or (networks, samples).
    """
    if architecture.rebuilds:
        each = functional.binary_cross_entropy_with_logits(answers, values, reduction="none")
        return each.mean(2).sum(1).cpu().double()
    wanted = labels.expand(len(answers), -1).flatten()
    each = functional.cross_entropy(answers.flatten(0, 1), wanted, reduction="none")
    return each.view(len(answers), -1).sum(1).cpu().double()


def mean_picture(training: Samples, test: Samples) -> tuple[float, float]:
    """Return error and cross-entropy of the best answer that is always the same picture.

    Parameters
    ----------
    training
        The pictures whose mean it is.
    test
        Those that it is held against.
    """
    mean = (
        sum(part.double().sum(0) for part in training.values.split(1000)) / len(training) / BYTE_MAX
    )
    shown = sum(part.double().sum(0) for part in test.values.split(1000)) / len(test) / BYTE_MAX
    squares = sum((part.double() / BYTE_MAX).square().sum(0) for part in test.values.split(1000))
    error = (squares / len(test) - 2 * mean * shown + mean.square()).mean()
    likely = mean.clamp(1e-6, 1 - 1e-6)
    surprise = -(shown * likely.log() + (1 - shown) * (1 - likely).log()).mean()
    return float(error), float(surprise)
