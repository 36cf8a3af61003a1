"""The metrics of networks, and what silencing neurons does, against plain arithmetic."""

import numpy as np
import pandas as pd
import pytest
import torch
from scipy import stats
from small_metrics_data import CELLS, DATASET, SHAPE, block, data

from taskcomplexity.data.errors import DataError
from taskcomplexity.studies.metrics.columns import (
    LAYER_COLUMNS,
    MAP_COLUMNS,
    NEURON_COLUMNS,
    PRUNED_COLUMNS,
    QUANTILE_COLUMNS,
    STEP_COLUMNS,
)
from taskcomplexity.studies.metrics.evaluate import evaluate
from taskcomplexity.studies.metrics.inputs import drawn_samples
from taskcomplexity.studies.metrics.measure import measure
from taskcomplexity.studies.metrics.names import QUANTILES, TRAINED, UNTRAINED
from taskcomplexity.studies.metrics.pruning import ORDERS, prune
from taskcomplexity.studies.metrics.recurrent import steps_and_maps
from taskcomplexity.studies.metrics.taken import quantiles


@pytest.fixture(scope="module", params=CELLS)
def measured(request):
    networks = block(request.param)
    return networks, measure(networks, data(), 12, "none", 5)


def by_hand(networks, place, state, layer):
    """Weights, in-strength, ζ and a of a layer, from the forward pass alone."""
    values = drawn_samples(data(), DATASET, networks.seeds[place], 12, 5)
    reached = networks.made.reach(networks.alone(place, state), values[None])
    found = next(one for one in reached if one.number == layer)
    weights = networks.alone(place, state)
    if f"{layer}.weight" in weights:
        parts = [weights[f"{layer}.weight"].ravel()]
    else:
        parts = [weights[f"{layer}.{name}"].ravel() for name in ("from_inputs", "from_before")]
    zeta = found.zeta.reshape(-1, found.links.sizes[1]).double().numpy()
    return torch.cat(parts).double().numpy(), zeta, found.activation.double().numpy()


def test_every_layer_of_every_network_has_its_row(measured):
    networks, tables = measured
    layers = len(networks.made.numbers)
    assert list(tables.layers.columns) == list(LAYER_COLUMNS)
    assert len(tables.layers) == 3 * 2 * layers
    assert list(tables.quantiles.columns) == list(QUANTILE_COLUMNS)
    assert len(tables.quantiles) == 3 * 2 * (5 * layers - 1)
    assert list(tables.neurons.columns) == list(NEURON_COLUMNS)
    assert len(tables.neurons) == tables.layers["neurons"].sum()


def test_statistics_are_those_of_the_values(measured):
    networks, tables = measured
    rows = tables.layers.set_index(["seed", "state", "layer"])
    for layer in networks.made.numbers:
        for state in (TRAINED, UNTRAINED):
            weights, zeta, activation = by_hand(networks, 1, state, layer)
            row = rows.loc[(1, state, layer)]
            assert row["zeta_mean"] == pytest.approx(zeta.mean(), abs=1e-5)
            assert row["zeta_sd"] == pytest.approx(zeta.std(), rel=1e-5)
            assert row["zeta_skewness"] == pytest.approx(stats.skew(zeta, axis=None), abs=1e-4)
            assert row["zeta_kurtosis"] == pytest.approx(stats.kurtosis(zeta, axis=None), abs=1e-4)
            assert row["zeta_negative"] == pytest.approx((zeta < 0).mean())
            assert row["activation_mean"] == pytest.approx(activation.mean(), abs=1e-5)
            middle = ((activation >= 0.4) & (activation <= 0.6)).mean()
            assert row["activation_middle"] == pytest.approx(middle)
            extreme = ((activation < 0.05) | (activation > 0.95)).mean()
            assert row["activation_extreme"] == pytest.approx(extreme)
            assert row["weight_mean"] == pytest.approx(weights.mean(), abs=1e-6)
            assert row["weight_variance"] == pytest.approx(weights.var(), rel=1e-4)
            assert row["weight_negative"] == pytest.approx((weights < 0).mean())
            near = (np.abs(weights) < 0.05).mean()
            assert row["weight_near_zero"] == pytest.approx(near)
            least = 0 if networks.made.activation_of(layer) == "relu" else 0.05
            silent = (activation.reshape(-1, zeta.shape[1]) <= least).all(0).mean()
            if networks.made.activation_of(layer) == "linear":
                assert np.isnan(row["dead"])
            else:
                assert row["dead"] == pytest.approx(silent)


def test_strength_and_mean_signals_of_neurons_are_correlated(measured):
    networks, tables = measured
    rows = tables.layers.set_index(["seed", "state", "layer"])
    for layer in networks.made.numbers:
        neurons = tables.neurons.query(
            "seed == 2 and state == 'trained' and layer == @layer"
        ).astype(float, errors="ignore")
        row = rows.loc[(2, TRAINED, layer)]
        for name in ("zeta", "activation"):
            expected = neurons["strength_in"].corr(neurons[name])
            assert row[f"correlation_{name}"] == pytest.approx(expected, abs=1e-4, nan_ok=True)
        deviation = neurons["strength_in"].std(ddof=0)
        assert row["strength_in_fluctuation"] == pytest.approx(deviation, rel=1e-4)
        last = layer == max(networks.made.numbers)
        assert neurons["strength_out"].isna().all() == last


def test_quantiles_are_values_and_spikes_stay_spikes(measured):
    networks, tables = measured
    found = tables.quantiles.set_index(["seed", "state", "layer", "metric"])["values"]
    assert {len(one) for one in found} == {QUANTILES}
    for layer in networks.made.numbers:
        _, zeta, activation = by_hand(networks, 0, TRAINED, layer)
        for metric, values in (("zeta", zeta), ("activation", activation)):
            mine = found[(0, TRAINED, layer, metric)]
            assert np.isin(mine, values.astype(np.float32)).all()
            assert mine[0] == np.float32(values.min())
            assert mine[-1] == np.float32(values.max())
            levels = np.linspace(0, 1, QUANTILES)
            near = [np.quantile(values, levels, method=f"{side}") for side in ("lower", "higher")]
            assert (mine >= near[0].astype(np.float32)).all()
            assert (mine <= near[1].astype(np.float32)).all()
    spiky = quantiles(np.repeat([1.0, 5.0], [30, 70]), np.linspace(0, 1, QUANTILES))
    assert np.isclose((spiky == 1).mean(), 0.3, atol=0.01)
    assert set(spiky) == {1, 5}


def test_what_leaves_a_recurrent_neuron_goes_to_the_next_step_too():
    networks = block("rnn_3_relu")
    found = measure(networks, data(), 12, "none", 5).neurons
    weights = networks.alone(1, TRAINED)
    mine = found.query("seed == 1 and layer == 2 and state == 'trained'")["strength_out"]
    expected = (weights["2.from_before"].sum(2) + weights["3.weight"].sum(2))[0]
    assert np.allclose(mine, expected, atol=1e-5)


@pytest.mark.parametrize(("cell", "channels"), [("cnn_3_relu", 3), ("cnn_4_sigmoid", 3)])
def test_convolutions_without_padding_have_as_many_strengths_as_channels(cell, channels):
    neurons = measure(block(cell), data(), 12, "none", 5).neurons
    first = neurons.query("seed == 0 and layer == 2 and state == 'trained'")
    assert first["strength_in"].round(4).nunique() == channels


def test_both_states_are_measured_on_the_same_samples_and_networks_on_others():
    given = data()
    assert torch.equal(drawn_samples(given, "a", 1, 9, 5), drawn_samples(given, "a", 1, 9, 5))
    assert not torch.equal(drawn_samples(given, "a", 1, 9, 5), drawn_samples(given, "a", 2, 9, 5))
    few, many = drawn_samples(given, "a", 1, 5, 5), drawn_samples(given, "a", 1, 20, 5)
    assert {bytes(row) for row in few.numpy()} <= {bytes(row) for row in many.numpy()}
    with pytest.raises(DataError, match="61 samples .* 60 training images"):
        drawn_samples(given, "a", 1, 61, 5)


@pytest.mark.parametrize("cell", ["fc_5_sigmoid", "ae_3_relu", "cnn_3_relu", "rnn_3_relu"])
def test_the_weakest_neurons_are_silenced(cell):
    networks, given = block(cell), data()
    pruning = {"kept": [1, 0.5], "draws": 3, "test_images": 25}
    table = prune(networks, given, 12, pruning, 5)
    assert list(table.columns) == list(PRUNED_COLUMNS)
    measure_ = "mse" if networks.made.rebuilds else "accuracy"
    whole = evaluate(networks.made, networks.states[TRAINED], given.test[:25])
    first = table.query("kept == 1")
    assert first["by"].unique() == ["random"]
    assert np.allclose(first[measure_], getattr(whole, measure_))
    counts = table.query("kept == 0.5").groupby("by").size()
    assert counts.to_dict() == {"random": 9, **dict.fromkeys(ORDERS, 3)}
    tables = measure(networks, given, 12, "none", 5)
    neurons = tables.neurons.query("seed == 1 and state == 'trained'")
    masks = {}
    for layer in networks.made.numbers[:-1]:
        strength = neurons.query("layer == @layer")["strength_in"].abs().to_numpy()
        strongest = np.argsort(-strength, kind="stable")[: max(1, round(0.5 * len(strength)))]
        masks[layer] = torch.zeros(1, len(strength), dtype=torch.bool)
        masks[layer][0, strongest.copy()] = True
    if cell != "cnn_3_relu":  # Of equal strengths any may stay.
        alone = evaluate(networks.made, networks.alone(1, TRAINED), given.test[:25], masks)
        row = table.query("kept == 0.5 and by == 'strength_in' and seed == 1")
        assert float(getattr(alone, measure_)[0]) == pytest.approx(row[measure_].item(), abs=1e-6)


def test_what_a_pixel_elicits_is_how_much_strength_hangs_on_it():
    networks, given = block("rnn_3_sigmoid", (0,)), data()
    steps, maps = steps_and_maps(networks, given, 6, 5)
    assert list(steps.columns) == list(STEP_COLUMNS)
    assert list(maps.columns) == list(MAP_COLUMNS)
    height, width, channels = SHAPE
    assert len(maps) == 2 * height * width
    assert len(steps) == 2 * height
    values = drawn_samples(given, DATASET, 0, 6, 5).double()
    weights = {name: tensor.double() for name, tensor in networks.alone(0, TRAINED).items()}

    def strength(shown):
        return networks.made.reach(weights, shown[None])[0].zeta.abs().sum((0, 2, 3))

    magnitude = networks.made.reach(weights, values[None])[0].zeta.abs()
    found = maps.query("state == 'trained'").set_index(["step", "column"])
    for step, column in ((0, 0), (3, 2), (5, 4)):
        elicited = 0
        for channel in range(channels):
            pixel = (step * width + column) * channels + channel
            moved = values.clone()
            moved[:, pixel] *= 1 + 1e-6
            elicited += ((strength(moved) - strength(values)).abs() / 1e-6).mean() / channels
        expected = float(elicited) / magnitude[0, 0].numel()
        assert found.loc[(step, column), "elicited"] == pytest.approx(expected, rel=1e-3)
    profile = steps.query("state == 'trained'")["zeta_magnitude"].to_numpy()
    assert np.allclose(profile, magnitude.mean((0, 1, 3)).numpy(), rtol=1e-4)
    picture = values.mean(0).view(SHAPE).mean(2).numpy()
    assert np.allclose(found["brightness"].to_numpy().reshape(height, width), picture, atol=1e-6)


def test_tables_of_equal_runs_are_equal():
    networks = block("cnn_4_sigmoid")
    one, other = (measure(networks, data(), 12, "add", 5) for _ in range(2))
    pd.testing.assert_frame_equal(one.layers, other.layers)
    pd.testing.assert_frame_equal(one.neurons, other.neurons)
