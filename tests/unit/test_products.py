"""Products of matrices, and gradients made of them."""

import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskcomplexity.models import products
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.products import exact_product, product
from taskcomplexity.training.gradient import backpropagate

SETTINGS = [
    {},
    {"ONEDNN_MAX_CPU_ISA": "AVX2"},
    {"ONEDNN_MAX_CPU_ISA": "AVX512_CORE"},
    {"ONEDNN_DEFAULT_FPMATH_MODE": "BF16"},
    {"ATEN_CPU_CAPABILITY": "default"},
]


def random(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(params=[True, False], ids=["oneDNN", "torch"])
def either_library(request, monkeypatch):
    """Products by oneDNN, whatever the processor and however small, and by torch."""
    monkeypatch.setattr(products, "made_by_amd", lambda: request.param)
    monkeypatch.setattr(products, "WORTH_A_CALL", 0)
    if request.param and products.onednn() is None:
        pytest.skip("this torch has no way to oneDNN")


@pytest.mark.usefixtures("either_library")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@pytest.mark.parametrize(
    ("name", "shape", "calls"),
    [
        ("znver4", (2, 128, 600, 64), 2),
        ("znver4", (2, 128, 64, 2), 0),
        ("emeraldrapids", (2, 128, 600, 64), 0),
    ],
    ids=["of AMD", "of AMD, small", "of Intel"],
)
def test_onednn_is_called_where_it_is_faster(monkeypatch, name, shape, calls):
    models, rows, inner, columns = shape
    called = []

    def times_transposed(a, b):
        called.append(a.shape)
        return a @ b.T

    monkeypatch.setattr(products.llvmlite.binding, "get_host_cpu_name", lambda: name)
    monkeypatch.setattr(products, "made_by_amd", products.made_by_amd.__wrapped__)
    monkeypatch.setattr(products, "onednn", lambda: times_transposed)
    a, b = random(models, rows, inner), random(models, inner, columns, seed=1)
    assert torch.allclose(product(a, b), a @ b, atol=1e-3)
    assert len(called) == calls


@pytest.mark.usefixtures("either_library")
def test_a_product_leaves_infinities_to_the_caller():
    infinite = product(torch.full((2, 2), 3e38), torch.full((2, 2), 3e38))
    assert infinite.isinf().all()


class Missing:
    """An operator that is not there, or does not do what it did."""

    def __init__(self, behaviour):
        self._behaviour = behaviour

    @property
    def default(self):
        if self._behaviour is None:
            raise AttributeError("no such operator")
        return self._behaviour


def refuse(*_):
    raise RuntimeError("no such arguments")


@pytest.mark.parametrize(
    "behaviour", [None, refuse, lambda a, b, *_: 2 * a @ b.T, lambda a, b, *_: b @ a.T]
)
def test_an_operator_that_is_not_what_it_was_is_not_used(monkeypatch, behaviour):
    class Namespace:
        _linear_pointwise = Missing(behaviour)

    monkeypatch.setattr(torch.ops, "mkldnn", Namespace)
    assert products.onednn.__wrapped__() is None


@pytest.mark.usefixtures("either_library")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 30), st.integers(1, 2000), st.integers(1, 30), st.integers(0, 99))
def test_a_product_of_whole_numbers_is_exact(rows, inner, columns, seed):
    rng = np.random.default_rng(seed)
    a = rng.integers(-1, 2, (rows, inner))
    b = rng.integers(-255, 256, (inner, columns))
    found = exact_product(*(torch.from_numpy(x).float() for x in (a, b)), 255)
    assert (found.numpy() == a @ b).all()


def test_sums_that_float32_cannot_hold_are_exact():
    inner = 3 * 2**16
    a = torch.stack([torch.ones(inner), -torch.ones(inner), torch.ones(inner).cumsum(0) % 2])
    b = torch.full((inner, 2), 255.0)
    b[:, 1] = -255
    b[0] = 254
    total = 255 * inner - 1
    half = 255 * inner // 2 - 1
    assert exact_product(a, b, 255).tolist() == [
        [total, -total + 508 - 0],
        [-total, total - 508],
        [half, -half + 508],
    ]


EXACT = """
import torch
from taskcomplexity.data.samples import Samples
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.evaluation import Evaluation

for inputs, hidden in ((784, 64), (784, 200), (1, 5), (70000, 3)):
    g = torch.Generator().manual_seed(inputs)
    images = 300 if inputs < 1000 else 20
    pixels = torch.randint(0, 256, (images, inputs), generator=g, dtype=torch.uint8)
    labels = torch.randint(0, 2, (images,), generator=g)
    shapes = ((9, hidden, inputs), (9, hidden), (9, 2, hidden), (9, 2))
    w, b, v, c = (torch.randint(-1, 2, shape, generator=g).double() for shape in shapes)
    h = torch.relu(w @ (2 * pixels.double() - 255).T + 255 * b[..., None])
    z = v @ h + 255 * c[..., None]
    right = (z.argmax(dim=1) == labels).double().mean(dim=1)
    signs = Ensemble((Layer(w.float(), b.float()), Layer(v.float(), c.float())))
    for precision in ("highest", "medium"):
        torch.set_float32_matmul_precision(precision)
        evaluation = Evaluation(Samples(pixels, labels))
        assert torch.equal(evaluation.signed_scores(signs).accuracy, right), (inputs, precision)
print("exact")
"""


@pytest.mark.parametrize(
    "variables", SETTINGS, ids=lambda given: "_".join(given.values()) or "as it is"
)
def test_signs_are_exact_under_every_setting(variables):
    """What people set for reproducibility or speed, and what other processors have."""
    done = subprocess.run(
        [sys.executable, "-c", EXACT],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "exact\n", done.stderr[-2000:]


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
