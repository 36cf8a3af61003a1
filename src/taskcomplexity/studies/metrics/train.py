"""Training the networks of a block, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from taskcomplexity.metrics.topology import link_weights
from taskcomplexity.progress import Progress
from taskcomplexity.scores import class_sizes
from taskcomplexity.studies.metrics.architectures import Architecture, Weights, architecture
from taskcomplexity.studies.metrics.columns import (
    HISTORY_COLUMNS,
    PERFORMANCE_COLUMNS,
    WEIGHT_COLUMNS,
)
from taskcomplexity.studies.metrics.evaluate import Performance, evaluate, losses, mean_picture
from taskcomplexity.studies.metrics.inputs import Data, pixels
from taskcomplexity.studies.metrics.names import Cell
from taskcomplexity.studies.metrics.settings import ACCURACY, OPTIMIZERS, Settings
from taskcomplexity.studies.metrics.stored import untrained
from taskcomplexity.studies.metrics.streams import order_stream
from taskcomplexity.training.train import LEARNED, check_finite, learned, tell_untrained


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


def train(
    cell: Cell,
    dataset: str,
    seeds: Sequence[int],
    data: Data,
    settings: Settings,
    bias: str,
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
    bias
        How biases count among link weights, as
        :func:`taskcomplexity.metrics.topology.link_weights` says.
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
    weights = {
        name: tensor.to(device).requires_grad_()
        for name, tensor in untrained(
            made, cell, dataset, seeds, settings.initial_sd, root_seed
        ).items()
    }
    optimizer = OPTIMIZERS[settings.optimizer](list(weights.values()), lr=settings.learning_rate)
    orders = [order_stream(root_seed, dataset, seed) for seed in seeds]
    what = f"{dataset} {cell}: "
    records = Records(cell, dataset, seeds, made, bias)
    held_out = evaluate(made, weights, data.held_out.to(device))
    records.add(0, np.full(len(seeds), np.nan), held_out, weights)
    final = {name: tensor.detach().clone() for name, tensor in weights.items()}
    epochs = np.zeros(len(seeds), int)
    last = torch.zeros(len(seeds), dtype=torch.float64)
    running = np.ones(len(seeds), bool)
    progress = Progress(f"{what}training", settings.epochs, "epochs")
    for epoch in range(1, settings.epochs + 1):
        loss = _epoch(made, weights, optimizer, data, orders, settings.batch_size, device)
        check_finite(loss.tolist(), seeds, epoch, f"learning_rate {settings.learning_rate:g}", what)
        held_out = evaluate(made, weights, data.held_out.to(device))
        records.add(epoch, loss.numpy(), held_out, weights)
        ended = torch.from_numpy(running)
        for name, tensor in weights.items():
            final[name][ended] = tensor.detach()[ended]
        epochs[running], last[ended] = epoch, loss[ended]
        running &= ~_reached(held_out, settings)
        progress.advance()
        if not running.any():
            break
    test = evaluate(made, final, data.test.to(device))
    held_out = evaluate(made, final, data.held_out.to(device))
    came_to = _learned(made, last, data)
    tell_untrained(what.removesuffix(": "), seeds, came_to)
    about = {
        "parameters": made.parameters,
        **{name: getattr(settings, name) for name in ("optimizer", "learning_rate", "batch_size")},
        "measure": settings.measure or "",
        "low": settings.low,
        "high": settings.high,
    }
    performance = records.performance(epochs, came_to.numpy(), held_out, test, about, data)
    return Trained(
        {name: tensor.cpu() for name, tensor in final.items()},
        pd.concat(records.history, ignore_index=True),
        pd.concat(records.weights, ignore_index=True),
        performance,
    )


def _epoch(
    made: Architecture,
    weights: Weights,
    optimizer: torch.optim.Optimizer,
    data: Data,
    orders: Sequence[np.random.Generator],
    batch_size: int,
    device: torch.device,
) -> torch.Tensor:
    """Pass over the training images once, each network in its own order; return mean losses."""
    training = data.training.to(device)
    order = np.stack([one.permutation(len(training)) for one in orders])
    total = torch.zeros(len(orders), dtype=torch.float64)
    for places in torch.from_numpy(order).to(device).split(batch_size, dim=1):
        batch = training[places]
        shown = pixels(batch.values)
        answers = made.answers(weights, shown)
        lost = losses(made, answers, shown, batch.labels)
        optimizer.zero_grad()
        (lost.sum() / places.shape[1]).backward()
        optimizer.step()
        total += lost.detach().cpu()
    return total / len(training)


def _reached(held_out: Performance, settings: Settings) -> np.ndarray:
    if settings.measure is None:
        return np.zeros(len(held_out.accuracy), bool)
    found = getattr(held_out, settings.measure)
    return (
        found >= settings.low if settings.measure == ACCURACY else found <= settings.high
    ).numpy()


def _learned(made: Architecture, loss: torch.Tensor, data: Data) -> torch.Tensor:
    """Tell which networks end below the loss of the best constant answer."""
    if made.rebuilds:
        _, constant = mean_picture(data.training, data.training)
        return loss <= LEARNED * constant
    return learned(loss, class_sizes(data.training.labels, data.classes))


class Records:
    """The tables of a training, as they grow.

    Parameters
    ----------
    cell, dataset, seeds
        Which networks.
    made
        Their architecture.
    bias
        How biases count among link weights.
    """

    def __init__(
        self, cell: Cell, dataset: str, seeds: Sequence[int], made: Architecture, bias: str
    ):
        self._cell, self._dataset, self._seeds = cell, dataset, list(seeds)
        self._made, self._bias = made, bias
        self.history: list[pd.DataFrame] = []
        self.weights: list[pd.DataFrame] = []

    def _frame(self, columns: Sequence[str], **values: object) -> pd.DataFrame:
        named = {"dataset": self._dataset, "cell": str(self._cell), "seed": self._seeds}
        return pd.DataFrame({**named, **values})[list(columns)]

    def add(self, epoch: int, loss: np.ndarray, held_out: Performance, weights: Weights) -> None:
        """Take down an epoch."""
        self.history.append(
            self._frame(
                HISTORY_COLUMNS,
                epoch=epoch,
                training_loss=loss,
                **_named("held_out_", held_out),
            )
        )
        with torch.no_grad():
            for number, links in self._made.links(weights).items():
                found = link_weights(links, self._bias)
                self.weights.append(
                    self._frame(
                        WEIGHT_COLUMNS,
                        epoch=epoch,
                        layer=number,
                        mean=found.mean.cpu().numpy(),
                        variance=found.variance.cpu().numpy(),
                    )
                )

    def performance(
        self,
        epochs: np.ndarray,
        trained: np.ndarray,
        held_out: Performance,
        test: Performance,
        about: dict[str, object],
        data: Data,
    ) -> pd.DataFrame:
        """Return what became of each network."""
        error = surprise = np.nan
        if self._made.rebuilds:
            error, surprise = mean_picture(data.training, data.test)
        reached = getattr(held_out, about["measure"] or ACCURACY)
        within = (reached >= about["low"]) & (reached <= about["high"])
        return self._frame(
            PERFORMANCE_COLUMNS,
            architecture=self._cell.architecture,
            layers=self._cell.layers,
            activation=self._cell.activation,
            trained=trained,
            epochs=epochs,
            **about,
            within=within.numpy(),
            **_named("held_out_", held_out),
            **_named("", test),
            mean_picture_mse=error,
            mean_picture_cross_entropy=surprise,
        )


def _named(prefix: str, found: Performance) -> dict[str, np.ndarray]:
    return {
        f"{prefix}{name}": getattr(found, name).numpy()
        for name in ("accuracy", "mse", "cross_entropy")
    }
