"""The order in which a probe reaches the weights of a layer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from taskcomplexity.probes.probe import RANDOM, SELECTIONS, Step
from taskcomplexity.probes.streams import Streams
from taskcomplexity.probes.weights import check_weights

LEVEL_PRECISION = 1e-12


@dataclass(frozen=True)
class Ranking:
    """The rank of every weight within its own layer.

    Attributes
    ----------
    ranks
        int32, of the shape of the weights: 0 for the weight that is reached first.
    size
        Number of weights of one layer.
    """

    ranks: Tensor
    size: int

    def check(self, weights: Tensor) -> Tensor:
        """Check that weights are of the kind and shape that was ranked, and return them.

        Raises
        ------
        ValueError
            When they are not. Whether they are finite was seen when they were ranked.
        """
        weights = check_weights(weights, finite=False)
        if weights.shape != self.ranks.shape:
            raise ValueError(
                f"expected weights of the shape that was ranked, {tuple(self.ranks.shape)}, found "
                f"{tuple(weights.shape)}"
            )
        return weights

    def first(self, count: int) -> Tensor:
        """Return where the first `count` weights of each layer are."""
        return self.ranks < count


def count_of(fraction: float, size: int) -> int:
    """Return the whole number of weights in a fraction of a layer, rounded down.

    A product that is a whole number in decimal stays one: 0.29 of 100 is 29, though in binary
    0.29 * 100 lies just below, and so does 1/7 in twelve decimals of 50,176.

    Raises
    ------
    ValueError
        When the fraction is outside 0 … 1.
    """
    if not 0 <= fraction <= 1:
        raise ValueError(f"expected a fraction from 0 to 1, found {fraction}")
    return math.floor(fraction * size + 1e-9 + LEVEL_PRECISION * size)


def rank(
    weights: Tensor, selection: str = "smallest", generator: Generator | None = None
) -> Ranking:
    """Rank the weights of one layer.

    Parameters
    ----------
    weights
        The weights (or the biases) of one layer, of any shape.
    selection
        ``smallest`` in magnitude first, ``largest`` first, or ``random``. Equal magnitudes keep
        the order in which they lie in the tensor.
    generator
        The random stream, for ``random`` alone; on the CPU.

    Returns
    -------
    Ranking
        Of the shape and on the device of `weights`.

    Raises
    ------
    ValueError
        When the weights cannot be probed, the selection is unknown, or random without a stream.
    """
    weights = check_weights(weights)
    size = weights.numel()
    if selection == RANDOM:
        if generator is None:
            raise ValueError("a random ranking needs a generator")
        order = torch.randperm(size, generator=generator).to(weights.device)
    elif selection in SELECTIONS:
        magnitude = weights.abs().flatten()
        order = magnitude.argsort(stable=True, descending=selection == "largest")
    else:
        raise ValueError(
            f"selection {selection!r} is unknown; choose one of {', '.join(SELECTIONS)}"
        )
    ranks = torch.empty(size, dtype=torch.int32, device=weights.device)
    ranks[order] = torch.arange(size, dtype=torch.int32, device=weights.device)
    return Ranking(ranks.view(weights.shape), size)


def rank_each(
    stack: Tensor, selection: str = "smallest", generators: Sequence[Generator] | None = None
) -> Ranking:
    """Rank the weights of each layer of a stack within itself.

    Parameters
    ----------
    stack
        One layer of many models, the models along the first axis.
    selection, generators
        As in :func:`rank`, a stream per model.
    """
    streams = generators or [None] * len(stack)
    each = [rank(layer, selection, stream) for layer, stream in zip(stack, streams, strict=True)]
    return Ranking(torch.stack([one.ranks for one in each]), each[0].size)


def remembered_ranking(stack: Tensor, step: Step, streams: Streams, memory: dict) -> Ranking:
    """Return the ranking of a stack, made once for the levels of a selection and draw.

    Parameters
    ----------
    stack
        As in :func:`rank_each`.
    step
        Its kind is the selection.
    streams
        For a random ranking.
    memory
        What lasts for the sweep; the last ranking is kept there.
    """
    made_for = (step.kind, step.draw)
    if memory.get("ranked") != made_for:
        generators = streams.torch if step.kind == RANDOM else None
        memory |= {"ranked": made_for, "ranking": rank_each(stack, step.kind, generators)}
    return memory["ranking"]
