"""The layers of the networks of this study: what links they have and what they do.

What a block of a network links is a layer of :mod:`taskcomplexity.metrics.layers`; training and
metrics see the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from taskcomplexity.metrics.layers import Convolution, Dense, Layer, RecurrentStep
from taskcomplexity.studies.metrics.names import KERNEL

FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda strength: strength,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
}
Weights = dict[str, Tensor]


class Block(Protocol):
    """The links to a layer, and what it does with its strength."""

    activation: str

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of each parameter of one network."""

    def links(self, weights: Weights) -> Layer:
        """Return the links of stacked networks."""

    def run(self, links: Layer, values: Tensor, kept: Tensor | None) -> "Ran":
        """Let values run through; neurons that are not `kept` stay silent."""

    def onward(self, links: Layer, values: Tensor, kept: Tensor | None) -> Tensor:
        """Return what goes on to the next layer alone."""


@dataclass(frozen=True)
class Ran:
    """What values bring about in a layer.

    Attributes
    ----------
    zeta, activation
        Shape (networks, samples, …neurons); of a recurrent layer (networks, samples, steps,
        neurons).
    onward
        What goes on to the next layer.
    """

    zeta: Tensor
    activation: Tensor
    onward: Tensor


@dataclass(frozen=True)
class DenseBlock:
    """A layer whose neurons are linked to all of the layer before."""

    inputs: int
    outputs: int
    activation: str

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of Ω and β."""
        return {"weight": (self.inputs, self.outputs), "bias": (self.outputs,)}

    def links(self, weights: Weights) -> Dense:
        """Return the links of stacked networks."""
        return Dense(weights["weight"], weights["bias"])

    def run(self, links: Dense, values: Tensor, kept: Tensor | None) -> Ran:
        """Return strength and activation."""
        zeta = links.strength(values.flatten(2))
        activation = _silenced(FUNCTIONS[self.activation](zeta), kept)
        return Ran(zeta, activation, activation)

    def onward(self, links: Dense, values: Tensor, kept: Tensor | None) -> Tensor:
        """Return the activation."""
        return self.run(links, values, kept).onward


@dataclass(frozen=True)
class ConvolutionBlock:
    """A layer of channels, by a kernel without padding or stride."""

    shape: tuple[int, int, int]
    channels: int
    activation: str

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the kernels and their biases."""
        kernels = (self.channels, self.shape[0], KERNEL, KERNEL)
        return {"weight": kernels, "bias": (self.channels,)}

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """Channels, height and width."""
        _, height, width = self.shape
        return self.channels, height - KERNEL + 1, width - KERNEL + 1

    def links(self, weights: Weights) -> Convolution:
        """Return the links of stacked networks."""
        return Convolution(weights["weight"], weights["bias"], self.shape, (1, 1), (0, 0), (1, 1))

    def run(self, links: Convolution, values: Tensor, kept: Tensor | None) -> Ran:
        """Return strength and activation."""
        if values.dim() == 3:
            channels, height, width = self.shape
            # Left as it lies, what follows would run through memory in two orders at once.
            values = values.unflatten(2, (height, width, channels)).permute(0, 1, 4, 2, 3)
            values = values.contiguous()
        zeta = links.strength(values)
        activation = _silenced(FUNCTIONS[self.activation](zeta), kept)
        return Ran(zeta, activation, activation)

    def onward(self, links: Convolution, values: Tensor, kept: Tensor | None) -> Tensor:
        """Return the activation."""
        return self.run(links, values, kept).onward


@dataclass(frozen=True)
class RecurrentBlock:
    """A layer that reads the rows of a picture one after another, from a silent start."""

    steps: int
    inputs: int
    neurons: int
    activation: str

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of Ω, U and both biases, as PyTorch has them."""
        return {
            "from_inputs": (self.inputs, self.neurons),
            "from_before": (self.neurons, self.neurons),
            "bias_inputs": (self.neurons,),
            "bias_before": (self.neurons,),
        }

    def links(self, weights: Weights) -> RecurrentStep:
        """Return the links of stacked networks."""
        bias = weights["bias_inputs"] + weights["bias_before"]
        return RecurrentStep(weights["from_inputs"], weights["from_before"], bias)

    def run(self, links: RecurrentStep, values: Tensor, kept: Tensor | None) -> Ran:
        """Return strength and activation of every step, and the last activation, which goes on."""
        steps = list(self._steps(links, values, kept))
        zetas, activations = zip(*steps, strict=True)
        return Ran(torch.stack(zetas, 2), torch.stack(activations, 2), activations[-1])

    def onward(self, links: RecurrentStep, values: Tensor, kept: Tensor | None) -> Tensor:
        """Return the last activation alone."""
        for _, activation in self._steps(links, values, kept):
            last = activation
        return last

    def _steps(
        self, links: RecurrentStep, values: Tensor, kept: Tensor | None
    ) -> Iterator[tuple[Tensor, Tensor]]:
        # What the inputs bring is one product for all steps, taken apart at once: an index at every
        # step would fill a gradient of zeros at every step.
        rows = values.unflatten(2, (self.steps, self.inputs)).transpose(1, 2).flatten(1, 2)
        brought = Dense(links.from_inputs, links.bias).strength(rows)
        before = values.new_zeros(*values.shape[:2], self.neurons)
        for one in brought.unflatten(1, (self.steps, -1)).unbind(1):
            zeta = torch.baddbmm(one, before, links.from_before)
            before = _silenced(FUNCTIONS[self.activation](zeta), kept)
            yield zeta, before


def _silenced(activation: Tensor, kept: Tensor | None) -> Tensor:
    if kept is None:
        return activation
    return activation * kept.view(len(kept), 1, *activation.shape[2:])
