"""Table 1 of the paper, as properties."""

import math
from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import chisquare

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.probes.drive import disturb_ensemble
from taskcomplexity.probes.probe import KINDS, PROBES
from taskcomplexity.probes.prune import prune
from taskcomplexity.probes.randomize import randomize
from taskcomplexity.streams import numpy_generator

values = st.floats(-8, 8, width=32, allow_subnormal=False)
matrices = arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=values)
pruned_matrices = st.builds(
    lambda matrix, kept: prune(torch.tensor(matrix), kept).numpy(), matrices, st.floats(0, 1)
)
seeds = st.integers(0, 2**32)


def after(matrix, kind, seed=0):
    given = torch.tensor(matrix)
    found = randomize(given, kind, np.random.default_rng(seed)).weights.numpy()
    assert np.array_equal(given.numpy(), matrix), "the weights that were given changed"
    return found


def multiset(values):
    return sorted(values.ravel().tolist())


def degrees(matrix, side):
    """k+ and k- of every node; side 0 are the inputs L, side 1 the outputs R."""
    return [(matrix > 0).sum(axis=side).tolist(), (matrix < 0).sum(axis=side).tolist()]


def strengths(matrix, side):
    """s+ and s- of every node, summed without rounding."""
    nodes = matrix.T if side == 0 else matrix
    return [[math.fsum(node[node * sign > 0].tolist()) for node in nodes] for sign in (1, -1)]


LEFT, RIGHT = 0, 1
STAYS = {
    "A": [],
    "B": [np.sign, lambda m: degrees(m, LEFT), lambda m: degrees(m, RIGHT)],
    "C": [lambda m: degrees(m, LEFT), lambda m: strengths(m, LEFT)],
    "D": [lambda m: degrees(m, RIGHT), lambda m: strengths(m, RIGHT)],
    "E": [
        np.sign,
        lambda m: degrees(m, LEFT),
        lambda m: degrees(m, RIGHT),
        lambda m: strengths(m, LEFT),
    ],
    "F": [
        np.sign,
        lambda m: degrees(m, LEFT),
        lambda m: degrees(m, RIGHT),
        lambda m: strengths(m, RIGHT),
    ],
    "G": [lambda m: degrees(m, LEFT), lambda m: degrees(m, RIGHT)],
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None)
@given(matrix=st.one_of(matrices, pruned_matrices), seed=seeds)
def test_what_must_stay_stays_exactly(kind, matrix, seed):
    found = after(matrix, kind, seed)
    assert multiset(found) == multiset(matrix)
    assert np.array_equal(found == 0, matrix == 0)
    for quantity in STAYS[kind]:
        assert np.array_equal(quantity(found), quantity(matrix))


def trained_like(kept=1.0, uneven=0.5):
    """A matrix of the paper's size with uneven rows and columns."""
    rng = np.random.default_rng(0)
    shift = rng.normal(size=(64, 1)) + rng.normal(size=(1, 784))
    matrix = (rng.normal(size=(64, 784)) + uneven * shift).astype(np.float32)
    return prune(torch.tensor(matrix), kept).numpy()


MOVES = {
    "A": [np.sign, lambda m: degrees(m, LEFT), lambda m: degrees(m, RIGHT)],
    "B": [lambda m: strengths(m, LEFT), lambda m: strengths(m, RIGHT)],
    "C": [np.sign, lambda m: degrees(m, RIGHT), lambda m: strengths(m, RIGHT)],
    "D": [np.sign, lambda m: degrees(m, LEFT), lambda m: strengths(m, LEFT)],
    "E": [lambda m: strengths(m, RIGHT)],
    "F": [lambda m: strengths(m, LEFT)],
    "G": [np.sign, lambda m: strengths(m, LEFT), lambda m: strengths(m, RIGHT)],
}


@pytest.mark.parametrize("kept", [1.0, 0.3])
@pytest.mark.parametrize("kind", KINDS)
def test_what_should_move_moves(kind, kept):
    matrix = trained_like(kept)
    found = after(matrix, kind)
    edges = matrix != 0
    assert (found[edges] != matrix[edges]).mean() > 0.5
    for quantity in MOVES[kind]:
        assert (np.array(quantity(found)) != np.array(quantity(matrix))).mean() > 0.03


def orders(kind, matrix, draws):
    return Counter(tuple(after(matrix, kind, seed).ravel().tolist()) for seed in range(draws))


@pytest.mark.parametrize(
    ("kind", "matrix", "number"),
    [
        ("A", [[1, -2], [3, 0]], 6),
        ("B", [[1, -2], [3, 4]], 6),
        ("C", [[1, 3], [-2, 4]], 4),
        ("D", [[1, 3, -5]], 6),
        ("E", [[1, 3], [2, -4], [-5, 6], [7, 8]], 36),
        ("F", [[1, -3, 2, -5], [4, 0, 7, 8]], 24),
    ],
)
def test_every_order_is_equally_likely(kind, matrix, number):
    draws = 200 * number
    counts = orders(kind, np.array(matrix, np.float32), draws)
    assert len(counts) == number
    assert chisquare(list(counts.values())).pvalue > 1e-4


@pytest.mark.parametrize(("kept", "uneven"), [(1.0, 0.5), (0.3, 0.5), (0.1, 0.0)])
def test_swaps_mix_until_more_of_them_change_nothing(kept, uneven):
    matrix = trained_like(kept, uneven)
    edges = matrix != 0

    def overlap(times):
        found, generator = torch.tensor(matrix), np.random.default_rng(0)
        for _ in range(times):
            one = randomize(found, "G", generator)
            found = one.weights
            assert one.mixed
        return (np.sign(found.numpy()) == np.sign(matrix))[edges].mean()

    assert overlap(1) == pytest.approx(overlap(10), abs=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_how_far_the_signs_mixed_is_told_of_kind_g_alone(kind):
    found = randomize(torch.tensor(trained_like()), kind, np.random.default_rng(0))
    told = (
        found.swaps_per_edge,
        found.moved_edges,
        found.sign_overlap,
        found.expected_sign_overlap,
    )
    assert found.mixed is True
    assert all(isinstance(value, float) for value in told)
    assert np.isnan(told).all() == np.isnan(told).any() == (kind != "G")


@pytest.mark.parametrize(
    "matrix",
    [
        np.diag([1.0, -2, 3, -4]),
        np.ones((3, 4)),
        -np.ones((3, 4)),
        np.zeros((2, 2)),
        np.array([[1.0, -1], [2, -3]]),
    ],
)
def test_a_layer_that_cannot_mix_is_left_and_counted(matrix):
    matrix = matrix.astype(np.float32)
    found = randomize(torch.tensor(matrix), "G", np.random.default_rng(0))
    assert found.mixed is False
    assert (found.swaps_per_edge, found.moved_edges) == (0, 0)
    assert (found.sign_overlap, found.expected_sign_overlap) == (1, 1)
    assert np.array_equal(found.weights.numpy(), matrix)


def test_unknown_kinds_and_shapes_are_refused():
    with pytest.raises(ValueError, match="kind 'H' is unknown; choose one of A, B, C, D, E, F, G"):
        randomize(torch.ones(2, 2), "H", np.random.default_rng(0))
    with pytest.raises(ValueError, match="expected a matrix"):
        randomize(torch.ones(2), "A", np.random.default_rng(0))


BLOCK = Block("toy", (0, 1), (6,), (2, 3), "easy", "easy")


@pytest.fixture
def ensemble():
    g = torch.Generator().manual_seed(1)
    layers = (
        Layer(torch.randn(2, 6, 20, generator=g), torch.randn(2, 6, generator=g)),
        Layer(torch.randn(2, 2, 6, generator=g), torch.randn(2, 2, generator=g)),
    )
    return Ensemble(layers)


def sweep_of(ensemble, block, **settings):
    return disturb_ensemble(PROBES["randomize"], ensemble, block, settings, root_seed=0)


def test_a_sweep_prunes_then_randomizes_and_leaves_biases_pruned(ensemble):
    sweep = list(sweep_of(ensemble, BLOCK, kinds=["B", "G"], kept=[1, 0.02], draws=2))
    told = [(one.step.kind, one.step.level, one.step.draw) for one in sweep]
    assert told == [(k, level, d) for level in (0.0, 0.98) for k in "BG" for d in (0, 1)]
    first = sweep[0].ensemble.parameters()
    for name, stack in ensemble.parameters().items():
        assert torch.equal(first[name], stack) == name.endswith("bias")
    for one in sweep[4:]:
        for name, stack in one.ensemble.parameters().items():
            pruned = torch.stack([prune(layer, 0.02) for layer in ensemble.parameters()[name]])
            assert torch.equal(stack != 0, pruned != 0)
            assert not name.endswith("bias") or torch.equal(stack, pruned)
    assert not torch.equal(sweep[0].ensemble.layers[0].weight, sweep[1].ensemble.layers[0].weight)
    dense, sparse = sweep[2].columns, sweep[6].columns
    assert (dense["swaps_per_edge"] >= 1).all()
    assert (dense["unmixed_layers"] == 0).all()
    assert (sparse["unmixed_layers"] == 2).all()
    assert (sparse["moved_edges"] == 0).all()
    for name, values in sweep[0].columns.items():
        assert name == "unmixed_layers" or np.isnan(values).all()
    assert [one.undone.any() for one in sweep] == [False] * 6 + [True] * 2


def test_a_sweep_tells_how_far_the_layer_mixed_of_which_least_moved(ensemble):
    (one,) = sweep_of(ensemble, BLOCK, kinds=["G"], kept=[1], draws=1)
    for model, names in enumerate(BLOCK.stream_names("randomize", "G", 0.0, 0)):
        streams = numpy_generator(0, *names)
        layers = [randomize(layer.weight[model], "G", streams) for layer in ensemble.layers]
        assert all(layer.mixed for layer in layers)
        least = min(layers, key=lambda layer: layer.moved_edges)
        for name in ("moved_edges", "sign_overlap", "expected_sign_overlap"):
            assert one.columns[name][model] == getattr(least, name)
        assert one.columns["swaps_per_edge"][model] == min(one.swaps_per_edge for one in layers)


@pytest.mark.parametrize("hidden", [1, 2])
def test_models_of_one_or_two_hidden_units_have_too_few_signs_to_swap(hidden):
    g = torch.Generator().manual_seed(2)
    layers = (
        Layer(torch.randn(2, hidden, 20, generator=g), torch.randn(2, hidden, generator=g)),
        Layer(torch.ones(2, 2, hidden), torch.randn(2, 2, generator=g)),
    )
    few = Ensemble(layers)
    sweep = list(sweep_of(few, BLOCK, kinds=["B", "G"], kept=[1, 0.5], draws=1))
    assert [one.undone.all() for one in sweep] == [False, True] * 2
    assert (sweep[1].columns["moved_edges"] == 0).all()
    assert torch.equal(sweep[1].ensemble.layers[1].weight, few.layers[1].weight)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16, torch.bfloat16])
@pytest.mark.parametrize("kind", KINDS)
def test_any_model_of_floats_can_be_randomized(kind, dtype):
    layer = torch.randn(20, 30, generator=torch.Generator().manual_seed(0)).to(dtype)
    found = randomize(layer, kind, np.random.default_rng(0)).weights
    assert found.dtype == dtype
    assert torch.equal(found.flatten().sort().values, layer.flatten().sort().values)


def test_a_model_is_randomized_alike_whatever_its_block_and_level_list(ensemble):
    def weights(some, of, kept):
        sweep = sweep_of(some, of, kinds=["C"], kept=kept, draws=1)
        return list(sweep)[-1].ensemble.layers[0].weight

    both = weights(ensemble, BLOCK, [1, 0.5])
    alone = weights(ensemble[1:], BLOCK[1:], [0.5])
    assert torch.equal(both[1:], alone)
