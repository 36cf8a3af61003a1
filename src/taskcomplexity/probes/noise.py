"""Noise injection: a random number is added to every weight (section 3.2 of the paper)."""

from collections.abc import Iterator, Sequence

import torch
from torch import Generator, Tensor

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.probes.disturbed import Disturbed
from taskcomplexity.probes.weights import check_ensemble, check_weights

DISTRIBUTIONS = ("uniform", "gaussian")


def add_noise(
    weights: Tensor, amplitude: float, generator: Generator, distribution: str = "uniform"
) -> Tensor:
    """Add zero-mean noise to every weight of a layer that is not zero.

    Parameters
    ----------
    weights
        One layer, of any shape.
    amplitude
        For ``uniform`` noise the a of U(-a, a), for ``gaussian`` its standard deviation; in the
        units of the weights.
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
    elif distribution == "gaussian":
        noise.normal_(generator=generator)
    else:
        raise ValueError(
            f"distribution {distribution!r} is unknown; choose one of {', '.join(DISTRIBUTIONS)}"
        )
    noise = noise.to(weights.device, weights.dtype)
    return torch.where(weights == 0, weights, weights + amplitude * noise)


def noise_sweep(
    ensemble: Ensemble,
    block: Block,
    *,
    amplitudes: Sequence[float],
    draws: int,
    root_seed: int,
) -> Iterator[Disturbed]:
    """Add uniform noise of each of several amplitudes to all weights and biases.

    Parameters
    ----------
    ensemble, block
        The models and which they are.
    amplitudes
        The a of U(-a, a).
    draws
        How often the noise is drawn anew at each amplitude.
    root_seed
        Root of the random streams, one per model, amplitude and draw.

    Yields
    ------
    Disturbed
        The kind is ``uniform``, the level the amplitude.
    """
    check_ensemble(ensemble, block)
    for amplitude in map(float, amplitudes):
        for draw in range(draws):
            generators = block.generators(root_seed, "noise", "uniform", amplitude, draw)
            noisy = ensemble.map(
                lambda _, stack, amplitude=amplitude, generators=generators: torch.stack(
                    [
                        add_noise(layer, amplitude, generator)
                        for layer, generator in zip(stack, generators, strict=True)
                    ]
                )
            )
            yield Disturbed("uniform", amplitude, draw, noisy)
