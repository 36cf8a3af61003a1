"""Noise injection: a random number is added to every weight (section 3.2 of the paper)."""

import torch
from torch import Generator, Tensor

from taskcomplexity.probes.probe import PROBES, Part, Step
from taskcomplexity.probes.streams import Streams
from taskcomplexity.probes.weights import check_weights

DISTRIBUTIONS = PROBES["noise"].known


def add_noise(
    weights: Tensor, amplitude: float, generator: Generator, distribution: str = "uniform"
) -> Tensor:
    """Add zero-mean noise to every weight of a layer that is not zero.

    Parameters
    ----------
    weights
        One layer, of any shape.
    amplitude
        For ``uniform`` noise the a of U(-a, a), for ``gaussian`` its standard deviation, in the
        units of the weights; for ``relative`` its standard deviation, in the unit of that of the
        layer's weights, zeros left out.
    generator
        The random stream, on the CPU.
    distribution
        One of :data:`DISTRIBUTIONS`.

    Returns
    -------
    Tensor
        A new tensor of the same shape.

    Raises
    ------
    ValueError
        When the weights cannot be probed, the amplitude is no number from 0 to the largest of
        their type, or the distribution is unknown.
    """
    weights, amplitude = check_weights(weights), float(amplitude)
    most = torch.finfo(weights.dtype).max
    if not 0 <= amplitude <= most:
        raise ValueError(
            f"expected an amplitude of 0 or more, found {amplitude}; {weights.dtype} ends at "
            f"{most:g}"
        )
    noise = torch.empty(weights.shape)
    if distribution == "uniform":
        noise.uniform_(-1, 1, generator=generator)
    elif distribution in ("gaussian", "relative"):
        noise.normal_(generator=generator)
    else:
        raise ValueError(
            f"distribution {distribution!r} is unknown; choose one of {', '.join(DISTRIBUTIONS)}"
        )
    noise = noise.to(weights.device, weights.dtype)
    if distribution == "relative" and (weights != 0).any():
        amplitude *= float(weights[weights != 0].double().std(correction=0))
    return torch.where(weights == 0, weights, weights + amplitude * noise)


def disturb(
    stack: Tensor, step: Step, streams: Streams, memory: dict, part: Part
) -> tuple[Tensor, None]:
    """Add noise to one layer of many models, as :class:`taskcomplexity.probes.probe.Probe` says."""
    noisy = [
        add_noise(layer, step.setting, generator, step.kind)
        for layer, generator in zip(stack, streams.torch, strict=True)
    ]
    return torch.stack(noisy), None
