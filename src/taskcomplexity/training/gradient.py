"""The gradient of the training loss of stacked models, written out."""

import torch
from torch import Tensor
from torch.nn import functional

from taskcomplexity.models.ensemble import ACTIVATIONS, GRADIENTS, Ensemble
from taskcomplexity.models.products import product


def backpropagate(
    ensemble: Ensemble, first_bias: Tensor, x: Tensor, target: Tensor, gradient: Ensemble
) -> Tensor:
    """Compute the loss of every image and the gradient of its mean over a batch, of every model.

    Written out, as for layers of this size the bookkeeping of automatic differentiation costs half
    as much again as the arithmetic.

    Parameters
    ----------
    ensemble
        The models.
    first_bias
        What stands in for the biases of the first layer, shape (models, units); its gradient is
        written as theirs.
    x
        Inputs, shape (models, images, inputs).
    target
        int64, shape (models, images): the class of each image.
    gradient
        Where the gradient goes, of the shape of the models.

    Returns
    -------
    Tensor
        Cross-entropy, shape (models, images).
    """
    activate, back = ACTIVATIONS[ensemble.activation], GRADIENTS[ensemble.activation]
    inputs, z = [x], product(x, ensemble.layers[0].weight.mT).add_(first_bias.unsqueeze(1))
    for layer in ensemble.layers[1:]:
        inputs.append(activate(z))
        z = torch.baddbmm(layer.bias.unsqueeze(1), inputs[-1], layer.weight.mT)
    log_probability = torch.log_softmax(z, dim=2)
    loss = functional.nll_loss(
        log_probability.flatten(0, 1), target.flatten(), reduction="none"
    ).view(target.shape)

    down = log_probability.exp_()
    right = target.unsqueeze(2)
    down.scatter_add_(2, right, down.new_full((), -1).expand(right.shape))
    down /= x.shape[1]
    for depth in reversed(range(len(inputs))):
        to = gradient.layers[depth]
        product(down.mT, inputs[depth], out=to.weight)
        torch.sum(down, dim=1, out=to.bias)
        if depth:
            down = torch.bmm(down, ensemble.layers[depth].weight)
            down = back(down, inputs[depth])
    return loss
