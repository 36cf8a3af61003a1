"""What is disturbed and measured: a sparse or a full network, by one interface."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.links.attacks import draw_evenly
from taskcomplexity.links.loops import Answers, lay_out
from taskcomplexity.links.network import DenseLayer, Network, SparseLayer
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.probes.probe import Part, Places
from taskcomplexity.scores.answers import Scores, chance, class_sizes
from taskcomplexity.studies.sparse.inputs import Data, Split

READOUT = "readout"


class Subject(Protocol):
    """A network whose weights are disturbed, without its biases.

    Attributes
    ----------
    seed
        Which.
    stacks
        Of each layer that is disturbed the weights, shape (1, …), by name.
    parts
        What each of them is.
    images, chance
        On how many test images it is measured, and the share of their largest class.
    """

    seed: int
    stacks: Mapping[str, Tensor]
    parts: Mapping[str, Part]
    images: int
    chance: float

    def scores(self, stacks: Mapping[str, Tensor], *, signs: bool) -> Scores:
        """Score the network with other weights.

        With `signs`, weights and biases of the disturbed layers are replaced by their signs.
        """

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient of each image's loss at inputs that are laid out as `x`."""

    def scores_at(self, x: np.ndarray) -> Scores:
        """Score the network as it is at other inputs."""

    @property
    def x(self) -> np.ndarray:
        """The test images as inputs."""

    def draw(self, generator: np.random.Generator) -> np.ndarray:
        """Draw a number from -1 to 1 for every input of every image, laid out as `x`.

        Of one stream the same for every network, however its inputs are laid out.
        """


class SparseNetwork:
    """One sparse network.

    Parameters
    ----------
    seed, network
        Which.
    answers
        The test images, made ready.
    split
        The same images.
    layers
        ``sparse``, or ``all`` with the readout.
    """

    def __init__(
        self, seed: int, network: Network, answers: Answers, split: Split, layers: str = "sparse"
    ):
        self.seed, self.network, self.images = seed, network, len(split)
        self._answers, self._labels = answers, torch.from_numpy(split.labels)
        self.chance = chance(class_sizes(self._labels, len(network.readout.bias)))
        self.stacks = {
            str(depth): torch.from_numpy(layer.weights)[None]
            for depth, layer in enumerate(network.layers)
        }
        self.parts = {
            str(depth): Part(
                places=Places(
                    layer.links.rows, layer.links.columns.astype(np.int64), layer.links.shape
                )
            )
            for depth, layer in enumerate(network.layers)
        }
        if layers == "all":
            self.stacks[READOUT] = torch.from_numpy(network.readout.weights)[None]
            self.parts[READOUT] = Part()

    def scores(self, stacks: Mapping[str, Tensor], *, signs: bool) -> Scores:
        """Score the network with other weights."""

        def weights(name: str) -> np.ndarray:
            stack = stacks[name][0]
            return (stack.sign() if signs else stack).numpy()

        def bias(given: np.ndarray) -> np.ndarray:
            return np.sign(given) if signs else given

        full = self.network.readout
        if READOUT in stacks:
            full = DenseLayer(weights(READOUT), bias(full.bias))
        layers = [
            without_zeros(SparseLayer(layer.links, weights(str(depth)), bias(layer.bias)))
            for depth, layer in enumerate(self.network.layers)
        ]
        return self.scores_of(Network(tuple(layers), full))

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient of each image's loss with respect to its inputs."""
        return self._answers.gradients(self.network, x, self._labels.numpy())

    def scores_at(self, x: np.ndarray) -> Scores:
        """Score the network as it is at other inputs."""
        return self.scores_of(self.network, x)

    @property
    def x(self) -> np.ndarray:
        """The test images as inputs."""
        return self._answers.batches

    def draw(self, generator: np.random.Generator) -> np.ndarray:
        """Draw a number from -1 to 1 for every input of every image, laid out as `x`."""
        _, inputs, batch_size = self.x.shape
        return lay_out(draw_evenly(self.images, inputs, generator), batch_size)

    def scores_of(self, network: Network, x: np.ndarray | None = None) -> Scores:
        """Score another network of the same shape, at other inputs where they are given."""
        return Scores(torch.from_numpy(self._answers.logits(network, x))[None], self._labels)


def without_zeros(layer: SparseLayer) -> SparseLayer:
    """Return a layer without the links that weigh nothing, which cost as much as others."""
    there = layer.weights != 0
    if there.all():
        return layer
    return SparseLayer(layer.links.only(there), layer.weights[there], layer.bias)


class FullNetwork:
    """One full network.

    Parameters
    ----------
    seed, ensemble
        Which, an ensemble of one; on the device where it is measured.
    data
        What images are as inputs.
    split
        The test images.
    layers
        ``sparse``, the layers that are sparse in the others; or ``all``.
    """

    def __init__(
        self, seed: int, ensemble: Ensemble, data: Data, split: Split, layers: str = "sparse"
    ):
        self.seed, self.images, self._ensemble = seed, len(split), ensemble
        device = ensemble.layers[0].weight.device
        self._labels = torch.from_numpy(split.labels).to(device)
        self._evaluation = Evaluation(split.samples(device), data.classes, data.scaling)
        self.chance = self._evaluation.chance
        self.x = data.inputs[split.pictures]
        depths = range(len(ensemble.layers) - (layers != "all"))
        self.stacks = {str(depth): ensemble.layers[depth].weight for depth in depths}
        self.parts = {name: Part() for name in self.stacks}

    def scores(self, stacks: Mapping[str, Tensor], *, signs: bool) -> Scores:
        """Score the network with other weights."""
        layers = []
        for depth, layer in enumerate(self._ensemble.layers):
            weights, bias = stacks.get(str(depth), layer.weight), layer.bias
            if signs and str(depth) in stacks:
                weights, bias = weights.sign(), bias.sign()
            layers.append(Layer(weights, bias))
        return self._evaluation.scores(Ensemble(tuple(layers), self._ensemble.activation))

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient of each image's loss with respect to its inputs."""
        inputs = self._there(x).requires_grad_()
        logits = self._ensemble.forward(inputs)[0]
        torch.nn.functional.cross_entropy(logits, self._labels, reduction="sum").backward()
        return inputs.grad[0].cpu().numpy()

    def scores_at(self, x: np.ndarray) -> Scores:
        """Score the network as it is at other inputs."""
        with torch.no_grad():
            return Scores(self._ensemble.forward(self._there(x)), self._labels)

    def draw(self, generator: np.random.Generator) -> np.ndarray:
        """Draw a number from -1 to 1 for every input of every image."""
        return draw_evenly(*self.x.shape, generator)

    def _there(self, x: np.ndarray) -> Tensor:
        return torch.from_numpy(x)[None].to(self._labels.device)
