"""Sign flipping: weights are negated (section 3.3 of the paper)."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.probes.disturbed import Disturbed
from taskcomplexity.probes.ranking import Ranking, count_of, rank, rank_ensemble
from taskcomplexity.probes.weights import check_ensemble


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


def flip_sweep(
    ensemble: Ensemble,
    block: Block,
    *,
    selections: Sequence[str],
    fractions: Sequence[float],
    root_seed: int,
) -> Iterator[Disturbed]:
    """Flip each of several fractions of the signs of an ensemble.

    Weights and biases are ranked each within itself. A random ranking is drawn once per model.

    Parameters
    ----------
    ensemble, block
        The models and which they are.
    selections
        Rankings, of :data:`taskcomplexity.probes.ranking.SELECTIONS`.
    fractions
        The fractions q that are negated.
    root_seed
        Root of the random streams.

    Yields
    ------
    Disturbed
        The kind is the selection, the level the fraction.
    """
    check_ensemble(ensemble, block)
    for selection in map(str, selections):
        generators = block.generators(root_seed, "flip", selection)
        rankings = rank_ensemble(ensemble, selection, generators)
        for fraction in map(float, fractions):
            flipped = ensemble.map(
                lambda name, stack, fraction=fraction, rankings=rankings: flip(
                    stack, fraction, rankings[name]
                )
            )
            yield Disturbed(selection, fraction, 0, flipped)
