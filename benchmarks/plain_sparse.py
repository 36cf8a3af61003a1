"""A network of sparse layers as one would train it in PyTorch: CSR products, or dense and masked.

Written as well as each approach allows: batches gathered as bytes; activations laid out as the
products like them; gradients written out, without the bookkeeping of automatic differentiation;
indices of the type that MKL takes; dense products by oneDNN where it is faster; SGD in one pass.
"""

import numpy as np
import torch
from torch.nn import functional
from torch.optim.sgd import sgd

from taskcomplexity.links.loops import make_rooms
from taskcomplexity.models.products import product


class Trainer:
    """What both share: the loss, its gradient, and SGD."""

    def __init__(self, network, pictures, labels, scale, shift, descent):
        self.pictures, self.labels = torch.from_numpy(pictures), torch.from_numpy(labels)
        self.scale, self.shift, self.descent = scale, shift, descent
        self.layers = self.layers_of(network)
        self.parameters = [one for layer in self.layers for one in (layer.weights, layer.bias)]
        self.velocities = [torch.zeros_like(one) for one in self.parameters]

    def train_epoch(self, order, learning_rate):
        """Take a step for every batch; return the mean loss."""
        total = 0.0
        for batch in torch.from_numpy(order).split(self.descent.batch_size):
            pictures = self.pictures.index_select(0, batch)
            loss, gradients = self.gradients(pictures, self.labels.index_select(0, batch))
            total += loss * len(batch)
            sgd(
                self.parameters,
                gradients,
                self.velocities,
                fused=True,
                weight_decay=self.descent.weight_decay,
                momentum=self.descent.momentum,
                lr=learning_rate,
                dampening=0,
                nesterov=False,
                maximize=False,
            )
        return total / len(order)

    def gradients(self, pictures, labels):
        """Return the mean loss, and the gradient of every parameter."""
        inputs = [self.laid_out(pictures)]
        for layer in self.layers[:-1]:
            inputs.append(layer.apply(inputs[-1]).relu_())
        logits = self.by_image(self.layers[-1].apply(inputs[-1]))
        log_probability = torch.log_softmax(logits, dim=1)
        loss = functional.nll_loss(log_probability, labels).item()
        down = log_probability.exp_()
        down[torch.arange(len(labels)), labels] -= 1
        down = self.by_image(down.div_(len(labels)))
        gradients = []
        for layer, x in zip(reversed(self.layers), reversed(inputs), strict=True):
            gradients[:0] = layer.gradients(x, down)
            if layer is not self.layers[0]:
                down = layer.back(down)
                torch.ops.aten.threshold_backward.grad_input(down, x, 0, grad_input=down)
        return loss, gradients


class Csr(Trainer):
    """Products with CSR matrices; activations are (units, images).

    They have the same place at every step, in large pages, as in our loops: with fresh memory every
    time a step takes a fifth longer.
    """

    def layers_of(self, network):
        activations, gradients, *_ = make_rooms(network, self.descent.batch_size, np.float32)
        self.inputs, *outputs = (torch.from_numpy(room) for room in activations)
        below = [torch.from_numpy(room) for room in gradients]
        sparse = map(CsrLayer, network.layers, outputs, below)
        return [*sparse, FullLayer(network.readout, below[-1])]

    def laid_out(self, pictures):
        x = part(self.inputs, len(pictures))
        return x.copy_(pictures.T).mul_(self.scale).add_(self.shift)

    @staticmethod
    def by_image(values):
        return values.T


class CsrLayer:
    """A matrix and its transpose, kept as long as the links are."""

    def __init__(self, layer, above, below):
        self.above, self.below = above, below
        links, back = layer.links, layer.links.by_input
        self.weights, self.bias = copied(layer.weights), copied(layer.bias)
        self.matrix = csr(links.starts, links.columns, self.weights, links.shape)
        self.order = torch.from_numpy(back.order).int()
        self.reordered = self.weights[self.order]
        self.transposed = csr(back.starts, back.rows, self.reordered, links.shape[::-1])

    def apply(self, x):
        out = part(self.above, x.shape[1]).copy_(self.bias[:, None])
        return torch.addmm(out, self.matrix, x, out=out)

    def gradients(self, x, down):
        return (
            torch.sparse.sampled_addmm(self.matrix, down, x.T, beta=0).values(),
            down.sum(dim=1),
        )

    def back(self, down):
        torch.index_select(self.weights, 0, self.order, out=self.reordered)
        out = part(self.below, down.shape[1])
        return torch.addmm(out, self.transposed, down, beta=0, out=out)


class FullLayer:
    """A full layer; activations are (units, images)."""

    def __init__(self, layer, below):
        self.below = below
        self.weights, self.bias = copied(layer.weights), copied(layer.bias)

    def apply(self, x):
        return torch.addmm(self.bias[:, None], self.weights, x)

    def gradients(self, x, down):
        return down @ x.T, down.sum(dim=1)

    def back(self, down):
        return torch.mm(self.weights.T, down, out=part(self.below, down.shape[1]))


class Masked(Trainer):
    """Products with dense matrices; activations are (images, units)."""

    @staticmethod
    def layers_of(network):
        return [MaskedLayer(layer) for layer in (*network.layers, network.readout)]

    def laid_out(self, pictures):
        return pictures.float().mul_(self.scale).add_(self.shift)

    @staticmethod
    def by_image(values):
        return values


class MaskedLayer:
    """A matrix whose gradient is masked, so that no weight leaves zero; a full one without."""

    def __init__(self, layer):
        sparse = hasattr(layer, "links")
        self.weights = copied(layer.dense() if sparse else layer.weights)
        self.bias = copied(layer.bias)
        self.mask = (self.weights != 0).float() if sparse else None

    def apply(self, x):
        return product(x, self.weights.T).add_(self.bias)

    def gradients(self, x, down):
        gradient = product(down.T, x)
        if self.mask is not None:
            gradient *= self.mask
        return gradient, down.sum(dim=0)

    def back(self, down):
        return product(down, self.weights)


def part(room, images):
    """As much of a place as some images take."""
    return room.view(-1)[: len(room) * images].view(-1, images)


def copied(array):
    return torch.from_numpy(array.copy())


def csr(starts, columns, values, shape):
    """A matrix that sees when the values are changed in place."""
    starts, columns = (torch.from_numpy(indices).int() for indices in (starts, columns))
    return torch.sparse_csr_tensor(starts, columns, values, shape, check_invariants=False)
