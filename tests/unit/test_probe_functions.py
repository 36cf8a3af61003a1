"""The probes as functions of arrays, tensors and whole models."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

import taskcomplexity as tc
from taskcomplexity.probes.matrices import as_matrix, fill, matrices_of
from taskcomplexity.probes.randomize import randomize
from taskcomplexity.streams import numpy_generator

# A call of every function, and the probe, settings and variant that measure the same.
CALLS = {
    "prune": (lambda w, **how: tc.prune(w, 0.3, **how), ("prune", {"kept": [1, 0.3]})),
    "prune at random": (
        lambda w, **how: tc.prune(w, 0.3, "random", **how),
        ("prune", {"kept": [0.3], "selections": ["random"]}),
    ),
    "noise": (
        lambda w, **how: tc.add_noise(w, 0.1, **how),
        ("noise", {"amplitudes": [0.1], "distributions": ["uniform"]}),
    ),
    "relative noise": (
        lambda w, **how: tc.add_noise(w, 0.1, "relative", **how),
        ("noise", {"amplitudes": [0.1], "distributions": ["gaussian", "relative"]}),
    ),
    "flip": (
        lambda w, **how: tc.flip(w, 0.2, "largest", **how),
        ("flip", {"fractions": [0.2], "selections": ["largest"]}),
    ),
    "randomize": (
        lambda w, **how: tc.randomize(w, "E", **how),
        ("randomize", {"kept": [1], "kinds": ["A", "E"]}),
    ),
    "randomize what is pruned": (
        lambda w, **how: tc.randomize(w, "G", kept=0.8, **how),
        ("randomize", {"kept": [1, 0.8], "kinds": ["G"]}),
    ),
}
every_call = pytest.mark.parametrize("called", CALLS)
BINARIZE = {"binarize": (lambda w, **how: tc.binarize(w), None)}
every_function = pytest.mark.parametrize("called", [*CALLS, *BINARIZE])


def call(called, weights, **how):
    return (CALLS | BINARIZE)[called][0](weights, **how)


def normal(*shape, dtype=torch.float32):
    generator = torch.Generator().manual_seed(len(shape))
    return torch.randn(shape, generator=generator).to(dtype)


class Several(nn.Module):
    """Matrices of every kind, and what is none."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(9, 6)
        self.kernel = nn.Conv2d(4, 6, 3, groups=2)
        self.back = nn.ConvTranspose2d(4, 6, 3, groups=2)
        self.line = nn.Conv1d(3, 5, 2)
        self.memory = nn.LSTM(6, 12, num_layers=2, proj_size=10)
        self.attention = nn.MultiheadAttention(6, 2)
        self.pairs = nn.Bilinear(3, 4, 5)
        self.norm = nn.BatchNorm1d(6)
        self.scale = nn.LayerNorm((3, 4))
        self.head = nn.Linear(6, 9)
        self.head.weight = self.words.weight
        self.other = nn.Parameter(torch.ones(3, 3))


MATRICES = [
    *("words", "kernel", "back", "line"),
    *(f"memory.weight_{part}_l{layer}" for layer in (0, 1) for part in ("ih", "hh", "hr")),
    *("attention.in_proj_weight", "attention.out_proj", "pairs", "head"),
]


@every_call
@pytest.mark.parametrize("shape", [(8, 7), (6, 4, 3, 3)])
@pytest.mark.parametrize("draw", [0, 2])
def test_a_matrix_is_what_a_probe_measures(called, shape, draw):
    """Of a bare tensor, of a layer and by the probe of a layer and of a model."""
    function, (probe, settings) = CALLS[called]
    layer = nn.Linear(7, 8) if len(shape) == 2 else nn.Conv2d(4, 6, 3)
    with torch.no_grad():
        layer.weight.copy_(normal(*shape))
    expected = function(layer.weight, seed=3, draw=draw, name="mine")
    assert torch.equal(expected, function(layer, seed=3, draw=draw, name="mine").weight)
    drawn = settings | ({} if called in ("prune", "flip") else {"draws": 3})
    seen = []

    def evaluate():
        seen.append(layer.weight.detach().clone())
        return 0

    table = tc.probe_module(layer, evaluate, probe, drawn, 3, "mine").to_pandas()
    level = 1 - settings["kept"][-1] if "kept" in settings else next(iter(settings.values()))[-1]
    kinds = [value for key, value in settings.items() if key in ("kinds", "distributions")]
    chosen = (table["level"] - level).abs() < 1e-9
    chosen &= table["kind"] == (kinds[0][-1] if kinds else table["kind"].iloc[0])
    chosen &= (table["draw"] == draw) | (called in ("prune", "flip"))
    weights, signs = (seen[place] for place in np.flatnonzero(chosen))
    assert torch.equal(weights, expected)
    assert torch.equal(signs, tc.binarize(expected))


@every_call
def test_a_model_is_what_a_probe_measures_layer_by_layer(called):
    function, (probe, settings) = CALLS[called]
    model = nn.Sequential(nn.Linear(7, 8), nn.ReLU(), nn.Sequential(nn.Linear(8, 9)))
    last = {key: value[-1:] for key, value in settings.items()}
    before = [one.detach().clone() for one in model.parameters()]
    seen = []

    def evaluate():
        seen.append([model[0].weight.detach().clone(), model[2][0].weight.detach().clone()])
        return len(seen)

    table = tc.probe_model(model, evaluate, probe, last, 3).to_pandas()
    assert table["layer"].tolist() == ["0", "0", "2.0", "2.0"]
    assert table["score"].tolist() == [1, 2, 3, 4]
    new = function(model, seed=3)
    assert torch.equal(new[0].weight, seen[0][0])
    assert torch.equal(seen[0][1], before[2])
    assert torch.equal(new[2][0].weight, seen[2][1])
    assert torch.equal(seen[2][0], before[0])
    for one, was in zip(model.parameters(), before, strict=True):
        assert torch.equal(one, was)


@every_function
def test_every_matrix_of_a_module_is_disturbed_within_itself(called):
    torch.manual_seed(0)
    model = Several()
    state = {name: value.clone() for name, value in model.state_dict().items()}
    new = call(called, model)
    assert type(new) is Several
    assert all(torch.equal(value, state[name]) for name, value in model.state_dict().items())
    changed = {name for name, one in new.state_dict().items() if not torch.equal(one, state[name])}
    named = {name.removesuffix(".weight") for name in changed}
    assert named == set(MATRICES)
    assert new.head.weight is new.words.weight
    assert new.words.weight.requires_grad
    assert new.words.weight is not model.words.weight
    # Of layers that share weights, the first names the stream.
    for name in ("words", "kernel", "line", "pairs"):
        alone = call(called, model.get_submodule(name).weight, name=name)
        assert torch.equal(new.get_submodule(name).weight, alone)


def test_matrices_have_the_names_of_their_layers():
    model = Several()
    assert [matrix.name for matrix in matrices_of(model)] == MATRICES
    assert [matrix.name for matrix in matrices_of(nn.Linear(2, 3))] == ["(model)"]
    assert [matrix.name for matrix in matrices_of(nn.RNN(2, 3), "mine")] == [
        "weight_ih_l0",
        "weight_hh_l0",
    ]


def test_the_outputs_of_a_transposed_convolution_lie_behind_its_inputs():
    layer = nn.ConvTranspose2d(4, 6, 3, groups=2)
    matrix = as_matrix(layer.weight, layer)
    assert matrix.shape == (6, 18)
    for group in range(2):
        for output in range(3):
            rows = layer.weight[2 * group : 2 * group + 2, output]
            assert torch.equal(matrix[3 * group + output], rows.flatten())
    back = torch.zeros_like(layer.weight)
    fill(back, matrix, layer)
    assert torch.equal(back, layer.weight)
    # F keeps what enters every output: the strength of each sign.
    new = tc.randomize(layer, "F").weight
    assert not torch.equal(new, layer.weight)
    for part in (1, -1):
        strengths = [(part * one).clamp(min=0).unflatten(0, (2, 2)) for one in (new, layer.weight)]
        assert torch.allclose(*(one.sum(dim=(1, 3, 4)) for one in strengths))


def test_a_linear_layer_of_transformers_has_its_outputs_last():
    from transformers.pytorch_utils import Conv1D

    layer = Conv1D(5, 3)
    assert torch.equal(as_matrix(layer.weight, layer), layer.weight.T)
    new = tc.randomize(layer, "F", seed=1).weight
    expected = randomize(
        layer.weight.T, "F", numpy_generator(1, "(model)", "randomize", "F", 0.0, 0)
    ).weights
    assert torch.equal(new.T, expected)


@every_function
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", ">f4"])
def test_arrays_come_back_as_they_went_in(called, dtype):
    weights = normal(12, 7).numpy().astype(dtype)
    weights.flags.writeable = False
    new = call(called, weights)
    assert type(new) is np.ndarray
    assert (new.dtype, new.shape) == (weights.dtype, weights.shape)
    native = torch.from_numpy(weights.astype(weights.dtype.newbyteorder("=")))
    assert np.array_equal(new, call(called, native).numpy())
    assert not np.shares_memory(new, weights)
    assert np.array_equal(call(called, weights[::-1, ::2]), call(called, weights[::-1, ::2].copy()))


@every_function
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_tensors_come_back_as_they_went_in(called, dtype):
    weights = nn.Parameter(normal(12, 7, dtype=dtype))
    before = weights.detach().clone()
    new = call(called, weights)
    assert type(new) is torch.Tensor
    assert (new.dtype, new.shape, new.device) == (dtype, weights.shape, weights.device)
    assert not new.requires_grad
    assert torch.equal(weights, before)
    transposed = before.T.clone().T
    assert torch.equal(call(called, transposed), new)
    assert call(called, transposed).stride() == transposed.stride()


def test_a_vector_and_a_number_are_taken_but_by_randomizations():
    assert tc.prune(np.array([0.5, -1]), 0.5).tolist() == [0, -1]
    assert tc.flip(torch.tensor(0.5), 1) == -0.5
    with pytest.raises(ValueError, match=r"expected a matrix \(outputs, inputs\), found shape"):
        tc.randomize(np.array([0.5, -1]), "A")


def test_seeds_draws_and_names_give_draws_of_their_own():
    weights = normal(20, 20)
    one = tc.add_noise(weights, 0.1)
    assert torch.equal(one, tc.add_noise(weights, 0.1, seed=np.int64(0)))
    for other in ({"seed": 1}, {"draw": 1}, {"name": "mine"}):
        assert not torch.equal(one, tc.add_noise(weights, 0.1, **other))
    model = tc.add_noise(nn.Sequential(*[nn.Linear(20, 20)] * 2), 0.1)
    assert model[0] is model[1]


def test_a_model_goes_on_training_and_computes_as_before():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.RNN(8, 3)).eval()
    samples = normal(5, 4)
    new = tc.prune(model, 1)
    assert torch.equal(new(samples)[0], model(samples)[0])
    assert not new.training
    tc.binarize(model)(samples)[0].sum().backward()
    assert all(one.grad is None for one in model.parameters())


@pytest.mark.parametrize("model", [False, True])
def test_signs_that_do_not_mix_are_told(model):
    layer = nn.Linear(3, 2)
    with torch.no_grad():
        layer.weight.copy_(torch.eye(2, 3))
    assert tc.randomize(layer, "A") is not layer
    told = r"layer 0: its signs do not mix" if model else "weights: its signs do not mix"
    with pytest.raises(ValueError, match=f"^{told} under kind G.*such as B$"):
        tc.randomize(nn.Sequential(layer, nn.Linear(30, 30)) if model else layer.weight, "G")


@pytest.mark.parametrize(
    ("called", "told"),
    [
        (lambda w: tc.prune(w, 1.1), r"^kept: expected a fraction from 0 to 1, found 1\.1"),
        (lambda w: tc.prune(w, "half"), "^kept: expected a fraction from 0 to 1, found 'half'"),
        (lambda w: tc.prune(w, None), "^kept: expected a fraction from 0 to 1, found None"),
        (lambda w: tc.flip(w, float("nan")), "^fraction: expected a fraction .*, found nan"),
        (lambda w: tc.randomize(w, "B", kept=-1), "^kept: expected a fraction .*, found -1"),
        (lambda w: tc.add_noise(w, -1), "^amplitude: expected a number from 0 up, found -1"),
        (lambda w: tc.add_noise(w, float("inf")), "^amplitude: expected a number .*, found inf"),
        (lambda w: tc.add_noise(w, 1e39), "expected an amplitude .* ends at"),
        (
            lambda w: tc.prune(w, 1, "smalest"),
            "^selection: 'smalest' is unknown; choose from small",
        ),
        (lambda w: tc.flip(w, 1, "all"), "^selection: 'all' is unknown; .*smallest, largest, ra"),
        (lambda w: tc.add_noise(w, 1, "normal"), "^distribution: 'normal' is .* uniform, gaussian"),
        (lambda w: tc.randomize(w, "H"), "^kind: 'H' is unknown; choose from A, B, C, D, E, F, G"),
        (lambda w: tc.prune(w, 1, draw=-1), "^draw: expected a number from 0 up, found -1"),
        (lambda w: tc.prune(w, 1, seed=0.5), r"^seed: expected a whole number, found 0\.5"),
        (lambda w: tc.randomize(w, "B", np.random.default_rng(0)), "^seed: expected a whole numb"),
    ],
)
def test_what_is_asked_in_vain_is_told_with_what_there_is(called, told):
    with pytest.raises(ValueError, match=told):
        called(normal(3, 4))


QUANTISED = "ignore:.*quantiz.*:DeprecationWarning", "ignore:.*quantiz.*:UserWarning"


class Packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3, 4, dtype=torch.int8), requires_grad=False)


def masked():
    return prune.random_unstructured(nn.Linear(2, 2), "weight", 0.5)


@pytest.mark.filterwarnings(*QUANTISED)
@every_function
@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (lambda: np.ones((2, 2), int), r"^weights: expected float.*, found int64; .*astype\(numpy"),
        (lambda: np.ones((2, 2), np.longdouble), "^weights: expected float.*, found float128; con"),
        (lambda: np.ones((2, 2), object), "^weights: expected float.*, found object; convert"),
        (lambda: np.ma.masked_equal(np.eye(2), 1), "^weights: expected an array without a mask"),
        (lambda: np.full((2, 2), np.nan), "^weights: 4 of 4 numbers are NaN or infinite"),
        (lambda: np.ones((0, 3)), r"^weights: expected numbers, found the shape \(0, 3\)"),
        (lambda: torch.eye(2).long(), "^weights: expected float.*, found torch.int64; convert"),
        (lambda: torch.eye(2).to_sparse(), r"^weights: expected a dense tensor.*to_dense\(\)"),
        (lambda: torch.full((2, 2), torch.inf), "^weights: 4 of 4 numbers are NaN or infinite"),
        (
            lambda: torch.quantize_per_tensor(torch.eye(2), 0.1, 0, torch.qint8),
            r"^weights: expected floating-point numbers, found quantised ones.*dequantize\(\)",
        ),
        (lambda: nn.LayerNorm(3), "^LayerNorm has no matrix of weights: no parameter of two axes"),
        (lambda: nn.ReLU(), "^ReLU has no matrix of weights"),
        (lambda: nn.Sequential(masked()), "^layer 0: Linear .* computed from others, as by torch"),
        (
            lambda: nn.Sequential(parametrizations.weight_norm(nn.Linear(2, 2))),
            r"^layer 0: Parametrized.*\.remove_parametrizations\(layer, 'weight'\)",
        ),
        (lambda: nn.Sequential(nn.LazyLinear(3)), "^layer 0: its weight is not made yet; run"),
        (lambda: nn.Sequential(nn.Linear(2, 2, device="meta")), "^layer 0: on the device meta"),
        (
            lambda: nn.Sequential(torch.ao.nn.quantized.Linear(2, 2)),
            "^layer 0: Linear is quantised; give the model as it was before",
        ),
        (Packed, r"^layer \(model\): Packed is quantised; give the model as it was before"),
    ],
)
def test_what_cannot_be_disturbed_is_told(called, weights, told):
    with pytest.raises(ValueError, match=told):
        call(called, weights())


@every_function
def test_what_has_no_weights_is_told(called):
    with pytest.raises(TypeError, match=r"^weights: expected a numpy\.ndarray, .*found list; nump"):
        call(called, [[1.0, 2.0]])


def test_a_model_that_diverged_is_told_before_it_is_copied():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    with torch.no_grad():
        model[1].weight[0, 0] = torch.nan
    with pytest.raises(ValueError, match="^layer 1: 1 of 4 numbers are NaN or infinite"):
        tc.prune(model, 0.5)


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_a_scripted_model_is_told():
    model = torch.jit.trace(nn.Linear(2, 2), torch.ones(1, 2))
    with pytest.raises(ValueError, match=r"^\(model\) is TorchScript, whose weights cannot be"):
        tc.prune(model, 0.5)
    with pytest.raises(ValueError, match=r"^0 is TorchScript, .*the module that it was made of"):
        tc.probe_model(nn.Sequential(model), lambda: 0, "prune", {"kept": [1]})
