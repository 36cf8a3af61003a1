"""One step of a recurrent layer."""

from dataclasses import dataclass

import torch
from torch import Tensor

from taskcomplexity.metrics.layers.dense import Dense
from taskcomplexity.metrics.layers.layer import Weights


@dataclass(frozen=True)
class RecurrentStep:
    """The inputs of a step, and the neurons after the step before, are linked to the neurons.

    Unrolled, every step has the same weights (eq. 9), so that one stands for all.

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
        """Inputs and neurons before, taken together, and neurons after."""
        _, inputs, neurons = self.from_inputs.shape
        return inputs + neurons, neurons

    @property
    def links(self) -> int:
        """Of one step."""
        inputs, neurons = self.sizes
        return inputs * neurons

    def weights(self, bias: str = "none") -> Weights:
        """Return every weight, those from the neurons before behind those from the inputs."""
        return self._whole.weights(bias)

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

        Returns
        -------
        Tensor
            Shape (networks, samples, neurons).
        """
        brought = Dense(self.from_inputs, self.bias).strength(values)
        return torch.baddbmm(brought, before, self.from_before)
