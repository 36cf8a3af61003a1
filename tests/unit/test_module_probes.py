"""Probes of one layer of any module."""

import pytest
import torch
from torch import nn

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


def test_a_probe_that_fails_restores_the_module():
    layer = nn.Linear(6, 4)
    before = layer.weight.detach().clone()

    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        probe_module(layer, fail, "flip", {"fractions": [1]}, 1, "mine")
    assert torch.equal(layer.weight, before)


@pytest.mark.parametrize(
    ("module", "probe", "told"),
    [
        (nn.LayerNorm(3), "flip", "LayerNorm has no parameter `weight` that is a matrix"),
        (nn.utils.parametrizations.weight_norm(nn.Linear(2, 2)), "flip", "has no parameter"),
        (nn.Linear(2, 2), "bend", "bend"),
    ],
)
def test_what_cannot_be_probed_is_told(module, probe, told):
    with pytest.raises(ValueError, match=told):
        probe_module(module, lambda: 0, probe, {"fractions": [1]}, 1, "mine")
