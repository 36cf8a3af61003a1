"""Networks in training, stacked: each takes its own steps, and leaves when it is done."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.data.samples import Samples
from taskcomplexity.studies.metrics.architectures import Architecture
from taskcomplexity.studies.metrics.blocks import Weights
from taskcomplexity.studies.metrics.evaluate import losses
from taskcomplexity.studies.metrics.inputs import pixels
from taskcomplexity.studies.metrics.settings import OPTIMIZERS, Settings


class Stack:
    """Stacked networks and the state of their optimiser, which treats each number by itself.

    Parameters
    ----------
    made
        Their architecture.
    weights
        Where they start.
    orders
        The stream of each that orders its batches.
    settings
        How they are trained.
    """

    def __init__(
        self,
        made: Architecture,
        weights: Weights,
        orders: Sequence[np.random.Generator],
        settings: Settings,
    ):
        self._made, self._orders, self._settings = made, list(orders), settings
        self.weights = {name: tensor.requires_grad_() for name, tensor in weights.items()}
        self._optimizer = self._new_optimizer()

    def _new_optimizer(self) -> torch.optim.Optimizer:
        kind = OPTIMIZERS[self._settings.optimizer]
        return kind(list(self.weights.values()), lr=self._settings.learning_rate)

    def epoch(self, training: Samples) -> Tensor:
        """Pass over the training images once, each network in its own order.

        Returns
        -------
        Tensor
            float64, shape (networks,): the mean loss on the way.
        """
        order = np.stack([one.permutation(len(training)) for one in self._orders])
        order = torch.from_numpy(order).to(training.labels.device)
        total = torch.zeros(len(order), dtype=torch.float64)
        for places in order.split(self._settings.batch_size, dim=1):
            batch = training[places]
            shown = pixels(batch.values)
            answers = self._made.answers(self.weights, shown)
            lost = losses(self._made, answers, shown, batch.labels)
            self._optimizer.zero_grad()
            (lost.sum() / places.shape[1]).backward()
            self._optimizer.step()
            total += lost.detach()
        return total / len(training)

    def keep(self, chosen: np.ndarray) -> None:
        """Go on with some of the networks alone.

        Parameters
        ----------
        chosen
            bool, shape (networks,).
        """
        places = torch.from_numpy(np.flatnonzero(chosen))
        before = self._optimizer.state
        states = [before[tensor] for tensor in self.weights.values()]
        self.weights = {
            name: tensor.detach()[places].requires_grad_() for name, tensor in self.weights.items()
        }
        self._orders = [one for one, kept in zip(self._orders, chosen, strict=True) if kept]
        self._optimizer = self._new_optimizer()
        for tensor, state in zip(self.weights.values(), states, strict=True):
            self._optimizer.state[tensor] = {
                name: value[places] if torch.is_tensor(value) and value.dim() else value
                for name, value in state.items()
            }
