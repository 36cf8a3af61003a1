"""Pruning: weights become zero (section 3.1 of the paper)."""

import torch
from torch import Tensor

from taskcomplexity.probes.probe import Part, Step
from taskcomplexity.probes.ranking import Ranking, count_of, rank, remembered_ranking
from taskcomplexity.probes.streams import Streams


def prune(weights: Tensor, kept: float, ranking: Ranking | None = None) -> Tensor:
    """Set all but a fraction of the weights of a layer to zero.

    Parameters
    ----------
    weights
        One layer, of any shape; or a stack of layers with its ranking.
    kept
        The fraction of each layer that stays, rounded down to whole weights.
    ranking
        Which weights go first; the smallest in magnitude where nothing is given.

    Returns
    -------
    Tensor
        A new tensor of the same shape.

    Raises
    ------
    ValueError
        When the weights cannot be probed or are not those of the ranking, or `kept` is outside
        0 … 1.

    Examples
    --------
    >>> import torch
    >>> prune(torch.tensor([0.3, -0.1, 0.2, -0.4]), kept=0.5)
    tensor([ 0.3000,  0.0000,  0.0000, -0.4000])
    """
    ranking = ranking or rank(weights)
    weights = ranking.check(weights)
    removed = ranking.size - count_of(kept, ranking.size)
    return torch.where(ranking.first(removed), 0, weights)


def disturb(
    stack: Tensor, step: Step, streams: Streams, memory: dict, part: Part
) -> tuple[Tensor, None]:
    """Prune one layer of many models, as :class:`taskcomplexity.probes.probe.Probe` says.

    A random order is drawn once per model, so that what is removed at one level is removed at every
    higher one.
    """
    return prune(stack, step.setting, remembered_ranking(stack, step, streams, memory)), None
