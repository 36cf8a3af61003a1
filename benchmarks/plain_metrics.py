"""Metrics of a convolution without convolving: by loops, and by the matrix of all its links.

One network with a kernel without padding, stride 1. The loops are those of the authors' released
code: over channels, positions and entries of the kernel, and the sum of the whole kernel at every
position. It has no ζ; what stands here is the same kind of loop. The matrix is made as well as that
goes: where its links are is found once for all networks, and filling it is one assignment.
"""

import numpy as np
from scipy.sparse import csr_array


def loop_strengths(kernel, bias, shape):
    """s_in, shape (channels out, *size), and s_out, shape (channels in, *size)."""
    channels, depth, height, width = kernel.shape
    rows, columns = shape[1] - height + 1, shape[2] - width + 1
    outgoing = np.zeros(shape, kernel.dtype)
    for source in range(depth):
        for channel in range(channels):
            for row in range(rows):
                for column in range(columns):
                    for i in range(height):
                        for j in range(width):
                            outgoing[source, row + i, column + j] += kernel[channel, source, i, j]
    incoming = np.zeros((channels, rows, columns), kernel.dtype)
    for channel in range(channels):
        for row in range(rows):
            for column in range(columns):
                incoming[channel, row, column] = np.sum(kernel[channel]) + bias[channel]
    return incoming, outgoing


def loop_zeta(kernel, bias, image):
    """ζ of one image, shape (channels out, *size)."""
    channels, _, height, width = kernel.shape
    rows, columns = image.shape[1] - height + 1, image.shape[2] - width + 1
    zeta = np.zeros((channels, rows, columns), kernel.dtype)
    for channel in range(channels):
        for row in range(rows):
            for column in range(columns):
                patch = image[:, row : row + height, column : column + width]
                zeta[channel, row, column] = np.sum(patch * kernel[channel]) + bias[channel]
    return zeta


class Toeplitz:
    """The matrix of all links from inputs to outputs, dense or sparse."""

    def __init__(self, kernel_shape, shape, *, sparse):
        channels, depth, height, width = kernel_shape
        rows, columns = shape[1] - height + 1, shape[2] - width + 1
        at = np.ix_(*map(np.arange, (depth, height, width, channels, rows, columns)))
        source, i, j, channel, row, column = at
        inputs = (source * shape[1] + row + i) * shape[2] + column + j
        outputs = (channel * rows + row) * columns + column
        entries = ((channel * depth + source) * height + i) * width + j
        self.shape = np.prod(shape), channels * rows * columns
        self.positions = rows * columns
        ends = [np.broadcast_arrays(inputs, outputs, entries)[k].ravel() for k in range(3)]
        order = np.lexsort(ends[1::-1])
        self.inputs, self.outputs, self.entries = (one[order] for one in ends)
        self.starts = np.searchsorted(self.inputs, np.arange(self.shape[0] + 1))
        self.sparse = sparse

    def matrix(self, kernel):
        """Shape (inputs, outputs)."""
        values = kernel.ravel()[self.entries]
        if self.sparse:
            return csr_array((values, self.outputs, self.starts), self.shape)
        found = np.zeros(self.shape, kernel.dtype)
        found[self.inputs, self.outputs] = values
        return found

    def strengths(self, matrix, bias):
        """s_in and s_out, flat."""
        return matrix.sum(0) + bias.repeat(self.positions), matrix.sum(1)

    def zeta(self, matrix, bias, images):
        """ζ of flat images, shape (images, outputs)."""
        return images @ matrix + bias.repeat(self.positions)
