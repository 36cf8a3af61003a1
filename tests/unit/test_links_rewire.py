"""The update of a topology: what goes, what grows, and what stays bit for bit."""

from collections import Counter
from itertools import combinations, pairwise, permutations
from math import floor

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import chisquare
from small_links import links_of, mask_of, masks, seeds, uneven_mask

from taskcomplexity.links.ch3 import ch3_scores
from taskcomplexity.links.choose import largest, weighted
from taskcomplexity.links.rewire import (
    REGROWTH,
    REMOVALS,
    Removed,
    choose_removed,
    find_stranded,
    regrow_ch3,
    regrow_ch3_soft,
    regrow_random,
    rewire_layer,
)

zetas = st.sampled_from([0, 0.1, 0.29, 0.3, 0.5, 0.9, 1])


def as_likely(counts, expected):
    """Chi-square over draws whose probabilities are known, and nothing else was drawn."""
    draws = sum(counts.values())
    assert set(counts) <= set(expected)
    observed = [counts[one] for one in expected]
    assert chisquare(observed, [draws * share for share in expected.values()]).pvalue > 1e-4


def evenly(counts, states):
    states = list(states)
    as_likely(counts, dict.fromkeys(states, 1 / len(states)))


few_values = arrays(np.float32, st.integers(1, 60), elements=st.sampled_from([-1, 0, 0.5, 2]))
many_values = st.builds(
    lambda seed, size, steps: np.random.default_rng(seed).integers(0, steps, size) / 7,
    seeds,
    st.integers(1, 3000),
    st.sampled_from([2, 30, 10**6]),
)


@given(st.one_of(few_values, many_values), st.floats(0, 1), seeds)
def test_the_largest_are_those_that_sorting_puts_first(values, share, seed):
    count = floor(share * len(values))
    chosen = largest(values, count, np.random.default_rng(seed))
    assert len(set(chosen.tolist())) == len(chosen) == count
    assert (np.diff(chosen) > 0).all()
    assert sorted(values[chosen]) == sorted(values)[len(values) - count :]


def test_ties_for_the_last_of_the_largest_are_broken_evenly():
    values = np.array([3, 1, 2, 1, 1, 0, 1.0])
    generator = np.random.default_rng(0)
    counts = Counter(tuple(largest(values, 4, generator)) for _ in range(3000))
    evenly(counts, [tuple(sorted((0, 2, *two))) for two in combinations((1, 3, 4, 6), 2)])


@given(arrays(np.float32, st.integers(1, 40), elements=st.sampled_from([-1, 0, 1, 3])), seeds)
def test_a_weighted_choice_never_takes_what_weighs_less_than_nothing(weights, seed):
    for count in range((weights >= 0).sum() + 1):
        chosen = weighted(weights, count, np.random.default_rng(seed))
        assert len(set(chosen.tolist())) == len(chosen) == count
        assert (np.diff(chosen) > 0).all()
        assert (weights[chosen] >= 0).all()
        heavy = (weights > 0).sum()
        assert (weights[chosen] > 0).sum() == min(count, heavy)


def successive(weights, count):
    """How likely each set is when one place after the other is drawn, by enumeration."""
    chances = Counter()
    for order in permutations(np.flatnonzero(weights > 0).tolist(), count):
        chance, left = 1.0, weights[weights > 0].sum()
        for place in order:
            chance *= weights[place] / left
            left -= weights[place]
        chances[tuple(sorted(order))] += chance
    return chances


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_weighted_choice_draws_one_place_after_the_other(count):
    weights = np.array([0.5, -1, 2, 0, 1, 4, 0.25])
    generator = np.random.default_rng(count)
    counts = Counter(tuple(weighted(weights, count, generator)) for _ in range(5000))
    expected = successive(weights, count)
    assert sum(expected.values()) == pytest.approx(1)
    as_likely(counts, expected)


def test_where_too_few_places_weigh_anything_the_others_are_drawn_evenly():
    weights = np.array([0, 2, 0, -1, 0, 0, 1])
    generator = np.random.default_rng(1)
    counts = Counter(tuple(weighted(weights, 4, generator)) for _ in range(3000))
    evenly(counts, [tuple(sorted((1, 6, *two))) for two in combinations((0, 2, 4, 5), 2)])


def test_random_regrowth_draws_every_set_of_free_places_evenly():
    links = links_of([[0, 1, 0], [0, 0, 1]])
    generator = np.random.default_rng(0)
    counts = Counter(tuple(regrow_random(links, 2, generator)) for _ in range(3000))
    evenly(counts, combinations((0, 2, 3, 4), 2))


# Output 1 and input 0 are joined by a path of three; seven more places have none.
FEW_PATHS = [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]


def test_regrowth_by_scores_fills_up_evenly_where_few_places_have_a_path():
    links = links_of(FEW_PATHS)
    scores = ch3_scores(links)
    positive = np.flatnonzero(scores > 0).tolist()
    zeros = np.flatnonzero(scores == 0).tolist()
    assert (positive, len(zeros)) == ([4], 7)
    for regrow in (regrow_ch3, regrow_ch3_soft):
        generator = np.random.default_rng(2)
        counts = Counter(tuple(regrow(links, 3, generator)) for _ in range(4000))
        evenly(counts, [tuple(sorted((*positive, *two))) for two in combinations(zeros, 2)])


@given(masks, st.data(), seeds)
def test_regrowth_by_scores_takes_the_highest(mask, data, seed):
    links = links_of(mask)
    count = data.draw(st.integers(0, int((~mask).sum())))
    grown = regrow_ch3(links, count, np.random.default_rng(seed))
    scores = ch3_scores(links)
    assert len(set(grown.tolist())) == count
    assert not mask.ravel()[grown].any()
    assert sorted(scores[grown]) == sorted(scores[~mask.ravel()])[(~mask).sum() - count :]


def test_soft_regrowth_follows_the_scores():
    links = links_of([[1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1]])
    scores = ch3_scores(links)
    assert len(set(scores[scores > 0].tolist())) > 1
    generator = np.random.default_rng(3)
    counts = Counter(tuple(regrow_ch3_soft(links, 2, generator)) for _ in range(4000))
    as_likely(counts, successive(scores.astype(float), 2))


weights_of_links = arrays(
    np.float32, st.integers(1, 60), elements=st.sampled_from([-2, -1, -0.5, 0, 0.25, 1, 3])
)


@given(weights_of_links, zetas, seeds)
def test_the_smallest_in_magnitude_are_removed(weights, zeta, seed):
    removed = choose_removed(weights, zeta, "magnitude", np.random.default_rng(seed))
    assert removed.sum() == floor(round(zeta * len(weights), 6))
    assert sorted(np.abs(weights[removed])) == sorted(np.abs(weights))[: removed.sum()]


@pytest.mark.parametrize(
    ("zeta", "links", "count"), [(0.29, 100, 29), (0.57, 100, 57), (0.3, 9, 2)]
)
def test_what_is_removed_is_counted_as_in_decimal(zeta, links, count):
    weights = np.arange(1, links + 1, dtype=np.float32)
    for removal in REMOVALS:
        removed = choose_removed(weights, zeta, removal, np.random.default_rng(0))
        assert np.flatnonzero(removed).tolist() == list(range(count))


@given(weights_of_links, zetas, seeds)
def test_signed_removal_takes_a_fraction_of_either_sign(weights, zeta, seed):
    removed = choose_removed(weights, zeta, "signed", np.random.default_rng(seed))
    for side in (weights < 0, weights >= 0):
        gone = removed & side
        assert gone.sum() == floor(round(zeta * side.sum(), 6))
        assert sorted(np.abs(weights[gone])) == sorted(np.abs(weights[side]))[: gone.sum()]


@pytest.mark.parametrize("removal", REMOVALS)
def test_ties_of_the_removal_are_broken_evenly(removal):
    weights = np.array([0.5, 0.1, 0.5, 0.5, 0.5, 2], np.float32)
    generator = np.random.default_rng(4)
    counts = Counter(
        tuple(np.flatnonzero(choose_removed(weights, 0.5, removal, generator))) for _ in range(2000)
    )
    evenly(counts, [(0, 1, 2), (0, 1, 3), (0, 1, 4), (1, 2, 3), (1, 2, 4), (1, 3, 4)])


nets = st.builds(
    lambda seed, widths, density: [
        np.random.default_rng([seed, depth]).random((after, before)) < density
        for depth, (before, after) in enumerate(pairwise(widths))
    ],
    seeds,
    st.lists(st.integers(1, 7), min_size=2, max_size=5),
    st.floats(0.05, 0.6),
)


def on_a_way_through(kept):
    """Links on a path from an input to the last layer; `kept` has a matrix for each layer."""
    graph = nx.DiGraph()
    inputs, outputs = kept[0].shape[1], kept[-1].shape[0]
    graph.add_nodes_from((0, unit) for unit in range(inputs))
    graph.add_nodes_from((len(kept), unit) for unit in range(outputs))
    for depth, mask in enumerate(kept):
        for after, before in np.argwhere(mask).tolist():
            graph.add_edge((depth, before), (depth + 1, after))
    sources = {(0, unit) for unit in range(inputs)}
    sinks = {(len(kept), unit) for unit in range(outputs)}
    entered = sources.union(*(nx.descendants(graph, one) for one in sources))
    left = sinks.union(*(nx.ancestors(graph, one) for one in sinks))
    found = [np.zeros_like(mask) for mask in kept]
    for depth, mask in enumerate(kept):
        for after, before in np.argwhere(mask).tolist():
            found[depth][after, before] = (depth, before) in entered and (depth + 1, after) in left
    return found


@settings(max_examples=200)
@given(nets, st.floats(0, 1), seeds)
def test_links_that_lead_nowhere_are_those_on_no_way_through(matrices, share, seed):
    rng = np.random.default_rng(seed)
    links = [links_of(mask) for mask in matrices]
    removed = [rng.random(len(one)) < share for one in links]
    kept = [mask.copy() for mask in matrices]
    for mask, gone in zip(kept, removed, strict=True):
        mask[mask] = ~gone
    stranded = find_stranded(links, removed)
    for mask, alive, through, gone, too in zip(
        matrices, kept, on_a_way_through(kept), removed, stranded, strict=True
    ):
        assert not (gone & too).any()
        expected = alive & ~through
        assert np.array_equal(too, expected[mask])


def test_a_chain_of_links_goes_as_a_whole():
    chain = [links_of([[1, 0], [0, 1]]) for _ in range(3)]
    none = np.zeros(2, bool)
    for cut in range(3):
        removed = [np.array([depth == cut, False]) for depth in range(3)]
        stranded = find_stranded(chain, removed)
        assert [one.tolist() for one in stranded] == [[depth != cut, False] for depth in range(3)]
    assert not np.any(find_stranded(chain, [none] * 3))


def updated(matrices, zeta, removal, method, seed, *, chain=False, dtype=np.float32):
    """All layers of a net before and after an update, and what was removed."""
    rng = np.random.default_rng(seed)
    links = [links_of(mask) for mask in matrices]
    weights, velocities = (
        [rng.choice([-1, 1], len(one)) * rng.integers(1, 9, len(one)) / dtype(8) for one in links]
        for _ in range(2)
    )
    weights, velocities = ([one.astype(dtype) for one in some] for some in (weights, velocities))
    removed = [choose_removed(one, zeta, removal, rng) for one in weights]
    stranded = [np.zeros_like(one) for one in removed]
    if chain:
        stranded = find_stranded(links, removed)
    for layer in zip(links, weights, velocities, removed, stranded, strict=True):
        one, weight, velocity, smallest, too = layer
        gone = Removed(smallest, too)
        yield (
            one,
            weight,
            velocity,
            gone,
            rewire_layer(one, weight, velocity, gone, REGROWTH[method], rng),
        )


def as_matrix(links, values):
    matrix = np.zeros(links.shape, values.dtype)
    matrix[mask_of(links)] = values
    return matrix


@pytest.mark.parametrize("method", REGROWTH)
@settings(max_examples=60)
@given(nets, zetas, st.sampled_from(REMOVALS), st.booleans(), seeds)
def test_an_update_keeps_the_count_and_all_that_survives(
    method, matrices, zeta, removal, chain, seed
):
    for links, weights, velocity, removed, new in updated(
        matrices, zeta, removal, method, seed, chain=chain
    ):
        before, after = mask_of(links), mask_of(new.links)
        assert after.sum() == len(new.links) == len(new.weights) == len(new.velocity) == len(links)
        assert new.weights.dtype == new.velocity.dtype == weights.dtype
        gone = as_matrix(links, removed.all)
        survive = before & ~gone
        assert after[survive].all(), "a link that was not removed is gone"
        for old, now in ((weights, new.weights), (velocity, new.velocity)):
            old, now = as_matrix(links, old), as_matrix(new.links, now)
            # Weights are never 0 here, so that these are all that were there before.
            assert now[after & before].tobytes() == old[after & before].tobytes()
            assert not now[after & ~before].any()
        assert new.removed == gone.sum() == (after & ~survive).sum()
        assert new.stranded == removed.stranded.sum()
        assert new.regrown_removed == (after & gone).sum()
        if new.removed:
            assert new.overlap == (after & gone).sum() / gone.sum()
        else:
            assert np.isnan(new.overlap)
            assert np.array_equal(after, before)


def test_links_that_grow_again_at_once_keep_weight_and_velocity():
    """In a full layer all that is removed must grow again."""
    full = [np.ones((6, 5), bool)]
    for method in REGROWTH:
        for links, weights, velocity, removed, new in updated(full, 0.5, "magnitude", method, 0):
            assert removed.all.sum() == new.removed == new.regrown_removed == 15
            assert new.overlap == 1
            assert np.array_equal(new.links.places, links.places)
            assert new.weights.tobytes() == weights.tobytes()
            assert new.velocity.tobytes() == velocity.tobytes()


def test_scores_are_those_after_the_removal():
    mask = uneven_mask(12, 15, 0.2, np.random.default_rng(5))
    for links, _, _, removed, new in updated([mask], 0.3, "magnitude", "ch3l3", 6):
        left = links.only(~removed.all)
        scores = ch3_scores(left)
        grown = np.setdiff1d(new.links.places, left.places)
        lowest = scores[grown].min()
        others = np.setdiff1d(np.flatnonzero(scores >= 0), grown)
        assert scores[others].max() <= lowest
        stale = ch3_scores(links)
        assert (scores > 0).sum() != (stale > 0).sum()


def test_the_same_stream_makes_the_same_update_and_another_one_another():
    mask = uneven_mask(12, 15, 0.2, np.random.default_rng(5))
    for method in REGROWTH:
        places = [
            next(updated([mask], 0.3, "magnitude", method, seed))[-1].links.places.tolist()
            for seed in (1, 1, 2)
        ]
        assert places[0] == places[1]
        assert places[0] != places[2]
