"""Training the networks of a block, all at once."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from taskcomplexity.devices import flushing
from taskcomplexity.progress import Progress
from taskcomplexity.scores.answers import class_sizes
from taskcomplexity.studies.metrics.architectures import Architecture, architecture
from taskcomplexity.studies.metrics.blocks import Weights
from taskcomplexity.studies.metrics.evaluate import Performance, evaluate, mean_picture
from taskcomplexity.studies.metrics.inputs import Data
from taskcomplexity.studies.metrics.names import Cell
from taskcomplexity.studies.metrics.records import Records
from taskcomplexity.studies.metrics.settings import ACCURACY, Settings
from taskcomplexity.studies.metrics.stack import Stack
from taskcomplexity.studies.metrics.stored import untrained
from taskcomplexity.studies.metrics.streams import order_stream
from taskcomplexity.training.train import check_finite

# On a CPU, how many networks at once leave their signals in its cache; measured.
AT_ONCE = {"cnn": 4, "ae": 5}


# Of what the best constant answer lacks, what networks that came to anything make good.
LEARNED = 0.05

logger = logging.getLogger("taskcomplexity")


@dataclass(frozen=True)
class Ended:
    """A network when its own training ended.

    Attributes
    ----------
    weights
        By layer and name.
    epochs
        How many it took.
    """

    weights: Weights
    epochs: int


@dataclass(frozen=True)
class Trained:
    """Trained networks and what happened to them.

    Attributes
    ----------
    weights
        Each as it was when its own training ended.
    history, link_weights, performance
        Tables, see :mod:`taskcomplexity.studies.metrics.columns`.
    """

    weights: Weights
    history: pd.DataFrame
    link_weights: pd.DataFrame
    performance: pd.DataFrame


@flushing()
def train(
    cell: Cell,
    dataset: str,
    seeds: Sequence[int],
    data: Data,
    settings: Settings,
    root_seed: int,
    device: torch.device,
) -> Trained:
    """Train the networks of a block.

    Each network's training ends with its own first epoch that brings it into the range, so that it
    is the same network in any block.

    Parameters
    ----------
    cell, dataset, seeds
        Which networks.
    data
        What they see.
    settings
        How they are trained.
    root_seed
        Root of the random streams.
    device
        Where to compute.

    Raises
    ------
    TrainingError
        When a loss is not finite.
    ValueError
        When a kernel is larger than what it is to read.
    """
    made = architecture(cell, settings.widths, data.shape, data.classes)
    records = Records(cell, dataset, made)
    training, held_out = data.training.to(device), data.held_out.to(device)
    at_once = AT_ONCE.get(cell.architecture, len(seeds)) if device.type == "cpu" else len(seeds)
    what = f"{dataset} {cell}: "
    progress = Progress(f"{what}training", settings.epochs * len(seeds), "epochs of a network")
    ended: dict[int, Ended] = {}
    for first in range(0, len(seeds), at_once):
        left = list(seeds[first : first + at_once])
        start = untrained(made, cell, dataset, left, settings.initial_sd, root_seed)
        orders = [order_stream(root_seed, dataset, seed) for seed in left]
        weights = {name: tensor.to(device) for name, tensor in start.items()}
        stack = Stack(made, weights, orders, settings)
        records.add(left, 0, np.nan, evaluate(made, stack.weights, held_out), stack.weights)
        for epoch in range(1, settings.epochs + 1):
            loss = stack.epoch(training)
            rate = f"learning_rate {settings.learning_rate:g}"
            check_finite(loss.tolist(), left, epoch, rate, what)
            found = evaluate(made, stack.weights, held_out)
            records.add(left, epoch, loss.numpy(), found, stack.weights)
            progress.advance(len(left))
            done = _reached(found, settings) | (epoch == settings.epochs)
            for place in np.flatnonzero(done):
                mine = {name: one.detach()[place].clone() for name, one in stack.weights.items()}
                ended[left[place]] = Ended(mine, epoch)
            if done.all():
                break
            if done.any():
                stack.keep(~done)
                left = [seed for seed, over in zip(left, done, strict=True) if not over]
    final = {name: torch.stack([ended[seed].weights[name] for seed in seeds]) for name in start}
    reached = evaluate(made, final, held_out)
    came_to = _learned(made, reached, data)
    if not came_to.all():
        untold = [seed for seed, ok in zip(seeds, came_to, strict=True) if not ok]
        logger.info("%s%d of %d networks did not train: %s", what, len(untold), len(seeds), untold)
    performance = records.performance(
        seeds,
        [ended[seed].epochs for seed in seeds],
        came_to,
        reached,
        evaluate(made, final, data.test.to(device)),
        settings,
        data,
    )
    return Trained(
        {name: tensor.cpu() for name, tensor in final.items()},
        pd.concat(records.history, ignore_index=True),
        pd.concat(records.weights, ignore_index=True),
        performance,
    )


def _reached(held_out: Performance, settings: Settings) -> np.ndarray:
    if not settings.stops:
        return np.zeros(len(held_out.accuracy), bool)
    found = getattr(held_out, settings.measure)
    reached = found >= settings.low if settings.measure == ACCURACY else found <= settings.high
    return reached.numpy()


def _learned(made: Architecture, held_out: Performance, data: Data) -> np.ndarray:
    """Tell which networks came to anything, on the images held out.

    A classifier has, when it is right more often than one that always answers the largest class, by
    a twentieth of what that one is wrong; an autoencoder, when its error is a twentieth below that
    of the mean picture.
    """
    if made.rebuilds:
        error, _ = mean_picture(data.training, data.held_out)
        return (held_out.mse <= (1 - LEARNED) * error).numpy()
    sizes = class_sizes(data.held_out.labels, data.classes)
    always = sizes.max() / sizes.sum()
    return (held_out.accuracy >= always + LEARNED * (1 - always)).numpy()
