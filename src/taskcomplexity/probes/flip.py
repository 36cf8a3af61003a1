"""Sign flipping: weights are negated (section 3.3 of the paper)."""

import torch
from torch import Tensor

from taskcomplexity.probes.probe import Part, Step
from taskcomplexity.probes.ranking import Ranking, count_of, rank, remembered_ranking
from taskcomplexity.probes.streams import Streams


def flip(weights: Tensor, fraction: float, ranking: Ranking | None = None) -> Tensor:
    """Negate a fraction of the weights of a layer.

    Parameters
    ----------
    weights
        One layer, of any shape; or a stack of layers with its ranking.
    fraction
        The fraction q of each layer that is negated, rounded down to whole weights.
    ranking
        Which weights go first; the smallest in magnitude where nothing is given.

    Returns
    -------
    Tensor
        A new tensor of the same shape.

    Raises
    ------
    ValueError
        When the weights cannot be probed or are not those of the ranking, or the fraction is
        outside 0 … 1.
    """
    ranking = ranking or rank(weights)
    weights = ranking.check(weights)
    return torch.where(ranking.first(count_of(fraction, ranking.size)), -weights, weights)


def disturb(
    stack: Tensor, step: Step, streams: Streams, memory: dict, part: Part
) -> tuple[Tensor, None]:
    """Flip signs of one layer of many models, as :class:`taskcomplexity.probes.probe.Probe` says.

    A random order is drawn once per model.
    """
    return flip(stack, step.setting, remembered_ranking(stack, step, streams, memory)), None
