"""Training networks as stacked matrices with a mask, on any device.

The same interface as :class:`taskcomplexity.links.loops.Loops`. On a GPU it is the fast way, and on
the CPU what the loops are held against. Without masks it trains full networks.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.links.loops import Descent
from taskcomplexity.links.network import DenseLayer, Links, Network, SparseLayer
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.training.gradient import backpropagate


class Masked:
    """Models that are trained together.

    Parameters
    ----------
    ensemble
        The untrained models; they are not changed.
    links
        Of each model where the links of its sparse layers are; empty for full models.
    pictures, labels, inputs, descent
        As of :class:`taskcomplexity.links.loops.Loops`.
    device
        Where to compute.
    """

    def __init__(
        self,
        ensemble: Ensemble,
        links: Sequence[Sequence[Links]],
        pictures: np.ndarray,
        labels: np.ndarray,
        inputs: np.ndarray,
        descent: Descent,
        device: torch.device,
    ):
        self._inputs = torch.from_numpy(inputs).to(device)
        self._pictures = torch.from_numpy(pictures).to(device)
        self._labels = torch.from_numpy(labels).to(device)
        self._descent, self._device = descent, device
        dtype = self._inputs.dtype
        there = ensemble.map(lambda _, stack: stack.to(device, dtype))
        self._parameters, self._models = there.in_one()
        self._velocities, self._velocity = there.in_one()
        self._gradients, self._gradient = there.in_one()
        self._velocities.zero_()
        self._links = [list(one) for one in links]
        self._mask: Tensor | None = None
        if links:
            self._mask, self._masks = there.map(lambda _, stack: torch.ones_like(stack)).in_one()
            for model, of_model in enumerate(self._links):
                for depth, one in enumerate(of_model):
                    self._set_mask(model, depth, one)
            self._parameters *= self._mask

    @classmethod
    def of(
        cls,
        networks: Sequence[Network],
        pictures: np.ndarray,
        labels: np.ndarray,
        inputs: np.ndarray,
        descent: Descent,
        device: torch.device,
        *,
        masked: bool = True,
    ) -> "Masked":
        """Train networks that are given as the loops take them, full ones without a mask."""
        links = [[layer.links for layer in network.layers] for network in networks if masked]
        return cls(stacked(networks), links, pictures, labels, inputs, descent, device)

    def train_epoch(self, orders: Sequence[np.ndarray], learning_rate: float) -> np.ndarray:
        """Train every model over all images once, as the loops do."""
        descent, models = self._descent, len(orders)
        total = torch.zeros(models, dtype=torch.float64, device=self._device)
        order = torch.from_numpy(np.stack(orders)).to(self._device)
        for batch in order.split(descent.batch_size, dim=1):
            x = self._inputs[self._pictures[batch].int()]
            bias = self._models.layers[0].bias
            loss = backpropagate(self._models, bias, x, self._labels[batch], self._gradient)
            total += loss.sum(dim=1)
            self._gradients.add_(self._parameters, alpha=descent.weight_decay)
            if self._mask is not None:
                self._gradients *= self._mask
            self._velocities.mul_(descent.momentum).add_(self._gradients)
            self._parameters.add_(self._velocities, alpha=-learning_rate)
        return total.cpu().numpy() / order.shape[1]

    def links(self, network: int, depth: int) -> tuple[Links, np.ndarray, np.ndarray]:
        """Return the links of a layer, their weights and their velocities."""
        links = self._links[network][depth]
        weights, velocity = (
            stack.layers[depth].weight[network].flatten()[torch.from_numpy(links.places)]
            for stack in (self._models, self._velocity)
        )
        return links, weights.cpu().numpy(), velocity.cpu().numpy()

    def rewire(
        self, network: int, depth: int, links: Links, weights: np.ndarray, velocity: np.ndarray
    ) -> None:
        """Give a layer other links."""
        self._links[network][depth] = links
        self._set_mask(network, depth, links)
        places = torch.from_numpy(links.places).to(self._device)
        for stack, values in ((self._models, weights), (self._velocity, velocity)):
            matrix = stack.layers[depth].weight[network].view(-1)
            matrix.zero_()
            matrix[places] = torch.from_numpy(values).to(matrix)

    def _set_mask(self, model: int, depth: int, links: Links) -> None:
        mask = self._masks.layers[depth].weight[model].view(-1)
        mask.zero_()
        mask[torch.from_numpy(links.places).to(self._device)] = 1

    def networks(self) -> list[Network]:
        """Return sparse networks as they are now."""
        return [
            unstacked(self.ensemble(), model, of_model)
            for model, of_model in enumerate(self._links)
        ]

    def ensemble(self, device: torch.device | None = None) -> Ensemble:
        """Return the models as they are now, on a device; on the CPU where none is named."""
        there = device or torch.device("cpu")
        return self._models.map(lambda _, stack: stack.detach().to(there, copy=True))


def stacked(networks: Sequence[Network]) -> Ensemble:
    """Stack networks as matrices, zero where there is no link."""

    def together(depth: int) -> Layer:
        layers = [[*network.layers, network.readout][depth] for network in networks]
        weights = [one.dense() if isinstance(one, SparseLayer) else one.weights for one in layers]
        return Layer(
            torch.from_numpy(np.stack(weights)),
            torch.from_numpy(np.stack([one.bias for one in layers])),
        )

    return Ensemble(tuple(together(depth) for depth in range(len(networks[0].layers) + 1)))


def unstacked(ensemble: Ensemble, model: int, links: Sequence[Links]) -> Network:
    """Take one model out of a stack, what is not at its links being left out."""

    def numbers(stack: Tensor) -> np.ndarray:
        return stack[model].cpu().numpy().copy()

    *sparse, full = ensemble.layers
    layers = [
        SparseLayer(one, numbers(layer.weight).reshape(-1)[one.places], numbers(layer.bias))
        for layer, one in zip(sparse, links, strict=True)
    ]
    return Network(tuple(layers), DenseLayer(numbers(full.weight), numbers(full.bias)))
