"""A layer as the metrics see it: what comes in, what goes out, its strength for an input.

Every layer is that of several networks of one shape, stacked: the first axis of all that goes in
and comes out counts networks. One network is a stack of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from taskcomplexity.links.network import Links

CONVOLUTIONS = {1: (F.conv1d, F.conv_transpose1d), 2: (F.conv2d, F.conv_transpose2d)}
CONVOLUTIONS[3] = (F.conv3d, F.conv_transpose3d)


@dataclass(frozen=True)
class Weights:
    """The weights of the links of a layer, each told apart once.

    Attributes
    ----------
    values
        Shape (networks, weights).
    counts
        float64, shape (weights,): how many links share each; one but in convolutions.
    outputs
        int64, shape (weights,): the bias that belongs to each, that of the link's output.
    biases
        Shape (networks, biases); None where there are none.
    bias_counts
        float64, shape (biases,): how many neurons share each.
    """

    values: Tensor
    counts: Tensor
    outputs: Tensor
    biases: Tensor | None
    bias_counts: Tensor


class Layer(Protocol):
    """Links from the neurons of one layer to those of the next."""

    @property
    def sizes(self) -> tuple[int, int]:
        """How many neurons links leave, and how many they enter."""

    @property
    def links(self) -> int:
        """How many links there are."""

    def weights(self) -> Weights:
        """Return the weights of the links."""

    def incoming(self) -> Tensor:
        """Return the sum of each neuron's incoming weights and its bias, (networks, outputs)."""

    def outgoing(self) -> Tensor:
        """Return the sum of each neuron's outgoing weights, (networks, inputs)."""


@dataclass(frozen=True)
class Dense:
    """Every input is linked to every output.

    Attributes
    ----------
    weight
        Ω, shape (networks, inputs, outputs): the transpose of PyTorch's.
    bias
        β, shape (networks, outputs); None where there is none.
    """

    weight: Tensor
    bias: Tensor | None

    @property
    def sizes(self) -> tuple[int, int]:
        """Inputs and outputs."""
        return tuple(self.weight.shape[1:])

    @property
    def links(self) -> int:
        """Inputs times outputs."""
        return self.weight[0].numel()

    def weights(self) -> Weights:
        """Return every weight, of one link each."""
        inputs, outputs = self.sizes
        return Weights(
            self.weight.flatten(1),
            _ones(inputs * outputs),
            torch.arange(outputs).repeat(inputs),
            self.bias,
            _ones(outputs),
        )

    def incoming(self) -> Tensor:
        """Return column sums and biases."""
        return _with(self.weight.sum(1), self.bias)

    def outgoing(self) -> Tensor:
        """Return row sums."""
        return self.weight.sum(2)

    def strength(self, values: Tensor) -> Tensor:
        """Return zΩ + β.

        Parameters
        ----------
        values
            z, shape (networks, samples, inputs).
        """
        if self.bias is None:
            return torch.bmm(values, self.weight)
        return torch.baddbmm(self.bias[:, None], values, self.weight)


@dataclass(frozen=True)
class Sparse:
    """Some inputs are linked to some outputs; one network.

    Attributes
    ----------
    links_at
        Where the links are.
    values
        The weight of each, shape (links,).
    bias
        β, shape (outputs,); None where there is none.
    """

    links_at: Links
    values: Tensor
    bias: Tensor | None

    @property
    def sizes(self) -> tuple[int, int]:
        """Inputs and outputs, those without a link too."""
        return self.links_at.inputs, self.links_at.outputs

    @property
    def links(self) -> int:
        """How many links there are."""
        return len(self.links_at)

    def weights(self) -> Weights:
        """Return the weights of the links; places without one have none."""
        outputs = torch.from_numpy(self.links_at.rows)
        bias = None if self.bias is None else self.bias[None]
        return Weights(self.values[None], _ones(self.links), outputs, bias, _ones(self.sizes[1]))

    def incoming(self) -> Tensor:
        """Return the sum over each output's links, and its bias."""
        return _with(self._sums(self.links_at.rows, self.sizes[1]), self.bias)[None]

    def outgoing(self) -> Tensor:
        """Return the sum over each input's links."""
        return self._sums(self.links_at.columns.astype(np.int64), self.sizes[0])[None]

    def _sums(self, at: np.ndarray, size: int) -> Tensor:
        return self.values.new_zeros(size).index_add(0, torch.from_numpy(at), self.values)

    def strength(self, values: Tensor) -> Tensor:
        """Return zΩ + β for z of shape (1, samples, inputs)."""
        matrix = torch.sparse_csr_tensor(
            torch.from_numpy(self.links_at.starts.astype(np.int64)),
            torch.from_numpy(self.links_at.columns.astype(np.int64)),
            self.values,
            self.links_at.shape,
        )
        return _with((matrix @ values[0].T).T, self.bias)[None]


@dataclass(frozen=True)
class Convolution:
    """Every patch of the input is linked to the neurons at its place, by weights that places share.

    A neuron is a channel at a place. Padding is with zeros: links from there are no links.

    Attributes
    ----------
    weight
        Shape (networks, channels out, channels in / groups, *kernel), as PyTorch's.
    bias
        Shape (networks, channels out); None where there is none.
    shape
        Of the input: (channels, *size).
    stride, padding, dilation, groups
        As PyTorch's, a number for each axis of the kernel.
    """

    weight: Tensor
    bias: Tensor | None
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int = 1

    @property
    def output_shape(self) -> tuple[int, ...]:
        """(channels, *size) of the output."""
        sizes = [
            (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
            for size, kernel, stride, padding, dilation in zip(
                self.shape[1:],
                self.weight.shape[3:],
                self.stride,
                self.padding,
                self.dilation,
                strict=True,
            )
        ]
        return (self.weight.shape[1], *sizes)

    @property
    def sizes(self) -> tuple[int, int]:
        """Neurons of the input and of the output."""
        return _product(self.shape), _product(self.output_shape)

    @property
    def links(self) -> int:
        """How many links there are, those from the padding left out."""
        return int(self.weights().counts.sum())

    def weights(self) -> Weights:
        """Return the weights of the kernel; as many links share one as places where it lies inside.

        How many places those are for an entry of the kernel, the gradient of the convolution tells.
        """
        networks, channels, depth, *kernel = self.weight.shape
        entries = torch.zeros(1, 1, *kernel, dtype=torch.float64, requires_grad=True)
        ones = torch.ones(1, 1, *self.shape[1:], dtype=torch.float64)
        sums = self._convolution(ones, entries, None, 1).sum()
        (places,) = torch.autograd.grad(sums, entries)
        return Weights(
            self.weight.flatten(1),
            places.flatten().repeat(channels * depth),
            torch.arange(channels).repeat_interleave(depth * places.numel()),
            self.bias,
            _ones(channels) * _product(self.output_shape[1:]),
        )

    def incoming(self) -> Tensor:
        """Return the convolution of an input of ones."""
        ones = self.weight.new_ones(1, 1, *self.shape).expand(len(self.weight), -1, *self.shape)
        return self.strength(ones).flatten(1)

    def outgoing(self) -> Tensor:
        """Return the transposed convolution of an output of ones."""
        networks = len(self.weight)
        output = self.output_shape
        ones = self.weight.new_ones(1, networks * output[0], *output[1:])
        transposed = CONVOLUTIONS[len(self.stride)][1]
        # What the stride leaves over at the end of an axis takes part in nothing.
        reached = [
            (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1
            for size, kernel, stride, padding, dilation in zip(
                output[1:],
                self.weight.shape[3:],
                self.stride,
                self.padding,
                self.dilation,
                strict=True,
            )
        ]
        over = tuple(size - end for size, end in zip(self.shape[1:], reached, strict=True))
        sums = transposed(
            ones,
            self.weight.flatten(0, 1),
            None,
            self.stride,
            self.padding,
            over,
            networks * self.groups,
            self.dilation,
        )
        return sums.view(networks, -1)

    def strength(self, values: Tensor) -> Tensor:
        """Return z * Ω + β.

        Parameters
        ----------
        values
            z, shape (networks, samples, channels, *size).

        Returns
        -------
        Tensor
            Shape (networks, samples, channels out, *size).
        """
        networks, samples = values.shape[:2]
        beside = values.transpose(0, 1).flatten(1, 2)
        found = self._convolution(
            beside,
            self.weight.flatten(0, 1),
            None if self.bias is None else self.bias.flatten(),
            networks * self.groups,
        )
        return found.view(samples, networks, *self.output_shape).transpose(0, 1)

    def _convolution(
        self, values: Tensor, weight: Tensor, bias: Tensor | None, groups: int
    ) -> Tensor:
        convolution = CONVOLUTIONS[len(self.stride)][0]
        return convolution(values, weight, bias, self.stride, self.padding, self.dilation, groups)


@dataclass(frozen=True)
class RecurrentStep:
    """The inputs of a step, and the neurons after the step before, are linked to the neurons.

    Unrolled, every step has the same weights (eq. 9).

    Attributes
    ----------
    from_inputs
        Ω, shape (networks, inputs, neurons).
    from_before
        U, shape (networks, neurons, neurons).
    bias
        Shape (networks, neurons), the sum of PyTorch's two; None where there is none.
    """

    from_inputs: Tensor
    from_before: Tensor
    bias: Tensor | None

    @property
    def _whole(self) -> Dense:
        return Dense(torch.cat([self.from_inputs, self.from_before], 1), self.bias)

    @property
    def sizes(self) -> tuple[int, int]:
        """Inputs and neurons before, and neurons after."""
        return self._whole.sizes

    @property
    def links(self) -> int:
        """Of one step."""
        return self._whole.links

    def weights(self) -> Weights:
        """Return every weight, those from the neurons before behind those from the inputs."""
        return self._whole.weights()

    def incoming(self) -> Tensor:
        """Return the sum of what comes in from inputs and from before, and the biases."""
        return self._whole.incoming()

    def outgoing(self) -> Tensor:
        """Return what goes out of each input, then of each neuron before."""
        return self._whole.outgoing()

    def strength(self, values: Tensor, before: Tensor) -> Tensor:
        """Return xΩ + hU + b.

        Parameters
        ----------
        values
            x, shape (networks, samples, inputs).
        before
            h, shape (networks, samples, neurons).
        """
        brought = Dense(self.from_inputs, self.bias).strength(values)
        return torch.baddbmm(brought, before, self.from_before)


def _with(sums: Tensor, bias: Tensor | None) -> Tensor:
    return sums if bias is None else sums + bias


def _ones(number: int) -> Tensor:
    return torch.ones(number, dtype=torch.float64)


def _product(sizes: Sequence[int]) -> int:
    return int(np.prod(sizes))
