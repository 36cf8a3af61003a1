"""Lists of links against the matrices that they stand for."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.stats import chisquare, kstest
from small_links import layer_of, links_of, mask_of, masks, same_bits, seeds, small_network

from taskcomplexity.links.network import SparseLayer
from taskcomplexity.links.start import initial_network, link_count, random_links


@given(masks)
def test_links_are_where_they_were_put(mask):
    links = links_of(mask)
    assert np.array_equal(mask_of(links), mask)
    assert len(links) == mask.sum()
    assert (links.shape, links.size) == (mask.shape, mask.size)
    rows, columns = np.nonzero(mask)
    assert np.array_equal(links.rows, rows)
    assert np.array_equal(links.columns, columns)
    assert np.array_equal(links.places, np.flatnonzero(mask))
    assert np.array_equal(links.out_degrees, mask.sum(axis=0))
    assert np.array_equal(links.in_degrees, mask.sum(axis=1))


@given(masks)
def test_links_by_input_are_the_columns_of_scipy(mask):
    links = links_of(mask)
    # Each link weighs what its place in the order of the outputs is, counted from 1.
    weights = np.arange(1, len(links) + 1)
    _, columns = mask.nonzero()
    expected = csr_array((weights, columns, links.starts), mask.shape).tocsc()
    expected.sort_indices()
    near = links.by_input
    assert np.array_equal(near.starts, expected.indptr)
    assert np.array_equal(near.rows, expected.indices)
    assert np.array_equal(near.order, expected.data - 1)


@given(masks, st.data())
def test_some_of_the_links_are_those_chosen(mask, data):
    links = links_of(mask)
    chosen = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(links), max_size=len(links))), bool
    )
    expected = np.zeros_like(mask)
    expected[mask] = chosen
    assert np.array_equal(mask_of(links.only(chosen)), expected)


@given(masks)
def test_places_without_a_link_are_found_by_rank(mask):
    links, free = links_of(mask), np.flatnonzero(~mask)
    assert np.array_equal(links.free(np.arange(len(free))), free)
    assert np.array_equal(links.free(np.arange(len(free))[::-1]), free[::-1])


@given(st.integers(1, 9), st.integers(1, 9), st.data(), seeds)
def test_random_links_are_as_many_as_asked_for(outputs, inputs, data, seed):
    count = data.draw(st.integers(0, outputs * inputs))
    links = random_links(count, outputs, inputs, np.random.default_rng(seed))
    assert links.shape == (outputs, inputs)
    assert mask_of(links).sum() == len(links) == count


def test_every_set_of_links_is_equally_likely():
    generator = np.random.default_rng(0)
    counts = Counter(tuple(random_links(3, 2, 3, generator).places) for _ in range(4000))
    assert set(counts) == set(combinations(range(6), 3))
    assert chisquare(list(counts.values())).pvalue > 1e-4


@pytest.mark.parametrize(
    ("density", "outputs", "inputs", "count"),
    [(0.01, 1000, 784, 7840), (0.01, 1000, 1000, 10000), (1, 3, 5, 15), (0.1, 7, 3, 2)],
)
def test_a_density_is_rounded_to_whole_links(density, outputs, inputs, count):
    assert link_count(density, outputs, inputs) == count


@given(masks, seeds)
def test_a_layer_as_a_matrix_has_its_weights_at_its_links(mask, seed):
    matrix = np.where(mask, np.random.default_rng(seed).normal(size=mask.shape), 0)
    assert np.array_equal(layer_of(matrix).dense(), matrix)


def test_a_network_as_another_type_keeps_its_links_and_rounds_its_numbers():
    network = small_network((9, 7, 5), 3)
    wide = network.as_type(np.dtype(np.float64))
    assert wide.layers[0].weights.dtype == wide.readout.bias.dtype == np.float64
    assert same_bits(wide.as_type(np.dtype(np.float32)), network)
    assert not same_bits(wide, network)


def test_sparse_layers_are_changed_each_by_its_depth():
    network = small_network((9, 7, 5), 3)

    def scaled(depth, layer):
        return SparseLayer(layer.links, (depth + 2) * layer.weights, layer.bias)

    new = network.map_layers(scaled)
    for factor, layer, before in zip((2, 3), new.layers, network.layers, strict=True):
        assert np.array_equal(layer.weights, factor * before.weights)
    assert new.readout is network.readout


def drawn(topology=1, weights=2, density=0.05):
    streams = np.random.default_rng(topology), np.random.default_rng(weights)
    return initial_network(300, (200, 100), 10, density, *streams)


def test_an_untrained_network_has_its_shapes_counts_and_spread():
    network = drawn()
    assert [layer.links.shape for layer in network.layers] == [(200, 300), (100, 200)]
    assert [len(layer.links) for layer in network.layers] == [3000, 1000]
    for layer, fan_in in zip(network.layers, (300, 200), strict=True):
        law = ("norm", (0, np.sqrt(2 / (0.05 * fan_in))))
        assert kstest(layer.weights, *law).pvalue > 1e-3
        assert not layer.bias.any()
        assert layer.weights.dtype == layer.bias.dtype == np.float32
    assert network.readout.weights.shape == (10, 100)
    law = ("norm", (0, np.sqrt(2 / 100)))
    assert kstest(network.readout.weights.ravel(), *law).pvalue > 1e-3
    assert not network.readout.bias.any()


def test_links_and_weights_come_from_streams_of_their_own():
    network, other_links, other_weights = drawn(), drawn(topology=3), drawn(weights=3)
    assert same_bits(network, drawn())
    for one, relinked, reweighted in zip(
        network.layers, other_links.layers, other_weights.layers, strict=True
    ):
        assert np.array_equal(one.weights, relinked.weights)
        assert not np.array_equal(one.links.places, relinked.links.places)
        assert np.array_equal(one.links.places, reweighted.links.places)
        assert not np.array_equal(one.weights, reweighted.weights)
