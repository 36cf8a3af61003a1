"""The networks of this study, stacked: fully connected, convolutional, recurrent, autoencoders.

Layers are counted as in the paper, the input as 1. What a block of a network links is a layer of
:mod:`taskcomplexity.metrics.layers`; training and metrics see the same.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import torch
from torch import Tensor

from taskcomplexity.metrics.layers import Convolution, Dense, Layer, RecurrentStep
from taskcomplexity.studies.metrics.names import KERNEL, Cell

FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda strength: strength,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
}
Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Reached:
    """What samples bring about in a layer of stacked networks.

    Attributes
    ----------
    number
        Of the layer of neurons, the input being 1.
    links
        What leads to it.
    zeta, activation
        Shape (networks, samples, …neurons); of a recurrent layer (networks, samples, steps,
        neurons).
    """

    number: int
    links: Layer
    zeta: Tensor
    activation: Tensor


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
        As in :class:`Reached`.
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


@dataclass(frozen=True)
class Architecture:
    """All networks of one shape.

    Attributes
    ----------
    blocks
        From the first hidden layer, which is layer 2, to the output.
    rebuilds
        Whether the output is a picture, by a sigmoid, and not a class.
    """

    blocks: tuple[Block, ...]
    rebuilds: bool

    @property
    def numbers(self) -> range:
        """Of the layers behind the input."""
        return range(2, len(self.blocks) + 2)

    @property
    def parameters(self) -> int:
        """How many weights and biases a network has."""
        return sum(math.prod(shape) for block in self.blocks for shape in block.shapes().values())

    def activation_of(self, number: int) -> str:
        """Return what the neurons of a layer do with their strength."""
        return self.blocks[number - self.numbers[0]].activation

    def initial(self, generators: Sequence[torch.Generator], deviation: float) -> Weights:
        """Draw the weights and biases of networks, all Gaussian (section 4).

        Parameters
        ----------
        generators
            One per network.
        deviation
            Standard deviation.

        Returns
        -------
        dict
            By layer and name, such as ``2.weight``, stacked.
        """
        return {
            f"{number}.{name}": torch.stack(
                [torch.randn(shape, generator=one) for one in generators]
            ).mul_(deviation)
            for number, block in zip(self.numbers, self.blocks, strict=True)
            for name, shape in block.shapes().items()
        }

    def links(self, weights: Weights) -> dict[int, Layer]:
        """Return what leads to each layer of stacked networks, by its number."""
        return {
            number: block.links({name: weights[f"{number}.{name}"] for name in block.shapes()})
            for number, block in zip(self.numbers, self.blocks, strict=True)
        }

    def reach(
        self, weights: Weights, values: Tensor, kept: Mapping[int, Tensor] | None = None
    ) -> list[Reached]:
        """Return what samples bring about in each layer.

        Parameters
        ----------
        weights
            Of stacked networks.
        values
            Shape (networks, samples, inputs), a picture's pixels by row, column and channel.
        kept
            By layer, which neurons are not silenced: bool, shape (networks, neurons).
        """
        found = []
        for block, (number, links) in zip(self.blocks, self.links(weights).items(), strict=True):
            silence = None if kept is None else kept.get(number)
            ran = block.run(links, values, silence)
            found.append(Reached(number, links, ran.zeta, ran.activation))
            values = ran.onward
        return found

    def answers(
        self, weights: Weights, values: Tensor, kept: Mapping[int, Tensor] | None = None
    ) -> Tensor:
        """Return the strength of the output, the logits; (networks, samples, outputs)."""
        layers = zip(self.blocks, self.links(weights).items(), strict=True)
        *hidden, (last, (_, readout)) = layers
        for block, (number, links) in hidden:
            values = block.onward(links, values, None if kept is None else kept.get(number))
        return last.run(readout, values, None).zeta


def architecture(
    cell: Cell, widths: Sequence[int], shape: tuple[int, int, int], classes: int
) -> Architecture:
    """Return the architecture of the networks of a cell.

    Parameters
    ----------
    cell
        Which.
    widths
        Neurons of each hidden layer, channels where it is convolutional.
    shape
        Height, width and channels of a picture.
    classes
        How many the dataset has.

    Raises
    ------
    ValueError
        When a kernel is larger than what it is to read.
    """
    height, width, channels = shape
    inputs = math.prod(shape)
    function = cell.activation
    if cell.architecture == "ae":
        sizes = [inputs, *widths, inputs]
        functions = [*[function] * len(widths), "sigmoid"]
        blocks = [
            DenseBlock(*pair, one) for pair, one in zip(pairwise(sizes), functions, strict=True)
        ]
        return Architecture(tuple(blocks), rebuilds=True)
    blocks: list[Block] = []
    if cell.architecture == "cnn":
        read = (channels, height, width)
        for number, wanted in enumerate(widths, 2):
            if min(read[1:]) < KERNEL:
                raise ValueError(
                    f"layer {number} of {cell} reads {read[1]} × {read[2]} pixels, fewer than its "
                    f"kernel of {KERNEL} × {KERNEL}; take fewer layers or larger pictures"
                )
            blocks.append(ConvolutionBlock(read, wanted, function))
            read = blocks[-1].output_shape
        last = math.prod(read)
    elif cell.architecture == "rnn":
        blocks.append(RecurrentBlock(height, width * channels, widths[0], function))
        last = widths[0]
    else:
        blocks += [DenseBlock(*pair, function) for pair in pairwise([inputs, *widths])]
        last = widths[-1]
    return Architecture((*blocks, DenseBlock(last, classes, "linear")), rebuilds=False)


def _silenced(activation: Tensor, kept: Tensor | None) -> Tensor:
    if kept is None:
        return activation
    return activation * kept.view(len(kept), 1, *activation.shape[2:])
