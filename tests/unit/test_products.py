"""Products of matrices, and gradients made of them."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.products import product, whole_product, whole_product_by_floats
from taskcomplexity.training.gradient import backpropagate


def random(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@given(st.integers(0, 4), st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.booleans())
def test_a_product_is_that_of_torch(models, rows, inner, columns, transposed):
    stack = (models,) if models else ()
    a, b = random(*stack, rows, inner), random(*stack, inner, columns, seed=1)
    if transposed:
        a, b = a.mT.contiguous().mT, b.mT.contiguous().mT
    expected = a.double() @ b.double()
    assert torch.allclose(product(a, b).double(), expected, atol=1e-4)
    if models:
        out = torch.empty(models, rows, columns)
        product(a, b, out=out)
        assert torch.equal(out, product(a, b))


def test_a_product_leaves_infinities_to_the_caller():
    infinite = product(torch.full((2, 2), 3e38), torch.full((2, 2), 3e38))
    assert infinite.isinf().all()


@given(st.integers(1, 30), st.integers(1, 2000), st.integers(1, 30), st.integers(0, 99))
def test_a_product_of_whole_numbers_is_exact(rows, inner, columns, seed):
    rng = np.random.default_rng(seed)
    a = rng.integers(-1, 2, (rows, inner), np.int8)
    b = rng.integers(-128, 128, (inner, columns), np.int8)
    exact = a.astype(np.int64) @ b.astype(np.int64)
    for multiply in (whole_product, whole_product_by_floats):
        assert (multiply(torch.from_numpy(a), torch.from_numpy(b)).numpy() == exact).all()


def test_the_extremes_of_whole_numbers_do_not_overflow():
    a = torch.tensor([[1] * 4096, [-1] * 4096], dtype=torch.int8)
    b = torch.full((4096, 3), -128, dtype=torch.int8)
    assert whole_product_by_floats(a, b).tolist() == whole_product(a, b).tolist()
    assert whole_product(a, b).tolist() == [[-128 * 4096] * 3, [128 * 4096] * 3]


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("widths", [(9, 5, 2), (9, 5, 4, 3), (9, 2)])
def test_the_gradient_is_that_of_automatic_differentiation(activation, widths):
    models, images = 3, 7
    layers = tuple(
        Layer(random(models, after, before, seed=before), random(models, after, seed=after))
        for before, after in itertools.pairwise(widths)
    )
    ensemble = Ensemble(layers, activation)
    x = random(models, images, widths[0], seed=8)
    target = torch.randint(widths[-1], (models, images), generator=torch.Generator().manual_seed(1))
    _, gradient = ensemble.map(lambda _, stack: torch.full_like(stack, torch.nan)).in_one()
    loss = backpropagate(ensemble, layers[0].bias, x, target, gradient)

    leaves = ensemble.map(lambda _, stack: stack.clone().requires_grad_())
    logits = leaves.forward(x).flatten(0, 1)
    expected = torch.nn.functional.cross_entropy(logits, target.flatten(), reduction="none")
    expected.view(models, images).mean(dim=1).sum().backward()
    assert torch.allclose(loss.flatten(), expected, atol=1e-6)
    for name, stack in leaves.parameters().items():
        assert torch.allclose(gradient.parameters()[name], stack.grad, atol=1e-6), name
