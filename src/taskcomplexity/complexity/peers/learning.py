"""How many training rows networks need: learning curves of the models of pairs."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import torch

from taskcomplexity.complexity.peers.drawn import drawn_places
from taskcomplexity.complexity.peers.names import CURVE_COLUMNS, PAIR_COLUMNS
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.samples import Task, pick_task
from taskcomplexity.models.block import Block
from taskcomplexity.models.evaluation import ZERO, Evaluation
from taskcomplexity.streams import numpy_generator
from taskcomplexity.training.train import Settings, train

# Of the accuracy with all rows.
SHARE = 0.95


def learning_curve(
    data: Labelled,
    block: Block,
    settings: Settings,
    most: int,
    draws: int,
    root_seed: int,
    device: torch.device,
    threshold: str = ZERO,
) -> pd.DataFrame:
    """Train models of a pair of classes on ever more rows, until they are accurate enough.

    Every draw is a model with a random order of the rows of its own; on all rows, then on 1, 2, 4 …
    of each class, until the :func:`accuracies` reach :data:`SHARE` of that with all.

    Parameters
    ----------
    data
        The dataset.
    block
        The models of the pair; their seeds are not used.
    settings
        How models are trained on all training rows of the pair. Those on fewer take as many steps.
    most
        How many rows of a class at most.
    draws
        How many models for each number of rows.
    root_seed
        Root of the random streams.
    device
        Where to compute.
    threshold
        Where models of two classes tell them apart, see
        :class:`taskcomplexity.models.evaluation.Evaluation`.

    Returns
    -------
    pandas.DataFrame
        :data:`.names.CURVE_COLUMNS`, a row per number of rows of a class, and draw. A class that
        has fewer gives all.
    """
    task = pick_task(data, block.classes, device)
    whole = settings.epochs_of(len(task.train)) * -(-len(task.train) // settings.batch_size)
    settings = replace(settings, epochs=1, minimum_steps=whole)
    orders = [_order(data, block, task, most, draw, root_seed) for draw in range(draws)]

    def model(draw: int, rows: int) -> tuple[float, bool]:
        """Return the accuracy of a model, and whether its training came to anything."""
        places = torch.cat([of_class[:rows] for of_class in orders[draw]])
        # In the published order of the rows: batches have random orders of their own.
        chosen = places.sort()[0].to(task.train.labels.device)
        fewer = Task(task.classes, task.train[chosen], task.test)
        trained = train(replace(block, seeds=(draw,)), fewer, settings, root_seed, follow=False)
        scores = Evaluation.of(fewer, block.scaling, threshold).scores(trained.ensemble)
        return float(scores.accuracy[0]), trained.block.trained[0]

    def models(rows: int) -> pd.DataFrame:
        told = [(*block.classes, rows, draw, *model(draw, rows)) for draw in range(draws)]
        return pd.DataFrame(told, columns=CURVE_COLUMNS)

    largest = max(map(len, orders[0]))
    found = [models(largest)]
    final = accuracies(found[0]).item()
    for rows in _doubled(largest):
        found.append(models(rows))
        if _is_enough(accuracies(found[-1]).item(), final):
            break
    return pd.concat(found, ignore_index=True).sort_values(["rows", "draw"], ignore_index=True)


def _doubled(largest: int) -> Iterator[int]:
    rows = 1
    while rows < largest:
        yield rows
        rows *= 2


def _order(
    data: Labelled, block: Block, task: Task, most: int, draw: int, root_seed: int
) -> list[torch.Tensor]:
    """Return places of training rows of each class, those that other measures see, shuffled."""
    orders = []
    for place, label in enumerate(block.classes):
        chosen = drawn_places(data, label, most, block.dataset, root_seed)
        stream = numpy_generator(root_seed, block.dataset, label, draw, "learning curve")
        of_class = torch.nonzero(task.train.labels.cpu() == place).flatten()
        orders.append(of_class[torch.from_numpy(stream.permutation(chosen))])
    return orders


def accuracies(curves: pd.DataFrame) -> pd.Series:
    """Return the accuracy of the models of every pair and number of rows.

    Returns
    -------
    pandas.Series
        By pair and rows, the median over the models whose training came to something; NaN where
        that of most did not, which says nothing about the rows.
    """
    keys = [*PAIR_COLUMNS, "rows"]
    learned = curves["accuracy"].where(curves["trained"])
    groups = learned.groupby([curves[key] for key in keys])
    return groups.median().where(2 * groups.count() >= groups.size())


def rows_needed(curves: pd.DataFrame) -> pd.Series:
    """Return how many rows of a class bring :data:`SHARE` of the accuracy that all bring.

    Parameters
    ----------
    curves
        From :func:`learning_curve`, of several pairs.

    Returns
    -------
    pandas.Series
        By pair. Between two numbers of rows the accuracy is taken to grow in proportion to the
        logarithm of the rows. NaN where most models on all rows did not train. Where that share is
        what chance gives, as of an accuracy of 0.52 with two equal classes, one row is enough.
    """
    return (
        accuracies(curves)
        .groupby(list(PAIR_COLUMNS))
        .apply(
            lambda curve: _crossing(
                curve.index.get_level_values("rows").to_numpy(), curve.to_numpy()
            )
        )
    )


def _is_enough(accuracy: float, final: float) -> bool:
    return accuracy >= SHARE * final


def _crossing(rows: np.ndarray, accuracy: np.ndarray) -> float:
    if np.isnan(accuracy[-1]):
        return float("nan")
    after = int(np.argmax(_is_enough(accuracy, accuracy[-1])))
    if after == 0 or np.isnan(accuracy[after - 1]):
        return float(rows[after])
    low, high = accuracy[after - 1 : after + 1]
    part = (SHARE * accuracy[-1] - low) / (high - low)
    first, last = np.log2(rows[after - 1 : after + 1])
    return float(2 ** (first + part * (last - first)))
