import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import kstest

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.probes.drive import disturb_ensemble
from taskcomplexity.probes.flip import flip
from taskcomplexity.probes.noise import add_noise
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.probes.ranking import count_of, rank
from taskcomplexity.streams import torch_generator

values = st.floats(-4, 4, width=32).map(lambda x: round(x, 1))
weights = arrays(np.float32, array_shapes(max_dims=3, max_side=6), elements=values).map(
    torch.tensor
)
fractions = st.floats(0, 1)


@given(weights, fractions)
def test_flipping_is_sorting_and_negating(layer, fraction):
    flat = layer.flatten().tolist()
    places = sorted(range(len(flat)), key=lambda i: abs(flat[i]))
    for place in places[: int(fraction * len(flat) + 1e-9)]:
        flat[place] = -flat[place]
    assert torch.equal(flip(layer, fraction), torch.tensor(flat).view(layer.shape))


@given(weights, fractions, st.sampled_from(["smallest", "largest", "random"]))
def test_flipping_twice_is_nothing_and_magnitudes_stay(layer, fraction, selection):
    ranking = rank(layer, selection, torch_generator(0, "x"))
    flipped = flip(layer, fraction, ranking)
    assert torch.equal(flip(flipped, fraction, ranking), layer)
    assert torch.equal(flipped.abs(), layer.abs())
    changed = (flipped != layer).sum()
    assert changed <= count_of(fraction, layer.numel())


@given(weights)
def test_flipping_all_is_the_negative(layer):
    assert torch.equal(flip(layer, 1), -layer)
    assert torch.equal(flip(layer, 0), layer)


@given(weights, st.floats(0, 2), st.integers(0, 1000))
def test_uniform_noise_stays_within_its_amplitude_and_off_zeros(layer, amplitude, seed):
    noisy = add_noise(layer, amplitude, torch_generator(seed, "x"))
    assert ((noisy - layer).abs() <= amplitude + 1e-6).all()
    assert (noisy[layer == 0] == 0).all()


@pytest.mark.parametrize(
    ("distribution", "law"),
    [("uniform", ("uniform", (-0.3, 0.6))), ("gaussian", ("norm", (0, 0.3)))],
)
def test_noise_has_its_distribution(distribution, law):
    noise = add_noise(torch.ones(20000), 0.3, torch_generator(1, "x"), distribution) - 1
    assert kstest(noise.numpy(), law[0], law[1]).pvalue > 1e-3


def test_what_cannot_be_done_is_refused():
    with pytest.raises(ValueError, match="0 or more, found -1"):
        add_noise(torch.ones(2), -1, torch_generator(0, "x"))
    with pytest.raises(ValueError, match="choose one of uniform, gaussian"):
        add_noise(torch.ones(2), 1, torch_generator(0, "x"), "normal")
    with pytest.raises(ValueError, match="from 0 to 1"):
        flip(torch.ones(2), 2)


BLOCK = Block("toy", (0, 1), (6,), (2, 3), "easy", "easy")


@pytest.fixture
def ensemble():
    g = torch.Generator().manual_seed(1)
    layers = (
        Layer(torch.randn(2, 6, 20, generator=g), torch.randn(2, 6, generator=g)),
        Layer(torch.randn(2, 2, 6, generator=g), torch.randn(2, 2, generator=g)),
    )
    return Ensemble(layers)


def sweep_of(probe, ensemble, block, **settings):
    return disturb_ensemble(PROBES[probe], ensemble, block, settings, root_seed=0)


def test_noise_is_drawn_anew_for_every_model_level_and_draw(ensemble):
    sweep = list(sweep_of("noise", ensemble, BLOCK, amplitudes=[0.1, 0.2], draws=2))
    assert [(one.step.kind, one.step.level, one.step.draw) for one in sweep] == [
        ("uniform", level, draw) for level in (0.1, 0.2) for draw in (0, 1)
    ]
    units = [
        (one.ensemble.layers[0].weight - ensemble.layers[0].weight) / one.step.level
        for one in sweep
    ]
    for first in range(4):
        for second in range(first):
            assert not torch.allclose(units[first], units[second], atol=0.01)
    assert not torch.allclose(units[0][0], units[0][1], atol=0.01)
    assert not torch.equal(sweep[0].ensemble.layers[0].bias, ensemble.layers[0].bias)
    alone = next(sweep_of("noise", ensemble[1:], BLOCK[1:], amplitudes=[0.1], draws=1))
    assert torch.equal(alone.ensemble.layers[0].weight[0], sweep[0].ensemble.layers[0].weight[1])


def test_a_flip_sweep_flips_weights_and_biases_within_themselves(ensemble):
    sweep = list(
        sweep_of("flip", ensemble, BLOCK, selections=["smallest", "largest"], fractions=[0, 0.5])
    )
    assert [(one.step.kind, one.step.level) for one in sweep] == [
        ("smallest", 0),
        ("smallest", 0.5),
        ("largest", 0),
        ("largest", 0.5),
    ]
    for name, stack in ensemble.parameters().items():
        expected = torch.stack([flip(layer, 0.5) for layer in stack])
        assert torch.equal(sweep[1].ensemble.parameters()[name], expected)
        largest = torch.stack([flip(layer, 0.5, rank(layer, "largest")) for layer in stack])
        assert torch.equal(sweep[3].ensemble.parameters()[name], largest)
