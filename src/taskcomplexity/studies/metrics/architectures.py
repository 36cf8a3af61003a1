"""The networks of this study, stacked: fully connected, convolutional, recurrent, autoencoders.

Layers are counted as in the paper, the input as 1.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from taskcomplexity.metrics.layers import Layer
from taskcomplexity.studies.metrics.blocks import (
    Block,
    ConvolutionBlock,
    DenseBlock,
    RecurrentBlock,
    Weights,
)
from taskcomplexity.studies.metrics.names import KERNEL, Cell


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
        As of :class:`taskcomplexity.studies.metrics.blocks.Ran`.
    """

    number: int
    links: Layer
    zeta: Tensor
    activation: Tensor


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
