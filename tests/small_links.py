"""Small sparse networks, and what they are as matrices."""

from itertools import pairwise

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from taskcomplexity.links.network import DenseLayer, Links, Network, SparseLayer

masks = arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=9))
seeds = st.integers(0, 2**32)


def links_of(mask):
    return Links.at(np.flatnonzero(mask), *np.shape(mask))


def mask_of(links):
    """Where links are, read off the two arrays row by row; refuses what is no proper list."""
    starts, columns = links.starts.tolist(), links.columns.tolist()
    assert links.starts.dtype == links.columns.dtype == np.uint32
    assert starts[0] == 0
    assert starts[-1] == len(columns)
    mask = np.zeros((len(starts) - 1, links.inputs), bool)
    for row in range(len(mask)):
        here = columns[starts[row] : starts[row + 1]]
        assert here == sorted(set(here)), "columns do not rise"
        mask[row, here] = True
    return mask


def layer_of(matrix, bias=None):
    """A layer with a link wherever a matrix is not zero."""
    matrix = np.asarray(matrix)
    links = links_of(matrix != 0)
    bias = np.zeros(len(matrix), matrix.dtype) if bias is None else bias
    return SparseLayer(links, matrix[matrix != 0], bias)


def uneven_mask(outputs, inputs, density, rng):
    """Units of every degree, an output without links and one with all, an input without."""
    mask = rng.random((outputs, inputs)) < density * 2 * rng.random((outputs, 1))
    mask[-1] = True
    mask[0], mask[:, 0] = False, False
    return mask


def small_network(widths, classes, density=0.3, seed=0, dtype=np.float32):
    rng = np.random.default_rng(seed)

    def normal(*shape, fan_in=1):
        return (rng.normal(size=shape) / np.sqrt(fan_in)).astype(dtype)

    layers = []
    for inputs, outputs in pairwise(widths):
        links = links_of(uneven_mask(outputs, inputs, density, rng))
        weights = normal(len(links), fan_in=density * inputs)
        layers.append(SparseLayer(links, weights, 0.1 * normal(outputs)))
    full = DenseLayer(normal(classes, widths[-1], fan_in=widths[-1]), 0.1 * normal(classes))
    return Network(tuple(layers), full)


def small_pictures(images, inputs, classes, seed=0):
    """Images whose label hangs on which part of them is bright."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(classes, size=images)
    pictures = rng.integers(0, 200, (images, inputs))
    pictures[np.arange(inputs) % classes == labels[:, None]] += 55
    return pictures.astype(np.uint8), labels


def same_bits(one, other):
    """Whether two networks have the same links and the same numbers, of the same types."""
    parts = [
        [
            *(
                array
                for layer in network.layers
                for array in (layer.links.starts, layer.links.columns, layer.weights, layer.bias)
            ),
            network.readout.weights,
            network.readout.bias,
        ]
        for network in (one, other)
    ]
    return all(
        a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
        for a, b in zip(*parts, strict=True)
    )
