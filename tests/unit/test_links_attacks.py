"""Adversarial images, against the Adversarial Robustness Toolbox."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest, kstest
from small_links import seeds, small_network, small_pictures
from torch import nn

from taskcomplexity.links.attacks import draw_evenly, fgsm, pgd, random_signs
from taskcomplexity.links.loops import Answers, lay_out

WIDTHS, CLASSES, IMAGES, BATCH = (23, 31, 18, 9), 4, 50, 16
LOW, HIGH = -1.0, 1.0
PICTURES, LABELS = small_pictures(IMAGES, WIDTHS[0], CLASSES)
INPUTS = np.linspace(LOW, HIGH, 256, dtype=np.float32)
NETWORK = small_network(WIDTHS, CLASSES)
ANSWERS = Answers(PICTURES, INPUTS, NETWORK, BATCH)


def gradient(batches):
    return ANSWERS.gradients(NETWORK, batches, LABELS)


def by_image(batches):
    return batches.transpose(0, 2, 1).reshape(-1, WIDTHS[0])[:IMAGES]


def module():
    layers = []
    for layer in (*NETWORK.layers, NETWORK.readout):
        weights = layer.weights if layer is NETWORK.readout else layer.dense()
        linear = nn.Linear(*weights.shape[::-1])
        linear.weight.data, linear.bias.data = torch.tensor(weights), torch.tensor(layer.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


@pytest.fixture(scope="module")
def classifier():
    from art.estimators.classification import PyTorchClassifier

    return PyTorchClassifier(
        module(),
        loss=nn.CrossEntropyLoss(),
        input_shape=(WIDTHS[0],),
        nb_classes=CLASSES,
        clip_values=(LOW, HIGH),
        device_type="cpu",
    )


@pytest.mark.parametrize("epsilon", [0.02, 0.1, 0.4])
def test_one_step_is_that_of_the_toolbox(classifier, epsilon):
    from art.attacks.evasion import FastGradientMethod

    attack = FastGradientMethod(classifier, norm=np.inf, eps=epsilon, batch_size=BATCH)
    expected = attack.generate(INPUTS[PICTURES], y=LABELS)
    found = fgsm(ANSWERS.batches, gradient, epsilon, LOW, HIGH)
    assert found.dtype == np.float32
    assert by_image(found) == pytest.approx(expected, abs=1e-6)
    assert np.abs(expected - INPUTS[PICTURES]).max() == pytest.approx(epsilon, abs=1e-6)


@pytest.mark.parametrize(("epsilon", "steps", "step"), [(0.02, 10, 0.25), (0.2, 7, 0.4)])
def test_several_steps_are_those_of_the_toolbox(classifier, epsilon, steps, step):
    from art.attacks.evasion import ProjectedGradientDescent

    attack = ProjectedGradientDescent(
        classifier,
        norm=np.inf,
        eps=epsilon,
        eps_step=step * epsilon,
        max_iter=steps,
        num_random_init=0,
        batch_size=BATCH,
        verbose=False,
    )
    expected = attack.generate(INPUTS[PICTURES], y=LABELS)
    found = pgd(ANSWERS.batches, gradient, epsilon, LOW, HIGH, steps=steps, step=step)
    assert by_image(found) == pytest.approx(expected, abs=1e-6)
    once = fgsm(ANSWERS.batches, gradient, epsilon, LOW, HIGH)
    assert not np.allclose(found, once, atol=epsilon / 2)


def losses(batches):
    logits = torch.tensor(ANSWERS.logits(NETWORK, batches))
    return nn.functional.cross_entropy(logits, torch.tensor(LABELS), reduction="none").numpy()


def test_attacks_raise_the_loss_and_more_steps_raise_it_more():
    start = losses(ANSWERS.batches)
    once = losses(fgsm(ANSWERS.batches, gradient, 0.1, LOW, HIGH))
    often = losses(pgd(ANSWERS.batches, gradient, 0.1, LOW, HIGH, steps=10, step=0.25))
    signs = random_signs(ANSWERS.batches, 0.1, LOW, HIGH, drawn_for(ANSWERS.batches))
    assert (once > start).mean() > 0.9
    assert once.mean() - start.mean() > 4 * abs(losses(signs).mean() - start.mean())
    assert often.mean() >= once.mean()


def drawn_for(x, seed=0):
    """Numbers from -1 to 1, of the shape of some inputs."""
    return draw_evenly(x.size, 1, np.random.default_rng(seed)).reshape(x.shape)


def attacks(slope, drawn):
    """Every attack with gradients of no meaning, drawn anew at every step."""
    return [
        partial(fgsm, gradient=slope),
        partial(pgd, gradient=slope, steps=5, step=0.6),
        partial(pgd, gradient=slope, steps=5, step=0.6, start=drawn),
        partial(pgd, gradient=slope, steps=0, step=0.6, start=drawn),
        partial(random_signs, drawn=drawn),
    ]


@settings(max_examples=200)
@given(
    arrays(np.float32, (3, 4), elements=st.floats(-1, 2, width=32)),
    st.floats(0, 4, width=32),
    seeds,
)
def test_no_input_leaves_its_bound_or_the_range_of_pixels(x, epsilon, seed):
    rng = np.random.default_rng(seed)

    def slope(at):
        return rng.choice([-2, 0, 3], at.shape).astype(at.dtype)

    before = x.copy()
    for attack in attacks(slope, drawn_for(x, seed)):
        moved = attack(x, epsilon=epsilon, low=-1.0, high=2.0)
        assert moved.dtype == x.dtype
        assert moved.shape == x.shape
        assert np.array_equal(x, before), "the inputs that were given changed"
        assert moved.min() >= -1
        assert moved.max() <= 2
        # One rounding of a float32 of this size.
        assert np.abs(moved.astype(float) - x).max() <= epsilon + 5e-7


def test_an_input_without_a_gradient_stays():
    x = np.zeros((2, 3), np.float32)
    slope = np.array([[0, 1, -1], [2, 0, 0]], np.float32)
    assert fgsm(x, lambda _: slope, 0.5, -1, 1).tolist() == [[0, 0.5, -0.5], [0.5, 0, 0]]
    found = pgd(x, lambda _: slope, 0.5, -1, 1, steps=3, step=0.25)
    assert found.tolist() == [[0, 0.375, -0.375], [0.375, 0, 0]]


def test_the_control_moves_every_inner_pixel_by_the_whole_bound_either_way():
    x = np.random.default_rng(0).uniform(LOW, HIGH, (200, 100)).astype(np.float32)
    epsilon = np.float32(0.1)
    moved = random_signs(x, 0.1, LOW, HIGH, drawn_for(x, 1))
    up, down = moved == x + epsilon, moved == x - epsilon
    inner = (x - epsilon >= LOW) & (x + epsilon <= HIGH)
    assert (up | down)[inner].all()
    assert binomtest(int(up[inner].sum()), int(inner.sum())).pvalue > 1e-4
    assert set(moved[~inner & ~up & ~down].tolist()) == {LOW, HIGH}
    # Not by row or column.
    for axis in (0, 1):
        assert up.mean(axis=axis).std() < 0.1


def test_a_random_start_is_drawn_evenly_from_the_bound():
    x = np.zeros((100, 50), np.float32)
    started = pgd(x, None, 0.3, LOW, HIGH, steps=0, step=0.1, start=drawn_for(x))
    assert kstest(started.ravel(), "uniform", (-0.3, 0.6)).pvalue > 1e-3


def test_attacks_do_not_depend_on_how_images_are_laid_out():
    """What fills up the last batch changes nothing, and is not read."""
    wide = Answers(PICTURES, INPUTS, NETWORK, 128)
    settings = {"epsilon": 0.1, "low": LOW, "high": HIGH, "steps": 4, "step": 0.4}
    found = by_image(pgd(ANSWERS.batches, gradient, **settings))
    again = pgd(wide.batches, lambda x: wide.gradients(NETWORK, x, LABELS), **settings)
    assert by_image(again) == pytest.approx(found, abs=1e-6)
    filled = lay_out(INPUTS[PICTURES], BATCH)
    filled[-1, :, IMAGES % BATCH :] = 0.7
    assert np.array_equal(by_image(pgd(filled, gradient, **settings)), found)
