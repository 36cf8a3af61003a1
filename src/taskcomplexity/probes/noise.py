"""Noise injection: a random number is added to every weight (section 3.2 of the paper)."""

from collections.abc import Iterator, Sequence

import torch
from torch import Generator, Tensor

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.probes.disturbed import Disturbed

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
        When the amplitude is negative or the distribution unknown.
    """
    if amplitude < 0:
        raise ValueError(f"expected an amplitude of 0 or more, found {amplitude}")
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
