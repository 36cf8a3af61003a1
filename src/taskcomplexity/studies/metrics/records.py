"""The tables of a training, as they grow."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from taskcomplexity.metrics.layers import BIASES
from taskcomplexity.metrics.topology import link_weights
from taskcomplexity.studies.metrics.architectures import Architecture
from taskcomplexity.studies.metrics.blocks import Weights
from taskcomplexity.studies.metrics.columns import (
    HISTORY_COLUMNS,
    PERFORMANCE_COLUMNS,
    WEIGHT_COLUMNS,
)
from taskcomplexity.studies.metrics.evaluate import Performance, mean_picture
from taskcomplexity.studies.metrics.inputs import Data
from taskcomplexity.studies.metrics.names import Cell
from taskcomplexity.studies.metrics.settings import ACCURACY, Settings


class Records:
    """The tables of a training, as they grow.

    Parameters
    ----------
    cell, dataset
        Which networks.
    made
        Their architecture.
    """

    def __init__(self, cell: Cell, dataset: str, made: Architecture):
        self._cell, self._dataset, self._made = cell, dataset, made
        self.history: list[pd.DataFrame] = []
        self.weights: list[pd.DataFrame] = []

    def _frame(
        self, seeds: Sequence[int], columns: Sequence[str], **values: object
    ) -> pd.DataFrame:
        named = {"dataset": self._dataset, "cell": str(self._cell), "seed": list(seeds)}
        return pd.DataFrame({**named, **values})[list(columns)]

    def add(
        self,
        seeds: Sequence[int],
        epoch: int,
        loss: np.ndarray | float,
        held_out: Performance,
        weights: Weights,
    ) -> None:
        """Take down an epoch of some networks."""
        found = _named("held_out_", held_out)
        told = {"epoch": epoch, "training_loss": loss, **found}
        self.history.append(self._frame(seeds, HISTORY_COLUMNS, **told))
        found = {name: tensor.detach().cpu() for name, tensor in weights.items()}
        for number, links in self._made.links(found).items():
            for bias in BIASES:
                moments = link_weights(links, bias)
                told = {
                    **{"epoch": epoch, "layer": number, "bias": bias},
                    **{"mean": moments.mean.numpy(), "variance": moments.variance.numpy()},
                }
                self.weights.append(self._frame(seeds, WEIGHT_COLUMNS, **told))

    def performance(
        self,
        seeds: Sequence[int],
        epochs: Sequence[int],
        trained: np.ndarray,
        held_out: Performance,
        test: Performance,
        settings: Settings,
        data: Data,
    ) -> pd.DataFrame:
        """Return what became of each network."""
        error = surprise = np.nan
        if self._made.rebuilds:
            error, surprise = mean_picture(data.training, data.test)
        measure = settings.measure or ACCURACY
        reached = getattr(held_out, measure).numpy()
        return self._frame(
            seeds,
            PERFORMANCE_COLUMNS,
            architecture=self._cell.architecture,
            layers=self._cell.layers,
            activation=self._cell.activation,
            trained=trained,
            parameters=self._made.parameters,
            initial_sd=settings.initial_sd,
            optimizer=settings.optimizer,
            learning_rate=settings.learning_rate,
            batch_size=settings.batch_size,
            epochs=list(epochs),
            measure=settings.measure or "",
            low=settings.low,
            high=settings.high,
            within=(reached >= settings.low) & (reached <= settings.high),
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
