"""Metrics of the models of other studies, against plain arithmetic."""

import numpy as np
import pandas as pd
import pytest
import torch
from scipy import stats
from small_links import small_network

from taskcomplexity.data.samples import pick_task
from taskcomplexity.links.storage import save_networks
from taskcomplexity.models.block import Block
from taskcomplexity.models.storage import save_ensembles
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.metrics.columns import LAYER_COLUMNS
from taskcomplexity.studies.metrics.neighbours.columns import (
    ACTIVATION_METRICS,
    METRICS,
    MODEL_LAYER_COLUMNS,
    NETWORK_LAYER_COLUMNS,
)
from taskcomplexity.studies.metrics.neighbours.measure import model_table, network_table
from taskcomplexity.studies.metrics.neighbours.samples import drawn
from taskcomplexity.training.train import initial_ensemble

SEED, SAMPLES, PIXELS = 5, 30, 144
FUNCTIONS = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "linear": lambda z: z,
}
BY_HAND = {
    "zeta_mean": lambda z, a: z.mean(),
    "zeta_sd": lambda z, a: z.std(),
    "zeta_skewness": lambda z, a: stats.skew(z, axis=None),
    "zeta_kurtosis": lambda z, a: stats.kurtosis(z, axis=None),
    "zeta_negative": lambda z, a: (z < 0).mean(),
    "activation_mean": lambda z, a: a.mean(),
    "activation_sd": lambda z, a: a.std(),
}


def shown(images, seed, mean=0.5, deviation=0.5):
    """The inputs of a network, float64."""
    stream = numpy_generator(SEED, "toy", "metrics", "neighbours", 0, 1, seed, "samples")
    places = np.sort(stream.permutation(len(images.train_images))[:SAMPLES])
    return (images.train_images[places].reshape(SAMPLES, -1) / 255 - mean) / deviation


def by_hand(x, layers, activation, near):
    """Metrics of each layer of a network, of matrices (outputs, inputs) and biases.

    Places without a link are NaN.
    """
    for at, (weight, bias) in enumerate(layers):
        last = at == len(layers) - 1
        z = x @ np.nan_to_num(weight).T + bias
        x = FUNCTIONS["linear" if last else activation](z)
        links = weight[np.isfinite(weight)]
        added = (weight + bias[:, None])[np.isfinite(weight)]
        strength = np.nansum(weight, axis=1) + bias
        found = {name: measure(z, x) for name, measure in BY_HAND.items()}
        found |= {"weight_mean": added.mean(), "weight_variance": added.var()}
        found["weight_negative"] = (links < 0).mean()
        found["weight_near_zero"] = (np.abs(links) < near[at]).mean()
        found["strength_in_mean"] = strength.mean()
        found["strength_in_fluctuation"] = strength.std()
        if len(strength) > 3:
            found["strength_in_skewness"] = stats.skew(strength)
            found["strength_in_kurtosis"] = stats.kurtosis(strength)
        if len(strength) > 2:
            found["correlation_zeta"] = np.corrcoef(strength, z.mean(0))[0, 1]
            found["correlation_activation"] = np.corrcoef(strength, x.mean(0))[0, 1]
        found["dead"] = (np.abs(x) <= (0 if activation == "relu" else 0.05)).all(0).mean()
        if last:
            found |= dict.fromkeys(ACTIVATION_METRICS, np.nan)
        else:
            outgoing = np.nansum(layers[at + 1][0], axis=0)
            found["strength_out_mean"] = outgoing.mean()
            found["strength_out_fluctuation"] = outgoing.std()
        yield {metric: found.get(metric, np.nan) for metric in METRICS}


def agree(rows, expected):
    for (_, row), found in zip(rows.iterrows(), expected, strict=True):
        for metric in METRICS:
            assert row[metric] == pytest.approx(found[metric], 1e-4, 2e-5, nan_ok=True), metric


def models(activation, layers=(6, 5)):
    block = Block("toy", (0, 1), layers, (0, 1, 4), "easy", "easy", (True, False, True))
    before = initial_ensemble(block, PIXELS, activation, SEED)
    return block, before, before.map(lambda _, stack: 0.8 * stack + 0.002)


def matrices(ensemble, place):
    return [(one.weight[place].numpy(), one.bias[place].numpy()) for one in ensemble.layers]


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_models_are_measured_trained_and_untrained(tmp_path, toy_images, activation):
    block, before, after = models(activation)
    save_ensembles(tmp_path / "some.safetensors", [(after, block)], {})
    table = model_table(tmp_path / "some.safetensors", toy_images, SAMPLES, "add", SEED)
    assert list(table.columns) == list(MODEL_LAYER_COLUMNS)
    assert len(table) == 3 * 2 * 3
    assert table.groupby("seed")["trained"].first().to_dict() == {0: True, 1: False, 4: True}
    near = [0.1 / np.sqrt(3 * inputs) for inputs in (PIXELS, 6, 5)]
    for place, seed in enumerate(block.seeds):
        x = shown(toy_images, seed)
        for state, ensemble in (("untrained", before), ("trained", after)):
            rows = table[(table["seed"] == seed) & (table["state"] == state)]
            assert rows["layer"].tolist() == [2, 3, 4]
            assert rows["links"].tolist() == [6 * PIXELS, 30, 10]
            agree(rows, by_hand(x, matrices(ensemble, place), activation, near))


def test_biases_count_as_they_are_asked_to(tmp_path, toy_images):
    block, _, after = models("relu")
    path = tmp_path / "some.safetensors"
    save_ensembles(path, [(after, block)], {})
    found = {bias: model_table(path, toy_images, 5, bias, SEED) for bias in ("none", "pool")}
    weight, bias = matrices(after, 0)[0]
    assert found["none"]["weight_mean"][0] == pytest.approx(weight.mean())
    both = np.concatenate([weight.ravel(), bias])
    assert found["pool"]["weight_variance"][0] == pytest.approx(both.var())


@pytest.mark.parametrize("inputs", ["signed", "standardized"])
def test_sparse_networks_are_measured_by_their_links(tmp_path, toy_images, inputs):
    networks = {seed: small_network((PIXELS, 20, 12), 2, 0.3, seed) for seed in (2, 7)}
    save_networks(tmp_path / "some.safetensors", networks, (True, False), {})
    table = network_table(
        tmp_path / "some.safetensors",
        toy_images,
        "toy",
        "rlr",
        {"classes": [0, 1], "inputs": inputs},
        0.3,
        SAMPLES,
        "add",
        SEED,
    )
    assert list(table.columns) == list(NETWORK_LAYER_COLUMNS)
    assert table["layer"].tolist() == [2, 3, 4] * 2
    assert table["trained"].tolist() == [True] * 3 + [False] * 3
    pixels = toy_images.train_images / 255
    scaled = (0.5, 0.5) if inputs == "signed" else (pixels.mean(), pixels.std())
    near = [0.1 * np.sqrt(2 / links) for links in (0.3 * PIXELS, 0.3 * 20, 12)]
    for seed, network in networks.items():
        layers = []
        for layer in network.layers:
            matrix = np.full(layer.links.size, np.nan)
            matrix[layer.links.places] = layer.weights
            layers.append((matrix.reshape(layer.links.shape), layer.bias))
        layers.append((network.readout.weights, network.readout.bias))
        rows = table[table["seed"] == seed]
        assert rows["links"].tolist() == [np.isfinite(matrix).sum() for matrix, _ in layers]
        agree(rows, by_hand(shown(toy_images, seed, *scaled), layers, "relu", near))


def test_full_networks_beside_them_are_read_from_their_stacks(tmp_path, toy_images):
    block, _, after = models("relu")
    save_ensembles(tmp_path / "dense.safetensors", [(after, block)], {})
    given = (toy_images, "toy", "dense", {"classes": [0, 1], "inputs": "signed"}, 1.0)
    table = network_table(tmp_path / "dense.safetensors", *given, SAMPLES, "add", SEED)
    assert set(table["method"]) == {"dense"}
    near = [0.1 * np.sqrt(2 / inputs) for inputs in (PIXELS, 6, 5)]
    for place, seed in enumerate(block.seeds):
        rows = table[table["seed"] == seed]
        agree(rows, by_hand(shown(toy_images, seed), matrices(after, place), "relu", near))


def test_samples_are_training_images_and_enough(toy_images):
    training = pick_task(toy_images, (1, 0), torch.device("cpu")).train
    few, many = (drawn(training, number, "toy", (1, 0), 3, SEED) for number in (5, 50))
    assert {bytes(row) for row in few.numpy()} <= {bytes(row) for row in many.numpy()}
    assert not torch.equal(few, drawn(training, 5, "toy", (1, 0), 4, SEED))
    with pytest.raises(ValueError, match="401 samples .* 400 training images of the classes 1, 0"):
        drawn(training, 401, "toy", (1, 0), 3, SEED)


def test_metrics_are_among_those_of_the_study():
    assert set(METRICS) < set(LAYER_COLUMNS)
    assert len(set(METRICS)) == len(METRICS)
    assert pd.Index(MODEL_LAYER_COLUMNS).is_unique
