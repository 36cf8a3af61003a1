"""A convolution as the matrix of all its links, made by loops and kept apart from the package."""

from itertools import product

import numpy as np


def toeplitz(weight, shape, stride, padding, dilation, groups):
    """Weights and places of the links of one convolution.

    Shapes: weight (channels out, channels in / groups, *kernel), input (channels in, *size);
    padding is a pair for each axis. Returns the matrix (inputs, outputs) and where in it there are
    links.
    """
    size = shape[1:]
    kernel = weight.shape[2:]
    axes = range(len(size))
    out = [
        (size[a] + sum(padding[a]) - dilation[a] * (kernel[a] - 1) - 1) // stride[a] + 1
        for a in axes
    ]
    inside, outside = np.arange(np.prod(shape)).reshape(shape), (len(weight), *out)
    places = np.arange(np.prod(outside)).reshape(outside)
    matrix = np.zeros((inside.size, places.size))
    links = np.zeros(matrix.shape, bool)
    per_group = len(weight) // groups
    for channel, depth in product(range(len(weight)), range(weight.shape[1])):
        source = channel // per_group * weight.shape[1] + depth
        for at in product(*map(range, out)):
            for entry in product(*map(range, kernel)):
                met = tuple(
                    at[a] * stride[a] + entry[a] * dilation[a] - padding[a][0] for a in axes
                )
                if all(0 <= met[a] < size[a] for a in axes):
                    link = inside[(source, *met)], places[(channel, *at)]
                    assert not links[link]
                    links[link] = True
                    matrix[link] = weight[(channel, depth, *entry)]
    return matrix, links
