"""Layers whose links share the weights of a kernel."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from taskcomplexity.metrics.layers.layer import Weights

CONVOLVE = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}
TRANSPOSED = {
    1: functional.conv_transpose1d,
    2: functional.conv_transpose2d,
    3: functional.conv_transpose3d,
}


@dataclass(frozen=True)
class Convolution:
    """Every patch of the input is linked to the neurons at its place, by weights that places share.

    A neuron is a channel at a place. Padding is with zeros, and what the kernel meets there are no
    links. All metrics come out by convolution; the matrix of all links is never made.

    Attributes
    ----------
    weight
        Shape (networks, channels out, channels in / groups, *kernel).
    bias
        Shape (networks, channels out); None where there is none.
    shape
        Of the input: (channels in, *size).
    stride, dilation
        As PyTorch's, a number for each axis of the kernel.
    padding
        For each axis how much, on both sides or, as a pair, before and behind.
    groups
        As PyTorch's.

    Raises
    ------
    ValueError
        When the kernel does not fit into the input.
    """

    weight: Tensor
    bias: Tensor | None
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int | tuple[int, int], ...]
    dilation: tuple[int, ...]
    groups: int = 1

    def __post_init__(self):
        if min(self.output_shape[1:]) < 1:
            kernel, size = map(_times, (self._kernel, self.shape[1:]))
            raise ValueError(
                f"a convolution of {kernel}, with padding {self.padding} and dilation "
                f"{self.dilation}, is larger than its input of {size}; take a smaller kernel or a "
                "larger input"
            )

    @property
    def _kernel(self) -> tuple[int, ...]:
        return tuple(self.weight.shape[3:])

    @property
    def _padding(self) -> list[tuple[int, int]]:
        return [one if isinstance(one, tuple) else (one, one) for one in self.padding]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """(channels out, *size) of the output."""
        axes = zip(
            self.shape[1:], self._kernel, self.stride, self._padding, self.dilation, strict=True
        )
        sizes = [
            (size + sum(padding) - dilation * (kernel - 1) - 1) // stride + 1
            for size, kernel, stride, padding, dilation in axes
        ]
        return (self.weight.shape[1], *sizes)

    @property
    def sizes(self) -> tuple[int, int]:
        """Neurons of the input and of the output."""
        return math.prod(self.shape), math.prod(self.output_shape)

    @property
    def links(self) -> int:
        """How many links there are, those to the padding left out."""
        _, channels, depth, *_ = self.weight.shape
        return channels * depth * int(self._places().sum())

    def weights(self, bias: str = "none") -> Weights:
        """Return the weights of the kernel; as many links have each as places see it inside."""
        beside = (..., *[None] * (1 + len(self._kernel)))
        return Weights.of(
            self.weight,
            None if self.bias is None else self.bias[beside],
            bias,
            counts=self._places(),
            neurons=math.prod(self.output_shape[1:]),
        )

    def _places(self) -> Tensor:
        """Count at how many places each entry of the kernel lies inside the input, float64."""
        counts = torch.ones((), dtype=torch.float64)
        for axis, size in enumerate(self.shape[1:]):
            starts = torch.arange(self.output_shape[1 + axis])[:, None] * self.stride[axis]
            entries = torch.arange(self._kernel[axis]) * self.dilation[axis]
            met = starts + entries - self._padding[axis][0]
            counts = counts[..., None] * ((met >= 0) & (met < size)).sum(0)
        return counts

    def incoming(self) -> Tensor:
        """Return the convolution of an input of ones, and the biases."""
        networks, channels, *_ = self.weight.shape
        kernels = self.weight.sum(2).flatten(0, 1)[:, None]
        ones = self.weight.new_ones(1, 1, *self.shape[1:])
        sums = self._convolve(self._padded(ones), kernels, None, 1)
        sums = sums.view(networks, channels, -1)
        return (sums if self.bias is None else sums + self.bias[..., None]).flatten(1)

    def outgoing(self) -> Tensor:
        """Return the transposed convolution of an output of ones."""
        grouped = self.weight.unflatten(1, (self.groups, -1))
        kernels = grouped.sum(2).flatten(0, 2)[None]
        ones = self.weight.new_ones(1, 1, *self.output_shape[1:])
        transposed = TRANSPOSED[len(self._kernel)]
        sums = transposed(ones, kernels, stride=self.stride, dilation=self.dilation)
        # What went to the padding goes, and what the stride left over at the end receives nothing.
        borders = [
            (-before, size + before - reached)
            for (before, _), size, reached in zip(
                self._padding, self.shape[1:], sums.shape[2:], strict=True
            )
        ]
        return functional.pad(sums, _from_last(borders)).reshape(len(self.weight), -1)

    def strength(self, values: Tensor) -> Tensor:
        """Return z * Ω + β.

        Parameters
        ----------
        values
            z, shape (networks, samples, channels in, *size).

        Returns
        -------
        Tensor
            Shape (networks, samples, channels out, *size).
        """
        biases = [None] * len(self.weight) if self.bias is None else self.bias
        # One after the other stays in cache: twice as fast as groups for all of them at once.
        found = [
            self._convolve(self._padded(one), weight, bias, self.groups)
            for one, weight, bias in zip(values, self.weight, biases, strict=True)
        ]
        return torch.stack(found) if len(found) > 1 else found[0][None]

    def _padded(self, values: Tensor) -> Tensor:
        if not any(map(sum, self._padding)):
            return values
        return functional.pad(values, _from_last(self._padding))

    def _convolve(self, values: Tensor, weight: Tensor, bias: Tensor | None, groups: int) -> Tensor:
        convolve = CONVOLVE[len(self._kernel)]
        return convolve(
            values, weight, bias, stride=self.stride, dilation=self.dilation, groups=groups
        )


def _from_last(borders: Sequence[tuple[int, int]]) -> list[int]:
    """Write what lies before and behind each axis as PyTorch does, from the last axis on."""
    return [number for pair in reversed(borders) for number in pair]


def _times(sizes: Sequence[int]) -> str:
    return "×".join(map(str, sizes))
