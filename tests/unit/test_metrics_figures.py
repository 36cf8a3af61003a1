"""The tables that the figures of the metrics are drawn from, and the figures themselves."""

import importlib
import warnings
from dataclasses import replace

import numpy as np
import pytest
from drawn import assert_legible, parts, texts
from small_metrics import Size, about, tables

from taskcomplexity.figures.style import Style, styled
from taskcomplexity.frames import write_frame
from taskcomplexity.studies.metrics.figures.curves import CURVE, CURVE_PARTS
from taskcomplexity.studies.metrics.figures.density import BINS, UNIT, Axis, density_rows
from taskcomplexity.studies.metrics.figures.scatter import POINTS
from taskcomplexity.studies.metrics.names import QUANTILES, STATES, TRAINED, UNTRAINED
from taskcomplexity.tables import read_table

STYLE = Style(dpi=72, font_size=8)
SIZE = Size()
SHALLOW = [
    *(("cifar10", f"{one}_3_relu") for one in ("fc", "cnn", "ae")),
    ("cifar10", "ae_3_sigmoid"),
]
RECURRENT = [("mnist", "rnn_3_sigmoid"), ("cifar10", "rnn_3_relu")]
DEEP = [("cifar10", "fc_5_sigmoid"), ("cifar10", "ae_5_sigmoid")]
FIGURES = {
    "densities": (SHALLOW, None),
    "recurrent": (RECURRENT, None),
    "scatter": (DEEP, None),
}
READ = tables([*SHALLOW, *RECURRENT, *DEEP])
ONE = replace(SIZE, networks=1)


def functions(name):
    return importlib.import_module(f"taskcomplexity.studies.metrics.figures.{name}")


def made(name, read=READ, cells=None, layers=None, size=SIZE):
    """The table of a figure, and the figure."""
    figure, told = functions(name), about(cells or FIGURES[name][0], layers, size)
    table = figure.table(read, told)
    with styled(STYLE):
        return table, figure.draw(table, read, told)


@pytest.fixture(scope="module")
def drawn():
    """Each figure once: its table, and the figure."""
    return {name: made(name) for name in FIGURES}


def rows_of(table, **chosen):
    for column, value in chosen.items():
        table = table[table[column] == value]
    return table


def densities_of(table):
    return table[table["part"].isin(CURVE_PARTS)]


def panels(figure):
    return [axes for part in parts(figure) for axes in part.get_axes() if part is not figure]


def grid_of(values):
    """Quantiles of each network, shape (networks, quantiles)."""
    return np.quantile(np.atleast_2d(values), np.linspace(0, 1, QUANTILES), axis=1).T


def test_bins_hold_the_shares_of_the_values_themselves():
    values = np.random.default_rng(1).normal(size=(3, 20_000)) * [[1], [2], [5]]
    axis = Axis(-4.0, 6.0)
    rows = density_rows(grid_of(values), axis)
    assert len(rows) == BINS + 2
    counted = [
        np.mean([((one >= row.low) & (one < row.high)).mean() for one in values])
        for row in rows.itertuples()
    ]
    np.testing.assert_allclose(rows["share"], counted, atol=0.004)


@pytest.mark.parametrize("axis", [UNIT, Axis(-3.0, 2.0), Axis(-900.0, 40.0, 2.0)])
def test_shares_sum_to_one_beyond_the_axis_too(axis):
    values = np.random.default_rng(2).normal(size=(4, 500)) ** 5
    values[:, :80] = 0
    rows = density_rows(grid_of(values), axis)
    assert rows["share"].sum() == pytest.approx(1)
    bins = rows_of(rows, part="bin")
    assert (bins["density"] * (bins["high"] - bins["low"])).sum() == pytest.approx(0.84, abs=0.006)
    inner = bins[(bins["low"] >= axis.axis_low) & (bins["high"] <= axis.axis_high)]
    widths = np.diff(axis.along(inner[["low", "high"]].to_numpy())).ravel()
    np.testing.assert_allclose(widths, widths[0])


def test_networks_count_equally_and_values_that_they_share_are_told_apart():
    quantiles = np.array([np.full(QUANTILES, 0.0), np.linspace(0, 1, QUANTILES)])
    rows = density_rows(quantiles, UNIT)
    (atom,) = rows_of(rows, part="atom").itertuples()
    assert (atom.low, atom.high, atom.share) == (0, 0, 0.5)
    np.testing.assert_allclose(rows_of(rows, part="bin")["share"], 0.5 / BINS)


def test_spikes_of_one_network_stay_and_those_of_many_are_a_density():
    few = np.repeat([[-1.0, 0.5, 2.0, 3.0]], 300, axis=1)
    atoms = rows_of(density_rows(grid_of(few), Axis(-2.0, 4.0)), part="atom")
    np.testing.assert_array_equal(atoms["low"], [-1.0, 0.5, 2.0, 3.0])
    np.testing.assert_allclose(atoms["share"], 0.25, atol=0.006)
    many = np.repeat(np.random.default_rng(3).normal(size=(10, 4)), 300, axis=1)
    rows = density_rows(grid_of(many), Axis(-3.0, 3.0))
    assert not len(rows_of(rows, part="atom"))
    assert rows["share"].sum() == pytest.approx(1)
    assert rows["share"].max() >= 1 / 40 - 0.001


def test_axes_are_linear_unless_a_curve_would_be_squashed():
    rng = np.random.default_rng(4)
    wide, narrow = (grid_of(sd * rng.normal(size=(2, 4000))) for sd in (40, 0.5))
    assert not Axis.shared([wide]).linear_width
    axis = Axis.shared([wide, narrow])
    assert 0.5 < axis.linear_width < 40
    assert axis.axis_low == pytest.approx(np.quantile(wide, 0.0025))
    part, whole = np.quantile(narrow, [0.0025, 0.9975]), np.array([axis.axis_low, axis.axis_high])
    drawn = np.diff(axis.along(part)) / np.diff(axis.along(whole))
    assert drawn > 3 * np.diff(part) / np.diff(whole)
    assert not axis.far
    assert Axis.shared([grid_of(np.sinh(60 * rng.normal(size=(2, 4000)) / 3))]).far


def test_single_values_have_an_axis():
    three, five = (np.full((2, QUANTILES), value) for value in (3.0, 5.0))
    axis = Axis.shared([three])
    assert axis.axis_low < 3 < axis.axis_high
    assert Axis.shared([three, five]) == Axis(3.0, 5.0)
    # Nearly all of a layer that is nearly dead is one value; the others are what the axis is for.
    alive = np.abs(np.random.default_rng(5).normal(size=(2, 4000)))
    alive[:, 1010:] = 0
    assert not Axis.shared([grid_of(alive)]).linear_width


def test_densities_are_of_the_cells_and_layers_asked_for(drawn):
    table, _ = drawn["densities"]
    found = set(table[["cell", "layer", "metric"]].itertuples(index=False, name=None))
    same = {(str(cell), 3, "activation") for _, cell in SHALLOW if not cell.startswith("ae")}
    metrics = ("strength_in", "zeta", "activation")
    cells = [cell for _, cell in SHALLOW]
    whole = {(cell, layer, metric) for cell in cells for layer in (2, 3) for metric in metrics}
    assert found == whole - same
    np.testing.assert_allclose(table.groupby(CURVE)["share"].sum(), 1)
    assert set(table["networks"]) == {SIZE.networks}
    assert set(table["samples"]) == {SIZE.samples}
    cells = [("cifar10", "fc_5_sigmoid")]
    deep = functions("densities").table(READ, about(cells, [3, 5, 9]))
    assert set(deep["layer"]) == {3, 5}


def test_zero_under_relu_is_told_in_numbers(drawn):
    table, figure = drawn["densities"]
    chosen = {"cell": "fc_3_relu", "layer": 2, "metric": "activation"}
    shares = {}
    for state in STATES:
        quantiles = rows_of(READ["quantiles"], **chosen, state=state, dataset="cifar10")
        equal = [np.diff(one)[one[1:] == 0] == 0 for one in quantiles["values"]]
        zeros = np.concatenate(equal).sum() / len(quantiles) / (QUANTILES - 1)
        (atom,) = rows_of(table, **chosen, state=state, part="atom").itertuples()
        assert (atom.low, atom.share) == (0, pytest.approx(zeros))
        shares[state] = f"{100 * zeros:.0f} %"
    assert f"at 0: {shares[TRAINED]} | {shares[UNTRAINED]}" in texts(figure)


def test_panels_of_a_row_share_their_axis(drawn):
    table, _ = drawn["densities"]
    ends = ["axis_low", "axis_high", "linear_width"]
    rows = table[table["metric"] != "activation"]
    activation = rows["cell"].str.rsplit("_", n=1).str[1]
    for _, row in rows.groupby([activation, "metric"]):
        assert len(row[ends].drop_duplicates()) == 1
    sigmoid = rows_of(table, cell="ae_3_relu", layer=3, metric="activation")
    assert set(sigmoid["axis_high"]) == {1.0}
    assert not table["own_axis"].any()


def test_a_cell_that_explodes_has_an_axis_of_its_own():
    quantiles = READ["quantiles"].copy()
    far = (quantiles["cell"] == "cnn_3_relu") & (quantiles["metric"] == "zeta")
    quantiles["values"] = [
        np.sinh(values) if one else values
        for one, values in zip(far, quantiles["values"], strict=True)
    ]
    table, figure = made("densities", {**READ, "quantiles": quantiles}, SHALLOW[:2])
    own = table[table["own_axis"]]
    assert set(own["cell"]) == {"cnn_3_relu"}
    assert set(own["metric"]) == {"zeta"}
    others = rows_of(table, metric="zeta")[lambda rows: ~rows["own_axis"]]
    assert others["axis_high"].max() < 0.01 * own["axis_high"].min()
    assert "an axis of its own" in texts(figure)


def dotted(axes):
    return [one for one in axes.patches if one.get_linestyle() not in ("-", "solid")]


def test_every_density_stands_beside_that_before_training(drawn):
    for name, curves in (
        ("densities", 4 * 3 * 2 - 2),
        ("scatter", 2 * 4 * 2 - 1),
        ("recurrent", 2),
    ):
        found = panels(drawn[name][1])
        assert sum(len(dotted(axes)) for axes in found) == curves
        assert sum(one.get_fill() for axes in found for one in axes.patches) == curves


def test_points_are_the_same_neurons_before_and_after():
    size = Size(networks=2, samples=3, side=10, hidden=5, channels=5)
    cells = [("cifar10", "cnn_3_sigmoid")]
    read = tables(cells, size)
    scatter = functions("scatter").scatter_table
    table = rows_of(scatter(read, about(cells)), part="neuron", layer=2)
    assert set(table["neurons_in_all"]) == {2 * 5 * 8 * 8}
    keys = {
        state: rows_of(table, state=state)[["seed", "neuron"]].to_numpy().tolist()
        for state in STATES
    }
    assert keys[TRAINED] == keys[UNTRAINED]
    assert len(keys[TRAINED]) == POINTS
    assert {seed for seed, _ in keys[TRAINED]} == {0, 1}
    turned = {**read, "neurons": read["neurons"].iloc[::-1]}
    again = rows_of(scatter(turned, about(cells)), part="neuron", layer=2, state=TRAINED)
    assert again[["seed", "neuron"]].to_numpy().tolist() == keys[TRAINED]
    row = table.iloc[100]
    neuron = rows_of(read["neurons"], layer=2, **row[["state", "seed", "neuron"]]).iloc[0]
    columns = ["strength_in", "zeta", "activation"]
    np.testing.assert_array_equal(row[columns], neuron[columns])


def test_correlations_are_medians_over_networks(drawn):
    table, figure = drawn["scatter"]
    chosen = {"cell": "ae_5_sigmoid", "layer": 3}
    found = {}
    for state in STATES:
        rows = rows_of(READ["layers"], **chosen, state=state)
        (one,) = rows_of(
            table, **chosen, state=state, metric="zeta", part="correlation"
        ).itertuples()
        assert one.correlation == pytest.approx(rows["correlation_zeta"].median())
        assert one.networks == SIZE.networks
        found[state] = f"{one.correlation:.2f}".replace("-", "−")
    assert f"r = {found[TRAINED]}  untrained {found[UNTRAINED]}" in texts(figure)


def test_what_pixels_elicit_is_a_share_and_steps_are_relative(drawn):
    table, _ = drawn["recurrent"]
    pixels = rows_of(table, part="pixel").groupby(["dataset", "state"])
    np.testing.assert_allclose(pixels[["elicited_share", "brightness_share"]].sum(), 1)
    one = rows_of(table, part="pixel", dataset="mnist", state=TRAINED, step=2, column=3)
    rows = rows_of(READ["maps"], dataset="mnist", state=TRAINED, step=2, column=3)
    assert one["elicited"].item() == pytest.approx(rows["elicited"].mean())
    steps = rows_of(table, part="step").groupby(["dataset", "state"])
    np.testing.assert_allclose(steps[["zeta_magnitude_relative", "brightness_relative"]].mean(), 1)


def test_heat_maps_share_their_colours(drawn):
    _, figure = drawn["recurrent"]
    for block in figure.subfigs:
        images = [image for axes in block.get_axes() for image in axes.get_images()]
        scales = {image.get_clim() for image in images}
        assert len(images) == 3
        assert len(scales) == 1
        assert scales.pop()[1] == pytest.approx(max(image.get_array().max() for image in images))


@pytest.mark.parametrize("name", FIGURES)
def test_tables_are_stored_as_they_are(name, drawn, tmp_path):
    table, _ = drawn[name]
    write_frame(table, tmp_path / "table.parquet", {})
    again = read_table(tmp_path / "table.parquet", list(table)).to_pandas()
    assert list(again) == list(table)
    assert len(again) == len(table)


@pytest.mark.parametrize("name", FIGURES)
def test_networks_that_did_not_train_or_overflow_are_told(name):
    cells = FIGURES[name][0][:1]
    (dataset, cell), *_ = cells
    read = tables(cells, failed={(dataset, cell, 1)})
    broken = (read["quantiles"]["seed"] == 2) & (read["quantiles"]["state"] == TRAINED)
    read["quantiles"]["values"] = [
        values * np.nan if one else values
        for one, values in zip(broken, read["quantiles"]["values"], strict=True)
    ]
    table, figure = made(name, read, cells)
    curves = densities_of(table)
    assert set(rows_of(curves, state=TRAINED)["networks"]) == {2}
    assert set(rows_of(curves, state=UNTRAINED)["networks"]) == {3}
    (note,) = (text for text in texts(figure) if "Did not train, and count" in text)
    assert note.count("1 of 3") == 2
    assert "Have values that are not finite, and do not count" in note


def test_curves_without_a_network_that_counts_are_told():
    quantiles = READ["quantiles"].copy()
    lost = (quantiles["cell"] == "fc_3_relu") & (quantiles["metric"] == "zeta")
    quantiles["values"] = [
        values * np.nan if one else values
        for one, values in zip(lost, quantiles["values"], strict=True)
    ]
    table, figure = made("densities", {**READ, "quantiles": quantiles}, SHALLOW[:2])
    rows = rows_of(table, cell="fc_3_relu", metric="zeta")
    assert set(rows["part"]) == {"lost"}
    assert set(rows["unmeasured_networks"]) == {SIZE.networks}
    assert texts(figure).count("not finite") == 2
    assert any("do not count: CIFAR-10 FC, 3 layers, ReLU 3 of 3." in one for one in texts(figure))


def lacking(read):
    """Without a cell, without a layer, without what was before training of one."""
    cells = {"quantiles": ("cnn_3_relu", "fc_5_sigmoid"), "neurons": ("ae_5_sigmoid",)}
    some = {
        name: rows[~rows["cell"].isin(cells[name])] for name, rows in read.items() if name in cells
    }
    quantiles = some["quantiles"]
    before = (quantiles["cell"] == "ae_3_sigmoid") & (quantiles["state"] == UNTRAINED)
    third = (quantiles["cell"] == "ae_5_sigmoid") & (quantiles["layer"] == 3)
    return {
        **read,
        "layers": read["layers"].assign(correlation_activation=np.nan),
        "quantiles": quantiles[~before & ~third],
        "neurons": some["neurons"],
        "maps": rows_of(read["maps"], state=TRAINED),
        "steps": rows_of(read["steps"], dataset="mnist"),
    }


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_drawn_without_overlap(name, drawn):
    with styled(STYLE), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_legible(drawn[name][1])


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_missing_is_told(name):
    _, figure = made(name, lacking(READ))
    assert "not measured" in texts(figure)
    assert ("r = –  untrained –" in texts(figure)) == (name == "scatter")
    with styled(STYLE), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_legible(figure)


@pytest.mark.parametrize(
    ("name", "cells", "layers"),
    [
        ("densities", [("mnist", "ae_9_sigmoid")], [2, 5, 7, 9]),
        ("densities", [("mnist", f"{one}_3_sigmoid") for one in ("cnn", "rnn")], None),
        ("scatter", [("mnist", "cnn_3_linear")], None),
        ("recurrent", [("mnist", "rnn_3_linear")], None),
    ],
)
def test_one_network_is_drawn_too(name, cells, layers):
    _, figure = made(name, tables(cells, ONE), cells, layers, ONE)
    assert any(text.startswith("1 network a cell") for text in texts(figure))
    with styled(STYLE), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_legible(figure)
