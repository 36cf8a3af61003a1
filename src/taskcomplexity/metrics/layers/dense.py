"""Layers whose every input is linked to every output."""

from dataclasses import dataclass

import torch
from torch import Tensor

from taskcomplexity.metrics.layers.layer import Weights

FEW = 16


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
        _, inputs, outputs = self.weight.shape
        return inputs, outputs

    @property
    def links(self) -> int:
        """Inputs times outputs."""
        return self.weight[0].numel()

    def weights(self, bias: str = "none") -> Weights:
        """Return every weight, input by input."""
        return Weights.of(self.weight, None if self.bias is None else self.bias[:, None], bias)

    def incoming(self) -> Tensor:
        """Return column sums and biases."""
        sums = self.weight.sum(1)
        return sums if self.bias is None else sums + self.bias

    def outgoing(self) -> Tensor:
        """Return row sums."""
        return self.weight.sum(2)

    def strength(self, values: Tensor) -> Tensor:
        """Return zΩ + β.

        Parameters
        ----------
        values
            z, shape (networks, samples, inputs).

        Returns
        -------
        Tensor
            Shape (networks, samples, outputs).
        """
        inputs, outputs = self.sizes
        if outputs <= FEW and inputs > FEW**2 and self.weight.device.type == "cpu":
            # To few outputs, a product by weights that lie output by output is twice as fast.
            weight = self.weight.transpose(1, 2).contiguous().transpose(1, 2)
            products = torch.stack(
                [torch.mm(one, by) for one, by in zip(values, weight, strict=True)]
            )
            return products if self.bias is None else products + self.bias[:, None]
        if self.bias is None:
            return torch.bmm(values, self.weight)
        return torch.baddbmm(self.bias[:, None], values, self.weight)
