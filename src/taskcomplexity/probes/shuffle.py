"""Shuffling: a share of the weights of a layer changes places among themselves."""

import torch
from torch import Generator, Tensor

from taskcomplexity.probes.probe import Part, Step
from taskcomplexity.probes.ranking import count_of
from taskcomplexity.probes.streams import Streams
from taskcomplexity.probes.weights import check_weights


def shuffle(weights: Tensor, fraction: float, generator: Generator) -> Tensor:
    """Permute a random share of the weights of a layer that are not zero.

    Parameters
    ----------
    weights
        One layer, of any shape.
    fraction
        The share of them that is permuted, rounded down to whole weights; some stay where they
        are by chance. All of them are randomization A.
    generator
        The random stream, on the CPU.

    Returns
    -------
    Tensor
        A new tensor of the same shape; zeros stay where they are.

    Raises
    ------
    ValueError
        When the weights cannot be probed or the fraction is outside 0 … 1.
    """
    weights = check_weights(weights)
    new = weights.clone().flatten()
    there = new.nonzero().squeeze(1)
    order = torch.randperm(len(there), generator=generator)[: count_of(fraction, len(there))]
    chosen = there[order.to(there.device)]
    back = torch.randperm(len(chosen), generator=generator).to(there.device)
    new[chosen] = new[chosen[back]]
    return new.view(weights.shape)


def disturb(
    stack: Tensor, step: Step, streams: Streams, memory: dict, part: Part
) -> tuple[Tensor, None]:
    """Shuffle one layer of many models, as :class:`taskcomplexity.probes.probe.Probe` says."""
    shuffled = [
        shuffle(layer, step.setting, generator)
        for layer, generator in zip(stack, streams.torch, strict=True)
    ]
    return torch.stack(shuffled), None
