"""Sparse networks on disk."""

import json

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from small_links import same_bits, small_network

from taskcomplexity.data.stored import save_data
from taskcomplexity.links.storage import load_networks, save_networks
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.storage import METADATA_KEY, WeightsError, save_ensembles

WIDTHS, CLASSES = (90, 80, 70), 5


def networks(seeds=(3, 4, 11)):
    return {seed: small_network(WIDTHS, CLASSES, 0.02, seed) for seed in seeds}


@pytest.fixture
def path(tmp_path):
    save_networks(tmp_path / "some.safetensors", networks(), (True, False, True), {"made": "here"})
    return tmp_path / "some.safetensors"


def test_networks_come_back_bit_for_bit(path):
    found, trained = load_networks(path)
    assert list(found) == [3, 4, 11]
    assert trained == (True, False, True)
    for seed, network in networks().items():
        assert same_bits(found[seed], network)
        for layer, other in zip(found[seed].layers, network.layers, strict=True):
            assert layer.links.shape == other.links.shape


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_keep_their_type_and_odd_values(tmp_path, dtype):
    network = small_network((6, 5), 3, dtype=dtype)
    network.layers[0].weights[:4] = [np.nan, np.inf, -0.0, np.finfo(dtype).tiny / 2]
    save_networks(tmp_path / "one.safetensors", {0: network}, [True], {})
    found, _ = load_networks(tmp_path / "one.safetensors")
    assert same_bits(found[0], network)


def test_networks_are_ordered_by_their_seeds_as_numbers(tmp_path):
    path = tmp_path / "some.safetensors"
    save_networks(path, networks((2, 10, 9)), (True, False, False), {})
    found, trained = load_networks(path)
    assert list(found) == [2, 9, 10]
    assert trained == (True, False, False)
    save_networks(path, networks((10, 2)), (False, True), {})
    found, trained = load_networks(path)
    assert list(found) == [2, 10]
    assert trained == (True, False)
    for seed, network in networks((2, 10)).items():
        assert same_bits(found[seed], network)


def test_each_network_must_be_told_whether_it_trained(tmp_path):
    with pytest.raises(ValueError, match="shorter"):
        save_networks(tmp_path / "some.safetensors", networks((1, 2)), (True,), {})


def test_no_tensor_is_as_large_as_the_matrix_of_a_sparse_layer(path):
    tensors = load_file(path)
    assert len(tensors) == 3 * (4 * 2 + 2)
    for seed, network in networks().items():
        for depth, layer in enumerate(network.layers):
            sizes = [
                tensors[f"{seed}/{depth}.{name}"].size
                for name in ("starts", "columns", "weights", "bias")
            ]
            outputs, links = layer.links.outputs, len(layer.links)
            assert sizes == [outputs + 1, links, links, outputs]
            assert links < layer.links.size / 20
    dense = sum(a * b for a, b in ((90, 80), (80, 70), (70, CLASSES)))
    assert path.stat().st_size < 3 * dense


def test_what_made_the_networks_is_told(path):
    with safe_open(path, "np") as file:
        assert json.loads(file.metadata()[METADATA_KEY])["provenance"] == {"made": "here"}


def test_the_same_networks_make_the_same_file(path, tmp_path):
    again = tmp_path / "again.safetensors"
    save_networks(again, networks(), (True, False, True), {"made": "here"})
    assert again.read_bytes() == path.read_bytes()


def cut(path):
    path.write_bytes(path.read_bytes()[:-10])


def emptied(path):
    path.write_bytes(b"")


def gone(path):
    path.unlink()


def text(path):
    path.write_text("no networks")


def bare(path):
    save_file({"0/0.weights": np.ones(3)}, path)


def of_matrices(path):
    block = Block("toy", (0, 1), (5,), (2,), "easy", "easy")
    layers = (
        Layer(torch.ones(1, 5, 4), torch.ones(1, 5)),
        Layer(torch.ones(1, 2, 5), torch.ones(1, 2)),
    )
    save_ensembles(path, [(Ensemble(layers), block)], {})


def without(name):
    """The same file without a tensor or an entry of what is told."""

    def damage(path):
        with safe_open(path, "np") as file:
            about = json.loads(file.metadata()[METADATA_KEY])
        tensors = load_file(path)
        (tensors if name in tensors else about).pop(name)
        save_file(tensors, path, {METADATA_KEY: json.dumps(about)})

    damage.__name__ = f"without {name}"
    return damage


def told(about):
    def damage(path):
        save_file(load_file(path), path, {METADATA_KEY: about})

    damage.__name__ = f"told {about}"
    return damage


@pytest.mark.parametrize(
    "damage",
    [
        *(cut, emptied, gone, text, bare, of_matrices),
        *map(without, ("3/0.weights", "4/readout.bias", "11/1.starts", "inputs", "trained")),
        *map(told, ("{", "[]", '{"inputs": [], "trained": []}', '{"inputs": {"x": [9]}}')),
    ],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_or_foreign_file_is_refused_with_its_path(path, damage):
    damage(path)
    with pytest.raises(WeightsError, match=r"some\.safetensors: not a file of sparse networks"):
        load_networks(path)


def test_a_dataset_is_no_file_of_networks(tmp_path, toy_images):
    save_data(toy_images, tmp_path / "toy.safetensors")
    with pytest.raises(WeightsError, match=r"toy\.safetensors.*Delete the file"):
        load_networks(tmp_path / "toy.safetensors")
