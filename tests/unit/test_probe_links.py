"""Probes over lists of links, and what is new in probes for them."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import chisquare, kstest
from small_links import layer_of, links_of, mask_of, masks, seeds, small_network, small_pictures

from taskcomplexity.links.loops import Answers, Descent, Loops, lay_out
from taskcomplexity.links.masked import stacked
from taskcomplexity.links.network import Network, SparseLayer
from taskcomplexity.models.scaling import SIGNED
from taskcomplexity.probes.drive import disturb_stacks
from taskcomplexity.probes.noise import add_noise
from taskcomplexity.probes.probe import KINDS, PROBES, Part, Places
from taskcomplexity.probes.prune import prune
from taskcomplexity.probes.randomize import randomize
from taskcomplexity.probes.ranking import count_of, rank
from taskcomplexity.probes.shuffle import shuffle
from taskcomplexity.streams import numpy_generator, torch_generator
from taskcomplexity.studies.sparse.inputs import Data, Split
from taskcomplexity.studies.sparse.measure import attack_table, null_table, probe_table
from taskcomplexity.studies.sparse.subjects import FullNetwork, SparseNetwork

values = st.floats(-4, 4, width=32).map(lambda x: round(x, 1))
weights = arrays(np.float32, st.integers(1, 40), elements=values).map(torch.tensor)
fractions = st.floats(0, 1)


def generator(seed=0):
    return torch_generator(seed, "x")


@given(weights, fractions, seeds)
def test_a_shuffle_moves_no_more_than_its_share_and_no_zero(layer, fraction, seed):
    before = layer.clone()
    found = shuffle(layer, fraction, generator(seed))
    assert torch.equal(layer, before)
    assert torch.equal(found.sort().values, layer.sort().values)
    assert torch.equal(found == 0, layer == 0)
    there = int(layer.count_nonzero())
    assert (found != layer).sum() <= int(fraction * there + 1e-9)
    assert torch.equal(shuffle(layer, 0, generator(seed)), layer)
    square = shuffle(layer.view(1, -1, 1), fraction, generator(seed))
    assert torch.equal(square.flatten(), found)


def test_a_shuffle_of_all_weights_makes_every_order_equally_likely():
    layer, stream = torch.tensor([1.0, 0, 2, 3, 4]), generator()
    counts = Counter(tuple(shuffle(layer, 1, stream).tolist()) for _ in range(4800))
    assert set(counts) == {(a, 0, b, c, d) for a, b, c, d in permutations((1.0, 2, 3, 4))}
    assert chisquare(list(counts.values())).pvalue > 1e-4


def test_a_shuffle_of_some_weights_takes_any_as_likely():
    """Of two that are chosen of four, every second time both stay."""
    layer, stream = torch.tensor([1.0, 2, 3, 4]), generator(1)
    counts = Counter(tuple(shuffle(layer, 0.5, stream).tolist()) for _ in range(4800))
    stayed = counts.pop((1.0, 2.0, 3.0, 4.0))
    assert len(counts) == 6
    assert chisquare([stayed, *counts.values()], [2400, *[400] * 6]).pvalue > 1e-4


def test_most_of_a_share_changes_its_place():
    layer = torch.arange(1.0, 10001)
    moved = (shuffle(layer, 0.3, generator()) != layer).sum()
    assert 2950 < moved <= 3000


def test_shares_that_there_are_not_are_refused():
    with pytest.raises(ValueError, match="from 0 to 1, found 1.5"):
        shuffle(torch.ones(3), 1.5, generator())


@pytest.mark.parametrize("spread", [0.01, 7.0])
def test_relative_noise_is_in_units_of_the_deviation_of_the_weights(spread):
    layer = spread * torch.randn(200, 300, generator=generator(1)) + 2 * spread
    layer[torch.rand(200, 300, generator=generator(2)) < 0.7] = 0
    deviation = layer[layer != 0].double().numpy().std()
    change = (add_noise(layer, 0.3, generator(), "relative") - layer)[layer != 0] / deviation
    assert change.std().item() == pytest.approx(0.3, rel=0.02)
    assert kstest(change.numpy(), "norm", (0, 0.3)).pvalue > 1e-3


@given(weights, st.floats(0, 2), seeds)
def test_relative_noise_is_gaussian_noise_of_another_unit(layer, amplitude, seed):
    found = add_noise(layer, amplitude, generator(seed), "relative")
    there = layer[layer != 0].double().numpy()
    unit = amplitude * (there.std() if there.size else 0)
    expected = add_noise(layer, unit, generator(seed), "gaussian")
    assert torch.allclose(found, expected, atol=1e-5)
    assert torch.equal(found == 0, layer == 0) or amplitude > 0
    assert not found[layer == 0].any()


STACKS = {"0": torch.randn(2, 40, generator=generator(3)) + 0.01}
PARTS = {"0": Part()}
NAMES = [("toy", 3), ("toy", 4)]


def swept(probe, **chosen):
    return list(disturb_stacks(PROBES[probe], STACKS, PARTS, NAMES, chosen, root_seed=5))


@pytest.mark.parametrize("probe", ["prune", "flip"])
def test_draws_of_a_random_selection_differ_and_each_nests_over_its_levels(probe):
    key = PROBES[probe].levels
    levels = [0.25, 0.5, 0.75] if probe == "flip" else [0.75, 0.5, 0.25]
    found = swept(probe, selections=["smallest", "random"], draws=3, **{key: levels})
    told = [(one.step.kind, one.step.draw) for one in found]
    assert told == [("smallest", 0)] * 3 + [("random", draw) for draw in range(3) for _ in range(3)]
    reached = [one.stacks["0"] != STACKS["0"] for one in found]
    for first in range(0, 12, 3):
        counts = [one.sum(dim=1).tolist() for one in reached[first : first + 3]]
        assert counts == [[10] * 2, [20] * 2, [30] * 2]
        assert not (reached[first] & ~reached[first + 1]).any()
        assert not (reached[first + 1] & ~reached[first + 2]).any()
    for one in range(3, 12, 3):
        assert not torch.equal(reached[one][0], reached[one][1])
        for other in range(one + 3, 12, 3):
            assert not torch.equal(reached[one][0], reached[other][0])


def test_the_first_draw_is_the_single_one_of_before():
    """Its stream is called by the probe and the selection alone."""
    alone = swept("prune", selections=["random"], kept=[0.5])
    first, second = swept("prune", selections=["random"], kept=[0.5], draws=2)
    assert torch.equal(alone[0].stacks["0"], first.stacks["0"])
    for model, (dataset, seed) in enumerate(NAMES):
        for one, draw in ((first, ()), (second, (1,))):
            stream = torch_generator(5, dataset, seed, "prune", "random", *draw)
            layer = STACKS["0"][model]
            expected = prune(layer, 0.5, rank(layer, "random", stream))
            assert torch.equal(one.stacks["0"][model], expected)


def test_each_model_and_draw_is_shuffled_by_its_own_stream():
    found = swept("shuffle", fractions=[0.5, 1], draws=2)
    told = [(one.step.kind, one.step.level, one.step.draw) for one in found]
    assert told == [("uniform", level, draw) for level in (0.5, 1) for draw in (0, 1)]
    for one in found:
        for model, names in enumerate(NAMES):
            step = one.step
            stream = torch_generator(5, *names, "shuffle", step.kind, step.level, step.draw)
            expected = shuffle(STACKS["0"][model], step.level, stream)
            assert torch.equal(one.stacks["0"][model], expected)
    assert len({tuple(one.stacks["0"][0].tolist()) for one in found}) == 4


def places_of(links):
    return Places(links.rows, links.columns.astype(np.int64), links.shape)


def check_alike(matrix, links, kind, seed):
    """Randomize links and the matrix that they stand for with one stream."""
    there = mask_of(links)
    given = torch.tensor(matrix[there])
    before = given.clone()
    dense = randomize(torch.tensor(matrix), kind, np.random.default_rng(seed))
    sparse = randomize(given, kind, np.random.default_rng(seed), places_of(links))
    assert torch.equal(given, before)
    assert sparse.weights.dtype == given.dtype
    expected = dense.weights.numpy()
    assert np.array_equal(sparse.weights.numpy(), expected[there])
    assert not expected[~there].any()
    for name in ("swaps_per_edge", "moved_edges", "sign_overlap", "expected_sign_overlap", "mixed"):
        assert getattr(sparse, name) == pytest.approx(getattr(dense, name), nan_ok=True)
    return dense


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(masks.filter(np.any), seeds)
def test_links_are_randomized_as_the_matrix_that_they_stand_for(kind, mask, seed):
    """Some of them weigh nothing, and stay where they are."""
    rng = np.random.default_rng(seed)
    drawn = rng.choice([-1, -0.5, 0, 0.25, 2], mask.shape) * rng.integers(1, 9, mask.shape)
    check_alike(np.where(mask, drawn, 0).astype(np.float32), links_of(mask), kind, seed)


@pytest.mark.parametrize("kind", KINDS)
def test_the_links_of_a_larger_layer_are_randomized_as_their_matrix(kind):
    rng = np.random.default_rng(0)
    mask = rng.random((50, 120)) < 0.2
    matrix = np.where(mask, rng.normal(size=mask.shape), 0).astype(np.float32)
    dense = check_alike(matrix, links_of(mask), kind, 1)
    assert dense.mixed
    assert (dense.weights.numpy() != matrix).mean() > 0.05


def test_a_sweep_of_links_prunes_and_randomizes_as_one_of_the_matrix():
    rng = np.random.default_rng(2)
    layer = layer_of(rng.normal(size=(12, 20)).astype(np.float32))
    chosen = {"kept": [1, 0.5], "kinds": list(KINDS), "draws": 1}
    links = {"0": torch.from_numpy(layer.weights)[None]}
    matrix = {"0": torch.from_numpy(layer.dense())[None]}
    parts = {"0": Part(places=places_of(layer.links))}
    probe = PROBES["randomize"]
    sparse = disturb_stacks(probe, links, parts, NAMES[:1], chosen, root_seed=5)
    dense = disturb_stacks(probe, matrix, PARTS, NAMES[:1], chosen, root_seed=5)
    for one, other in zip(sparse, dense, strict=True):
        assert one.step == other.step
        assert torch.equal(one.stacks["0"].flatten(), other.stacks["0"].flatten())
        assert one.undone.tolist() == other.undone.tolist()


WIDTHS, CLASSES, TRAINING, TEST = (23, 31, 18, 9), 4, 600, 150
PICTURES, LABELS = small_pictures(TRAINING + TEST, WIDTHS[0], CLASSES)
SPLITS = (Split(PICTURES, LABELS)[:TRAINING], Split(PICTURES, LABELS)[TRAINING:])
DATA = Data(SPLITS[0], SPLITS[0][:0], SPLITS[1], CLASSES, SIGNED, np.arange(TEST))


def trained(network, epochs=15):
    train = SPLITS[0]
    loops = Loops(
        [network], train.pictures, train.labels, DATA.inputs, Descent(0.9, 5e-4, batch_size=32)
    )
    rng = np.random.default_rng(0)
    for _ in range(epochs):
        loops.train_epoch([rng.permutation(TRAINING)], 0.05)
    return loops.networks()[0]


@pytest.fixture(scope="module")
def network():
    return trained(small_network(WIDTHS, CLASSES, density=0.4))


@pytest.fixture(scope="module")
def full():
    """A network that lacks no link, so that a full network of the same stacks is the same one."""
    rng = np.random.default_rng(7)
    start = small_network(WIDTHS, CLASSES)

    def filled(_, layer):
        weights = rng.normal(size=layer.links.shape) / np.sqrt(layer.links.inputs)
        return layer_of(weights.astype(np.float32), layer.bias)

    return trained(start.map_layers(filled))


def subject_of(network, layers="sparse", seed=3):
    answers = Answers(DATA.test.pictures, DATA.inputs, network, batch_size=64)
    return SparseNetwork(seed, network, answers, DATA.test, layers)


def full_subject_of(network, layers="sparse", seed=3):
    return FullNetwork(seed, stacked([network]), DATA, DATA.test, layers)


PRUNING = {"selections": ["smallest", "largest", "random"], "kept": [1, 0.5, 0.1], "draws": 2}
SWEEPS = {
    "prune": PRUNING,
    "flip": {"selections": ["smallest", "largest"], "fractions": [0, 0.2, 1]},
    "noise": {"distributions": ["uniform", "relative"], "amplitudes": [0, 0.3], "draws": 2},
    "shuffle": {"fractions": [0, 0.4, 1], "draws": 2},
    "randomize": {"kinds": list(KINDS), "kept": [1, 0.5], "draws": 1},
}


def table_of(probe, *subjects, variants=("weights", "signs"), **sweep):
    sweep = {**(sweep or SWEEPS[probe]), "variants": variants}
    return probe_table(PROBES[probe], subjects, [sweep], "toy", root_seed=1)


def accuracy_of(layers, x, readout):
    """Of plain products, in double precision."""
    h = x.astype(np.float64)
    for weights, bias in layers:
        h = np.maximum(h @ weights.T.astype(np.float64) + bias, 0)
    weights, bias = readout
    answers = (h @ weights.T.astype(np.float64) + bias).argmax(axis=1)
    return (answers == DATA.test.labels).mean()


def dense_layers(network):
    return [(layer.dense(), layer.bias) for layer in network.layers]


X = DATA.inputs[DATA.test.pictures]
SCORES = ["accuracy", "balanced_accuracy", "auc", "loss", "chance", "images"]
ONE_IMAGE = 1.01 / TEST


def test_networks_have_learned_something(network, full):
    for one in (network, full):
        readout = (one.readout.weights, one.readout.bias)
        assert accuracy_of(dense_layers(one), X, readout) > 0.7


@pytest.mark.parametrize("probe", SWEEPS)
def test_a_table_has_a_row_per_network_step_and_variant(probe, network, full):
    found = table_of(probe, subject_of(network), full_subject_of(full, seed=9))
    columns = ["seed", "probe", "kind", "level", "draw", "variant", *SCORES]
    assert list(found)[: len(columns)] == columns
    further = list(found)[len(columns) :]
    assert further == (
        ["swaps_per_edge", "moved_edges", "sign_overlap", "expected_sign_overlap", "unmixed_layers"]
        if probe == "randomize"
        else []
    )
    steps = PROBES[probe].steps(SWEEPS[probe])
    expected = [
        (seed, probe, step.kind, step.level, step.draw, variant)
        for seed in (3, 9)
        for step in steps
        for variant in ("weights", "signs")
    ]
    assert list(found[columns[:6]].itertuples(index=False, name=None)) == expected
    assert set(found["images"]) == {TEST}
    share = np.bincount(DATA.test.labels).max() / TEST
    assert found["chance"].tolist() == pytest.approx([share] * len(found))
    assert found["accuracy"].notna().all()


@pytest.mark.parametrize("layers", ["sparse", "all"])
def test_scores_are_those_of_plain_products(network, layers):
    found = table_of("prune", subject_of(network, layers), selections=["smallest"], kept=[1, 0.4])
    for row in found.itertuples():
        pruned = [
            prune(torch.tensor(layer.weights), 1 - row.level).numpy() for layer in network.layers
        ]
        full = network.readout.weights
        if layers == "all":
            full = prune(torch.tensor(full), 1 - row.level).numpy()
        sign = np.sign if row.variant == "signs" else np.asarray
        of_links = [
            (SparseLayer(layer.links, sign(new), layer.bias).dense(), sign(layer.bias))
            for layer, new in zip(network.layers, pruned, strict=True)
        ]
        bias = network.readout.bias
        readout = (sign(full), sign(bias)) if layers == "all" else (full, bias)
        assert row.accuracy == pytest.approx(accuracy_of(of_links, X, readout), abs=ONE_IMAGE)
    assert found["accuracy"].nunique() > 2


@pytest.mark.parametrize("layers", ["sparse", "all"])
@pytest.mark.parametrize("probe", SWEEPS)
def test_a_network_without_gaps_is_measured_alike_as_links_and_as_matrices(probe, layers, full):
    if (probe, layers) == ("randomize", "all"):
        sweep = {"kinds": ["A", "D"], "kept": [0.5]}
    else:
        sweep = SWEEPS[probe]
    as_links = table_of(probe, subject_of(full, layers), **sweep)
    as_matrices = table_of(probe, full_subject_of(full, layers), **sweep)
    assert list(as_links) == list(as_matrices)
    for column in as_links:
        one, other = as_links[column].tolist(), as_matrices[column].tolist()
        if column == "balanced_accuracy":
            assert one == pytest.approx(other, abs=0.05, nan_ok=True)
        elif column == "accuracy":
            assert one == pytest.approx(other, abs=ONE_IMAGE, nan_ok=True)
            assert len(set(one)) > 2
        elif column in ("auc", "loss"):
            assert one == pytest.approx(other, abs=ONE_IMAGE, nan_ok=True)
        elif as_links[column].dtype == float:
            assert one == pytest.approx(other, nan_ok=True)
        else:
            assert one == other


def test_a_level_is_a_share_of_the_links_and_not_of_the_places(network):
    subject = subject_of(network)
    sweep = {"kept": [0.7], "selections": ["smallest"]}
    (one,) = disturb_stacks(
        PROBES["prune"], subject.stacks, subject.parts, [("toy",)], sweep, root_seed=0
    )
    for name, stack in one.stacks.items():
        layer = network.layers[int(name)]
        left = int(stack.count_nonzero())
        assert left == count_of(0.7, len(layer.links))
        # The same weights stay in the matrix, of which they are a smaller share.
        matrix = torch.tensor(layer.dense())
        expected = prune(matrix, left / matrix.numel())
        assert torch.equal(expected[expected != 0], stack[stack != 0])


def test_networks_of_one_seed_are_disturbed_by_the_same_streams(network):
    def noisy(seed):
        return table_of("noise", subject_of(network, seed=seed))["accuracy"].tolist()

    assert noisy(3) == noisy(3)
    assert noisy(3) != noisy(4)


def test_networks_that_cannot_be_randomized_have_no_score(full):
    positive = full.map_layers(
        lambda _, layer: SparseLayer(layer.links, np.abs(layer.weights), layer.bias)
    )
    found = table_of("randomize", subject_of(positive), kinds=["A", "G"], kept=[1.0])
    by_kind = found.groupby("kind")
    assert by_kind["accuracy"].apply(lambda one: one.isna().all()).to_dict() == {
        "A": False,
        "G": True,
    }
    assert by_kind["unmixed_layers"].max().to_dict() == {"A": 0, "G": 3}


ATTACKS = {
    "kinds": ["fgsm", "pgd", "random"],
    "epsilons": [0.02, 0.1],
    "steps": 5,
    "step": 0.25,
    "random_start": False,
}


def attacked(*subjects, **changed):
    return attack_table(subjects, {**ATTACKS, **changed}, DATA.inputs, "toy", root_seed=1)


def test_an_attack_table_has_a_row_per_network_kind_and_bound(full):
    found = attacked(subject_of(full), full_subject_of(full))
    assert list(found) == ["seed", "kind", "epsilon", *SCORES]
    told = list(found[["kind", "epsilon"]].itertuples(index=False, name=None))
    once = [(kind, epsilon) for kind in ATTACKS["kinds"] for epsilon in ATTACKS["epsilons"]]
    once.insert(0, ("none", 0))
    assert told == once * 2
    as_links, as_matrices = found[: len(once)], found[len(once) :]
    for one, other in zip(as_links.itertuples(), as_matrices.itertuples(), strict=True):
        assert one.accuracy == pytest.approx(other.accuracy, abs=ONE_IMAGE)
    rows = as_links.set_index(["kind", "epsilon"])["accuracy"]
    for kind in ("fgsm", "pgd"):
        assert rows[kind, 0.1] < rows[kind, 0.02] < accuracy_as_it_is(full)
        assert rows[kind, 0.1] < rows["random", 0.1] - 0.05


def accuracy_as_it_is(network):
    readout = (network.readout.weights, network.readout.bias)
    return accuracy_of(dense_layers(network), X, readout)


def test_a_bound_is_scaled_as_pixels_are(network):
    """An epsilon of pixels from 0 to 1 is twice as much where inputs go from -1 to 1."""
    (_, row) = attacked(subject_of(network), kinds=["fgsm"], epsilons=[0.05]).itertuples()
    weights = [(torch.tensor(w), torch.tensor(b)) for w, b in dense_layers(network)]
    x = torch.tensor(X, requires_grad=True)
    h = x
    for one, bias in weights:
        h = (h @ one.T + bias).relu()
    logits = h @ torch.tensor(network.readout.weights).T + torch.tensor(network.readout.bias)
    torch.nn.functional.cross_entropy(logits, torch.tensor(DATA.test.labels)).backward()
    moved = (x.detach() + 0.1 * x.grad.sign()).clip(-1, 1).numpy()
    readout = (network.readout.weights, network.readout.bias)
    expected = accuracy_of(dense_layers(network), moved, readout)
    assert row.accuracy == pytest.approx(expected, abs=ONE_IMAGE)


def test_a_random_start_is_another_attack_of_the_same_stream(network):
    def table(**changed):
        return attacked(subject_of(network), kinds=["pgd"], epsilons=[0.1], steps=1, **changed)

    found, again, without = table(random_start=True), table(random_start=True), table()
    assert found.equals(again)
    assert found["accuracy"].tolist() != without["accuracy"].tolist()


def test_noise_on_pixels_is_that_of_the_stream_however_inputs_are_laid_out(full):
    one, other = subject_of(full), full_subject_of(full)
    drawn, laid_out = (s.draw(np.random.default_rng(4)) for s in (other, one))
    assert np.array_equal(lay_out(drawn, one.x.shape[2]), laid_out)
    assert drawn.shape == X.shape


def test_a_null_table_has_a_row_per_network_kind_and_draw(network):
    kinds, draws = ["degrees", "random"], 3
    found = null_table([subject_of(network)], {"kinds": kinds, "draws": draws}, "toy", root_seed=1)
    told = list(found[["seed", "kind", "draw"]].itertuples(index=False, name=None))
    assert told == [
        (3, "none", 0),
        *((3, kind, draw) for kind in kinds for draw in range(draws)),
    ]
    further = ["unmixed_layers", "swaps_per_link", "overlap", "expected_overlap"]
    assert list(found) == ["seed", "kind", "draw", *SCORES, *further]
    assert found["accuracy"][0] == pytest.approx(accuracy_as_it_is(network), abs=ONE_IMAGE)
    by_kind = found.groupby("kind")
    redrawn = by_kind.get_group("random")
    assert redrawn["accuracy"].notna().all()
    assert redrawn["accuracy"].max() < found["accuracy"][0]
    assert redrawn["swaps_per_link"].isna().all()
    assert redrawn["accuracy"].nunique() > 1
    assert redrawn["overlap"].between(0.2, 0.7).all()
    # Of degrees this uneven some layer has too few others.
    kept = by_kind.get_group("degrees")
    assert (kept["accuracy"].isna() == (kept["unmixed_layers"] > 0)).all()


def test_a_null_that_does_not_mix_has_no_score(full):
    found = null_table([subject_of(full)], {"kinds": ["degrees"], "draws": 1}, "toy", root_seed=1)
    row = found.set_index("kind").loc["degrees"]
    assert np.isnan(row["accuracy"])
    assert (row["unmixed_layers"], row["overlap"]) == (3, 1)


def test_the_streams_of_nulls_are_named_by_network_kind_and_draw(network):
    """Against nulls that are made by hand."""
    from taskcomplexity.links.nulls import redraw

    found = null_table([subject_of(network)], {"kinds": ["random"], "draws": 2}, "toy", root_seed=1)
    for draw in range(2):
        stream = numpy_generator(1, "toy", "sparse", 3, "null", "random", draw)
        moved = [redraw(layer, stream) for layer in network.layers]
        new = Network(tuple(one.layer for one in moved), network.readout)
        row = found[(found["kind"] == "random") & (found["draw"] == draw)].iloc[0]
        assert row["accuracy"] == pytest.approx(accuracy_as_it_is(new), abs=ONE_IMAGE)
        assert row["overlap"] == max(one.overlap for one in moved)
