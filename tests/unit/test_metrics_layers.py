"""Layers as the metrics see them, against loops and the matrices that they stand for."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from small_links import links_of, masks, seeds
from toeplitz import toeplitz
from torch import nn

from taskcomplexity.metrics.layers import BIASES, Convolution, Dense, RecurrentStep, Sparse
from taskcomplexity.metrics.topology import layer_fluctuation, link_weights, node_strength

NETWORKS = 3
CLOSE = {"rtol": 1e-12, "atol": 1e-12}


def normal(*shape, seed=0):
    return torch.from_numpy(np.random.default_rng((seed, *shape)).normal(size=shape))


def dense(inputs=4, outputs=3, networks=NETWORKS, bias=True, seed=0):
    return Dense(
        normal(networks, inputs, outputs, seed=seed),
        normal(networks, outputs, seed=seed) if bias else None,
    )


def recurrent(inputs=4, neurons=3):
    ends = normal(NETWORKS, inputs, neurons), normal(NETWORKS, neurons, neurons)
    return RecurrentStep(*ends, normal(NETWORKS, neurons))


def numbers(matrix, links, biases, bias):
    """What a layer's link weights are the mean and variance of, link by link."""
    found = []
    for source, target in zip(*np.nonzero(links), strict=True):
        added = biases[target] if bias == "add" and biases is not None else 0
        found.append(matrix[source, target] + added)
    return [*found, *biases] if bias == "pool" and biases is not None else found


def assert_layer_is(layer, network, matrix, links, biases):
    """Hold all that a layer tells of one of its networks against the matrix of its links."""
    assert layer.sizes == matrix.shape
    assert layer.links == links.sum()
    strength = node_strength(layer)
    incoming, outgoing = np.zeros(matrix.shape[1]), np.zeros(matrix.shape[0])
    for source, target in zip(*np.nonzero(links), strict=True):
        incoming[target] += matrix[source, target]
        outgoing[source] += matrix[source, target]
    if biases is not None:
        incoming += biases
    np.testing.assert_allclose(strength.incoming[network], incoming, **CLOSE)
    np.testing.assert_allclose(strength.outgoing[network], outgoing, **CLOSE)
    for name, values in (("incoming", incoming), ("outgoing", outgoing)):
        fluctuation = layer_fluctuation(getattr(strength, name))[network]
        expected = math.sqrt(sum((s - values.mean()) ** 2 for s in values) / len(values))
        np.testing.assert_allclose(fluctuation, expected, **CLOSE)
    for bias in BIASES:
        expected = numbers(matrix, links, biases, bias)
        found = link_weights(layer, bias)
        np.testing.assert_allclose(found.mean[network], np.mean(expected), **CLOSE)
        np.testing.assert_allclose(found.variance[network], np.var(expected), **CLOSE)


@pytest.mark.parametrize("bias", [True, False])
def test_a_dense_layer_is_its_matrix(bias):
    layer, values = dense(bias=bias), normal(NETWORKS, 5, 4)
    received = layer.strength(values)
    for network in range(NETWORKS):
        matrix = layer.weight[network].numpy()
        biases = layer.bias[network].numpy() if bias else None
        assert_layer_is(layer, network, matrix, np.ones(matrix.shape, bool), biases)
        for sample in range(5):
            expected = np.zeros(3) if biases is None else biases.copy()
            for source in range(4):
                expected += values[network, sample, source].item() * matrix[source]
            np.testing.assert_allclose(received[network, sample], expected, **CLOSE)


# kernel, input, channels out, stride, padding, dilation, groups, bias
CONVOLUTIONS = {
    "plain": ((3, 3), (3, 6, 5), 2, (1, 1), (0, 0), (1, 1), 1, True),
    "padding": ((3, 3), (2, 4, 5), 3, (1, 1), (1, 2), (1, 1), 1, True),
    "more padding than kernel": ((1, 2), (2, 3, 3), 2, (1, 1), (2, 3), (1, 1), 1, True),
    "stride that leaves a rest": ((3, 2), (2, 8, 7), 2, (3, 2), (0, 0), (1, 1), 1, True),
    "stride larger than kernel": ((2, 2), (1, 9, 9), 2, (4, 3), (1, 0), (1, 1), 1, False),
    "dilation": ((3, 2), (2, 7, 6), 2, (1, 1), (2, 1), (2, 3), 1, True),
    "groups": ((3, 3), (4, 5, 5), 6, (2, 1), (1, 1), (1, 1), 2, True),
    "a channel each": ((3, 3), (4, 5, 5), 4, (1, 1), (1, 1), (1, 1), 4, False),
    "padding on one side": ((2, 4), (2, 5, 5), 2, (1, 1), ((0, 1), (1, 2)), (1, 1), 1, True),
    "all at once": ((3, 2), (4, 9, 8), 4, (2, 3), (2, (0, 1)), (2, 1), 2, True),
    "as large as the input": ((4, 4), (2, 4, 4), 3, (1, 1), (0, 0), (1, 1), 1, True),
    "one axis": ((3,), (2, 9), 3, (2,), (1,), (2,), 1, True),
    "three axes": ((2, 3, 2), (2, 3, 4, 3), 2, (1, 2, 1), (1, 0, 1), (1, 1, 2), 1, True),
}


def convolution(kernel, shape, channels, stride, padding, dilation, groups, bias):
    weight = normal(NETWORKS, channels, shape[0] // groups, *kernel)
    biases = normal(NETWORKS, channels) if bias else None
    return Convolution(weight, biases, shape, stride, padding, dilation, groups)


@pytest.mark.parametrize("told", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
def test_a_convolution_is_its_toeplitz_matrix(told):
    layer = convolution(*told)
    values = normal(NETWORKS, 2, *layer.shape)
    received = layer.strength(values)
    assert received.shape == (NETWORKS, 2, *layer.output_shape)
    padding = [one if isinstance(one, tuple) else (one, one) for one in layer.padding]
    places = math.prod(layer.output_shape[1:])
    for network in range(NETWORKS):
        matrix, links = toeplitz(
            layer.weight[network].numpy(),
            layer.shape,
            layer.stride,
            padding,
            layer.dilation,
            layer.groups,
        )
        biases, of_neurons = None, 0
        if layer.bias is not None:
            biases = of_neurons = layer.bias[network].repeat_interleave(places).numpy()
        assert_layer_is(layer, network, matrix, links, biases)
        expected = values[network].flatten(1).numpy() @ matrix + of_neurons
        np.testing.assert_allclose(received[network].flatten(1), expected, **CLOSE)


def test_without_padding_a_convolution_has_as_many_strengths_as_channels():
    incoming = convolution(*CONVOLUTIONS["plain"]).incoming()
    assert [len(np.unique(one.numpy().round(12))) for one in incoming] == [2] * NETWORKS


@pytest.mark.parametrize(
    ("shape", "kernel", "padding", "dilation"),
    [((1, 2, 5), (3, 3), 0, 1), ((1, 4, 2), (3, 3), 0, 1), ((1, 4, 4), (3, 3), 0, 2)],
)
def test_a_convolution_larger_than_its_input_is_refused(shape, kernel, padding, dilation):
    with pytest.raises(ValueError, match=f"3×3.*larger than its input of {shape[1]}×{shape[2]}"):
        Convolution(normal(1, 2, 1, *kernel), None, shape, (1, 1), (padding,) * 2, (dilation,) * 2)
    with pytest.raises(RuntimeError):
        nn.Conv2d(1, 2, kernel, padding=padding, dilation=dilation)(torch.zeros(1, *shape))


@given(masks, seeds)
def test_a_sparse_layer_is_its_matrix_where_it_has_links(mask, seed):
    links, rng = links_of(mask), np.random.default_rng(seed)
    weights, biases = rng.normal(size=len(links)), rng.normal(size=len(mask))
    matrix = np.zeros(mask.shape)
    matrix[mask] = weights
    layer = Sparse(links, torch.from_numpy(weights), torch.from_numpy(biases))
    values = rng.normal(size=(1, 3, mask.shape[1]))
    received = layer.strength(torch.from_numpy(values))
    np.testing.assert_allclose(received[0], values[0] @ matrix.T + biases, **CLOSE)
    if mask.any():
        assert_layer_is(layer, 0, matrix.T, mask.T, biases)
    else:
        assert torch.isnan(link_weights(layer).mean).all()


@pytest.mark.parametrize("bias", BIASES)
def test_a_sparse_layer_without_biases_has_weights_alone(bias):
    mask = np.array([[1, 0, 1], [0, 0, 1]], bool)
    layer = Sparse(links_of(mask), torch.tensor([1.0, 2.0, 6.0]), None)
    found = link_weights(layer, bias)
    assert found.mean.item() == 3
    assert found.variance.item() == pytest.approx(14 / 3)
    assert layer.strength(torch.ones(1, 1, 3)).tolist() == [[[3, 6]]]


def test_a_recurrent_step_is_inputs_and_neurons_before_side_by_side():
    layer = recurrent()
    for network in range(NETWORKS):
        matrix = torch.cat([layer.from_inputs[network], layer.from_before[network]]).numpy()
        links = np.ones(matrix.shape, bool)
        assert_layer_is(layer, network, matrix, links, layer.bias[network].numpy())


@pytest.mark.parametrize("function", ["tanh", "relu"])
def test_recurrent_steps_are_those_of_torch(function):
    layer, activate = recurrent(), getattr(torch, function)
    values = normal(NETWORKS, 5, 6, 4)
    for network in range(NETWORKS):
        theirs = nn.RNN(4, 3, nonlinearity=function, batch_first=True, dtype=torch.float64)
        with torch.no_grad():
            theirs.weight_ih_l0.copy_(layer.from_inputs[network].T)
            theirs.weight_hh_l0.copy_(layer.from_before[network].T)
            theirs.bias_ih_l0.copy_(layer.bias[network] / 4)
            theirs.bias_hh_l0.copy_(layer.bias[network] * 3 / 4)
            expected, _ = theirs(values[network])
        before = torch.zeros(NETWORKS, 5, 3, dtype=torch.float64)
        for step in range(6):
            before = activate(layer.strength(values[:, :, step], before))
            np.testing.assert_allclose(before[network], expected[:, step], **CLOSE)


@given(st.integers(2, 9), st.integers(2, 9), seeds)
def test_mean_and_variance_are_the_closed_form(inputs, outputs, seed):
    layer = dense(inputs, outputs, networks=1, seed=seed)
    weight, bias = layer.weight[0].numpy(), layer.bias[0].numpy()
    found = link_weights(layer, "add")
    together = np.cov(weight.mean(0), bias, bias=True)[0, 1]
    np.testing.assert_allclose(found.mean[0], weight.mean() + bias.mean(), **CLOSE)
    expected = weight.var() + bias.var() + 2 * together
    np.testing.assert_allclose(found.variance[0], expected, **CLOSE)


def test_many_weights_are_averaged_in_parts(monkeypatch):
    layers = [dense(50, 7), convolution(*CONVOLUTIONS["padding"])]
    whole = [link_weights(layer, bias) for layer in layers for bias in BIASES]
    monkeypatch.setattr("taskcomplexity.metrics.topology.AT_ONCE", 5)
    parts = [link_weights(layer, bias) for layer in layers for bias in BIASES]
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_allclose(one.mean, other.mean, **CLOSE)
        np.testing.assert_allclose(one.variance, other.variance, **CLOSE)


def test_gaussian_weights_have_the_strength_of_a_sum():
    inputs, outputs, sd = 200, 3000, 0.05
    layer = Dense(sd * normal(1, inputs, outputs), None)
    strength = node_strength(layer)
    for values, number in ((strength.incoming, inputs), (strength.outgoing, outputs)):
        expected = number * sd**2
        # The standard error of the variance of a Gaussian sample.
        error = expected * math.sqrt(2 / values.numel())
        assert abs(values.var(correction=0) - expected) < 3 * error
        assert abs(values.mean()) < 3 * math.sqrt(expected / values.numel())
    found = link_weights(layer)
    error = sd**2 * math.sqrt(2 / layer.links)
    assert abs(found.variance - sd**2) < 3 * error


@given(st.permutations(range(4)), st.permutations(range(3)))
def test_metrics_follow_neurons_wherever_they_stand(inputs, outputs):
    layer = dense()
    moved = Dense(layer.weight[:, inputs][:, :, outputs], layer.bias[:, outputs])
    np.testing.assert_allclose(moved.incoming(), layer.incoming()[:, outputs], **CLOSE)
    np.testing.assert_allclose(moved.outgoing(), layer.outgoing()[:, inputs], **CLOSE)
    for bias in BIASES:
        one, other = link_weights(layer, bias), link_weights(moved, bias)
        np.testing.assert_allclose(one.mean, other.mean, **CLOSE)
        np.testing.assert_allclose(one.variance, other.variance, **CLOSE)
    fluctuations = [layer_fluctuation(one.incoming()) for one in (layer, moved)]
    np.testing.assert_allclose(*fluctuations, **CLOSE)


@given(st.floats(-10, 10).filter(lambda factor: abs(factor) > 1e-3), st.sampled_from(BIASES))
def test_metrics_scale_with_weights(factor, bias):
    for layer in (dense(), convolution(*CONVOLUTIONS["padding"])):
        changed = {"weight": factor * layer.weight, "bias": factor * layer.bias}
        scaled = type(layer)(**{**vars(layer), **changed})
        one, other = link_weights(layer, bias), link_weights(scaled, bias)
        np.testing.assert_allclose(other.mean, factor * one.mean, **CLOSE)
        np.testing.assert_allclose(other.variance, factor**2 * one.variance, **CLOSE)
        np.testing.assert_allclose(scaled.incoming(), factor * layer.incoming(), **CLOSE)
        fluctuation = layer_fluctuation(layer.outgoing())
        expected = abs(factor) * fluctuation
        np.testing.assert_allclose(layer_fluctuation(scaled.outgoing()), expected, **CLOSE)


@given(st.floats(-10, 10))
def test_a_constant_on_all_biases_moves_everything_and_spreads_nothing(constant):
    for layer in (dense(), convolution(*CONVOLUTIONS["padding"]), recurrent()):
        moved = type(layer)(**{**vars(layer), "bias": layer.bias + constant})
        one, other = link_weights(layer), link_weights(moved)
        np.testing.assert_allclose(other.mean, one.mean + constant, **CLOSE)
        np.testing.assert_allclose(other.variance, one.variance, atol=1e-11)
        np.testing.assert_allclose(moved.incoming(), layer.incoming() + constant, **CLOSE)
        assert torch.equal(moved.outgoing(), layer.outgoing())
        fluctuations = [layer_fluctuation(one.incoming()) for one in (layer, moved)]
        np.testing.assert_allclose(*fluctuations, atol=1e-11)


STACKED = {
    "dense": (dense(), [(4,)]),
    "convolution": (convolution(*CONVOLUTIONS["all at once"]), [(4, 9, 8)]),
    "recurrent step": (recurrent(), [(4,), (3,)]),
}


def of_one(layer, network):
    """The layer of one of the networks."""
    parts = {
        name: value[network : network + 1] if isinstance(value, torch.Tensor) else value
        for name, value in vars(layer).items()
    }
    return type(layer)(**parts)


@pytest.mark.parametrize(("layer", "shapes"), STACKED.values(), ids=STACKED)
def test_a_stack_is_its_networks_one_by_one(layer, shapes):
    values = [normal(NETWORKS, 6, *shape) for shape in shapes]
    for network in range(NETWORKS):
        one, here = of_one(layer, network), slice(network, network + 1)
        assert torch.allclose(one.incoming(), layer.incoming()[here], **CLOSE)
        assert torch.allclose(one.outgoing(), layer.outgoing()[here], **CLOSE)
        for bias in BIASES:
            alone, stacked = link_weights(one, bias), link_weights(layer, bias)
            assert torch.allclose(alone.mean, stacked.mean[here], **CLOSE)
            assert torch.allclose(alone.variance, stacked.variance[here], **CLOSE)
        received = one.strength(*(value[here] for value in values))
        assert torch.allclose(received, layer.strength(*values)[here], **CLOSE)


@pytest.mark.parametrize(("layer", "shapes"), STACKED.values(), ids=STACKED)
def test_gradients_go_through_the_strength(layer, shapes):
    values = [normal(NETWORKS, 1, *shape).requires_grad_() for shape in shapes]
    names = [name for name, part in vars(layer).items() if isinstance(part, torch.Tensor)]

    def strength(*given):
        parts = dict(zip(names, given[: len(names)], strict=True))
        return type(layer)(**{**vars(layer), **parts}).strength(*given[len(names) :])

    parts = [getattr(layer, name).clone().requires_grad_() for name in names]
    assert torch.autograd.gradcheck(strength, (*parts, *values), fast_mode=True)


def test_gradients_go_through_the_strength_of_a_sparse_layer():
    links = links_of(np.array([[1, 0, 1], [0, 1, 1]], bool))

    def strength(weights, biases, values):
        return Sparse(links, weights, biases).strength(values)

    given_ = [normal(4), normal(2), normal(1, 5, 3)]
    assert torch.autograd.gradcheck(strength, [one.requires_grad_() for one in given_])


@pytest.mark.parametrize("layer", [one for one, _ in STACKED.values()], ids=STACKED)
def test_an_unknown_way_to_count_biases_is_refused(layer):
    with pytest.raises(ValueError, match="bias is 'sum'; allowed: add, pool, none"):
        link_weights(layer, "sum")
