"""What one would write without this package: one model at a time, in plain PyTorch and NumPy.

Written as well as the approach allows: images in memory, scaled once; no gradients where none are
needed; all test images in one batch.
"""

import numpy as np
import torch
from skimage.metrics import structural_similarity
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def network(hidden, inputs):
    return nn.Sequential(
        nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 2), nn.LogSoftmax(dim=1)
    )


def train(model, images, target, epochs):
    loader = DataLoader(TensorDataset(images, target), batch_size=128, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.nll_loss(model(x), y).backward()
            optimizer.step()
        schedule.step()


@torch.no_grad()
def accuracy(model, images, target):
    return (model(images).argmax(dim=1) == target).double().mean().item()


@torch.no_grad()
def disturbed(model, change):
    """A copy of a model with every matrix of weights changed."""
    copy = network(model[0].out_features, model[0].in_features)
    copy.load_state_dict(model.state_dict())
    for layer in (copy[0], copy[2]):
        layer.weight.copy_(change(layer.weight))
    return copy


def both_accuracies(model, images, target):
    return accuracy(model, images, target), accuracy(disturbed(model, torch.sign), images, target)


def prune(weight, kept):
    removed = weight.numel() - int(kept * weight.numel())
    if not removed:
        return weight
    threshold = weight.abs().flatten().kthvalue(removed).values
    return weight * (weight.abs() > threshold)


def add_noise(weight, amplitude):
    return weight + torch.empty_like(weight).uniform_(-amplitude, amplitude) * (weight != 0)


def flip(weight, fraction):
    chosen = int(fraction * weight.numel())
    if not chosen:
        return weight
    threshold = weight.abs().flatten().kthvalue(chosen).values
    return torch.where(weight.abs() <= threshold, -weight, weight)


def randomize(weight, kind, rng):
    """The seven randomizations of the bipartite graph of a layer."""
    matrix = weight.numpy().copy()
    if kind == "G":
        _swap(matrix, rng)
        return torch.from_numpy(matrix)
    signs = [matrix > 0, matrix < 0] if kind in "BEF" else [matrix != 0]
    for mask in signs:
        if kind in "AB":
            matrix[mask] = rng.permutation(matrix[mask])
        elif kind in "DF":
            for row, chosen in zip(matrix, mask, strict=True):
                row[chosen] = rng.permutation(row[chosen])
        else:
            for column, chosen in zip(matrix.T, mask.T, strict=True):
                column[chosen] = rng.permutation(column[chosen])
    return torch.from_numpy(matrix)


def _swap(matrix, rng, swaps_per_edge=3):
    rows, columns = map(list, np.nonzero(matrix > 0))
    edges = len(rows)
    done = 0
    while done < swaps_per_edge * edges:
        one, two = rng.integers(edges), rng.integers(edges)
        i, a, j, b = rows[one], columns[one], rows[two], columns[two]
        if matrix[i, b] < 0 and matrix[j, a] < 0:
            matrix[i, [a, b]] = matrix[i, [b, a]]
            matrix[j, [a, b]] = matrix[j, [b, a]]
            columns[one], columns[two] = b, a
            done += 1


def ssim_distances(first, second):
    return [
        1 - structural_similarity(x, y, data_range=x.max() - x.min())
        for x, y in zip(first, second, strict=True)
    ]
