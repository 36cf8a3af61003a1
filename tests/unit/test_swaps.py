"""Sign patterns that are drawn anew while every node keeps its positive and negative edges."""

from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import chisquare

from taskcomplexity.probes import swaps
from taskcomplexity.probes.kernels import trade_rows, turn_cycles
from taskcomplexity.probes.margins import expected_overlap, movable_edges, parts
from taskcomplexity.probes.prune import prune
from taskcomplexity.probes.swaps import swap_signs

FULL = [[1, -2, 3], [-4, 5, -6], [7, -8, -9]]
TWO_ROWS = [[1, -2, 3], [-4, 5, -6]]
# Six edges in a ring, which no rectangle changes, and a rectangle.
HEXAGON_AND_BLOCK = [
    [1, -2, 0, 0, 0],
    [0, 3, -4, 0, 0],
    [-5, 0, 6, 0, 0],
    [0, 0, 0, 7, -8],
    [0, 0, 0, -9, 10],
]
# A single cycle, so that every walk turns it.
RING = [[1, -2, 0, 0], [0, 3, -4, 0], [0, 0, 5, -6], [-7, 0, 0, 8]]


def patterns(matrix):
    """All sign patterns with the margins and the zeros of a matrix."""
    places = np.nonzero(matrix)
    of_node = np.array(
        [places[axis] == node for axis in (0, 1) for node in range(max(matrix.shape))]
    )
    signs = np.array(list(product((1, -1), repeat=len(places[0]))))
    same = (signs @ of_node.T == of_node @ np.sign(matrix[places])).all(axis=1)
    found = np.zeros((same.sum(), *matrix.shape), int)
    found[:, *places] = signs[same]
    return found


def cycles(matrix):
    """All alternating cycles as places in turn: up or down columns to rows, along rows back."""
    rows, columns = matrix.shape
    leads_to = {
        node: [rows + a for a in range(columns) if matrix[node, a] < 0]
        if node < rows
        else [i for i in range(rows) if matrix[i, node - rows] > 0]
        for node in range(rows + columns)
    }

    def walk(path):
        for node in leads_to[path[-1]]:
            if node == path[0]:
                yield [(min(edge), max(edge) - rows) for edge in pairwise([*path, node])]
            elif node > path[0] and node not in path:
                yield from walk([*path, node])

    for first in range(rows + columns):
        yield from walk([first])


def reachable(matrix):
    """All matrices that turning cycles leads to, the weights moving on by one place or back."""
    start = tuple(np.ravel(matrix).tolist())
    found, pending = {start}, [np.array(matrix, float)]
    while pending:
        here = pending.pop()
        for cycle in cycles(here):
            index = tuple(np.transpose(cycle))
            for step in (1, -1):
                there = here.copy()
                there[index] = np.roll(here[index], step)
                if (state := tuple(there.ravel().tolist())) not in found:
                    found.add(state)
                    pending.append(there)
    return found


def equally_likely(draw, states, each=25):
    counts = Counter(draw() for _ in range(each * len(states)))
    assert set(counts) == set(states)
    assert chisquare(list(counts.values())).pvalue > 1e-4


@pytest.mark.parametrize(
    ("matrix", "number"), [(FULL, 5), (TWO_ROWS, 3), (HEXAGON_AND_BLOCK, 4), (RING, 2)]
)
def test_every_pattern_with_the_same_margins_is_equally_likely(matrix, number):
    generator = np.random.default_rng(1)
    expected = {tuple(pattern.ravel().tolist()) for pattern in patterns(np.array(matrix))}
    assert len(expected) == number

    def draw():
        weights = np.array(matrix, float)
        assert swap_signs(weights, generator).mixed
        return tuple(np.sign(weights).astype(int).ravel().tolist())

    equally_likely(draw, expected, each=200)


@pytest.mark.parametrize(
    ("matrix", "number"), [(TWO_ROWS, 108), (HEXAGON_AND_BLOCK, 24), (RING, 8)]
)
def test_every_matrix_that_cycles_lead_to_is_equally_likely(matrix, number):
    generator = np.random.default_rng(2)
    expected = reachable(matrix)
    assert len(expected) == number
    part = parts(np.array(matrix))

    def draw():
        weights, turns = np.array(matrix, float), np.zeros(np.shape(matrix), np.int32)
        turn_cycles(weights, part, turns, 60, generator)
        return tuple(weights.ravel().tolist())

    equally_likely(draw, expected)


def traded(matrix, generator):
    weights, turns = np.array(matrix, float), np.zeros(np.shape(matrix), np.int32)
    trade_rows(weights, turns, 60, generator)
    return weights


def test_every_matrix_that_trades_lead_to_is_equally_likely():
    generator = np.random.default_rng(3)
    equally_likely(lambda: tuple(traded(TWO_ROWS, generator).ravel().tolist()), reachable(TWO_ROWS))


def test_trades_deal_signs_without_regard_to_their_places():
    generator = np.random.default_rng(4)
    matrix = np.array([[1, 1, -1, -1, 1, -1], [-1, -1, 1, 1, -1, 1], [0, 1, 0, 1, 0, -1]])
    expected = {tuple(pattern.ravel().tolist()) for pattern in patterns(matrix)}
    equally_likely(
        lambda: tuple(np.sign(traded(matrix, generator)).astype(int).ravel().tolist()),
        expected,
        each=1000,
    )


small = arrays(
    np.int64,
    array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=4).filter(lambda s: s[0] * s[1] < 13),
    elements=st.sampled_from([1, -1, 1, -1, 0]),
)


@settings(max_examples=300)
@given(small)
def test_the_edges_that_can_change_are_those_that_differ_among_all_patterns(matrix):
    every = patterns(matrix)
    expected = every.min(axis=0) != every.max(axis=0)
    assert np.array_equal(movable_edges(matrix, parts(matrix)), expected)


def test_the_expected_overlap_is_near_that_with_all_patterns():
    rng = np.random.default_rng(4)
    seen = 0
    while seen < 200:
        matrix = rng.choice([1, -1, 1, -1, 0], size=(4, 3))
        movable = movable_edges(matrix, parts(matrix))
        if movable.any():
            seen += 1
            exactly = (patterns(matrix) == matrix)[:, matrix != 0].mean()
            # Margins that are met on average are not yet met: the smaller the layer the less.
            assert abs(expected_overlap(matrix, movable) - exactly) < 0.2 * (1 - exactly)


@given(arrays(np.int64, (2, 7), elements=st.sampled_from([-1, 1])))
def test_the_expected_overlap_of_two_rows_is_exact(matrix):
    movable = movable_edges(matrix, parts(matrix))
    assume(movable.any())
    exactly = (patterns(matrix) == matrix).mean()
    assert expected_overlap(matrix, movable) == pytest.approx(exactly, abs=1e-3)


def layer(kept=1.0, uneven=0.0, seed=0):
    """A layer of the paper's size."""
    rng = np.random.default_rng(seed)
    shift = rng.normal(size=(64, 1)) + rng.normal(size=(1, 784))
    matrix = (rng.normal(size=(64, 784)) + uneven * shift).astype(np.float32)
    return prune(torch.tensor(matrix), kept).numpy()


def stay(matrix, found):
    """The share of edges whose sign stays."""
    return (np.sign(found) == np.sign(matrix))[matrix != 0].mean()


@pytest.mark.parametrize(
    ("kept", "uneven"), [(1, 0), (1, 0.5), (1, 2), (0.3, 0.5), (0.1, 0), (0.03, 0), (0.02, 0)]
)
def test_layers_are_mixed_as_far_as_their_margins_allow(kept, uneven):
    matrix = layer(kept, uneven)
    overlaps, generator = [], np.random.default_rng(0)
    for _ in range(25):
        found = matrix.copy()
        told = swap_signs(found, generator)
        assert told.mixed
        assert told.swaps_per_edge >= 1
        assert told.moved_edges > 0.4
        assert told.sign_overlap == pytest.approx(stay(matrix, found))
        overlaps.append(told.sign_overlap)
    # Far below what an overlap of one would be, and steady where more rounds would lower it.
    change = 1 - told.expected_sign_overlap
    assert change > 0.1
    assert np.mean(overlaps) == pytest.approx(told.expected_sign_overlap, abs=0.05 * change)


@pytest.mark.parametrize("kept", [0.01, 0.005, 0.001])
def test_layers_in_which_next_to_nothing_moves_are_left_and_told(kept):
    matrix = layer(kept)
    found = matrix.copy()
    told = swap_signs(found, np.random.default_rng(0))
    assert not told.mixed
    assert told.moved_edges < 0.1
    assert told.expected_sign_overlap > 0.95
    assert np.array_equal(found, matrix)


@pytest.mark.parametrize("much", [{}, {"TRADES_PER_ROW": 0, "LEAST_WALKS": 30000}])
def test_a_layer_that_has_not_mixed_in_time_is_left_and_told(monkeypatch, much):
    matrix = layer(uneven=2 if much else 4)
    found = matrix.copy()
    assert swap_signs(found, np.random.default_rng(0)).mixed
    assert not np.array_equal(found, matrix)
    for name, value in {"DOUBLINGS": 1, **much}.items():
        monkeypatch.setattr(swaps, name, value)
    found = matrix.copy()
    told = swap_signs(found, np.random.default_rng(0))
    assert not told.mixed
    # Many swaps, where walks alone go round and round in a small part of an uneven layer.
    assert (told.swaps_per_edge > 1 and told.moved_edges > 0.3) == bool(much)
    assert told.sign_overlap > told.expected_sign_overlap
    assert np.array_equal(found, matrix)


def test_turns_are_counted_and_averaged():
    matrix = np.array(RING, float)
    weights, turns = matrix.copy(), np.zeros(matrix.shape, np.int32)
    made, changed = turn_cycles(weights, parts(matrix), turns, 100, np.random.default_rng(0))
    walks = turns[0, 0]
    assert walks in (100, 101)
    assert np.array_equal(turns, walks * (matrix != 0))
    assert made == 3 * walks
    # After every other walk all eight signs differ.
    assert changed == pytest.approx(8 * ((walks + 1) // 2) / walks)
    full = layer(uneven=0.5)
    weights, turns = full.copy(), np.zeros(full.shape, np.int32)
    trade_rows(weights, turns, 50, np.random.default_rng(0))
    turn_cycles(weights, parts(full), turns, 50, np.random.default_rng(1))
    assert np.array_equal(np.sign(weights) != np.sign(full), turns % 2 == 1)
