"""CH3-L3 scores against the formula, written out over all paths."""

from math import sqrt

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_links import links_of, masks, seeds

from taskcomplexity.links.ch3 import ch3_scores


def scores(mask):
    return ch3_scores(links_of(mask)).reshape(np.shape(mask))


def brute_force(mask):
    """S(u, v) of every place without a link; -1 where there is one. Rows of `mask` are outputs."""
    A = mask.T.astype(int)
    inputs, outputs = A.shape
    D, T, k, q = A @ A.T, A.T @ A, A.sum(axis=1), A.sum(axis=0)
    found = np.full((outputs, inputs), -1.0)
    for u in range(inputs):
        for v in range(outputs):
            if A[u, v]:
                continue
            found[v, u] = sum(
                1 / sqrt((q[j] - T[j, v]) * (k[i] - D[i, u]))
                for j in range(outputs)
                for i in range(inputs)
                if A[u, j] and A[i, j] and A[i, v]
            )
    return found


@settings(max_examples=200)
@given(masks)
def test_scores_are_those_of_the_formula(mask):
    assert scores(mask) == pytest.approx(brute_force(mask), rel=1e-6)


@settings(max_examples=20)
@given(st.integers(1, 30), st.integers(1, 30), st.floats(0.02, 0.5), seeds)
def test_scores_of_larger_layers_are_those_of_the_formula(outputs, inputs, density, seed):
    mask = np.random.default_rng(seed).random((outputs, inputs)) < density
    assert scores(mask) == pytest.approx(brute_force(mask), rel=1e-6)


def test_an_example_by_hand():
    # Inputs 0 to 2, outputs 0 to 2. Three paths lead from input 0 to output 2:
    #   0 - out 0 - in 1 - 2, 0 - out 0 - in 2 - 2 and 0 - out 1 - in 1 - 2.
    mask = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 1]], bool)
    # Output 0 has three inputs, two of them shared with output 2: 1 leads out. Output 1 has two,
    # one shared: 1. Input 1 has three outputs, two shared with input 0: 1. Input 2 has two: 1.
    # And three from input 2 to output 1: by out 0 and in 0, out 0 and in 1, out 2 and in 1.
    expected = [[-1, -1, -1], [-1, -1, 3], [3, -1, -1]]
    assert scores(mask).tolist() == expected


def test_links_that_lead_out_of_the_neighbourhood_weigh_a_path_less():
    # One path, in 0 - out 0 - in 1 - out 1. Output 0 has two more inputs, input 1 one more output.
    mask = np.array([[1, 1, 1, 1], [0, 1, 0, 0], [0, 1, 0, 0]], bool)
    # Out of output 0 lead its links to inputs 0, 2 and 3; out of input 1 those to outputs 1 and 2.
    assert scores(mask)[1, 0] == pytest.approx(1 / sqrt(3 * 2), rel=1e-6)


@given(masks)
def test_a_place_scores_above_zero_exactly_where_a_path_of_three_joins_its_ends(mask):
    graph = nx.Graph()
    outputs, inputs = mask.shape
    graph.add_nodes_from([("in", u) for u in range(inputs)] + [("out", v) for v in range(outputs)])
    graph.add_edges_from((("out", v), ("in", u)) for v, u in np.argwhere(mask).tolist())
    away = dict(nx.all_pairs_shortest_path_length(graph))
    found = scores(mask)
    for v in range(outputs):
        for u in range(inputs):
            distance = away["out", v].get(("in", u))
            assert np.sign(found[v, u]) == {1: -1, 3: 1}.get(distance, 0)


@given(masks, seeds)
def test_scores_move_with_the_units_bit_for_bit(mask, seed):
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(mask.shape[0]), rng.permutation(mask.shape[1])
    assert np.array_equal(scores(mask[rows][:, columns]), scores(mask)[rows][:, columns])


@given(masks)
def test_scores_of_the_layer_turned_round_are_the_same(mask):
    assert np.array_equal(scores(mask.T), scores(mask).T)
