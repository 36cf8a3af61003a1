"""Null models of a topology: what must stay stays, and the rest is drawn evenly."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare
from small_links import layer_of, mask_of, masks, seeds, uneven_mask

from taskcomplexity.links import nulls
from taskcomplexity.links.network import SparseLayer
from taskcomplexity.links.nulls import keep_degrees, redraw, swap_ends

some_links = masks.filter(np.any)


def weighted_layer(mask):
    """Each link has a weight of its own, each unit a bias of its own."""
    matrix = np.zeros(np.shape(mask), np.float32)
    matrix[np.asarray(mask, bool)] = np.arange(1, np.sum(mask) + 1)
    return layer_of(matrix, np.arange(len(matrix), dtype=np.float32))


def check_moved(layer, moved):
    """Check what holds of every null model; return the links before and after as matrices."""
    before, after = mask_of(layer.links), mask_of(moved.layer.links)
    assert after.shape == before.shape
    assert len(moved.layer.links) == len(layer.links) == after.sum()
    assert sorted(moved.layer.weights) == sorted(layer.weights)
    assert np.array_equal(moved.layer.bias, layer.bias)
    return before, after


def same_layer(one, other):
    return np.array_equal(one.dense(), other.dense()) and np.array_equal(one.bias, other.bias)


@settings(max_examples=200)
@given(some_links, seeds)
def test_degrees_and_the_weights_of_every_output_stay(mask, seed):
    layer = weighted_layer(mask)
    untouched = layer.dense()
    moved = keep_degrees(layer, np.random.default_rng(seed))
    before, after = check_moved(layer, moved)
    assert np.array_equal(after.sum(axis=0), before.sum(axis=0))
    assert np.array_equal(after.sum(axis=1), before.sum(axis=1))
    for old, new in zip(layer.dense(), moved.layer.dense(), strict=True):
        assert sorted(old) == sorted(new)
    assert np.array_equal(layer.dense(), untouched), "the layer that was given changed"
    if moved.mixed:
        assert moved.overlap == pytest.approx((before & after).sum() / before.sum())
        assert moved.overlap <= 0.8
    else:
        assert same_layer(moved.layer, layer)


@given(some_links, seeds)
def test_links_are_drawn_anew_with_all_their_weights(mask, seed):
    layer = weighted_layer(mask)
    moved = redraw(layer, np.random.default_rng(seed))
    before, after = check_moved(layer, moved)
    assert moved.mixed
    assert np.isnan(moved.swaps_per_link)
    assert moved.overlap == pytest.approx((before & after).sum() / before.sum())
    assert moved.expected_overlap == pytest.approx(before.mean())


def with_degrees(in_degrees, out_degrees):
    """Every matrix of links with these degrees, by trying all."""
    inputs = len(out_degrees)

    def rows(left, degrees):
        if not degrees:
            if not any(left):
                yield ()
            return
        for chosen in combinations(range(inputs), degrees[0]):
            if all(left[column] for column in chosen):
                after = [n - (column in chosen) for column, n in enumerate(left)]
                for rest in rows(after, degrees[1:]):
                    yield (chosen, *rest)

    return set(rows(list(out_degrees), list(in_degrees)))


def evenly(counts, states):
    assert set(counts) == states
    assert chisquare(list(counts.values())).pvalue > 1e-4


def drawn_rows(layer):
    return tuple(tuple(np.flatnonzero(row).tolist()) for row in mask_of(layer.links))


@pytest.mark.parametrize(
    ("in_degrees", "out_degrees", "number"),
    [
        ((1, 1, 1), (1, 1, 1), 6),
        ((2, 2, 2), (2, 2, 1, 1), 15),
        ((3, 2, 1), (2, 2, 1, 1), 8),
        ((2, 1, 1, 0), (1, 2, 1), 5),
    ],
)
def test_every_layer_with_the_same_degrees_is_equally_likely(in_degrees, out_degrees, number):
    states = with_degrees(in_degrees, out_degrees)
    assert len(states) == number
    mask = np.zeros((len(in_degrees), len(out_degrees)), bool)
    for row, chosen in enumerate(min(states)):
        mask[row, list(chosen)] = True
    layer, generator = weighted_layer(mask), np.random.default_rng(0)
    rows, columns = np.nonzero(mask)

    def swapped():
        ends, taken = columns.copy(), mask.astype(np.uint8)
        swap_ends(rows, ends, taken, 200, generator)
        return tuple(tuple(sorted(ends[rows == row].tolist())) for row in range(len(mask)))

    evenly(Counter(swapped() for _ in range(200 * number)), states)
    moved = [keep_degrees(layer, generator) for _ in range(200 * number)]
    # What ends where it began is not mixed.
    others = states - {drawn_rows(layer)}
    evenly(Counter(drawn_rows(one.layer) for one in moved if one.mixed), others)
    assert all(same_layer(one.layer, layer) for one in moved if not one.mixed)
    assert sum(one.mixed for one in moved) > len(moved) / 2


def test_weights_of_an_output_forget_the_order_of_its_inputs():
    """They rise from input to input before, and are as likely to fall after."""
    layer = weighted_layer(uneven_mask(60, 80, 0.2, np.random.default_rng(2))[:-1])
    for null in (keep_degrees, redraw):
        new = null(layer, np.random.default_rng(3)).layer
        rows = [row[row != 0] for row in new.dense()]
        rises = np.concatenate([np.diff(row) > 0 for row in rows])
        assert 0.45 < rises.mean() < 0.55


def test_every_place_is_equally_likely_where_links_are_redrawn():
    layer = weighted_layer([[1, 1, 0], [0, 0, 0]])
    generator = np.random.default_rng(1)
    counts = Counter(tuple(redraw(layer, generator).layer.dense().ravel()) for _ in range(6000))
    # Two links of weights 1 and 2 at any two of six places.
    assert len(counts) == 30
    assert chisquare(list(counts.values())).pvalue > 1e-4


@pytest.mark.parametrize("density", [0.05, 0.2])
def test_the_expected_overlap_is_near_what_is_seen(density):
    # Without the output that has all links: of such degrees the formula does not hold.
    mask = uneven_mask(60, 80, density, np.random.default_rng(2))[:-1]
    layer, generator = weighted_layer(mask), np.random.default_rng(3)
    for null, tolerance in ((keep_degrees, 0.15), (redraw, 0.1)):
        moved = [null(layer, generator) for _ in range(100)]
        assert all(one.mixed for one in moved)
        seen = np.mean([one.overlap for one in moved])
        assert seen == pytest.approx(moved[0].expected_overlap, rel=tolerance)


def test_more_swaps_than_the_null_makes_change_nothing():
    mask = uneven_mask(60, 80, 0.05, np.random.default_rng(2))
    layer, generator = weighted_layer(mask), np.random.default_rng(4)

    def overlap(times):
        new = layer
        for _ in range(times):
            moved = keep_degrees(new, generator)
            assert moved.mixed
            assert moved.swaps_per_link > 1
            new = moved.layer
        return (mask & mask_of(new.links)).sum() / mask.sum()

    once, often = (np.mean([overlap(times) for _ in range(15)]) for times in (1, 6))
    assert once == pytest.approx(often, abs=0.02)


@pytest.mark.parametrize(
    "mask",
    [np.ones((4, 5)), np.eye(3)[:1], np.ones((1, 6)), np.tri(5), np.ones((6, 1))],
    ids=["complete", "one link", "one output", "nested", "one input"],
)
def test_a_layer_of_whose_degrees_there_is_no_other_stays_and_is_not_mixed(mask):
    layer = weighted_layer(mask)
    moved = keep_degrees(layer, np.random.default_rng(0))
    assert not moved.mixed
    assert moved.overlap == 1
    assert moved.swaps_per_link == 0
    assert same_layer(moved.layer, layer)


def test_a_layer_of_which_little_can_move_stays_and_is_not_mixed():
    """Two links can change places among many that cannot."""
    mask = np.tri(8)
    mask[6:, 6:] = np.eye(2)
    layer = weighted_layer(mask)
    for seed in range(20):
        moved = keep_degrees(layer, np.random.default_rng(seed))
        assert not moved.mixed
        assert same_layer(moved.layer, layer)


def test_a_layer_that_has_not_mixed_in_time_stays(monkeypatch):
    layer = weighted_layer(uneven_mask(60, 80, 0.05, np.random.default_rng(2)))
    monkeypatch.setattr(nulls, "TRIES_PER_LINK", 0)
    moved = keep_degrees(layer, np.random.default_rng(0))
    assert not moved.mixed
    assert same_layer(moved.layer, layer)


@given(some_links, seeds, st.integers(0, 60))
def test_swaps_keep_up_what_is_taken(mask, seed, tries):
    rows, columns = np.nonzero(mask)
    in_degrees, out_degrees = mask.sum(axis=1), mask.sum(axis=0)
    taken, ends = mask.astype(np.uint8), columns.copy()
    swaps = swap_ends(rows, ends, taken, tries, np.random.default_rng(seed))
    expected = np.zeros_like(taken)
    expected[rows, ends] = 1
    assert np.array_equal(taken, expected)
    assert np.array_equal(taken.sum(axis=1), in_degrees)
    assert np.array_equal(taken.sum(axis=0), out_degrees)
    assert swaps <= tries
    assert (swaps == 0) <= np.array_equal(ends, columns)


def test_each_draw_is_another_and_each_stream_its_own():
    layer = weighted_layer(uneven_mask(20, 30, 0.1, np.random.default_rng(2)))
    for null in nulls.NULLS.values():
        drawn = [null(layer, np.random.default_rng(seed)).layer for seed in (1, 1, 2)]
        assert same_layer(*drawn[:2])
        assert not same_layer(*drawn[1:])
        assert isinstance(drawn[0], SparseLayer)
