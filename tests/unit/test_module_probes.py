"""Probes of one layer of any module."""

import logging

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from taskcomplexity.probes.flip import flip
from taskcomplexity.probes.module import probe_module


def test_a_probe_of_a_module_measures_and_restores_it():
    layer = nn.Linear(6, 4)
    before = layer.weight.detach().clone()
    seen = []

    def evaluate():
        seen.append(layer.weight.detach().clone())
        return len(seen)

    settings = {"fractions": [0, 0.5]}
    table = probe_module(layer, evaluate, "flip", settings, 1, "mine").to_pandas()
    assert torch.equal(layer.weight, before)
    assert table["score"].tolist() == [1, 2, 3, 4]
    assert table["variant"].tolist() == ["weights", "signs"] * 2
    assert table["level"].tolist() == [0, 0, 0.5, 0.5]
    half = flip(before, 0.5)
    for found, expected in zip(seen, (before, before.sign(), half, half.sign()), strict=True):
        assert torch.equal(found, expected)


@pytest.mark.parametrize(
    ("probe", "settings", "rows"),
    [
        ("noise", {"amplitudes": [0, 0.1], "draws": 3}, 12),
        ("randomize", {"kinds": ["A", "B"], "kept": [1, 0.5], "draws": 2}, 16),
        ("prune", {"kept": [1, 0.5]}, 4),
    ],
)
def test_draws_are_those_of_their_names(probe, settings, rows):
    layer = nn.Linear(6, 4)

    def measured(name):
        total = lambda: layer.weight.mul(torch.arange(6)).sum().item()  # noqa: E731
        return probe_module(layer, total, probe, settings, 1, name)["score"].to_pylist()

    assert len(measured("one")) == rows
    assert measured("one") == measured("one")
    assert (measured("one") == measured("two")) == (probe == "prune")


def test_a_layer_that_cannot_be_swapped_has_no_score():
    layer = nn.Linear(3, 2)
    with torch.no_grad():
        layer.weight.copy_(torch.eye(2, 3))
    settings = {"kinds": ["A", "G"], "kept": [1], "draws": 1}
    table = probe_module(layer, lambda: 1, "randomize", settings, 1, "mine").to_pandas()
    assert table.set_index("kind")["score"].isna().to_dict() == {"A": False, "G": True}


class Tied(nn.Module):
    """Words go in and come out by the same weights."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5, 3)
        self.head = nn.Linear(3, 5, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, words):
        return self.head(self.embedding(words))


@pytest.mark.parametrize("probed", ["head", "embedding"])
@pytest.mark.parametrize("fails", [False, True])
def test_a_layer_tied_to_the_probed_one_keeps_its_weights(probed, fails):
    model, words = Tied(), torch.arange(5)
    weight, before = model.head.weight, model.head.weight.detach().clone()
    seen = []

    def evaluate():
        seen.append(model(words).detach())
        if fails:
            raise RuntimeError("no score")
        return 0

    def probe():
        probe_module(getattr(model, probed), evaluate, "flip", {"fractions": [1]}, 1, "mine")

    if fails:
        with pytest.raises(RuntimeError, match="no score"):
            probe()
    else:
        probe()
        signs = -before.sign()
        assert torch.allclose(seen[1], before @ signs.T if probed == "head" else signs @ before.T)
    # With the weights of both negated nothing would change.
    assert torch.allclose(seen[0], -(before @ before.T))
    assert model.head.weight is weight
    assert model.embedding.weight is weight
    assert weight.requires_grad
    assert torch.equal(weight, before)


@pytest.mark.parametrize(
    ("probe", "settings"),
    [
        ("prune", {"kept": np.array([1, 0.5])}),
        ("noise", {"amplitudes": np.array([0.0, 0.1]), "draws": np.int64(2)}),
        ("flip", {"fractions": np.linspace(0, 1, 3)}),
        ("randomize", {"kinds": np.array(["A", "B"]), "kept": np.array([1]), "draws": 2}),
    ],
)
def test_levels_may_be_arrays_also_when_it_takes_long(probe, settings, monkeypatch, caplog):
    caplog.set_level(logging.INFO, "taskcomplexity")
    monkeypatch.setattr("taskcomplexity.progress.SECONDS_BETWEEN", -1)
    layer = nn.Linear(6, 4)
    lists = {
        key: value.tolist() if isinstance(value, np.ndarray) else int(value)
        for key, value in settings.items()
    }
    tables = [
        probe_module(layer, lambda: layer.weight.sum().item(), probe, some, 1, "mine")
        for some in (settings, lists)
    ]
    assert tables[0].equals(tables[1])
    assert tables[0].schema == tables[1].schema
    number = len(tables[0])
    assert caplog.messages[number - 1].startswith(
        f"{probe.capitalize()} mine: {number} of {number} measurements"
    )


@pytest.mark.parametrize(
    ("probe", "settings", "told"),
    [
        ("prune", {"kept": []}, "kept: expected at least one"),
        ("noise", {"amplitudes": [0.1], "draws": 0}, "draws: expected a number from 1 up"),
        (
            "randomize",
            {"kinds": np.array([]), "kept": [1], "draws": 1},
            "kinds: expected at least one",
        ),
    ],
)
def test_nothing_to_measure_is_told(probe, settings, told):
    with pytest.raises(ValueError, match=f"^{told}"):
        probe_module(nn.Linear(6, 4), lambda: 0, probe, settings, 1, "mine")


@pytest.mark.parametrize(
    ("module", "probe", "told"),
    [
        (nn.LayerNorm(3), "flip", "LayerNorm has no parameter `weight` that is a matrix"),
        (
            parametrizations.weight_norm(nn.Linear(2, 2)),
            "flip",
            r"has no parameter `weight` .*\.remove_parametrizations\(layer, 'weight'\)",
        ),
        (
            prune.random_unstructured(nn.Linear(2, 2), "weight", 0.5),
            "flip",
            r"has no parameter `weight` .*; it is computed from others",
        ),
        (nn.Linear(2, 2, device="meta"), "flip", "layer mine: on the device meta"),
        (nn.ReLU(), "flip", "layer mine: ReLU has no parameter `weight` that is a matrix$"),
        (nn.Linear(2, 2), "bend", "bend"),
    ],
)
def test_what_cannot_be_probed_is_told(module, probe, told):
    with pytest.raises(ValueError, match=told):
        probe_module(module, lambda: 0, probe, {"fractions": [1]}, 1, "mine")
