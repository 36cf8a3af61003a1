"""Probes of one layer of any module."""

import logging

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from taskcomplexity.probes.flip import flip
from taskcomplexity.probes.module import probe_model, probe_module
from taskcomplexity.probes.randomize import randomize
from taskcomplexity.streams import numpy_generator


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


def test_several_scores_are_columns_by_their_names():
    model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
    measured = lambda: {"b": model[0].weight.sum(), "a": 1}  # noqa: E731
    asked = (measured, "prune", {"kept": [1, 0.5]})
    of_layer = probe_module(model[0], *asked, 1, "0", scores=("a", "b"))
    of_model = probe_model(model, *asked, 1, scores=("a", "b"), layers=["0"])
    assert of_layer.equals(of_model)
    assert of_layer.column_names[-2:] == ["a", "b"]
    assert of_layer["b"][0].as_py() == pytest.approx(model[0].weight.sum().item())
    with pytest.raises(ValueError, match="evaluate gave b, a; expected a, as `scores` names it"):
        probe_module(model[0], *asked, 1, "0", scores=("a",))
    for wrong in ((), ("a", "a"), ("a", "level"), "ab"):
        with pytest.raises(ValueError, match="scores: expected different names"):
            probe_module(model[0], *asked, 1, "0", scores=wrong)
    with pytest.raises(ValueError, match="evaluate gave b, a; expected score"):
        probe_module(model[0], *asked, 1, "0")


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


def both(layer, evaluate, probe, settings):
    """Probe a layer by itself and as the one of a model."""
    yield lambda: probe_module(layer, evaluate, probe, settings, 1, "0")
    yield lambda: probe_model(nn.Sequential(layer), evaluate, probe, settings, 1)


def test_a_kernel_counts_as_a_matrix():
    layer = nn.Conv2d(4, 6, 3)
    before = layer.weight.detach().clone()
    settings = {"kinds": ["D"], "kept": [1]}
    seen = []

    def evaluate():
        seen.append(layer.weight.detach().clone())
        return 0

    generator = numpy_generator(1, "0", "randomize", "D", 0.0, 0)
    expected = randomize(before.flatten(1), "D", generator).weights.view(before.shape)
    tables = [probed() for probed in both(layer, evaluate, "randomize", settings)]
    assert tables[0].equals(tables[1])
    for weights, signs in (seen[:2], seen[2:]):
        assert torch.equal(weights, expected)
        assert torch.equal(signs, expected.sign())
    assert torch.equal(layer.weight, before)


class Recurrent(nn.Module):
    """Layers of several kinds, one of them without weights and one that shares them."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5, 3)
        self.memory = nn.LSTM(3, 3)
        self.norm = nn.LayerNorm(3)
        self.head = nn.Linear(3, 5, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, words):
        return self.head(self.norm(self.memory(self.embedding(words))[0]))


EVERY = ["embedding", "memory.weight_ih_l0", "memory.weight_hh_l0", "head"]


def in_names(names):
    return lambda name, module: name in names and isinstance(module, nn.Module)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        (None, EVERY),
        (["head", "embedding"], ["embedding", "head"]),
        ({"memory.weight_hh_l0"}, ["memory.weight_hh_l0"]),
        (in_names(EVERY[1:3]), EVERY[1:3]),
    ],
)
def test_every_matrix_of_a_model_is_probed_in_turn(layers, expected):
    torch.manual_seed(0)
    model, words = Recurrent(), torch.arange(5)
    state = {name: one.clone() for name, one in model.state_dict().items()}
    parameters = dict(model.named_parameters(remove_duplicate=False))
    whole = model(words).detach()
    seen, outputs = [], []

    def evaluate():
        now = model.state_dict()
        seen.append({name for name, one in now.items() if not torch.equal(one, state[name])})
        outputs.append(model(words).detach())
        return len(seen)

    table = probe_model(model, evaluate, "flip", {"fractions": [0.5, 1]}, 1, layers).to_pandas()
    assert list(table.columns) == [
        *("layer", "probe", "kind", "level", "draw", "variant"),
        "score",
    ]
    assert table["layer"].tolist() == [name for name in expected for _ in range(4)]
    assert table["level"].tolist() == [0.5, 0.5, 1, 1] * len(expected)
    assert table["score"].tolist() == list(range(1, len(table) + 1))
    for name, changed, output in zip(table["layer"], seen, outputs, strict=True):
        assert changed == {name if "_" in name else f"{name}.weight"}
        assert not torch.equal(output, whole)
    assert dict(model.named_parameters(remove_duplicate=False)) == parameters
    assert model.head.weight is model.embedding.weight
    assert torch.equal(model(words), whole)


def test_a_layer_of_a_model_is_measured_as_alone():
    model = nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2))
    settings = {"kinds": ["B", "G"], "kept": [1, 0.7], "draws": 2}

    def total():
        return float(sum((one * torch.arange(one.numel())).sum() for one in map(flat, model)))

    def flat(layer):
        return layer.weight.flatten() if hasattr(layer, "weight") else torch.zeros(1)

    together = probe_model(model, total, "randomize", settings, 7).to_pandas()
    for name in ("0", "2"):
        alone = probe_module(model[int(name)], total, "randomize", settings, 7, name).to_pandas()
        of_layer = together[together["layer"] == name].reset_index(drop=True)
        assert of_layer.equals(alone)


def test_a_model_that_is_a_layer_has_a_name():
    layer = nn.Linear(6, 4)
    table = probe_model(layer, lambda: 1, "prune", {"kept": [1]})
    assert table["layer"].to_pylist() == ["(model)"] * 2


def test_a_score_that_fails_leaves_the_model_as_it_was():
    model = Recurrent()
    weights = list(model.parameters())

    def evaluate():
        if not torch.equal(model.memory.weight_hh_l0, weights[2]):
            raise RuntimeError("no score")
        return 0

    assert weights[2] is model.memory.weight_hh_l0
    with pytest.raises(RuntimeError, match="no score"):
        probe_model(model, evaluate, "flip", {"fractions": [1]})
    assert all(one is was for one, was in zip(model.parameters(), weights, strict=True))


@pytest.mark.parametrize(
    ("model", "layers", "told"),
    [
        (nn.Sequential(nn.LayerNorm(3)), None, "^Sequential has no matrix of weights"),
        (
            Recurrent(),
            ["norm"],
            "^layers: Recurrent has no matrix of weights 'norm'; there are emb",
        ),
        (Recurrent(), ["haed"], f"there are {', '.join(EVERY)}$"),
        (
            nn.Sequential(*(nn.Linear(1, 1) for _ in range(25))),
            ["25"],
            "there are 0, 1, 2.*, 18, 19 and 5 others$",
        ),
        (Recurrent(), "head", "^layers: expected the names of layers in a list, found 'head'"),
        (Recurrent(), [], r"^layers: expected the names of layers in a list, found \[\]"),
        (Recurrent(), in_names("none"), "^layers: the function chose none of embedding, memory"),
        (
            nn.Sequential(nn.Linear(2, 2), parametrizations.weight_norm(nn.Linear(2, 2))),
            None,
            r"^layer 1: .*remove_parametrizations",
        ),
        (nn.Sequential(nn.Linear(2, 2), nn.LazyLinear(2)), ["1"], "^layer 1: .* not made yet"),
    ],
)
def test_what_of_a_model_cannot_be_probed_is_told_first(model, layers, told):
    measured = []
    with pytest.raises(ValueError, match=told):
        probe_model(model, lambda: measured.append(1) or 0, "flip", {"fractions": [1]}, 1, layers)
    assert not measured


def test_layers_that_are_not_asked_for_may_be_of_any_kind():
    model = nn.Sequential(nn.Linear(2, 2), parametrizations.weight_norm(nn.Linear(2, 2)))
    settings = {"fractions": [1]}
    assert len(probe_model(model, lambda: 0, "flip", settings, layers=["0"])) == 2
    assert len(probe_model(model, lambda: 0, "flip", settings, layers=in_names(["0"]))) == 2


def test_no_model_is_told():
    with pytest.raises(TypeError, match=r"^model: expected a torch\.nn\.Module, found dict"):
        probe_model({}, lambda: 0, "flip", {"fractions": [1]})


def test_a_whole_model_tells_how_far_it_is(monkeypatch, caplog):
    caplog.set_level(logging.INFO, "taskcomplexity")
    monkeypatch.setattr("taskcomplexity.progress.SECONDS_BETWEEN", -1)
    model = nn.Sequential(nn.Linear(6, 4), nn.Linear(4, 2))
    probe_model(model, lambda: 0, "prune", {"kept": [1, 0.5]})
    assert caplog.messages[-1].startswith("Prune Sequential: 8 of 8 measurements")


@pytest.mark.parametrize(
    ("probe", "settings", "told"),
    [
        ("prune", {"keep": [1]}, "^prune has no setting 'keep'; there are kept, selections, draws"),
        (
            "noise",
            {"amplitude": [1]},
            "^noise has no setting 'amplitude'; there are amplitudes, distributions, draws",
        ),
        (
            "flip",
            {"fractions": [1], "kinds": ["A"]},
            "'kinds'; there are fractions, selections, dr",
        ),
        ("randomize", {"kept": [1], "kind": "A"}, "'kind'; there are kept, kinds, draws"),
        ("randomize", {"kept": [1], "kinds": ["A", "H"]}, "^kinds: 'H' is unknown; choose from A"),
        ("prune", {"kept": [1, 1.5]}, r"^kept: expected a fraction from 0 to 1, found 1\.5"),
        ("noise", {"amplitudes": [1, -1]}, "^amplitudes: expected a number from 0 up, found -1"),
        ("noise", {"amplitudes": ["1e-4"]}, "^amplitudes: expected a number .*, found '1e-4'"),
        ("bend", {}, "^probe 'bend' is unknown; choose one of prune, noise, flip, randomize, sh"),
    ],
)
def test_a_misspelt_setting_is_told_before_anything_is_measured(probe, settings, told):
    measured = []
    for probed in both(nn.Linear(6, 4), lambda: measured.append(1) or 0, probe, settings):
        with pytest.raises(ValueError, match=told):
            probed()
    assert not measured


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
