"""Compiled loops over the links of a network.

Activations lie as (units, images), so that a link is one fused multiply-add over the images of a
batch, which are side by side in memory. The forward pass walks the links output by output, the
gradient with respect to the inputs input by input, and the gradient of a weight is a product of two
rows. Four links at once spare loads and stores of the row that they share.
"""

import numpy as np
from numba import njit
from numba.core.compiler import CompilerBase, DefaultPassBuilder

from taskcomplexity.compiled import compiled

# Sums may be taken in any order, so that they are vectorized; NaN and infinity are kept.
FAST = {"fastmath": {"reassoc", "contract", "nsz", "arcp"}, "error_model": "numpy"}
AT_ONCE = 16
FEW = 8


class Apart(CompilerBase):
    """Compiles functions whose array arguments do not overlap, without checks that they do not."""

    def define_pipelines(self):
        """Return Numba's own."""
        self.state.flags.noalias = True
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


APART = {**FAST, "pipeline_class": Apart}


@njit(**APART)
def _gather(pictures, chosen, inputs, x):
    """Lay out images as columns of `x`, their bytes replaced by what they are as inputs.

    Sixteen images at once, so that a cache line of `x` is written whole.
    """
    units = pictures.shape[1]
    near = np.empty((AT_ONCE, units), np.uint8)
    for first in range(0, len(chosen), AT_ONCE):
        here = min(AT_ONCE, len(chosen) - first)
        for k in range(here):
            picture, row = pictures[chosen[first + k]], near[k]
            for unit in range(units):
                row[unit] = picture[unit]
        for unit in range(units):
            row = x[unit]
            for k in range(here):
                row[first + k] = inputs[near[k, unit]]


@njit(**FAST, inline="always")
def _add_links(starts, others, weights, x, output, row, images):
    """Add to a row what comes in over the links of one output."""
    i, end = starts[output], starts[output + 1]
    while i + 4 <= end:
        w0, w1, w2, w3 = weights[i], weights[i + 1], weights[i + 2], weights[i + 3]
        x0, x1, x2, x3 = x[others[i]], x[others[i + 1]], x[others[i + 2]], x[others[i + 3]]
        for k in range(images):
            row[k] += w0 * x0[k] + w1 * x1[k] + w2 * x2[k] + w3 * x3[k]
        i += 4
    if i + 2 <= end:
        w0, w1, x0, x1 = weights[i], weights[i + 1], x[others[i]], x[others[i + 1]]
        for k in range(images):
            row[k] += w0 * x0[k] + w1 * x1[k]
        i += 2
    while i < end:
        w0, x0 = weights[i], x[others[i]]
        for k in range(images):
            row[k] += w0 * x0[k]
        i += 1


@njit(**FAST, inline="always")
def _add_rows(weights, x, row, images):
    """Add to a row what comes in from every row of `x`."""
    i, end = 0, len(weights)
    while i + 4 <= end:
        w0, w1, w2, w3 = weights[i], weights[i + 1], weights[i + 2], weights[i + 3]
        x0, x1, x2, x3 = x[i], x[i + 1], x[i + 2], x[i + 3]
        for k in range(images):
            row[k] += w0 * x0[k] + w1 * x1[k] + w2 * x2[k] + w3 * x3[k]
        i += 4
    if i + 2 <= end:
        w0, w1, x0, x1 = weights[i], weights[i + 1], x[i], x[i + 1]
        for k in range(images):
            row[k] += w0 * x0[k] + w1 * x1[k]
        i += 2
    while i < end:
        w0, x0 = weights[i], x[i]
        for k in range(images):
            row[k] += w0 * x0[k]
        i += 1


@njit(**APART)
def _forward(starts, columns, weights, bias, x, h, images):
    zero = h.dtype.type(0)
    for output in range(len(bias)):
        row, start = h[output], bias[output]
        for k in range(images):
            row[k] = start
        _add_links(starts, columns, weights, x, output, row, images)
        for k in range(images):
            row[k] = max(row[k], zero)


@njit(**APART)
def _read_out(weights, bias, x, z, images):
    """Give the logits, shape (classes, images).

    A few units at once add to all of them, while they are in the first-level cache.
    """
    for label in range(len(bias)):
        row, start = z[label], bias[label]
        for k in range(images):
            row[k] = start
    for first in range(0, len(x), FEW):
        few = slice(first, first + FEW)
        for label in range(len(bias)):
            _add_rows(weights[label, few], x[few], z[label], images)


@njit(**APART)
def _loss(z, labels, scale, images):
    """Turn logits into the gradient of `scale` times the summed loss; return the summed loss."""
    total = 0.0
    for k in range(images):
        largest = z[0, k]
        for label in range(1, len(z)):
            largest = max(largest, z[label, k])
        mass = z.dtype.type(0)
        right = z[labels[k], k] - largest
        for label in range(len(z)):
            z[label, k] = np.exp(z[label, k] - largest)
            mass += z[label, k]
        total += np.log(mass) - right
        for label in range(len(z)):
            z[label, k] *= scale / mass
        z[labels[k], k] -= scale
    return total


@njit(**APART)
def _back_from_readout(weights, z, h, g, images):
    zero = g.dtype.type(0)
    for unit in range(weights.shape[1]):
        row, active = g[unit], h[unit]
        for k in range(images):
            row[k] = zero
        _add_rows(weights[:, unit], z, row, images)
        for k in range(images):
            row[k] = row[k] if active[k] > zero else zero


@njit(**APART)
def _back(starts, rows, scratch, g, h, into, images):
    """Give the gradient with respect to the inputs of a layer, where those are above zero."""
    zero = into.dtype.type(0)
    for unit in range(len(starts) - 1):
        row, active = into[unit], h[unit]
        for k in range(images):
            row[k] = zero
        _add_links(starts, rows, scratch, g, unit, row, images)
        for k in range(images):
            row[k] = row[k] if active[k] > zero else zero


@njit(**APART)
def _back_to_inputs(starts, rows, scratch, g, into, images):
    for unit in range(len(starts) - 1):
        row = into[unit]
        for k in range(images):
            row[k] = into.dtype.type(0)
        _add_links(starts, rows, scratch, g, unit, row, images)


@njit(**APART)
def _dot(one, other, images):
    total = one.dtype.type(0)
    for k in range(images):
        total += one[k] * other[k]
    return total


@njit(**APART)
def _descend(gradient, weights, velocity, rate, momentum, decay):
    """Take a step of gradient descent with momentum and weight decay, as torch's SGD does."""
    for i in range(len(weights)):
        velocity[i] = momentum * velocity[i] + (gradient[i] + decay * weights[i])
        weights[i] -= rate * velocity[i]


@njit(**APART)
def _row_sums(g, images, sums):
    for output in range(len(g)):
        row, total = g[output], g.dtype.type(0)
        for k in range(images):
            total += row[k]
        sums[output] = total


@njit(**APART)
def _link_gradients(starts, columns, x, g, images, gradient):
    for output in range(len(g)):
        down = g[output]
        i, end = starts[output], starts[output + 1]
        while i + 4 <= end:
            x0, x1, x2, x3 = x[columns[i]], x[columns[i + 1]], x[columns[i + 2]], x[columns[i + 3]]
            s0 = s1 = s2 = s3 = g.dtype.type(0)
            for k in range(images):
                d = down[k]
                s0 += d * x0[k]
                s1 += d * x1[k]
                s2 += d * x2[k]
                s3 += d * x3[k]
            gradient[i], gradient[i + 1], gradient[i + 2], gradient[i + 3] = s0, s1, s2, s3
            i += 4
        while i < end:
            x0, s0 = x[columns[i]], g.dtype.type(0)
            for k in range(images):
                s0 += down[k] * x0[k]
            gradient[i] = s0
            i += 1


@njit(**APART)
def _learn(starts, columns, layer, x, g, scratch, rate, momentum, decay, images):
    weights, velocity, bias, bias_velocity = layer
    _link_gradients(starts, columns, x, g, images, scratch)
    _descend(scratch, weights, velocity, rate, momentum, decay)
    _row_sums(g, images, scratch)
    _descend(scratch, bias, bias_velocity, rate, momentum, decay)


@njit(**APART)
def _learn_readout(readout, x, z, scratch, rate, momentum, decay, images):
    weights, velocity, bias, bias_velocity = readout
    classes, units = weights.shape
    gradient = scratch[: weights.size].reshape(classes, units)
    for unit in range(units):
        row, label = x[unit], 0
        while label + 4 <= classes:
            z0, z1, z2, z3 = z[label], z[label + 1], z[label + 2], z[label + 3]
            s0 = s1 = s2 = s3 = x.dtype.type(0)
            for k in range(images):
                one = row[k]
                s0 += one * z0[k]
                s1 += one * z1[k]
                s2 += one * z2[k]
                s3 += one * z3[k]
            gradient[label, unit], gradient[label + 1, unit] = s0, s1
            gradient[label + 2, unit], gradient[label + 3, unit] = s2, s3
            label += 4
        while label < classes:
            gradient[label, unit] = _dot(row, z[label], images)
            label += 1
    for label in range(classes):
        _descend(gradient[label], weights[label], velocity[label], rate, momentum, decay)
    _row_sums(z, images, scratch)
    _descend(scratch, bias, bias_velocity, rate, momentum, decay)


@njit(**APART)
def _order(weights, order, ordered):
    for i in range(len(order)):
        ordered[i] = weights[order[i]]


@njit(**FAST)
def _run(topology, layers, readout, x, activations, z, images):
    """Give the logits of images, and the activations of every layer on the way."""
    for d in range(len(layers)):
        h = activations[d + 1]
        _forward(topology[d][0], topology[d][1], layers[d][0], layers[d][2], x, h, images)
        x = h
    _read_out(readout[0], readout[2], x, z, images)


@compiled(**FAST)
def train_epoch(pictures, labels, order, batch, inputs, topology, layers, readout, rooms, settings):
    """Train a network over all images once, in place.

    Parameters
    ----------
    pictures
        uint8, shape (images, inputs).
    labels
        int64, shape (images,).
    order
        int64: the images in the order in which they are seen.
    batch
        How many make a step; the last step takes what is left.
    inputs
        Shape (256,): what a byte becomes as an input.
    topology
        Of each sparse layer (starts, columns) and, by input, (starts, rows, order), as of
        :class:`taskcomplexity.links.network.Links`: five arrays.
    layers
        Of each sparse layer weights, their velocity, biases, their velocity.
    readout
        The same of the readout, its weights of shape (classes, units).
    rooms
        From :func:`taskcomplexity.links.loops.make_rooms`: activations and gradients.
    settings
        Learning rate, momentum, weight decay; shape (3,), of the type of the weights.

    Returns
    -------
    float
        Summed cross-entropy, of each image before the step that it is part of.
    """
    activations, gradients, z, scratch = rooms
    rate, momentum, decay = settings[0], settings[1], settings[2]
    depth = len(layers)
    total = 0.0
    for first in range(0, len(order), batch):
        chosen = order[first : first + batch]
        images = len(chosen)
        _gather(pictures, chosen, inputs, activations[0])
        _run(topology, layers, readout, activations[0], activations, z, images)
        total += _loss(z, labels[chosen], z.dtype.type(1 / images), images)
        _back_from_readout(readout[0], z, activations[depth], gradients[depth], images)
        _learn_readout(readout, activations[depth], z, scratch, rate, momentum, decay, images)
        for back in range(depth):
            d = depth - 1 - back
            starts, columns, in_starts, rows, by_input = topology[d]
            if d:
                _order(layers[d][0], by_input, scratch)
                g, h = gradients[d + 1], activations[d]
                _back(in_starts, rows, scratch, g, h, gradients[d], images)
            x, g = activations[d], gradients[d + 1]
            _learn(starts, columns, layers[d], x, g, scratch, rate, momentum, decay, images)
    return total


@compiled(**FAST)
def run_network(batches, images, topology, layers, readout, rooms, logits):
    """Compute the logits of images that are laid out already.

    Parameters
    ----------
    batches
        Shape (batches, inputs, images of a batch); what is left over in the last one is not read.
    images
        How many there are.
    topology, layers, readout, rooms
        As in :func:`train_epoch`; velocities are not read.
    logits
        Shape (classes, images). Written.
    """
    activations, _, z, _ = rooms
    batch = batches.shape[2]
    for number in range(len(batches)):
        first = number * batch
        here = min(batch, images - first)
        _run(topology, layers, readout, batches[number], activations, z, here)
        for label in range(len(z)):
            for k in range(here):
                logits[label, first + k] = z[label, k]


@compiled(**FAST)
def input_gradients(batches, images, labels, topology, layers, readout, rooms, gradient):
    """Compute the gradient of each image's loss with respect to its inputs.

    Parameters
    ----------
    batches, images, topology, layers, readout, rooms
        As in :func:`run_network`.
    labels
        int64, shape (images,).
    gradient
        Of the shape of `batches`. Written.
    """
    activations, gradients, z, scratch = rooms
    batch, depth = batches.shape[2], len(layers)
    for number in range(len(batches)):
        first = number * batch
        here = min(batch, images - first)
        _run(topology, layers, readout, batches[number], activations, z, here)
        _loss(z, labels[first : first + here], z.dtype.type(1), here)
        _back_from_readout(readout[0], z, activations[depth], gradients[depth], here)
        for back in range(depth):
            d = depth - 1 - back
            _, _, in_starts, rows, by_input = topology[d]
            _order(layers[d][0], by_input, scratch)
            g = gradients[d + 1]
            if d:
                _back(in_starts, rows, scratch, g, activations[d], gradients[d], here)
            else:
                _back_to_inputs(in_starts, rows, scratch, g, gradient[number], here)
