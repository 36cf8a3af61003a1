"""Training by loops over links, by masked matrices and by plain PyTorch: one arithmetic."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from small_links import mask_of, same_bits, small_network, small_pictures
from torch import nn

from taskcomplexity.links.loops import Answers, Descent, Loops, lay_out
from taskcomplexity.links.masked import Masked, stacked, unstacked
from taskcomplexity.links.network import DenseLayer, Network, SparseLayer
from taskcomplexity.links.rewire import REGROWTH, Removed, choose_removed, rewire_layer
from taskcomplexity.studies.sparse.subjects import without_zeros

WIDTHS, CLASSES, IMAGES = (23, 31, 18, 9), 4, 150
PICTURES, LABELS = small_pictures(IMAGES, WIDTHS[0], CLASSES)
DESCENT = {"momentum": 0.9, "weight_decay": 5e-3}
RATE = 0.05
CPU = torch.device("cpu")


def signed(dtype):
    return np.linspace(-1, 1, 256).astype(dtype)


def networks_of(dtype, widths=WIDTHS):
    return [small_network(widths, CLASSES, density, dtype=dtype) for density in (0.1, 0.4)]


def given(dtype, batch_size=16, images=IMAGES):
    descent = Descent(**DESCENT, batch_size=batch_size)
    return PICTURES[:images], LABELS[:images], signed(dtype), descent


def orders(images=IMAGES, networks=2, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.permutation(images) for _ in range(networks)]


def matrices(network):
    """Weights and biases from the inputs on, as matrices."""
    layers = [(mask_of(one.links), one) for one in network.layers]
    for mask, layer in layers:
        matrix = np.zeros(mask.shape, layer.weights.dtype)
        matrix[mask] = layer.weights
        yield matrix, layer.bias
    yield network.readout.weights, network.readout.bias


def difference(one, other):
    """The largest of all differences between weights and biases of two networks."""
    return max(
        np.abs(a - b).max()
        for ours, theirs in zip(matrices(one), matrices(other), strict=True)
        for a, b in zip(ours, theirs, strict=True)
    )


class Plain:
    """A network as PyTorch has it: full matrices, set to zero off the links after every step."""

    def __init__(self, network, dtype=torch.float64):
        self.linear = nn.ModuleList(
            nn.Linear(*weights.shape[::-1], dtype=dtype) for weights, _ in matrices(network)
        )
        for linear, (weights, bias) in zip(self.linear, matrices(network), strict=True):
            linear.weight.data = torch.tensor(weights)
            linear.bias.data = torch.tensor(bias)
        self.masks = [torch.tensor(mask_of(layer.links)) for layer in network.layers]

    def __call__(self, x):
        for linear in self.linear[:-1]:
            x = linear(x).relu()
        return self.linear[-1](x)

    def train_epoch(self, x, labels, order, batch_size, optimizer):
        total = 0.0
        for batch in order.split(batch_size):
            loss = nn.functional.cross_entropy(self(x[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            for linear, mask in zip(self.linear, self.masks, strict=False):
                linear.weight.data *= mask
            total += len(batch) * float(loss.detach())
        return total / len(order)

    def difference(self, network):
        return max(
            np.abs(np.array([*ours.ravel()]) - theirs.detach().numpy().ravel()).max()
            for linear, (weights, bias) in zip(self.linear, matrices(network), strict=True)
            for ours, theirs in ((weights, linear.weight), (bias, linear.bias))
        )


@pytest.mark.parametrize("batch_size", [1, 7, 16, 33, 128, 150, 400])
def test_an_epoch_of_loops_is_one_of_masked_matrices(batch_size):
    start = networks_of(np.float64)
    images = 40 if batch_size == 1 else IMAGES
    loops = Loops(start, *given(np.float64, batch_size, images))
    masked = Masked.of(start, *given(np.float64, batch_size, images), CPU)
    seen = orders(images)
    losses = loops.train_epoch(seen, RATE)
    assert losses == pytest.approx(masked.train_epoch(seen, RATE), abs=1e-9)
    for before, one, other in zip(start, loops.networks(), masked.networks(), strict=True):
        assert difference(one, other) < 1e-9
        assert difference(one, before) > 1e-3
    for network, depth in np.ndindex(2, len(WIDTHS) - 1):
        links, weights, velocity = loops.links(network, depth)
        as_masked, *numbers = masked.links(network, depth)
        assert np.array_equal(links.places, as_masked.places)
        assert np.abs(weights - numbers[0]).max() < 1e-9
        assert np.abs(velocity - numbers[1]).max() < 1e-9


def test_networks_of_one_layer_train_alike_by_both():
    start = networks_of(np.float64, (23, 64))
    loops = Loops(start, *given(np.float64, 32))
    masked = Masked.of(start, *given(np.float64, 32), CPU)
    for epoch in range(3):
        seen = orders(seed=epoch)
        losses = loops.train_epoch(seen, RATE / (epoch + 1))
        assert losses == pytest.approx(masked.train_epoch(seen, RATE / (epoch + 1)), abs=1e-9)
    for one, other in zip(loops.networks(), masked.networks(), strict=True):
        assert difference(one, other) < 1e-9


def test_ten_steps_in_single_precision_agree():
    start = networks_of(np.float32)
    loops = Loops(start, *given(np.float32, 15))
    masked = Masked.of(start, *given(np.float32, 15), CPU)
    losses = loops.train_epoch(orders(), RATE)
    assert losses == pytest.approx(masked.train_epoch(orders(), RATE), abs=1e-5)
    for one, other in zip(loops.networks(), masked.networks(), strict=True):
        assert one.layers[0].weights.dtype == np.float32
        assert difference(one, other) < 1e-5


@pytest.mark.parametrize("batch_size", [13, 64])
def test_loops_descend_as_plain_pytorch_does(batch_size):
    """With a last batch that is not full, momentum, and decay of weights and biases."""
    start = networks_of(np.float64)
    loops = Loops(start, *given(np.float64, batch_size))
    x = torch.tensor(signed(np.float64)[PICTURES])
    plain = [Plain(network) for network in start]
    optimizers = [torch.optim.SGD(one.linear.parameters(), lr=RATE, **DESCENT) for one in plain]
    for epoch in range(2):
        seen = orders(seed=epoch)
        losses = loops.train_epoch(seen, RATE)
        for model, optimizer, order, loss in zip(plain, optimizers, seen, losses, strict=True):
            order = torch.from_numpy(order)
            expected = model.train_epoch(x, torch.tensor(LABELS), order, batch_size, optimizer)
            assert loss == pytest.approx(expected, abs=1e-9)
    for model, network in zip(plain, loops.networks(), strict=True):
        assert model.difference(network) < 1e-9


def test_what_is_trained_is_a_copy():
    start = networks_of(np.float32)
    untouched = networks_of(np.float32)
    loops = Loops(start, *given(np.float32))
    before = loops.networks()
    loops.train_epoch(orders(), RATE)
    for one, other, was in zip(start, untouched, before, strict=True):
        assert same_bits(one, other)
        assert same_bits(was, other)


def test_a_network_trains_to_the_same_bits_again_and_alone():
    def trained(networks, seen):
        loops = Loops(networks, *given(np.float32))
        losses = loops.train_epoch(seen, RATE)
        return loops.networks(), losses

    start, seen = networks_of(np.float32), orders()
    both, losses = trained(start, seen)
    again, same_losses = trained(start, seen)
    (alone,), loss = trained(start[1:], seen[1:])
    assert same_bits(both[0], again[0])
    assert same_bits(both[1], again[1])
    assert same_bits(both[1], alone)
    assert losses.tolist() == same_losses.tolist()
    assert losses[1] == loss[0]


@pytest.mark.parametrize("method", REGROWTH)
def test_a_topology_is_updated_alike_whichever_engine_holds_it(method):
    start = networks_of(np.float64)
    loops = Loops(start, *given(np.float64))
    masked = Masked.of(start, *given(np.float64), CPU)
    loops.train_epoch(orders(), RATE)
    masked.train_epoch(orders(), RATE)
    places = list(np.ndindex(2, len(WIDTHS) - 1))
    for network, depth in places:
        # The last bits of the two differ; the same ones for both.
        masked.rewire(network, depth, *loops.links(network, depth))
    for network, depth in places:
        found = []
        for engine in (loops, masked):
            generator = np.random.default_rng([network, depth])
            links, weights, velocity = engine.links(network, depth)
            smallest = choose_removed(weights, 0.3, "magnitude", generator)
            removed = Removed(smallest, np.zeros_like(smallest))
            new = rewire_layer(links, weights, velocity, removed, REGROWTH[method], generator)
            engine.rewire(network, depth, new.links, new.weights, new.velocity)
            found.append(engine.links(network, depth))
            assert not np.array_equal(new.links.places, links.places)
        (links, *numbers), (other, *others) = found
        assert np.array_equal(links.places, other.places)
        for one, two in zip(numbers, others, strict=True):
            assert np.array_equal(one, two)
    seen = orders(seed=1)
    assert loops.train_epoch(seen, RATE) == pytest.approx(masked.train_epoch(seen, RATE), abs=1e-9)
    for one, other in zip(loops.networks(), masked.networks(), strict=True):
        assert difference(one, other) < 1e-9


def test_weights_off_the_links_are_and_stay_zero_under_masks():
    start = networks_of(np.float32)
    masked = Masked.of(start, *given(np.float32), CPU)
    masked.train_epoch(orders(), RATE)
    for model, network in enumerate(start):
        for depth, layer in enumerate(network.layers):
            matrix = masked.ensemble().layers[depth].weight[model].numpy()
            assert np.array_equal(matrix != 0, mask_of(layer.links))


def test_full_networks_train_as_plain_pytorch_does():
    start = networks_of(np.float64)
    masked = Masked.of(start, *given(np.float64, 32), CPU, masked=False)
    losses = masked.train_epoch(orders(), RATE)
    x = torch.tensor(signed(np.float64)[PICTURES])
    for model, (network, order, loss) in enumerate(zip(start, orders(), losses, strict=True)):
        plain = Plain(network)
        plain.masks = []
        optimizer = torch.optim.SGD(plain.linear.parameters(), lr=RATE, **DESCENT)
        order = torch.from_numpy(order)
        expected = plain.train_epoch(x, torch.tensor(LABELS), order, 32, optimizer)
        assert loss == pytest.approx(expected, abs=1e-9)
        for layer, linear in zip(masked.ensemble().layers, plain.linear, strict=True):
            assert torch.allclose(layer.weight[model], linear.weight, rtol=0, atol=1e-9)
            assert torch.allclose(layer.bias[model], linear.bias, rtol=0, atol=1e-9)
        links = sum(len(layer.links) for layer in network.layers)
        weights = masked.ensemble().layers[:-1]
        assert sum(layer.weight[model].count_nonzero() for layer in weights) > links


def test_networks_are_stacked_and_taken_apart_without_loss():
    start = networks_of(np.float32)
    ensemble = stacked(start)
    for model, network in enumerate(start):
        for layer, (weights, bias) in zip(ensemble.layers, matrices(network), strict=True):
            assert np.array_equal(layer.weight[model].numpy(), weights)
            assert np.array_equal(layer.bias[model].numpy(), bias)
        links = [layer.links for layer in network.layers]
        assert same_bits(unstacked(ensemble, model, links), network)


def with_zeros(network, seed=3):
    """Half of the links weigh nothing; all of one output."""
    rng = np.random.default_rng(seed)

    def emptied(_, layer):
        weights = np.where(rng.random(len(layer.weights)) < 0.5, 0, layer.weights)
        weights[layer.links.rows == layer.links.outputs - 1] = 0
        return SparseLayer(layer.links, weights.astype(layer.weights.dtype), layer.bias)

    return network.map_layers(emptied)


def shortened(network):
    return network.map_layers(lambda _, layer: without_zeros(layer))


def unlinked(network):
    """No link is left in any sparse layer."""
    return shortened(
        network.map_layers(
            lambda _, layer: SparseLayer(layer.links, np.zeros_like(layer.weights), layer.bias)
        )
    )


@pytest.mark.parametrize("images", [1, 16, 37, 150])
@pytest.mark.parametrize("change", [None, with_zeros, shortened, unlinked])
def test_answers_and_their_gradients_are_those_of_autograd(images, change):
    whole = small_network(WIDTHS, CLASSES, dtype=np.float64)
    network = whole
    if change:
        network = change(with_zeros(whole) if change is shortened else whole)
    answers = Answers(PICTURES[:images], signed(np.float64), whole, batch_size=16)
    x = torch.tensor(signed(np.float64)[PICTURES[:images]], requires_grad=True)
    logits = Plain(network)(x)
    assert answers.logits(network) == pytest.approx(logits.detach().numpy(), abs=1e-12)
    labels = LABELS[:images]
    nn.functional.cross_entropy(logits, torch.tensor(labels), reduction="sum").backward()
    found = answers.gradients(network, answers.batches, labels)
    assert found.shape == answers.batches.shape
    by_image = found.transpose(0, 2, 1).reshape(-1, WIDTHS[0])
    assert by_image[:images] == pytest.approx(x.grad.numpy(), abs=1e-12)
    assert not by_image[images:].any()
    assert found.any() == (change is not unlinked)


def test_other_inputs_take_the_place_of_the_images():
    network = small_network(WIDTHS, CLASSES)
    answers = Answers(PICTURES, signed(np.float32), network, batch_size=64)
    x = np.random.default_rng(0).normal(size=PICTURES.shape).astype(np.float32)
    expected = Plain(network.as_type(np.float64))(torch.tensor(x).double()).detach().numpy()
    assert answers.logits(network, lay_out(x, 64)) == pytest.approx(expected, abs=1e-4)
    assert not np.allclose(answers.logits(network), expected, atol=0.1)


def test_links_that_weigh_nothing_are_left_out_and_no_others():
    network = with_zeros(small_network(WIDTHS, CLASSES))
    for layer, short in zip(network.layers, shortened(network).layers, strict=True):
        assert short.weights.all()
        assert len(short.links) == np.count_nonzero(layer.weights) < len(layer.links)
        assert np.array_equal(short.dense(), layer.dense())
        assert without_zeros(short) is short


def test_a_network_may_have_more_classes_than_units():
    widths, classes = (6, 2), 12
    network = small_network(widths, classes, dtype=np.float64)
    pictures, labels = small_pictures(50, 6, classes)
    args = (pictures, labels, signed(np.float64), Descent(0.9, 0.0, 8))
    loops, masked = Loops([network], *args), Masked.of([network], *args, CPU)
    seen = orders(50, 1)
    assert loops.train_epoch(seen, RATE) == pytest.approx(masked.train_epoch(seen, RATE), abs=1e-9)
    assert difference(*loops.networks(), *masked.networks()) < 1e-9


def test_images_are_laid_out_side_by_side():
    values = np.arange(35.0).reshape(7, 5)
    batches = lay_out(values, 3)
    assert batches.shape == (3, 5, 3)
    for image, other in pairwise(range(7)):
        assert np.array_equal(batches[image // 3, :, image % 3], values[image])
        assert np.array_equal(batches[other // 3, :, other % 3], values[other])
    assert not batches[2, :, 1:].any()


def test_numbers_that_are_given_are_not_those_that_train():
    """A network that is taken out stays as it was when training goes on."""
    start = networks_of(np.float32)[:1]
    loops = Loops(start, *given(np.float32))
    loops.train_epoch(orders(networks=1), RATE)
    (taken,) = loops.networks()
    kept = Network(
        tuple(SparseLayer(one.links, one.weights.copy(), one.bias.copy()) for one in taken.layers),
        DenseLayer(taken.readout.weights.copy(), taken.readout.bias.copy()),
    )
    loops.train_epoch(orders(networks=1), RATE)
    assert same_bits(taken, kept)
