"""Silencing neurons: the weakest, or some at random (section 3.3)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from taskcomplexity.metrics.topology import node_strength
from taskcomplexity.studies.metrics.columns import PRUNED_COLUMNS
from taskcomplexity.studies.metrics.evaluate import evaluate
from taskcomplexity.studies.metrics.inputs import Data, drawn_samples
from taskcomplexity.studies.metrics.names import (
    ACTIVATION,
    RANDOM,
    STRENGTH_IN,
    STRENGTH_OUT,
    TRAINED,
    ZETA,
)
from taskcomplexity.studies.metrics.stored import Block
from taskcomplexity.studies.metrics.streams import pruning_stream
from taskcomplexity.studies.metrics.taken import with_outgoing

# By which neurons are weak, the magnitude of each; of signals the mean over samples.
ORDERS = (STRENGTH_IN, STRENGTH_OUT, ZETA, ACTIVATION)


def prune(
    block: Block, data: Data, samples: int, pruning: Mapping[str, Any], root_seed: int
) -> pd.DataFrame:
    """Silence neurons of every hidden layer and measure what is left.

    Parameters
    ----------
    block, data, samples, root_seed
        As :func:`taskcomplexity.studies.metrics.measure.measure` takes them; the trained networks
        are pruned.
    pruning
        ``kept``, shares of the neurons that stay; ``draws`` of random ones; ``test_images``, how
        many, or ``all``.

    Returns
    -------
    pandas.DataFrame
        :data:`taskcomplexity.studies.metrics.columns.PRUNED_COLUMNS`. With all kept there is one
        row per network, by ``random``.
    """
    number = pruning["test_images"]
    test = data.test[slice(None if number == "all" else number)]
    importance = _importance(block, data, samples, root_seed)
    tables = []
    for kept in pruning["kept"]:
        for by in (*ORDERS, RANDOM):
            if kept == 1 and by != RANDOM:
                continue
            for draw in range(pruning["draws"] if by == RANDOM and kept < 1 else 1):
                ranks = importance.get(by) or _at_random(block, draw, importance[ZETA], root_seed)
                masks = {layer: _largest(rank, kept) for layer, rank in ranks.items()}
                found = evaluate(block.made, block.states[TRAINED], test, masks)
                tables.append(
                    pd.DataFrame(
                        {
                            **block.named,
                            "seed": list(block.seeds),
                            **{"by": by, "kept": float(kept), "draw": draw},
                            "accuracy": found.accuracy.numpy(),
                            "mse": found.mse.numpy(),
                        }
                    )
                )
    return pd.concat(tables, ignore_index=True)[list(PRUNED_COLUMNS)]


@torch.no_grad()
def _importance(
    block: Block, data: Data, samples: int, root_seed: int
) -> dict[str, dict[int, Tensor]]:
    """Return how strong the neurons of each hidden layer are, by metric and layer."""
    found: dict[str, dict[int, list[Tensor]]] = {metric: {} for metric in ORDERS}
    for place, seed in enumerate(block.seeds):
        values = drawn_samples(data, block.dataset, seed, samples, root_seed)
        reached = block.made.reach(block.alone(place, TRAINED), values[None])
        for layer, outgoing in list(with_outgoing(reached))[:-1]:
            neurons = layer.links.sizes[1]
            strengths = (
                node_strength(layer.links).incoming[0],
                outgoing,
                layer.zeta.abs().reshape(-1, neurons).mean(0),
                layer.activation.abs().reshape(-1, neurons).mean(0),
            )
            for metric, strength in zip(ORDERS, strengths, strict=True):
                found[metric].setdefault(layer.number, []).append(strength.abs())
    return {
        metric: {layer: torch.stack(rows) for layer, rows in layers.items()}
        for metric, layers in found.items()
    }


def _at_random(
    block: Block, draw: int, like: Mapping[int, Tensor], root_seed: int
) -> dict[int, Tensor]:
    streams = [
        pruning_stream(root_seed, block.dataset, block.cell, seed, draw) for seed in block.seeds
    ]
    return {
        layer: torch.from_numpy(np.stack([one.random(rows.shape[1]) for one in streams]))
        for layer, rows in like.items()
    }


def _largest(rank: Tensor, kept: float) -> Tensor:
    """Return which neurons of each network are among the strongest; at least one is."""
    number = max(1, round(kept * rank.shape[1]))
    chosen = torch.zeros_like(rank, dtype=torch.bool)
    return chosen.scatter(1, rank.topk(number, dim=1).indices, True)
