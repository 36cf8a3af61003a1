"""Tables of the metrics of networks as a run writes them, of made-up weights and images."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taskcomplexity.studies.metrics.columns import (
    LAYER_COLUMNS,
    MAP_COLUMNS,
    NEURON_COLUMNS,
    PERFORMANCE_COLUMNS,
    QUANTILE_COLUMNS,
    STEP_COLUMNS,
)
from taskcomplexity.studies.metrics.names import DISTRIBUTIONS, QUANTILES, STATES, TRAINED, Cell

TITLES = {"mnist": "MNIST", "cifar10": "CIFAR-10"}
INITIAL_SD = {"mnist": 0.05, "cifar10": 0.5}
CLASSES = 10


@dataclass(frozen=True)
class Size:
    """How large networks and samples are; small, where no picture of them is looked at."""

    networks: int = 3
    samples: int = 12
    side: int = 6
    hidden: int = 9
    channels: int = 3


def about(cells, layers=None, size=None):
    """What figures are told of a config: cells are pairs of a dataset and a name."""
    size = size or Size()
    titles = {dataset: TITLES[dataset] for dataset in dict(cells)}
    return {
        "titles": titles,
        "cells": [list(cell) for cell in cells],
        "layers": layers,
        "samples": size.samples,
    }


def tables(cells, size=None, failed=()):
    """Every table that figures read; `failed` networks are triples of dataset, cell and seed."""
    size = size or Size()
    found = {
        name: [] for name in ("performance", "layers", "quantiles", "neurons", "steps", "maps")
    }
    for dataset, name in cells:
        for seed in range(size.networks):
            keys = {"dataset": dataset, "cell": name, "seed": seed}
            learned = (dataset, name, seed) not in failed
            found["performance"].append({**keys, **_performance(Cell.parse(name), learned)})
            for state in STATES:
                network = made_up(dataset, name, seed, state, size)
                _measure(found, {**keys, "state": state}, network, size)
    columns = {
        **{"performance": PERFORMANCE_COLUMNS, "layers": LAYER_COLUMNS},
        **{"quantiles": QUANTILE_COLUMNS, "neurons": NEURON_COLUMNS},
        **{"steps": STEP_COLUMNS, "maps": MAP_COLUMNS},
    }
    return {name: pd.DataFrame(rows, columns=columns[name]) for name, rows in found.items()}


def _performance(cell, learned):
    accuracy = np.nan if cell.architecture == "ae" else 0.93
    return {
        **{"architecture": cell.architecture, "layers": cell.layers, "trained": learned},
        **{
            "activation": cell.activation,
            "parameters": 100_000,
            "initial_sd": 0.05,
            "optimizer": "adam",
        },
        **{"learning_rate": 1e-3, "batch_size": 128, "epochs": 5, "low": 0.9, "high": 0.95},
        **{"within": learned, "held_out_accuracy": accuracy, "held_out_mse": np.nan},
        **{"accuracy": accuracy},
    }


def _measure(found, keys, network, size):
    for layer, one in enumerate(network["layers"], start=2):
        here = {**keys, "layer": layer}
        zeta, activation = one["zeta"].mean(0), one["activation"].mean(0)
        row = {
            **here,
            **{"neurons": len(zeta), "links": one["weight"].size, "samples": size.samples},
            "correlation_zeta": _correlation(one["strength_in"], zeta),
            "correlation_activation": _correlation(one["strength_in"], activation),
        }
        found["layers"].append(row)
        for metric in DISTRIBUTIONS:
            if metric in one:
                values = np.quantile(one[metric], np.linspace(0, 1, QUANTILES))
                found["quantiles"].append({**here, "metric": metric, "values": values})
        found["neurons"] += [
            {
                **here,
                **{"neuron": neuron, "strength_in": one["strength_in"][neuron]},
                **{"zeta": zeta[neuron], "activation": activation[neuron]},
            }
            for neuron in range(len(zeta))
        ]
    for step, (magnitude, row) in enumerate(network.get("steps", ())):
        found["steps"].append(
            {**keys, "step": step, "zeta_magnitude": magnitude, "brightness": row}
        )
    if "map" in network:
        brightness = network["brightness"]
        found["maps"] += [
            {
                **{**keys, "step": step, "column": column},
                **{"elicited": value, "brightness": brightness[step, column]},
            }
            for (step, column), value in np.ndenumerate(network["map"])
        ]


def _correlation(first, second):
    if len(first) < 3 or not first.std() or not second.std():
        return np.nan
    return np.corrcoef(first, second)[0, 1]


def made_up(dataset, name, seed, state, size):
    """A network of a cell, its weights and strengths; what training does to it is invented."""
    cell = Cell.parse(name)
    sd, trained = INITIAL_SD[dataset], state == TRAINED
    rng = np.random.default_rng([seed, *name.encode(), *dataset.encode()])
    images = pictures(dataset, size)

    def weights(*shape):
        # The same draws, whether or not training follows.
        weight, drift = rng.normal(size=(2, *shape)), rng.normal(size=shape[-1]) - 0.3
        return sd * (weight[0] + (0.5 * weight[1] + 0.1 * drift if trained else 0))

    if cell.architecture == "rnn":
        return _recurrent(cell, images, weights, size)
    values, layers = images, []
    if cell.architecture == "cnn":
        for _ in range(cell.layers - 2):
            kernel = weights(3, 3, values.shape[-1], size.channels)
            bias = weights(size.channels)
            zeta = _convolve(values, kernel) + bias
            strength = np.broadcast_to(kernel.sum((0, 1, 2)) + bias, zeta.shape[1:])
            values = _activate(zeta, cell.activation)
            layers.append(_layer(kernel, strength, zeta, values))
        widths = [CLASSES]
    elif cell.architecture == "ae":
        half = [max(2, size.hidden >> depth) for depth in range((cell.layers - 1) // 2)]
        widths = [*half, *half[-2::-1], images[0].size]
    else:
        widths = [*[size.hidden] * (cell.layers - 2), CLASSES]
    values = values.reshape(len(values), -1)
    for width in widths:
        matrix, bias = weights(values.shape[1], width), weights(width)
        zeta = values @ matrix + bias
        last = len(layers) == cell.layers - 2
        output = "sigmoid" if cell.architecture == "ae" else "linear"
        values = _activate(zeta, output if last else cell.activation)
        layers.append(_layer(matrix, matrix.sum(0) + bias, zeta, values))
    return {"layers": layers}


def pictures(dataset, size):
    """Samples of shape (samples, side, side, channels): a bright spot, or something all over."""
    rng = np.random.default_rng(len(dataset))
    y, x = np.mgrid[: size.side, : size.side] / (size.side - 1) - 0.5
    if dataset == "mnist":
        middle = 0.12 * rng.normal(size=(2, size.samples, 1, 1))
        images = np.clip(1.4 * np.exp(-30 * ((x - middle[0]) ** 2 + (y - middle[1]) ** 2)), 0.4, 1)
        return (images - 0.4)[..., None] / 0.6
    slopes = 0.5 * rng.normal(size=(2, size.samples, 1, 1, 3))
    images = 0.5 + slopes[0] * x[..., None] + slopes[1] * y[..., None]
    return np.clip(images + 0.15 * rng.normal(size=images.shape), 0, 1)


def _recurrent(cell, images, weights, size):
    inputs = images[..., 0].shape[2] * images.shape[3]
    matrix, before, bias = weights(inputs, size.hidden), weights(*[size.hidden] * 2), 0.0
    state, zetas, steps = np.zeros((len(images), size.hidden)), [], []
    for step in range(images.shape[1]):
        row = images[:, step].reshape(len(images), -1)
        zeta = row @ matrix + state @ before + bias
        # Linear states would grow beyond all bounds in so many steps.
        state = _activate(np.clip(zeta, -200, 200), cell.activation)
        zetas.append(zeta)
        steps.append((np.abs(zeta).mean(), row.mean()))
    zeta = np.concatenate(zetas)
    hidden = _layer(matrix, matrix.sum(0) + before.sum(0), zeta, _activate(zeta, cell.activation))
    last = weights(size.hidden, CLASSES)
    logits = state @ last
    absolute = np.abs(matrix).mean(1).reshape(images.shape[2], images.shape[3])
    return {
        "layers": [hidden, _layer(last, last.sum(0), logits, logits)],
        "steps": steps,
        "map": (np.abs(images).mean(0) * absolute).mean(-1),
        "brightness": np.abs(images).mean((0, -1)),
    }


def _convolve(values, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(values, (3, 3), axis=(1, 2))
    return np.einsum("nijckl,klco->nijo", windows, kernel, optimize=True)


def _activate(zeta, activation):
    if activation == "relu":
        return np.maximum(zeta, 0)
    if activation == "linear":
        return zeta
    # In single precision, as networks compute: far from 0 it is 0 and 1 exactly.
    return (1 / (1 + np.exp(-np.clip(zeta, -500, 500)))).astype(np.float32).astype(float)


def _layer(weight, strength, zeta, activation):
    samples = len(zeta)
    return {
        **{"weight": weight.ravel(), "strength_in": strength.ravel()},
        **{"zeta": zeta.reshape(samples, -1), "activation": activation.reshape(samples, -1)},
    }
