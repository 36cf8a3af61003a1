"""A network of sparse layers as one would train it in PyTorch: CSR products, or dense and masked.

Written as well as each approach allows: batches gathered from bytes; activations laid out as the
products like them; nothing computed for the images; indices of the type that MKL takes; gradients
that automatic differentiation leaves where they are; SGD fused to one pass.
"""

import torch
from torch import nn
from torch.nn import functional

from taskcomplexity.models.products import product


class Trainer:
    """What both share: the interface of our loops for one network, and SGD."""

    def __init__(self, network, pictures, labels, scale, shift, descent):
        self.pictures, self.labels = torch.from_numpy(pictures), torch.from_numpy(labels)
        self.scale, self.shift, self.batch_size = scale, shift, descent.batch_size
        self.parameters = [
            nn.Parameter(torch.from_numpy(array.copy()))
            for layer in (*network.layers, network.readout)
            for array in (self.matrix(layer), layer.bias)
        ]
        self.optimizer = torch.optim.SGD(
            self.parameters,
            momentum=descent.momentum,
            weight_decay=descent.weight_decay,
            fused=True,
        )

    def train_epoch(self, order, learning_rate):
        """Take a step for every batch; return the mean loss."""
        total = 0.0
        self.optimizer.param_groups[0]["lr"] = learning_rate
        for batch in torch.from_numpy(order).split(self.batch_size):
            self.optimizer.zero_grad()
            loss = functional.cross_entropy(self.logits(batch), self.labels[batch])
            loss.backward()
            self.mask_gradients()
            self.optimizer.step()
            total += loss.item() * len(batch)
        return total / len(order)

    def mask_gradients(self):
        pass


class Csr(Trainer):
    """Products with CSR matrices; activations are (units, images)."""

    def __init__(self, network, *others):
        super().__init__(network, *others)
        self.layers = [
            CsrLayer(layer.links, values.detach())
            for layer, values in zip(network.layers, self.parameters[::2], strict=False)
        ]

    @staticmethod
    def matrix(layer):
        return layer.weights

    def logits(self, batch):
        x = torch.empty(self.pictures.shape[1], len(batch))
        x.copy_(self.pictures[batch].T).mul_(self.scale).add_(self.shift)
        *sparse, weight, bias = self.parameters
        for layer, values, biases in zip(self.layers, sparse[::2], sparse[1::2], strict=True):
            x = torch.relu_(CsrProduct.apply(values, biases, x, layer))
        return torch.addmm(bias[:, None], weight, x).T


class CsrLayer:
    """A matrix and its transpose, kept as long as the links are; both see updates of the values."""

    def __init__(self, links, values):
        back = links.by_input
        self.weight = csr(links.starts, links.columns, values, links.shape)
        self.order = torch.from_numpy(back.order).int()
        self.values, self.reordered = values, values.clone()
        self.weight_back = csr(back.starts, back.rows, self.reordered, links.shape[::-1])

    def transposed(self):
        torch.index_select(self.values, 0, self.order, out=self.reordered)
        return self.weight_back


def csr(starts, columns, values, shape):
    starts, columns = torch.from_numpy(starts).int(), torch.from_numpy(columns).int()
    return torch.sparse_csr_tensor(starts, columns, values, shape, check_invariants=False)


class CsrProduct(torch.autograd.Function):
    @staticmethod
    def forward(ctx, values, bias, x, layer):
        ctx.save_for_backward(x)
        ctx.layer = layer
        return torch.addmm(bias[:, None], layer.weight, x)

    @staticmethod
    def backward(ctx, down):
        (x,), layer = ctx.saved_tensors, ctx.layer
        values = torch.sparse.sampled_addmm(layer.weight, down, x.T, beta=0).values()
        back = torch.sparse.mm(layer.transposed(), down) if ctx.needs_input_grad[2] else None
        return values, down.sum(dim=1), back, None


class Masked(Trainer):
    """Products with dense matrices whose gradients are masked, so that no weight leaves zero.

    Activations are (images, units).
    """

    def __init__(self, network, *others):
        super().__init__(network, *others)
        self.masks = [torch.from_numpy(layer.dense() != 0).float() for layer in network.layers]

    @staticmethod
    def matrix(layer):
        return layer.dense() if hasattr(layer, "links") else layer.weights

    def logits(self, batch):
        x = self.pictures[batch].float().mul_(self.scale).add_(self.shift)
        *sparse, weight, bias = self.parameters
        for matrix, biases in zip(sparse[::2], sparse[1::2], strict=True):
            x = torch.relu_(DenseProduct.apply(matrix, biases, x))
        return functional.linear(x, weight, bias)

    def mask_gradients(self):
        for mask, matrix in zip(self.masks, self.parameters[::2], strict=False):
            matrix.grad *= mask


class DenseProduct(torch.autograd.Function):
    """``linear`` by the faster product of MKL's and oneDNN's."""

    @staticmethod
    def forward(ctx, matrix, bias, x):
        ctx.save_for_backward(matrix, x)
        return product(x, matrix.T).add_(bias)

    @staticmethod
    def backward(ctx, down):
        matrix, x = ctx.saved_tensors
        back = product(down, matrix) if ctx.needs_input_grad[2] else None
        return product(down.T, x), down.sum(dim=0), back
