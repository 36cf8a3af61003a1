"""An ensemble: the weights of many models of one architecture, stacked along the first axis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
}
# The gradient of each activation's input, from that of its output and the output.
GRADIENTS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "relu": lambda gradient, output: torch.ops.aten.threshold_backward(gradient, output, 0),
    "tanh": torch.ops.aten.tanh_backward,
    "sigmoid": torch.ops.aten.sigmoid_backward,
}


@dataclass(frozen=True)
class Layer:
    """One fully connected layer of every model.

    Attributes
    ----------
    weight
        Shape (models, outputs, inputs), each matrix as in ``torch.nn.Linear``.
    bias
        Shape (models, outputs).
    """

    weight: Tensor
    bias: Tensor


@dataclass(frozen=True)
class Ensemble:
    """Multilayer perceptrons of one architecture.

    Attributes
    ----------
    layers
        From input to output; the activation stands between them.
    activation
        A key of :data:`ACTIVATIONS`.
    """

    layers: tuple[Layer, ...]
    activation: str = "relu"

    def __len__(self) -> int:
        """Return the number of models."""
        return len(self.layers[0].weight)

    def __getitem__(self, models: slice) -> "Ensemble":
        """Return the models of a slice."""
        return self.map(lambda _, stack: stack[models])

    def parameters(self) -> dict[str, Tensor]:
        """Return every stack of parameters by its name: ``0.weight``, ``0.bias``, ``1.weight``."""
        return {
            f"{depth}.{kind}": getattr(layer, kind)
            for depth, layer in enumerate(self.layers)
            for kind in ("weight", "bias")
        }

    def map(self, change: Callable[[str, Tensor], Tensor]) -> "Ensemble":
        """Return the ensemble with ``change(name, stack)`` in place of every stack."""
        return Ensemble.from_parameters(
            {name: change(name, stack) for name, stack in self.parameters().items()},
            self.activation,
        )

    @classmethod
    def from_parameters(cls, parameters: dict[str, Tensor], activation: str) -> "Ensemble":
        """Build an ensemble from the stacks that :meth:`parameters` names."""
        layers = tuple(
            Layer(parameters[f"{depth}.weight"], parameters[f"{depth}.bias"])
            for depth in range(len(parameters) // 2)
        )
        return cls(layers, activation)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of every model.

        Parameters
        ----------
        x
            Inputs, shape (models, images, inputs).

        Returns
        -------
        Tensor
            Shape (models, images, outputs). Their log-softmax is the models' output; it changes
            neither the order of the classes nor the gradient of the loss.
        """
        for depth, layer in enumerate(self.layers):
            if depth:
                x = ACTIVATIONS[self.activation](x)
            x = torch.baddbmm(layer.bias.unsqueeze(1), x, layer.weight.mT)
        return x

    def in_one(self) -> tuple[Tensor, "Ensemble"]:
        """Copy all parameters into one vector; return it and the ensemble of views of it."""
        stacks = self.parameters()
        vector = torch.cat([stack.flatten() for stack in stacks.values()])
        parts = vector.split([stack.numel() for stack in stacks.values()])
        views = {
            name: part.view(stack.shape)
            for (name, stack), part in zip(stacks.items(), parts, strict=True)
        }
        return vector, Ensemble.from_parameters(views, self.activation)


def concatenate(ensembles: Sequence[Ensemble]) -> Ensemble:
    """Join ensembles of one architecture into one, in order."""
    stacks = [ensemble.parameters() for ensemble in ensembles]
    joined = {name: torch.cat([stack[name] for stack in stacks]) for name in stacks[0]}
    return Ensemble.from_parameters(joined, ensembles[0].activation)
