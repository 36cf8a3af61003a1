"""Pruning: weights become zero (section 3.1 of the paper)."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.probes.disturbed import Disturbed
from taskcomplexity.probes.ranking import Ranking, count_of, rank, rank_ensemble
from taskcomplexity.probes.weights import check_ensemble


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


def prune_sweep(
    ensemble: Ensemble,
    block: Block,
    *,
    selections: Sequence[str],
    kept: Sequence[float],
    root_seed: int,
) -> Iterator[Disturbed]:
    """Prune an ensemble to each of several fractions.

    Weights and biases are ranked each within itself. A random ranking is drawn once per model,
    so that what is removed at one level is removed at every higher one.

    Parameters
    ----------
    ensemble, block
        The models and which they are.
    selections
        Rankings, of :data:`taskcomplexity.probes.ranking.SELECTIONS`.
    kept
        The fractions that stay.
    root_seed
        Root of the random streams.

    Yields
    ------
    Disturbed
        The kind is the selection, the level the fraction removed, 1 - kept.
    """
    check_ensemble(ensemble, block)
    for selection in map(str, selections):
        generators = block.generators(root_seed, "prune", selection)
        rankings = rank_ensemble(ensemble, selection, generators)
        for fraction in map(float, kept):
            pruned = ensemble.map(
                lambda name, stack, fraction=fraction, rankings=rankings: prune(
                    stack, fraction, rankings[name]
                )
            )
            yield Disturbed(selection, round(1 - fraction, 12), 0, pruned)
