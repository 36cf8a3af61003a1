"""Metrics of the layers of any model, against loops that are written out for it."""

import math

import numpy as np
import pandas as pd
import pytest
import torch
import torchvision
from scipy import stats
from toeplitz import toeplitz
from torch import nn
from torch.nn import functional
from torch.nn.utils import parametrizations, prune, weight_norm
from transformers.pytorch_utils import Conv1D

import taskcomplexity as tc
from taskcomplexity.metrics.record import COLUMNS

NUMBERS = [name for name in COLUMNS if name not in ("name", "type", "activation", "reason")]
CLOSE = {"rtol": 1e-9, "atol": 1e-9}


@pytest.fixture(autouse=True)
def _seeded():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def metrics(model, samples, **settings):
    table = tc.network_metrics(model, samples, **settings)
    assert tuple(table.columns) == COLUMNS
    return table.set_index("name", drop=False)


def double(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def moments(prefix, values):
    values = np.concatenate([np.ravel(one) for one in values])
    found = {f"{prefix}_mean": values.mean(), f"{prefix}_sd": values.std()}
    if prefix == "zeta":
        found |= {
            "zeta_skewness": stats.skew(values),
            "zeta_kurtosis": stats.kurtosis(values),
            "zeta_negative": np.mean(values < 0),
        }
    return found


def links(matrix, biases, places=None):
    """Weights and strengths of the matrix of all links, (inputs, outputs)."""
    places = np.ones(matrix.shape, bool) if places is None else places
    weights = (matrix + biases)[places]
    incoming, outgoing = matrix.sum(0) + biases, matrix.sum(1)
    return {
        "inputs": len(matrix),
        "outputs": matrix.shape[1],
        "links": places.sum(),
        "weight_mean": weights.mean(),
        "weight_variance": weights.var(),
        "strength_in_mean": incoming.mean(),
        "strength_in_fluctuation": math.sqrt(np.mean((incoming - incoming.mean()) ** 2)),
        "strength_out_mean": outgoing.mean(),
        "strength_out_fluctuation": math.sqrt(np.mean((outgoing - outgoing.mean()) ** 2)),
    }


def of_linear(layer):
    return links(layer.weight.detach().numpy().T, layer.bias.detach().numpy())


def assert_row(row, expected):
    told = {name: float(row[name]) for name in expected}
    for name, value in expected.items():
        np.testing.assert_allclose(told[name], float(value), **CLOSE, err_msg=name)


def measured(row):
    """The columns of a row that hold a number."""
    return {name for name in NUMBERS if pd.notna(row[name])}


@pytest.mark.parametrize("batch_size", [1, 4, 100])
def test_a_perceptron_is_its_loops(batch_size):
    model = nn.Sequential(
        nn.Linear(6, 5), nn.Sigmoid(), nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3)
    )
    model.double()
    samples = double(11, 6)
    table = metrics(model, samples, batch_size=batch_size)
    assert list(table["name"]) == ["0", "2", "4"]
    assert list(table["activation"]) == ["sigmoid", "relu", ""]
    assert list(table["reason"]) == ["", "", "no activation follows"]
    assert list(table["parameters"]) == [35, 24, 15]
    functions = {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "relu": lambda x: max(x, 0.0)}
    z = samples.numpy()
    for name, row in table.iterrows():
        layer = model[int(name)]
        weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
        zeta = np.zeros((len(z), len(weight)))
        for sample in range(len(z)):
            for neuron in range(len(weight)):
                zeta[sample, neuron] = bias[neuron]
                for source in range(z.shape[1]):
                    zeta[sample, neuron] += z[sample, source] * weight[neuron, source]
        assert_row(row, {**of_linear(layer), **moments("zeta", [zeta]), "samples": 11})
        if row["activation"]:
            z = np.vectorize(functions[row["activation"]])(zeta)
            assert_row(row, moments("activation", [z]))


@pytest.mark.parametrize("bias", ["add", "pool", "none"])
def test_biases_count_as_told(bias):
    layer = nn.Linear(6, 5, dtype=torch.float64)
    row = metrics(layer, double(3, 6), bias=bias).loc["(model)"]
    weights, biases = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    numbers = {
        "add": weights + biases[:, None],
        "pool": np.concatenate([weights.ravel(), biases]),
        "none": weights,
    }[bias]
    assert_row(row, {"weight_mean": numbers.mean(), "weight_variance": numbers.var()})


class Picture(nn.Module):
    """Convolutions with padding, stride, groups, and functions in place."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(2, 4, 3, stride=2, padding=1)
        self.second = nn.Conv2d(4, 6, (2, 3), padding="same", groups=2, dilation=(1, 2))
        self.last = nn.Linear(6 * 4 * 3, 3)
        self.double()

    def forward(self, x):
        x = functional.relu(self.first(x), inplace=True)
        x = self.second(x).flatten(1)
        return self.last(x.tanh_())


# torch tells that padding on one side may need a copy.
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_a_convolutional_network_is_its_toeplitz_matrices():
    model, samples = Picture(), double(5, 2, 7, 6)
    table = metrics(model, samples, batch_size=3)
    assert list(table["activation"]) == ["relu", "tanh", ""]
    told = {
        "first": ((2, 7, 6), (2, 2), [(1, 1), (1, 1)], (1, 1), 1),
        "second": ((4, 4, 3), (1, 1), [(0, 1), (2, 2)], (1, 2), 2),
    }
    z = samples.flatten(1).numpy()
    activations = {"first": lambda x: np.maximum(x, 0), "second": np.tanh}
    for name, geometry in told.items():
        layer = getattr(model, name)
        matrix, places = toeplitz(layer.weight.detach().numpy(), *geometry)
        biases = layer.bias.detach().numpy().repeat(12)
        zeta = z @ matrix + biases
        z = activations[name](zeta)
        assert_row(
            table.loc[name],
            {
                **links(matrix, biases, places),
                **moments("zeta", [zeta]),
                **moments("activation", [z]),
                "parameters": layer.weight.numel() + layer.bias.numel(),
            },
        )
    weight, bias = model.last.weight.detach().numpy(), model.last.bias.detach().numpy()
    assert_row(
        table.loc["last"], {**of_linear(model.last), **moments("zeta", [z @ weight.T + bias])}
    )


@pytest.mark.parametrize("axes", [1, 3])
def test_convolutions_have_one_to_three_axes(axes):
    kind = {1: nn.Conv1d, 3: nn.Conv3d}[axes]
    layer = kind(2, 3, 2, padding="valid", dtype=torch.float64)
    samples = double(4, 2, *(3,) * axes)
    row = metrics(layer, samples).loc["(model)"]
    geometry = [(1,) * axes, [(0, 0)] * axes, (1,) * axes, 1]
    matrix, places = toeplitz(layer.weight.detach().numpy(), (2, *(3,) * axes), *geometry)
    biases = layer.bias.detach().numpy().repeat(2**axes)
    assert_row(row, links(matrix, biases, places))
    assert_row(row, moments("zeta", [samples.flatten(1).numpy() @ matrix + biases]))


def unrolled(rnn, x, h, suffix, activate):
    """ζ and h of every step by loops; x is (steps, samples, inputs)."""
    named = {name: one.detach().numpy() for name, one in rnn.named_parameters()}
    zeta, after = [], []
    for step in x:
        zeta.append(
            step @ named[f"weight_ih{suffix}"].T
            + h @ named[f"weight_hh{suffix}"].T
            + named[f"bias_ih{suffix}"]
            + named[f"bias_hh{suffix}"]
        )
        h = activate(zeta[-1])
        after.append(h)
    matrix = np.concatenate([named[f"weight_ih{suffix}"], named[f"weight_hh{suffix}"]], 1).T
    biases = named[f"bias_ih{suffix}"] + named[f"bias_hh{suffix}"]
    expected = {**links(matrix, biases), **moments("zeta", zeta), **moments("activation", after)}
    return expected, np.stack(after)


class Rows(nn.Module):
    """An image's rows as steps."""

    def __init__(self, **settings):
        super().__init__()
        self.rnn = nn.RNN(4, 3, dtype=torch.float64, **settings)
        self.last = nn.Linear(3, 2, dtype=torch.float64)

    def forward(self, x):
        return self.last(self.rnn(x)[0][:, -1])


@pytest.mark.parametrize("function", ["tanh", "relu"])
def test_a_recurrent_network_is_unrolled(function):
    model, samples = Rows(batch_first=True, nonlinearity=function), double(5, 6, 4)
    table = metrics(model, samples, batch_size=2)
    activate = {"tanh": np.tanh, "relu": lambda x: np.maximum(x, 0)}[function]
    x = samples.transpose(0, 1).numpy()
    expected, after = unrolled(model.rnn, x, np.zeros((5, 3)), "_l0", activate)
    assert_row(table.loc["rnn"], {**expected, "parameters": 27})
    assert table.loc["rnn", "activation"] == function
    assert table.loc["rnn", "reason"] == ""
    zeta = after[-1] @ model.last.weight.detach().numpy().T + model.last.bias.detach().numpy()
    assert_row(table.loc["last"], moments("zeta", [zeta]))


@pytest.mark.parametrize("batch_first", [True, False])
def test_layers_and_directions_of_a_recurrent_network_have_a_row_each(batch_first):
    rnn = nn.RNN(4, 3, 2, bidirectional=True, batch_first=batch_first, dtype=torch.float64)
    x, h = double(6, 5, 4), double(4, 5, 3)
    # The starts of the steps are no samples along the first axis, so they come from the model.
    model = WithStart(rnn, h)
    table = metrics(model, x.transpose(0, 1) if batch_first else x, batch_size=10)
    assert list(table["name"]) == [
        f"rnn.l{depth}{way}" for depth in "01" for way in ("", "_reverse")
    ]
    inputs, starts = x.numpy(), iter(h.numpy())
    for depth in range(2):
        outputs = []
        for way in ("", "_reverse"):
            turned = inputs[::-1] if way else inputs
            expected, after = unrolled(rnn, turned, next(starts), f"_l{depth}{way}", np.tanh)
            assert_row(table.loc[f"rnn.l{depth}{way}"], expected)
            outputs.append(after[::-1] if way else after)
        inputs = np.concatenate(outputs, -1)
    assert table["parameters"].sum() == sum(one.numel() for one in rnn.parameters())
    assert not table["reason"].any()


class WithStart(nn.Module):
    def __init__(self, rnn, start):
        super().__init__()
        self.rnn, self.start = rnn, start

    def forward(self, x):
        return self.rnn(x, self.start)[0]


class Cells(nn.Module):
    """A cell that is called step by step, without h before the first one."""

    def __init__(self):
        super().__init__()
        self.cell = nn.RNNCell(4, 3, nonlinearity="relu", dtype=torch.float64)

    def forward(self, x):
        h = self.cell(x[:, 0])
        for step in range(1, x.shape[1]):
            h = self.cell(input=x[:, step], hx=h)
        return h


def test_a_cell_has_one_row_over_all_steps():
    model, samples = Cells(), double(5, 6, 4)
    x = samples.transpose(0, 1).numpy()
    relu = lambda z: np.maximum(z, 0)  # noqa: E731
    expected, _ = unrolled(model.cell, x, np.zeros((5, 3)), "", relu)
    row = metrics(model, samples).loc["cell"]
    assert_row(row, {**expected, "samples": 5})
    assert row["activation"] == "relu"


def test_packed_sequences_have_links_and_no_signals():
    class Packed(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.RNN(4, 3)

        def forward(self, x):
            return self.rnn(nn.utils.rnn.pack_sequence(list(x)))[1]

    row = metrics(Packed(), torch.randn(2, 5, 4)).loc["rnn"]
    assert row["reason"] == "packed sequences are not unrolled; give padded ones"
    assert row["links"] == 21
    assert math.isnan(row["zeta_mean"])


def test_a_transformer_layer_has_a_row_for_all_that_it_is_made_of():
    layer = nn.TransformerEncoderLayer(8, 2, 12, batch_first=True, dtype=torch.float64).eval()
    samples, seen = double(3, 5, 8), {}
    table = metrics(layer, samples, batch_size=2)
    assert list(table["name"]) == ["self_attn", "norm1", "linear1", "linear2", "norm2"]
    assert table["parameters"].sum() == sum(one.numel() for one in layer.parameters())
    assert "attention" in table.loc["self_attn", "reason"]
    assert "normalisation" in table.loc["norm2", "reason"]
    layer.linear1.register_forward_hook(lambda *given: seen.update(zeta=given[2].detach().numpy()))
    layer(samples)
    row = table.loc["linear1"]
    assert_row(row, {**of_linear(layer.linear1), **moments("zeta", [seen["zeta"]])})
    assert_row(row, moments("activation", [np.maximum(seen["zeta"], 0)]))
    assert (row["activation"], row["reason"]) == ("relu", "")
    assert table.loc["linear2", "reason"] == "no activation follows, but add"


def test_a_model_of_torchvision_has_a_metric_or_a_reason_in_every_row():
    model = torchvision.models.resnet18(weights=None)
    table = metrics(model, torch.randn(4, 3, 32, 32))
    assert len(table) == sum(1 for one in model.modules() if one._parameters)
    assert table["parameters"].sum() == sum(one.numel() for one in model.parameters())
    with_metric = table["type"].isin(["Conv2d", "Linear"])
    assert with_metric.sum() == 21
    assert not table.loc[with_metric, "links":"zeta_negative"].isna().any(axis=None)
    assert (table["reason"] != "").all()
    assert (table.loc[~with_metric, "reason"].str.startswith("normalisation")).all()
    first = table.loc["conv1"]
    assert (first["inputs"], first["outputs"]) == (3 * 32 * 32, 64 * 16 * 16)
    assert first["reason"] == "no activation follows, but batch_norm"


def sequence(*parts):
    return nn.Sequential(nn.Linear(4, 4), *parts)


class Apply(nn.Module):
    """A function as a module of one's own."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


@pytest.mark.parametrize(
    ("name", "follows", "function"),
    [
        ("relu", nn.ReLU(), torch.relu),
        ("relu", nn.ReLU(inplace=True), torch.relu),
        ("relu", Apply(torch.relu), torch.relu),
        ("relu", Apply(torch.relu_), torch.relu),
        ("relu", Apply(functional.relu), torch.relu),
        ("relu", Apply(lambda x: functional.relu(input=x)), torch.relu),
        ("relu", Apply(lambda x: x.relu()), torch.relu),
        ("relu", Apply(lambda x: x.relu_()), torch.relu),
        ("relu", Apply(lambda x: x.reshape(2, -1).T.relu()), torch.relu),
        ("relu", nn.Sequential(nn.Dropout(), nn.Identity(), nn.ReLU()), torch.relu),
        ("clamp", Apply(lambda x: x.clamp(min=0)), torch.relu),
        ("sigmoid", nn.Sigmoid(), torch.sigmoid),
        ("sigmoid", Apply(torch.sigmoid), torch.sigmoid),
        ("special_expit", Apply(torch.special.expit), torch.sigmoid),
        ("tanh", nn.Tanh(), torch.tanh),
        ("gelu", nn.GELU(), functional.gelu),
        ("silu", nn.SiLU(), functional.silu),
        ("silu", nn.SiLU(inplace=True), functional.silu),
        ("leaky_relu", nn.LeakyReLU(0.3), lambda x: functional.leaky_relu(x, 0.3)),
        ("hardswish", nn.Hardswish(), functional.hardswish),
        ("softplus", nn.Softplus(), functional.softplus),
        ("softsign", nn.Softsign(), functional.softsign),
        ("softmax", nn.Softmax(dim=1), lambda x: x.softmax(1)),
        ("log_softmax", nn.LogSoftmax(dim=1), lambda x: x.log_softmax(1)),
        ("prelu", nn.PReLU(dtype=torch.float64), lambda x: functional.leaky_relu(x, 0.25)),
    ],
)
def test_what_is_applied_to_an_output_is_its_activation(name, follows, function):
    model, samples = sequence(follows).double(), double(6, 4)
    row = metrics(model, samples).loc["0"]
    zeta = model[0](samples).detach()
    assert (row["activation"], row["reason"]) == (name, "")
    assert_row(row, moments("zeta", [zeta.numpy()]))
    assert_row(row, moments("activation", [function(zeta).numpy()]))


def test_activations_of_transformers_are_known_however_they_are_computed():
    from transformers.activations import NewGELUActivation

    model, samples = sequence(NewGELUActivation()).double(), double(6, 4)
    row = metrics(model, samples).loc["0"]
    expected = functional.gelu(model[0](samples).detach(), approximate="tanh").numpy()
    assert (row["activation"], row["reason"]) == ("newgelu", "")
    assert_row(row, moments("activation", [expected]))


@pytest.mark.parametrize(
    ("reason", "follows"),
    [
        ("no activation follows", Apply(lambda x: x)),
        ("no activation follows, but batch_norm", nn.BatchNorm1d(4)),
        ("no activation follows, but max_pool1d", nn.MaxPool1d(2)),
        ("no activation follows, but add", Apply(lambda x: torch.relu(x + 1))),
        ("no activation follows, but add", Apply(lambda x: torch.relu(x.add_(1)))),
        ("no activation follows, but cat", Apply(lambda x: torch.cat([x, x]).relu())),
        ("no activation follows, but chunk", Apply(lambda x: x.chunk(2, 1)[0].relu())),
        ("sigmoid follows, but so does mul, so that a is", Apply(lambda x: x * torch.sigmoid(x))),
        ("sigmoid follows, but so does tanh, so that", Apply(lambda x: x.sigmoid() + x.tanh())),
    ],
)
def test_what_is_no_activation_is_told(reason, follows):
    row = metrics(sequence(follows), torch.randn(6, 4)).loc["0"]
    assert row["activation"] == ""
    assert row["reason"].startswith(reason)
    assert math.isnan(row["activation_mean"])
    assert math.isnan(row["activation_sd"])
    assert not math.isnan(row["zeta_mean"])


class Twice(nn.Module):
    """One layer in two places, under two names."""

    def __init__(self, after=torch.relu):
        super().__init__()
        self.one = nn.Linear(4, 4, dtype=torch.float64)
        self.same = self.one
        self.after = after

    def forward(self, x):
        return self.after(self.same(torch.relu(self.one(x))))


def test_a_layer_in_two_places_has_one_row_over_both():
    model, samples = Twice(), double(7, 4)
    table = metrics(model, samples, batch_size=3)
    assert list(table["name"]) == ["one"]
    first = model.one(samples)
    second = model.one(first.relu())
    both = torch.cat([first, second]).detach()
    row = table.loc["one"]
    assert_row(row, {**moments("zeta", [both.numpy()]), "samples": 7, "parameters": 20})
    assert_row(row, moments("activation", [both.relu().numpy()]))


def test_what_differs_from_call_to_call_is_told():
    row = metrics(Twice(torch.sigmoid), double(7, 4)).loc["one"]
    assert row["reason"] == "what follows differs from call to call: relu, sigmoid"
    assert row["activation"] == ""
    row = metrics(Twice(lambda x: x), double(7, 4)).loc["one"]
    assert "from call to call: relu, no activation follows" in row["reason"]


def test_inputs_of_several_sizes_have_signals_and_no_links():
    class Sizes(nn.Module):
        def __init__(self):
            super().__init__()
            self.head = nn.Conv2d(1, 2, 3)

        def forward(self, x):
            return self.head(x).relu(), self.head(x[..., 1:]).relu()

    row = metrics(Sizes(), torch.randn(4, 1, 6, 6), batch_size=2).loc["head"]
    assert "several sizes" in row["reason"]
    assert measured(row) == {
        *("parameters", "samples", "zeta_mean", "zeta_sd", "zeta_skewness", "zeta_kurtosis"),
        *("zeta_negative", "activation_mean", "activation_sd"),
    }


def test_axes_before_the_last_one_of_a_linear_layer_are_samples():
    layer, samples = nn.Linear(4, 3, dtype=torch.float64), double(5, 2, 6, 4)
    row = metrics(layer, samples, batch_size=2).loc["(model)"]
    assert (row["inputs"], row["outputs"], row["samples"]) == (4, 3, 5)
    assert_row(row, moments("zeta", [layer(samples).detach().numpy()]))


def test_the_linear_layer_of_transformers_is_one():
    layer, samples = Conv1D(3, 4).double(), double(5, 4)
    row = metrics(layer, samples).loc["(model)"]
    assert_row(row, links(layer.weight.detach().numpy(), layer.bias.detach().numpy()))
    assert_row(row, moments("zeta", [layer(samples).detach().numpy()]))


def parametrized(kind):
    layer = nn.Linear(4, 3, dtype=torch.float64)
    if kind == "pruned":
        return prune.l1_unstructured(layer, "weight", amount=0.5)
    if kind == "permanently pruned":
        return prune.remove(parametrized("pruned"), "weight")
    if kind == "old weight norm":
        with pytest.warns(FutureWarning):
            return weight_norm(layer)
    return getattr(parametrizations, kind)(layer)


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("pruned", 15),
        ("permanently pruned", 15),
        ("old weight norm", 18),
        ("weight_norm", 18),
        ("spectral_norm", 15),
        ("orthogonal", 15),
    ],
)
def test_weights_are_those_that_the_layer_computes_with(kind, parameters):
    layer, samples = parametrized(kind), double(5, 4)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.mul_(1.1)
    table = metrics(layer, samples)
    layer.eval()(samples)
    (row,) = [row for _, row in table.iterrows()]
    assert (row["name"], row["type"], row["parameters"]) == ("(model)", "Linear", parameters)
    assert_row(row, of_linear(layer))
    assert_row(row, moments("zeta", [layer(samples).detach().numpy()]))
    assert row["reason"] == "no activation follows"


class Own(nn.Module):
    """Parameters in every place where a module can have them."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(4))
        self.shifts = nn.ParameterList([torch.zeros(4), torch.zeros(4)])
        self.layer = nn.Linear(4, 4)
        self.functional = nn.Linear(4, 4)
        self.unused = nn.Linear(4, 4)

    def forward(self, x):
        x = self.layer(x * self.scale + self.shifts[0])
        return functional.linear(x, self.functional.weight)


def test_nothing_is_left_out_in_silence():
    model = Own()
    table = metrics(model, torch.randn(3, 4))
    assert list(table["name"]) == ["(model)", "layer", "functional", "unused"]
    assert table["parameters"].sum() == sum(one.numel() for one in model.parameters())
    assert table["reason"].to_dict() == {
        "(model)": "parameters outside of a layer, whose links are not known: scale, shifts.0, "
        "shifts.1",
        "layer": "no activation follows, but linear",
        "functional": "its weights are used without calling it, so that its ζ is not seen",
        "unused": "no sample reached it",
    }
    assert list(table["samples"]) == [3, 3, 0, 0]


class Doubled(nn.Linear):
    def forward(self, x):
        return 2 * super().forward(x)


@pytest.mark.parametrize(
    ("module", "samples", "reason"),
    [
        (nn.BatchNorm1d(4), (3, 4), "normalisation"),
        (nn.GroupNorm(2, 4), (3, 4), "normalisation"),
        (nn.RMSNorm(4), (3, 4), "normalisation"),
        (nn.LSTM(4, 2), (3, 5, 4), "gated"),
        (nn.GRU(4, 2), (3, 5, 4), "gated"),
        (nn.LSTMCell(4, 2), (3, 4), "gated"),
        (nn.ConvTranspose1d(4, 2, 3), (3, 4, 5), "transposed"),
        (nn.PReLU(), (3, 4), "activation"),
        (Doubled(4, 4), (3, 4), "forward of its own"),
        (nn.Conv2d(1, 1, 3, padding=1, padding_mode="circular"), (3, 1, 4, 4), "mode circular"),
    ],
)
def test_what_has_no_metric_has_a_reason(module, samples, reason):
    model = nn.Sequential(module)
    samples = torch.randn(samples)
    row = metrics(model, samples).loc["0"]
    assert reason in row["reason"]
    assert math.isnan(row["strength_in_mean"])
    assert row["parameters"] == sum(one.numel() for one in module.parameters())
    if math.isnan(row["zeta_mean"]):
        with pytest.raises(ValueError, match=rf"layers without a metric: 0 \(.*{reason}.*\)"):
            tc.network_metrics(model, samples, strict=True)


def test_several_inputs_and_inputs_by_name_reach_the_model():
    model = nn.Bilinear(3, 4, 2)
    one, other = torch.randn(5, 3), torch.randn(5, 4)
    for samples in (
        (one, other),
        [one.numpy(), other.double().numpy()],
        {"input1": one, "input2": other},
    ):
        (row,) = [row for _, row in metrics(model, samples, batch_size=2).iterrows()]
        assert "pairs of neurons" in row["reason"]
        assert row["samples"] == 5


def test_words_and_options_reach_a_model_that_takes_them_by_name():
    class Words(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding, self.head = nn.Embedding(9, 4), nn.Linear(4, 9)

        def forward(self, words, *, masked, return_dict):
            assert return_dict is True
            assert words.dtype == torch.int64
            assert masked.dtype == torch.bool
            return {"logits": self.head(self.embedding(words)) * masked[..., None]}

    samples = {"words": torch.randint(9, (5, 3)), "masked": torch.ones(5, 3, dtype=torch.bool)}
    table = metrics(Words(), {**samples, "return_dict": True}, batch_size=2)
    assert list(table["type"]) == ["Embedding", "Linear"]
    assert "embedding" in table.loc["embedding", "reason"]
    assert table.loc["head", "samples"] == 5


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.float16])
def test_numbers_become_those_of_the_model(dtype):
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU()).to(dtype)
    row = metrics(model, torch.randn(6, 4)).loc["0"]
    assert_row(row, of_linear(nn.Sequential(model[0].double())[0]))
    assert row["reason"] == ""


def test_compiled_models_are_measured_as_they_were_written():
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    samples = torch.randn(6, 4)
    expected = metrics(model, samples)
    compiled = torch.compile(model, backend="eager")
    compiled(samples)
    found = metrics(compiled, samples)
    assert found[NUMBERS].equals(expected[NUMBERS])
    assert list(found["activation"]) == ["relu", ""]


def test_a_wrapped_model_has_the_names_of_its_own():
    model = nn.Sequential(nn.Linear(4, 3))
    assert list(metrics(nn.DataParallel(model), torch.randn(6, 4))["name"]) == ["0"]


def test_an_output_that_a_hook_changes_is_told():
    model = nn.Sequential(nn.Linear(4, 3))
    model[0].register_forward_hook(lambda module, args, output: 2 * output)
    assert "not that of its weights" in metrics(model, torch.randn(6, 4)).loc["0", "reason"]
    rnn = nn.Sequential(nn.RNN(4, 3))
    rnn[0].register_forward_hook(lambda module, args, output: (2 * output[0], output[1]))
    assert "not that of its weights" in metrics(rnn, torch.randn(6, 2, 4)).loc["0", "reason"]


def test_weights_that_are_not_finite_are_told():
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU())
    with torch.no_grad():
        model[0].weight[0, 0] = math.nan
    row = metrics(model, torch.randn(6, 4)).loc["0"]
    assert row["reason"] == "some ζ are NaN or infinite"
    assert math.isnan(row["zeta_mean"])


class Mixed(nn.Module):
    """Has modules in training mode and in evaluation mode, and hooks of its own."""

    def __init__(self, fails=False):
        super().__init__()
        self.layer, self.norm = nn.Linear(4, 4), nn.BatchNorm1d(4)
        self.drop, self.fails = nn.Dropout(), fails
        self.norm.eval()
        self.layer.register_forward_hook(lambda *given: None)
        self.modes = []

    def forward(self, x):
        self.modes.append((self.training, torch.is_grad_enabled()))
        x = self.drop(self.norm(self.layer(x)))
        if self.fails and len(self.modes) > 1:
            raise RuntimeError("the model broke")
        return x


@pytest.mark.parametrize("fails", [False, True])
def test_the_model_is_left_as_it_was(fails):
    model = Mixed(fails)
    state = {name: value.clone() for name, value in model.state_dict().items()}
    if fails:
        with pytest.raises(ValueError, match=r"Mixed.*\(6, 4\).*the model broke"):
            tc.network_metrics(model, torch.randn(6, 4), batch_size=2)
    else:
        tc.network_metrics(model, torch.randn(6, 4), batch_size=2)
    assert set(model.modes) == {(False, False)}
    modes = {name: module.training for name, module in model.named_modules()}
    assert modes == {"": True, "layer": True, "norm": False, "drop": True}
    assert all(torch.equal(value, state[name]) for name, value in model.state_dict().items())
    hooks = [len(one._forward_hooks) + len(one._forward_pre_hooks) for one in model.modules()]
    assert sum(hooks) == 1
    assert not torch.overrides._get_current_function_mode_stack()
    assert all(parameter.grad is None for parameter in model.parameters())
    assert torch.is_grad_enabled()


def test_a_mistake_of_ours_is_not_told_to_be_the_models(monkeypatch):
    def fail(*given):
        raise KeyError("ours")

    monkeypatch.setattr("taskcomplexity.metrics.watch.read_layer", fail)
    model = nn.Sequential(nn.Linear(4, 3))
    with pytest.raises(KeyError, match="ours"):
        tc.network_metrics(model, torch.randn(6, 4))
    assert not model[0]._forward_hooks


def test_other_names_are_not_there():
    assert "network_metrics" in dir(tc)
    with pytest.raises(AttributeError, match="no attribute 'network_metric'"):
        _ = tc.network_metric
