"""Training and rewiring the networks of a block."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import torch
from small_links import mask_of, same_bits

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.links.loops import Loops
from taskcomplexity.links.masked import stacked
from taskcomplexity.links.network import SparseLayer
from taskcomplexity.links.rewire import choose_removed
from taskcomplexity.links.start import link_count
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.names import SeedRange
from taskcomplexity.models.scaling import SIGNED, Standardized
from taskcomplexity.studies.sparse import train as training
from taskcomplexity.studies.sparse.inputs import read_data
from taskcomplexity.studies.sparse.names import ADAPTIVE, METHODS, SPARSE_METHODS, TITLES, Networks
from taskcomplexity.studies.sparse.pruned import prune_dense
from taskcomplexity.studies.sparse.settings import Settings, Topology
from taskcomplexity.studies.sparse.train import train, untrained
from taskcomplexity.training.train import TrainingError

CPU = torch.device("cpu")
ROOT_SEED = 11
TOPOLOGY = Topology(
    zeta=0.3, schedule="constant", removal="magnitude", chain_removal=False, early_stop=False
)
SETTINGS = Settings(
    hidden=(40, 30, 20),
    density=0.1,
    epochs=4,
    batch_size=32,
    learning_rate=0.05,
    final_rate=0.01,
    falls_over=0.9,
    momentum=0.9,
    weight_decay=5e-4,
    topology=TOPOLOGY,
)


def rewired_by(**changed):
    return replace(SETTINGS, topology=replace(TOPOLOGY, **changed))


@pytest.fixture(scope="module")
def data(toy_images):
    return read_data(toy_images, "toy", (0, 1), 50, "signed", ROOT_SEED)


def trained(data, method="rlr", seeds=(0, 1), settings=SETTINGS, root_seed=ROOT_SEED, **more):
    return train(method, "toy", seeds, data, settings, root_seed, CPU, **more)


@pytest.fixture(scope="module")
def blocks(data):
    return {method: trained(data, method) for method in SPARSE_METHODS}


@pytest.fixture
def watched(monkeypatch):
    """What every engine of loops was told, in order."""
    told = []

    class Watched(Loops):
        def __init__(self, networks, *given):
            super().__init__(networks, *given)
            told.append(("start", self.networks()))

        def train_epoch(self, orders, rate):
            told.append(("epoch", [order.copy() for order in orders], rate))
            return super().train_epoch(orders, rate)

        def rewire(self, network, depth, links, *numbers):
            told.append(("rewire", network, depth, links))
            super().rewire(network, depth, links, *numbers)

    monkeypatch.setattr(training, "Loops", Watched)
    return told


def of_kind(told, kind):
    return [one[1:] for one in told if one[0] == kind]


def masks_of(network):
    return [mask_of(layer.links) for layer in network.layers]


def same_links(one, other):
    return all(map(np.array_equal, masks_of(one), masks_of(other)))


def test_networks_of_one_seed_start_alike_in_every_sparse_method(data):
    for seed in (0, 7):
        first, *others = (
            untrained(method, "toy", seed, data, SETTINGS, ROOT_SEED) for method in SPARSE_METHODS
        )
        assert all(same_bits(first, other) for other in others)
        assert not same_bits(first, untrained("rlr", "toy", seed + 1, data, SETTINGS, ROOT_SEED))
        assert not same_bits(first, untrained("rlr", "toy", seed, data, SETTINGS, ROOT_SEED + 1))
        assert not same_bits(first, untrained("rlr", "other", seed, data, SETTINGS, ROOT_SEED))
        for layer, widths in zip(first.layers, [(40, 144), (30, 40), (20, 30)], strict=True):
            assert layer.links.shape == widths
            assert len(layer.links) == round(0.1 * widths[0] * widths[1])


def test_full_networks_start_without_a_gap(data):
    network = untrained("dense", "toy", 0, data, SETTINGS, ROOT_SEED)
    assert all(mask.all() for mask in masks_of(network))


def test_paired_networks_train_from_one_start_in_one_order_at_one_rate(data, watched):
    seen = {}
    for method in SPARSE_METHODS:
        watched.clear()
        trained(data, method)
        seen[method] = {kind: of_kind(watched, kind) for kind in ("start", "epoch")}
    for one, other in combinations(seen.values(), 2):
        ((starts,),), ((others,),) = one["start"], other["start"]
        assert all(map(same_bits, starts, others))
        for (orders, rate), (other_orders, other_rate) in zip(
            one["epoch"], other["epoch"], strict=True
        ):
            assert rate == other_rate
            assert all(map(np.array_equal, orders, other_orders))
    orders = [order for epoch, _ in seen["rlr"]["epoch"] for order in epoch]
    assert len(orders) == 2 * SETTINGS.epochs
    assert all(np.array_equal(np.sort(order), np.arange(350)) for order in orders)
    assert not any(np.array_equal(one, other) for one, other in combinations(orders, 2))


@pytest.mark.parametrize("method", SPARSE_METHODS)
def test_a_network_comes_out_the_same_again_and_alone(data, blocks, method):
    again, alone = trained(data, method), trained(data, method, seeds=(1,))
    for one, other in zip(blocks[method].networks, again.networks, strict=True):
        assert same_bits(one, other)
    assert same_bits(blocks[method].networks[1], alone.networks[0])
    for name in ("history", "topology"):
        table, others = getattr(blocks[method], name), getattr(alone, name)
        assert table.equals(getattr(again, name))
        of_seed = table[table["seed"] == 1].reset_index(drop=True)
        pd.testing.assert_frame_equal(of_seed, others, check_exact=True)


def test_static_networks_never_change_their_links(data, blocks, watched):
    for seed, network in zip((0, 1), blocks["static"].networks, strict=True):
        start = untrained("static", "toy", seed, data, SETTINGS, ROOT_SEED)
        assert same_links(network, start)
        assert not same_bits(network, start)
    trained(data, "static")
    assert not of_kind(watched, "rewire")
    table = blocks["static"].topology
    assert len(table) == 2 * 3
    assert (table["epoch"] == 0).all()


@pytest.mark.parametrize("method", ADAPTIVE)
def test_adaptive_networks_change_their_links_but_not_how_many(data, blocks, method):
    for seed, network in zip((0, 1), blocks[method].networks, strict=True):
        start = untrained(method, "toy", seed, data, SETTINGS, ROOT_SEED)
        for layer, before in zip(network.layers, start.layers, strict=True):
            assert len(layer.links) == len(before.links)
            assert not np.array_equal(layer.links.places, before.links.places)
    table = blocks[method].topology
    assert table["links"].tolist() == [576, 120, 60] * (2 * 4)
    updates = table[table["epoch"] > 0]
    # After every epoch but the last.
    assert sorted(updates["epoch"].unique()) == [1, 2, 3]
    assert (updates["removed"] == np.floor(0.3 * updates["links"] + 1e-9)).all()


def test_methods_differ_from_the_first_update_on_and_not_before(data, watched):
    losses = {}
    for method in SPARSE_METHODS:
        history = trained(data, method).history
        losses[method] = history.set_index(["epoch", "seed"])["training_loss"].to_dict()
    for one, other in combinations(losses.values(), 2):
        for epoch, seed in one:
            assert (one[epoch, seed] == other[epoch, seed]) == (epoch == 1)


@pytest.mark.parametrize(
    "changed", [{}, {"removal": "signed"}, {"chain_removal": True}, {"schedule": "cosine"}]
)
def test_the_table_of_updates_tells_what_happened(data, watched, changed):
    settings = replace(rewired_by(**changed), epochs=6)
    table = trained(data, "ch3l3", settings=settings).topology
    assert list(table.columns[:4]) == ["dataset", "method", "seed", "trained"]
    ((starts,),) = of_kind(watched, "start")
    now = {
        (seed, depth): mask for seed in (0, 1) for depth, mask in enumerate(masks_of(starts[seed]))
    }
    tried = {key: mask.copy() for key, mask in now.items()}
    rewires = iter(of_kind(watched, "rewire"))
    for row in table.itertuples():
        key = row.seed, row.layer - 1
        if row.zeta:
            network, depth, links = next(rewires)
            assert (network, depth) == key
            before, now[key] = now[key], mask_of(links)
            tried[key] |= now[key]
            lost = (before & ~now[key]).sum()
            # Of the links that went, these did not come back at once.
            assert np.isnan(row.overlap) == (row.removed == 0)
            assert lost == pytest.approx(row.removed * (1 - row.overlap) if row.removed else 0)
            assert row.zeta == settings.topology.zeta_after(row.epoch, 6)
            assert (row.stranded == 0) or changed == {"chain_removal": True}
        else:
            assert (row.removed, row.stranded) == (0, 0)
            assert not row.epoch or not settings.topology.zeta_after(row.epoch, 6)
            assert np.isnan(row.overlap)
        assert row.links == now[key].sum()
        assert row.active_inputs == now[key].any(axis=0).sum()
        assert row.active_outputs == now[key].any(axis=1).sum()
        assert row.explored == pytest.approx(tried[key].mean())
    assert next(rewires, None) is None
    if changed == {"chain_removal": True}:
        assert table["stranded"].sum() > 0


def test_an_unknown_removal_is_told():
    with pytest.raises(ValueError, match="removal 'magnitud' is unknown; choose one of magnitude"):
        choose_removed(np.ones(3), 0.3, "magnitud", np.random.default_rng(0))


def updates(table):
    """The start and what was changed, without the rows of links that stay for good."""
    return table[(table["epoch"] == 0) | (table["zeta"] > 0)]


def test_topology_freezes_once_next_to_all_that_grows_was_just_removed(data):
    settings = replace(SETTINGS, epochs=8, density=0.6)
    going_on = trained(data, "ch3l3", settings=settings).topology
    stopping = replace(settings, topology=replace(TOPOLOGY, early_stop=True))
    table = trained(data, "ch3l3", settings=stopping).topology
    frozen = []
    assert table["epoch"].max() == 7, "those that stay are noted too"
    for seed, of_seed in updates(table).groupby("seed"):
        same = going_on[going_on["seed"] == seed]
        least = same.groupby("epoch")["overlap"].min()
        stop = next((epoch for epoch in least.index if least[epoch] > 0.9), 7)
        assert of_seed["epoch"].max() == stop
        frozen.append(stop < 7)
        assert of_seed.reset_index(drop=True).equals(
            same[same["epoch"] <= stop].reset_index(drop=True)
        )
    assert any(frozen)


@pytest.mark.parametrize("hidden", [(1, 20, 20), (20, 1, 2), (20, 20, 20)])
def test_layers_too_small_to_lose_a_link_do_not_keep_the_others_from_freezing(hidden):
    """Without a gap, so that all that is removed grows again; three links lose none."""
    rng = np.random.default_rng(0)
    pictures, labels = rng.integers(0, 256, (60, 1, 3), np.uint8), rng.integers(0, 2, 60, np.uint8)
    tiny = read_data(
        Images(pictures, labels, pictures, labels, ("a", "b")), "toy", (0, 1), 0, "signed", 0
    )
    settings = replace(rewired_by(early_stop=True), hidden=hidden, density=1.0)
    table = updates(trained(tiny, "rlr", settings=settings).topology)
    assert table["epoch"].max() == 1
    assert (table["overlap"].dropna() == 1).all()
    assert table.loc[table["epoch"] == 1, "overlap"].isna().any() == (1 in hidden)


def test_random_regrowth_does_not_freeze(data):
    """At this density two in three places are free."""
    settings = rewired_by(early_stop=True)
    assert trained(data, "rlr", settings=settings).topology["epoch"].max() == 3


def test_zeta_falls_along_a_cosine_and_links_stay_after_the_last_epoch():
    constant, cosine = (replace(TOPOLOGY, schedule=name) for name in ("constant", "cosine"))
    assert [constant.zeta_after(epoch, 4) for epoch in (1, 2, 3, 4)] == [0.3, 0.3, 0.3, 0]
    found = [cosine.zeta_after(epoch, 40) for epoch in (10, 15, 20, 30, 31, 39, 40)]
    half = 0.15
    assert found == pytest.approx([half * 1.5, half, half * 0.5, 0, 0, 0, 0])
    assert found[3:] == [0] * 4
    every = [cosine.zeta_after(epoch, 40) for epoch in range(1, 41)]
    assert every == sorted(every, reverse=True)
    assert 0.29 < every[0] < 0.3


def test_the_learning_rate_falls_along_a_line():
    settings = replace(SETTINGS, epochs=50)
    rates = [settings.rate(epoch) for epoch in range(1, 51)]
    # 45 steps of a forty-fifth, down to a hundredth.
    expected = [0.05 * (1 - 0.99 * min(epoch, 45) / 45) for epoch in range(50)]
    assert rates == pytest.approx(expected)
    assert rates[0] == 0.05
    assert rates[45:] == pytest.approx([0.0005] * 5)
    constant = replace(settings, final_rate=1.0)
    assert {constant.rate(epoch) for epoch in range(1, 51)} == {0.05}
    at_once = replace(settings, falls_over=0.0)
    assert at_once.rate(1) == pytest.approx(0.0005)


def test_a_history_tells_rates_losses_and_accuracies(data, blocks):
    for method, block in blocks.items():
        table = block.history
        assert list(table.columns) == [
            *("dataset", "method", "seed", "trained", "epoch", "learning_rate", "training_loss"),
            *("test_accuracy", "validation_accuracy"),
        ]
        assert list(table["epoch"]) == [epoch for epoch in (1, 2, 3, 4) for _ in range(2)]
        assert list(table["seed"]) == [0, 1] * 4
        assert set(table["method"]) == {method}
        assert table["learning_rate"].tolist() == [SETTINGS.rate(e) for e in table["epoch"]]
        last = table[table["epoch"] == 4]
        for name, split in (("test_accuracy", data.test), ("validation_accuracy", data.validation)):
            found = [plain_accuracy(network, data, split) for network in block.networks]
            assert last[name].tolist() == pytest.approx(found, abs=1.01 / len(split))
        assert len(block.timings) == 4
        assert (block.timings[["training", "scoring", "updating"]] >= 0).all().all()


def plain_accuracy(network, data, split):
    x = data.inputs[split.pictures].astype(float)
    for layer in network.layers:
        x = np.maximum(x @ layer.dense().T + layer.bias, 0)
    answers = (x @ network.readout.weights.T + network.readout.bias).argmax(axis=1)
    return (answers == split.labels).mean()


@pytest.mark.parametrize("method", SPARSE_METHODS)
def test_networks_learn(data, method):
    settings = replace(SETTINGS, epochs=15)
    block = trained(data, method, seeds=(0,), settings=settings)
    assert block.trained.tolist() == [True]
    assert block.history["test_accuracy"].iloc[-1] > 0.8
    losses = block.history["training_loss"]
    assert losses.iloc[-1] < 0.5 * losses.iloc[0]


def test_a_network_that_learned_nothing_is_told(data):
    settings = replace(SETTINGS, learning_rate=1e-9, epochs=1)
    block = trained(data, "static", settings=settings)
    assert block.trained.tolist() == [False, False]
    assert not block.history["trained"].any()
    assert not block.topology["trained"].any()


def test_a_loss_that_is_not_finite_is_told_with_seeds_and_epoch(data):
    settings = replace(SETTINGS, learning_rate=1e25)
    with pytest.raises(TrainingError, match=r"toy, rlr: .* epoch [12] .*\[0, 1\].*learning_rate"):
        trained(data, "rlr", settings=settings)


def test_without_held_out_images_there_is_no_accuracy_of_validation(toy_images):
    whole = read_data(toy_images, "toy", (0, 1), 0, "signed", ROOT_SEED)
    history = trained(whole, "static", settings=replace(SETTINGS, epochs=1)).history
    assert history["validation_accuracy"].isna().all()
    assert history["test_accuracy"].notna().all()


@pytest.fixture(scope="module")
def full(data):
    return trained(data, "dense")


def test_full_networks_have_no_links_to_tell_of(data, full):
    assert full.networks == []
    assert len(full.topology) == 0
    assert [tuple(layer.weight.shape) for layer in full.ensemble.layers] == [
        *((2, 40, 144), (2, 30, 40), (2, 20, 30), (2, 2, 20)),
    ]
    assert full.history["training_loss"].iloc[-1] < full.history["training_loss"].iloc[0]
    (alone,) = trained(data, "dense", seeds=(1,)).ensemble.map(lambda _, stack: stack).layers[:1]
    assert torch.allclose(alone.weight[0], full.ensemble.layers[0].weight[1], atol=1e-5)


@pytest.mark.parametrize("density", [0.01, 0.1, 0.37])
def test_pruning_leaves_as_many_links_as_sparse_networks_have_the_largest(full, density):
    for model, network in enumerate(prune_dense(full.ensemble, density)):
        for depth, layer in enumerate(network.layers):
            matrix = full.ensemble.layers[depth].weight[model].numpy()
            assert len(layer.links) == link_count(density, *matrix.shape)
            kept = mask_of(layer.links)
            assert np.array_equal(layer.dense()[kept], matrix[kept])
            assert np.abs(matrix[kept]).min() >= np.abs(matrix[~kept]).max()
            assert np.array_equal(layer.bias, full.ensemble.layers[depth].bias[model].numpy())
        readout = full.ensemble.layers[-1]
        assert np.array_equal(network.readout.weights, readout.weight[model].numpy())
        assert np.array_equal(network.readout.bias, readout.bias[model].numpy())


def test_pruning_a_network_of_equal_weights_keeps_the_count():
    layers = (
        Layer(torch.ones(1, 5, 9), torch.ones(1, 5)),
        Layer(torch.ones(1, 2, 5), torch.ones(1, 2)),
    )
    (network,) = prune_dense(Ensemble(layers), 0.2)
    assert mask_of(network.layers[0].links).sum() == 9


def test_training_goes_on_from_networks_that_are_given(data, full):
    """As those that are pruned do: their links stay."""
    pruned = prune_dense(full.ensemble, SETTINGS.density)
    settings = replace(SETTINGS, epochs=3)
    block = trained(data, "dense_pruned", settings=settings, start=pruned)
    for network, before in zip(block.networks, pruned, strict=True):
        assert same_links(network, before)
        assert not same_bits(network, before)
    losses = block.history.groupby("epoch")["training_loss"].mean()
    assert losses[3] < losses[1]


def test_a_block_on_masked_matrices_does_what_one_of_loops_does(data, monkeypatch, blocks):
    """The same start, order and updates; the arithmetic differs in the last bits."""
    from taskcomplexity.links.masked import Masked

    monkeypatch.setattr(training, "Loops", lambda *given: Masked.of(*given, CPU))
    settings = replace(SETTINGS, epochs=2)
    as_masked = trained(data, "ch3l3", settings=settings)
    monkeypatch.undo()
    as_loops = trained(data, "ch3l3", settings=settings)
    for one, other in zip(as_masked.networks, as_loops.networks, strict=True):
        assert same_links(one, other)
        for layer, same in zip(
            stacked([one]).parameters().values(),
            stacked([other]).parameters().values(),
            strict=True,
        ):
            assert torch.allclose(layer, same, atol=1e-4)


def test_images_are_held_out_alike_for_all_and_none_is_lost(toy_images, data):
    again = read_data(toy_images, "toy", (0, 1), 50, "signed", ROOT_SEED)
    assert np.array_equal(data.validation.pictures, again.validation.pictures)
    assert (len(data.training), len(data.validation), len(data.test)) == (350, 50, 200)
    both = np.concatenate([data.training.pictures, data.validation.pictures])
    flat = toy_images.train_images.reshape(400, -1)
    assert np.array_equal(np.unique(both, axis=0), np.unique(flat, axis=0))
    for split in (data.training, data.validation):
        for picture, label in zip(split.pictures[:20], split.labels, strict=False):
            (place,) = np.flatnonzero((flat == picture).all(axis=1))
            assert toy_images.train_labels[place] == label
    # Not the first ones, nor the last.
    places = [np.flatnonzero((flat == one).all(axis=1))[0] for one in data.validation.pictures]
    assert (min(places) < 100) & (max(places) > 300)
    other = read_data(toy_images, "toy", (0, 1), 50, "signed", ROOT_SEED + 1)
    assert not np.array_equal(other.validation.pictures, data.validation.pictures)
    assert len(data.some_test(None)) == 200


def test_a_share_of_the_test_images_is_drawn_at_random_alike_for_all(toy_images):
    """Files may be sorted by class."""
    order = np.argsort(toy_images.test_labels, kind="stable")
    by_class = replace(
        toy_images,
        test_images=toy_images.test_images[order],
        test_labels=toy_images.test_labels[order],
    )
    shares = [
        read_data(by_class, "toy", (0, 1), held_out, "signed", ROOT_SEED).some_test(40)
        for held_out in (0, 50)
    ]
    assert np.array_equal(shares[0].pictures, shares[1].pictures)
    assert len(shares[0]) == 40
    assert 10 < shares[0].labels.sum() < 30


def test_what_the_data_alone_can_tell_is_told(toy_images):
    with pytest.raises(DataError, match=r"`sparse.held_out` 399 a class has no training image"):
        read_data(toy_images, "toy", (0, 1), 399, "signed", ROOT_SEED)
    grey = replace(toy_images, train_images=np.full_like(toy_images.train_images, 7))
    with pytest.raises(DataError, match="all pixels of the training images are equal"):
        read_data(grey, "toy", (0, 1), 50, "standardized", ROOT_SEED)
    data = read_data(toy_images, "toy", (0, 1), 50, "signed", ROOT_SEED)
    few = replace(SETTINGS, hidden=(40, 40), density=0.005)
    with pytest.raises(DataError, match=r"toy: `sparse.density` 0.005 gives the first layer 29"):
        trained(data, settings=few)


@pytest.mark.parametrize("held_out", [400, 500])
def test_some_images_must_be_left_to_train_on(toy_images, held_out):
    with pytest.raises(ValueError, match=f"toy has 400 training images.*{held_out}.*fewer"):
        read_data(toy_images, "toy", (0, 1), held_out, "signed", ROOT_SEED)


def test_standardized_inputs_have_mean_zero_and_deviation_one(toy_images):
    data = read_data(toy_images, "toy", (0, 1), 50, "standardized", ROOT_SEED)
    # Over all training images, those held out too.
    x = data.inputs[toy_images.train_images].astype(float)
    assert x.mean() == pytest.approx(0, abs=1e-6)
    assert x.std() == pytest.approx(1, abs=1e-6)
    scaling = data.scaling
    pixels = toy_images.train_images / 255
    assert scaling.mean == pytest.approx(pixels.mean())
    assert scaling.deviation == pytest.approx(pixels.std())
    assert data.inputs.dtype == np.float32
    assert scaling.whole(torch.zeros(1)) is None
    assert (scaling.name, scaling.blank) == ("standardized", None)
    x = scaling.floats(torch.tensor([0, 255], dtype=torch.uint8)).tolist()
    expected = [(p - scaling.mean) / scaling.deviation for p in (0, 1)]
    assert x == pytest.approx(expected)


def test_signed_inputs_are_those_of_the_first_study(data):
    assert data.scaling is SIGNED
    assert data.inputs.tolist() == pytest.approx(np.linspace(-1, 1, 256).tolist(), abs=1e-6)


def test_the_deviation_of_many_bytes_is_exact():
    images = np.full((3, 4, 5), 255, np.uint8)
    images[0] = 0
    found = Standardized.of(images)
    assert found.mean == pytest.approx(2 / 3, abs=1e-15)
    assert found.deviation == pytest.approx(np.sqrt(2) / 3, abs=1e-15)


def test_color_images_lie_flat():
    pictures = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(2, 3, 4, 3)
    images = Images(
        pictures, np.array([0, 1], np.uint8), pictures, np.array([1, 0], np.uint8), ("a", "b")
    )
    data = read_data(images, "toy", (0, 1), 0, "signed", 0)
    assert data.training.pictures.shape == (2, 36)
    assert data.training.labels.dtype == np.int64


def test_settings_are_read_as_they_are_told():
    given = {
        **{name: getattr(SETTINGS, name) for name in SETTINGS.__dataclass_fields__},
        "hidden": [40, 30, 20],
        "topology": {name: getattr(TOPOLOGY, name) for name in TOPOLOGY.__dataclass_fields__},
    }
    assert Settings.read(given) == SETTINGS


def test_names_of_networks_can_be_read():
    for method in METHODS:
        name = str(Networks(method, SeedRange(0, 4)))
        assert name == f"{method}_seeds000-004"
        assert Networks.parse(name) == Networks(method, SeedRange(0, 4))
        assert TITLES[method]


def test_links_and_weights_of_a_trained_network_fit_together(blocks):
    for block in blocks.values():
        for network in block.networks:
            for layer in network.layers:
                assert isinstance(layer, SparseLayer)
                assert layer.weights.shape == (mask_of(layer.links).sum(),)
                assert layer.weights.dtype == layer.bias.dtype == np.float32
