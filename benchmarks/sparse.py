"""An epoch of one sparse network: our loops, PyTorch's CSR products, masked dense matrices.

One thread, as a job has. Prints a JSON object; run.py starts it with the variables that the
workflow gives its jobs.
"""

import json
import time

import numpy as np
import plain_sparse
import torch
from numba import njit

from taskcomplexity.links.kernels import FAST
from taskcomplexity.links.loops import HUGE_PAGE, Descent, Loops
from taskcomplexity.links.start import initial_network
from taskcomplexity.models.products import product

INPUTS, HIDDEN, CLASSES, DENSITY = 784, (1000, 1000, 1000), 10, 0.01
IMAGES, BATCH = 55_000, 128
DESCENT = Descent(momentum=0.9, weight_decay=5e-4, batch_size=BATCH)
RATE = 0.01
SCALE, SHIFT = 2 / 255, -1.0
ROUNDS = 7
MASKED_STEPS = 30
CHECKED_STEPS, CLOSE = 20, 1e-4
PEAK_SIZE = 1024
IN_SECOND_CACHE = 512 * 1024
READS = 200


def draw_images(generator):
    """Bytes around a pattern of their class, and the classes."""
    labels = generator.integers(CLASSES, size=IMAGES)
    patterns = generator.integers(256, size=(CLASSES, INPUTS), dtype=np.uint8)
    noise = generator.integers(256, size=(IMAGES, INPUTS), dtype=np.uint8)
    return patterns[labels] // 4 + noise // 4 * 3, labels


class Ours:
    def __init__(self, network, pictures, labels):
        inputs = (np.arange(256) * SCALE + SHIFT).astype(np.float32)
        self._loops = Loops([network], pictures, labels, inputs, DESCENT)

    def train_epoch(self, order, learning_rate):
        return self._loops.train_epoch([order], learning_rate)[0]


def operations(network, dense):
    """Multiplications and additions of an epoch: forward, and the gradients of weights and inputs.

    Those of the inputs of the first layer are not needed.
    """
    sizes = [layer.links.size if dense else len(layer.links) for layer in network.layers]
    return 2 * IMAGES * (3 * (sum(sizes) + network.readout.weights.size) - sizes[0])


def bytes_of_links(network):
    """What an epoch reads over its links: of each a row in every one of those three passes."""
    sizes = [len(layer.links) for layer in network.layers]
    return 4 * IMAGES * (3 * sum(sizes) - sizes[0])


@njit(**FAST)
def _read(values, times):
    total = values.dtype.type(0)
    for _ in range(times):
        for i in range(len(values)):
            total += values[i]
    return total


def second_cache_reader():
    """A function that reads an array in the second-level cache; returns bytes per second."""
    whole = np.ones(2 * HUGE_PAGE, np.uint8)
    start = -whole.ctypes.data % HUGE_PAGE
    values = whole[start : start + IN_SECOND_CACHE].view(np.float32)

    def read():
        seconds = timed(_read, values, READS)
        return READS * IN_SECOND_CACHE / seconds

    return read


def peak_measurer():
    """A function that measures operations per second of a square product, by library."""
    a, b = torch.rand(2, PEAK_SIZE, PEAK_SIZE).unbind()
    ways = (torch.matmul, product)
    return lambda: max(2 * PEAK_SIZE**3 / timed(way, a, b) for way in ways)


def timed(compute, *arguments):
    began = time.perf_counter()
    compute(*arguments)
    return time.perf_counter() - began


def check(trainers, order):
    """Raise where the losses of the same steps differ."""
    losses = {name: one.train_epoch(order, RATE) for name, one in trainers.items()}
    if max(losses.values()) - min(losses.values()) > CLOSE:
        raise RuntimeError(f"the same steps should give the same loss, found {losses}")


def measure():
    torch.set_num_threads(1)
    generator = np.random.default_rng(0)
    pictures, labels = draw_images(generator)
    network = initial_network(INPUTS, HIDDEN, CLASSES, DENSITY, generator, generator)
    plain = (network, pictures, labels, SCALE, SHIFT, DESCENT)
    trainers = {
        "ours": Ours(network, pictures, labels),
        "PyTorch, CSR": plain_sparse.Csr(*plain),
        "PyTorch, masked": plain_sparse.Masked(*plain),
    }
    steps = {"PyTorch, masked": MASKED_STEPS}
    for _ in range(2):
        check(trainers, generator.permutation(IMAGES)[: CHECKED_STEPS * BATCH])
    find_bandwidth, find_peak = second_cache_reader(), peak_measurer()
    find_bandwidth()
    seconds = {name: [] for name in trainers}
    bandwidths, peaks = [], []
    for _ in range(ROUNDS):
        order = generator.permutation(IMAGES)
        for name, one in trainers.items():
            some = order[: steps.get(name, IMAGES) * BATCH]
            seconds[name].append(timed(one.train_epoch, some, RATE) / len(some) * IMAGES)
            bandwidths.append(find_bandwidth())
            peaks.append(find_peak())
    ours = min(seconds["ours"])
    ways = [
        {
            "way": name,
            "seconds": min(times),
            "ratio": min(times) / ours,
            "steps": steps.get(name),
            "operations": operations(network, "masked" in name),
        }
        for name, times in seconds.items()
    ]
    read = bytes_of_links(network)
    return {"ways": ways, "peak": max(peaks), "bandwidth": max(bandwidths), "read": read}


if __name__ == "__main__":
    print(json.dumps(measure()))
