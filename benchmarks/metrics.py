"""Metrics of thirty convolutional networks: ours, loops over positions, the matrix of all links.

Of CIFAR-10's size: 11 channels of 3×3 on 3×32×32, then a dense layer 9900 → 10. Measured are node
strength at both ends of both layers, and ζ of 100 images a network. One thread, as a job has.
Prints a JSON object; run.py starts it with the variables that the workflow gives its jobs.
"""

import json
import time

import numpy as np
import torch
from plain_metrics import Toeplitz, loop_strengths, loop_zeta

from taskcomplexity.metrics.layers import Convolution, Dense
from taskcomplexity.metrics.topology import node_strength

NETWORKS, IMAGES = 30, 100
SHAPE, CHANNELS, KERNEL, CLASSES = (3, 32, 32), 11, 3, 10
SD = 0.5
# Loops take so long that fewer are measured.
LOOP_NETWORKS, LOOP_IMAGES, DENSE_NETWORKS = 3, 3, 10
ROUNDS = 5
CLOSE = 1e-4


def draw(generator):
    """Weights of all networks, stacked, and images of each."""

    def normal(*shape):
        return SD * generator.standard_normal((NETWORKS, *shape), dtype=np.float32)

    neurons = CHANNELS * (SHAPE[1] - KERNEL + 1) * (SHAPE[2] - KERNEL + 1)
    return {
        "kernel": normal(CHANNELS, SHAPE[0], KERNEL, KERNEL),
        "bias": normal(CHANNELS),
        "weight": normal(neurons, CLASSES),
        "last_bias": normal(CLASSES),
        "images": generator.random((NETWORKS, IMAGES, *SHAPE), dtype=np.float32),
    }


class Clock:
    """Seconds since the last time."""

    def __init__(self):
        self.last = time.perf_counter()

    def __call__(self):
        before, self.last = self.last, time.perf_counter()
        return self.last - before


def ours(drawn):
    """Seconds of strengths and of ζ, and both of the convolution and the dense layer."""
    given = {name: torch.from_numpy(value) for name, value in drawn.items()}
    first = Convolution(given["kernel"], given["bias"], SHAPE, (1, 1), (0, 0), (1, 1))
    last = Dense(given["weight"], given["last_bias"])
    clock = Clock()
    strengths = [node_strength(layer) for layer in (first, last)]
    seconds = {"strengths": clock()}
    zeta = first.strength(given["images"])
    logits = last.strength(zeta.sigmoid().flatten(2))
    seconds["zeta"] = clock()
    ends = [end.numpy() for one in strengths for end in (one.incoming, one.outgoing)]
    return seconds, ends, zeta.flatten(2).numpy(), logits.numpy()


class Plain:
    """One network after the other, in NumPy; the dense layer is the same in all ways."""

    once = 0.0

    def __init__(self, drawn):
        self.drawn = drawn

    def measure(self, network, images):
        given = {name: value[network] for name, value in self.drawn.items()}
        clock = Clock()
        strengths = [
            *self.strengths(given["kernel"], given["bias"]),
            given["weight"].sum(0) + given["last_bias"],
            given["weight"].sum(1),
        ]
        seconds = {"strengths": clock()}
        zeta = self.zeta(given["kernel"], given["bias"], given["images"][:images])
        logits = 1 / (1 + np.exp(-zeta)) @ given["weight"] + given["last_bias"]
        seconds["zeta"] = clock()
        return seconds, strengths, zeta, logits


class Loops(Plain):
    def strengths(self, kernel, bias):
        return loop_strengths(kernel, bias, SHAPE)

    def zeta(self, kernel, bias, images):
        return np.stack([loop_zeta(kernel, bias, image).ravel() for image in images])


class Matrix(Plain):
    def __init__(self, drawn, *, sparse):
        super().__init__(drawn)
        clock = Clock()
        self.toeplitz = Toeplitz(drawn["kernel"].shape[1:], SHAPE, sparse=sparse)
        self.once = clock()

    def strengths(self, kernel, bias):
        self.matrix = self.toeplitz.matrix(kernel)
        return self.toeplitz.strengths(self.matrix, bias)

    def zeta(self, kernel, bias, images):
        return self.toeplitz.zeta(self.matrix, bias, images.reshape(len(images), -1))


def check(found, expected, network):
    """Raise where a way gives something else."""
    _, strengths, zeta, logits = found
    ends, *signals = expected
    pairs = [(one, other[network]) for one, other in zip(strengths, ends, strict=True)]
    pairs += [(zeta, signals[0][network, : len(zeta)]), (logits, signals[1][network, : len(zeta)])]
    differences = [
        np.abs(one.ravel() - two.ravel()).max() / np.abs(two).max() for one, two in pairs
    ]
    if max(differences) > CLOSE:
        raise RuntimeError(f"the same metrics should come out, but they differ by {differences}")


def measure():
    torch.set_num_threads(1)
    drawn = draw(np.random.default_rng(0))
    rounds = [ours(drawn) for _ in range(ROUNDS)]
    _, *expected = rounds[-1]
    ways = [
        {
            "way": "ours",
            **{
                part: min(seconds[part] for seconds, *_ in rounds) for part in ("strengths", "zeta")
            },
            "networks": NETWORKS,
            "images": IMAGES,
        }
    ]
    others = (
        ("matrix, sparse", Matrix(drawn, sparse=True), NETWORKS, IMAGES),
        ("matrix, dense", Matrix(drawn, sparse=False), DENSE_NETWORKS, IMAGES),
        ("loops", Loops(drawn), LOOP_NETWORKS, LOOP_IMAGES),
    )
    for name, way, networks, images in others:
        total = {"strengths": 0.0, "zeta": 0.0}
        for network in range(networks):
            found = way.measure(network, images)
            check(found, expected, network)
            for part, seconds in found[0].items():
                total[part] += seconds * NETWORKS / networks
        total["strengths"] += way.once
        total["zeta"] *= IMAGES / images
        ways.append({"way": name, **total, "networks": networks, "images": images})
    return {"networks": NETWORKS, "images": IMAGES, "ways": ways}


if __name__ == "__main__":
    print(json.dumps(measure()))
