"""What others measure of pairs of classes."""

import sys
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import torch
from drawn import assert_legible
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import planned
from scipy.stats import entropy
from sklearn.datasets import make_blobs
from sklearn.metrics import log_loss
from sklearn.neighbors import KNeighborsClassifier
from spectral_metric.estimator import CumulativeGradientEstimator

from taskcomplexity.complexity.correlations import correlation_table
from taskcomplexity.complexity.peers.classifiers import (
    linear_error,
    nearest_distances,
    nearest_neighbour_error,
)
from taskcomplexity.complexity.peers.csg import class_similarity, embedded
from taskcomplexity.complexity.peers.drawn import Rows, drawn_rows
from taskcomplexity.complexity.peers.ho_basu import HoBasu
from taskcomplexity.complexity.peers.learning import SHARE, learning_curve, rows_needed
from taskcomplexity.complexity.peers.measured import measure_data
from taskcomplexity.complexity.peers.names import (
    CURVE_COLUMNS,
    DATA_COLUMNS,
    HO_BASU,
    MEASURES,
    OF_DATA,
    PEER_COLUMNS,
)
from taskcomplexity.complexity.peers.table import peer_table, present, usable_information
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.images import Images
from taskcomplexity.figures.style import Style, styled
from taskcomplexity.models.block import Block
from taskcomplexity.studies.tasks.figures import peers as figure
from taskcomplexity.studies.tasks.peers.drift import drift_table
from taskcomplexity.studies.tasks.peers.seconds import seconds_table
from taskcomplexity.training.train import Settings

SETTINGS = Settings(epochs=40, batch_size=16, learning_rate=0.01, activation="relu", keep="last")


@pytest.fixture(autouse=True)
def one_thread():
    """Steps of a few rows take no second one, which waits for what else the machine does."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def blobs(seed=1, rows=60, inputs=5, centres=3, spread=2.5):
    values, labels = make_blobs(
        rows, inputs, centers=centres, cluster_std=spread, center_box=(-3, 3), random_state=seed
    )
    return Rows(values, labels)


def features(seed=1, classes=4, rows=160):
    both = blobs(seed, 2 * rows, 6, classes)
    labels, values = both.labels.astype(np.uint8), both.values.astype(np.float32)
    names = tuple("abcdef")
    return Features(
        values[:rows], labels[:rows], values[rows:], labels[rows:], names[:classes], names
    )


@pytest.mark.parametrize("neighbours", [1, 3, 7])
@pytest.mark.parametrize("inputs", [2, 12])
def test_the_class_matrix_is_that_of_the_authors_package(neighbours, inputs):
    rows = blobs(neighbours, 90, inputs, 4)
    theirs = CumulativeGradientEstimator(M_sample=1000, k_nearest=neighbours)
    theirs.fit(rows.values, rows.labels)
    found = class_similarity(rows, neighbours)
    np.testing.assert_allclose(found, theirs.W, atol=1e-12)
    assert 0 < found[0, 1] < 1


def test_boxes_without_volume_are_those_of_the_authors_package():
    """An input that does not vary among neighbours, as the edges of pictures."""
    rows = blobs(3, 90, 4)
    rows = Rows(np.column_stack([rows.values, np.zeros(90)]), rows.labels)
    theirs = CumulativeGradientEstimator(M_sample=1000, k_nearest=3).fit(rows.values, rows.labels)
    np.testing.assert_allclose(class_similarity(rows), theirs.W, atol=1e-12)


def test_a_sample_is_no_neighbour_of_itself_even_among_equal_rows():
    values = np.repeat([[0.0], [5.0]], 6, axis=0)
    labels = np.tile([0, 1], 6)
    alike = class_similarity(Rows(values, labels), neighbours=5)
    # Of the five others at the same place two are of the own class and three of the other one.
    assert alike[0, 1] == pytest.approx(1 - 2 * abs(0.4 - 0.6) / 2)


@given(st.integers(0, 30))
@settings(max_examples=15, deadline=None)
def test_the_class_matrix_keeps_its_bounds_and_knows_no_names(seed):
    rows = blobs(seed, 40, 3, 4)
    alike = class_similarity(rows)
    np.testing.assert_allclose(alike, alike.T, atol=1e-12)
    np.testing.assert_allclose(np.diag(alike), 1)
    assert -1e-12 <= alike.min() <= alike.max() <= 1 + 1e-12
    names = np.array([2, 0, 3, 1])
    renamed = class_similarity(Rows(rows.values, names[rows.labels]))
    np.testing.assert_allclose(renamed[np.ix_(names, names)], alike, atol=1e-12)
    moved = class_similarity(Rows(rows.values[:, ::-1] + 7, rows.labels))
    np.testing.assert_allclose(moved, alike, atol=1e-9)


def test_a_class_matrix_of_boxes_of_very_different_volumes_has_numbers():
    generator = np.random.default_rng(1)
    wide = generator.normal(scale=3, size=(20, 1000))
    same = np.repeat(generator.normal(scale=3, size=(1, 1000)), 4, axis=0)
    alike = class_similarity(Rows(np.vstack([wide, same]), np.repeat([0, 1, 2], [10, 10, 4])))
    assert np.isfinite(alike).all()


def test_few_rows_and_one_input_are_measured_too():
    one = Rows(np.array([[0.0], [1.0], [1.5]]), np.array([0, 1, 1]))
    assert class_similarity(one)[0, 1] == pytest.approx(1 - 0.5 / 1)
    assert embedded(one, 1).values.shape == (3, 2)


def test_few_samples_are_held_against_all_rows():
    rows = blobs(4, 200, 3)
    every, few = class_similarity(rows), class_similarity(rows, most_samples=20)
    assert not np.array_equal(every, few)
    assert np.abs(every - few).max() < 0.3
    assert np.array_equal(class_similarity(rows, most_samples=1000), every)


def test_an_embedding_parts_what_lies_apart():
    rows = blobs(2, 90, 20, 3, spread=0.3)
    alike = class_similarity(embedded(rows, 1))
    assert alike[~np.eye(3, dtype=bool)].max() == 0
    assert embedded(rows, 1).values.shape == (90, 2)
    assert len(embedded(blobs(1, 4), 1)) == 4


def test_the_nearest_neighbour_error_is_that_of_scikit_learn():
    train, test = blobs(1, 80), blobs(2, 70)
    nearest = nearest_distances(train, test)
    for pair in combinations(range(3), 2):
        fitted = train.of(*pair)
        model = KNeighborsClassifier(1).fit(fitted.values, fitted.labels)
        tested = test.of(*pair)
        expected = 1 - model.score(tested.values, tested.labels)
        assert 0 < expected < 1
        assert nearest_neighbour_error(nearest, test.labels, pair) == pytest.approx(expected)
        back = nearest_neighbour_error(nearest, test.labels, pair[::-1])
        assert back == pytest.approx(expected)


def test_a_row_as_near_to_both_classes_counts_half():
    train = Rows(np.array([[0.0], [2.0]]), np.array([4, 7]))
    test = Rows(np.array([[1.0], [0.1], [0.2]]), np.array([4, 4, 7]))
    error = nearest_neighbour_error(nearest_distances(train, test), test.labels, (4, 7))
    assert error == pytest.approx((0.5 + 0 + 1) / 3)


def test_a_linear_model_errs_where_no_line_parts_the_classes(caplog):
    generator = np.random.default_rng(1)
    values = generator.normal(size=(400, 2))
    crossed = Rows(values, (values.prod(axis=1) > 0).astype(int))
    straight = Rows(values, (values.sum(axis=1) > 0).astype(int))
    assert 0.3 < linear_error(crossed, crossed) < 0.7
    assert linear_error(straight, straight) < 0.02
    assert not caplog.text


def ho_basu_of(rows, name):
    return HoBasu(rows, 1).measure(name)


@pytest.mark.parametrize("equal", [False, True])
def test_measures_of_ho_and_basu_by_hand(equal):
    rows = blobs(5, 60, 4, 2)
    if equal:
        values = rows.values.copy()
        values[30:] = values[:30]
        rows = Rows(values, rows.labels)
    scaled = rows.values - rows.values.min(axis=0)
    scaled /= scaled.max(axis=0)
    gower = np.abs(scaled[:, None] - scaled[None]).mean(axis=2)
    np.testing.assert_allclose(HoBasu(rows, 1).distances, gower, atol=1e-12)

    tree = nx.minimum_spanning_tree(nx.from_numpy_array(gower))
    border = {end for pair in tree.edges if len({*rows.labels[list(pair)]}) == 2 for end in pair}
    assert ho_basu_of(rows, "n1") == pytest.approx(len(border) / 60)

    np.fill_diagonal(gower, np.inf)
    wrong = rows.labels[gower.argmin(axis=1)] != rows.labels
    # Of equal rows any may be the nearest.
    if not equal:
        assert ho_basu_of(rows, "n3") == pytest.approx(wrong.mean())

    means = [rows.of(label).values.mean(axis=0) for label in (0, 1)]
    counts = [len(rows.of(label)) for label in (0, 1)]
    inside = sum(((rows.of(k).values - means[k]) ** 2).sum(axis=0) for k in (0, 1))
    between = sum(counts[k] * (means[k] - rows.values.mean(axis=0)) ** 2 for k in (0, 1))
    assert ho_basu_of(rows, "f1") == pytest.approx(1 / (1 + (between / inside).max()))


@pytest.mark.parametrize("name", HO_BASU)
def test_measures_of_ho_and_basu_grow_as_classes_come_near(name):
    generator = np.random.default_rng(2)
    noise, labels = generator.normal(size=(120, 3)), np.arange(120) % 2
    near, far = (Rows(noise + gap * labels[:, None], labels) for gap in (0.2, 8))
    assert 0 <= ho_basu_of(far, name) < ho_basu_of(near, name) <= 1


@pytest.mark.parametrize("name", HO_BASU)
def test_inputs_with_one_value_are_left_out(name):
    rows = blobs(5, 60, 4, 2)
    more = Rows(np.column_stack([np.full(60, 3.0), rows.values]), rows.labels)
    assert ho_basu_of(more, name) == ho_basu_of(rows, name)
    assert np.isnan(ho_basu_of(Rows(np.ones((6, 2)), np.arange(6) % 2), name))


def test_usable_information_is_entropy_less_cross_entropy():
    generator = np.random.default_rng(3)
    labels = generator.integers(2, size=500)
    likely = np.clip(0.5 + (labels - 0.5) * generator.random(500), 0.01, 0.99)
    share = max(labels.mean(), 1 - labels.mean())
    loss = log_loss(labels, likely)
    about = {"class_a": 1, "class_b": 2, "level": 0, "kind": "smallest", "variant": "weights"}
    about["accuracy"] = 1
    rows = pd.DataFrame([{**about, "chance": share, "loss": loss + one} for one in (-1e-3, 0, 9)])
    worse = rows.assign(variant="signs", loss=5.0)
    more = rows.assign(level=0.5, loss=5.0)
    found = usable_information(pd.concat([rows, worse, more]))
    expected = entropy([share, 1 - share], base=2) - loss / np.log(2)
    assert found.to_dict() == {(1, 2): pytest.approx(expected)}
    assert 0 < expected < 1
    nothing = usable_information(rows.assign(loss=np.log(2), chance=0.5))
    assert nothing.tolist() == pytest.approx([0])


def curves(rows, accuracy, trained=None):
    table = pd.DataFrame({"rows": rows, "accuracy": accuracy, "trained": trained or True})
    return table.assign(class_a=0, class_b=1, draw=0)[list(CURVE_COLUMNS)]


def test_rows_needed_are_read_off_the_curve():
    crossing = curves([1, 2, 4, 8], [0.5, 0.9, 0.98, 1.0])
    assert rows_needed(crossing).tolist() == pytest.approx([2 ** (1 + 5 / 8)])
    assert rows_needed(curves([1, 500], [0.95, 1.0])).tolist() == [1]
    assert rows_needed(curves([1, 2, 500], [0.5, 0.6, 0.6])).tolist()[0] < 2


def test_models_that_did_not_train_say_nothing_about_rows():
    several = [curves([1, 2, 4], [0.5, 0.96, 1.0]) for _ in range(3)]
    failed = curves([1, 2, 4], [0.5, 0.5, 0.5], [False] * 3)
    expected = rows_needed(pd.concat(several))
    assert rows_needed(pd.concat([*several, failed])).equals(expected)
    assert rows_needed(pd.concat([several[0], failed, failed])).isna().all()
    # Where most of a number of rows failed, the next one is read as it is.
    most = pd.concat([*several, *[curves([2], [0.5], [False])] * 4])
    assert rows_needed(most).tolist() == [4]


def block_of(pair, scaling="stored"):
    return Block("own", pair, (8,), (0,), "pair", "x", scaling=scaling)


def test_a_learning_curve_grows_and_ends_when_it_is_enough():
    data = features(rows=400)
    found = learning_curve(data, block_of((1, 3)), SETTINGS, 50, 3, 7, torch.device("cpu"))
    assert list(found.columns) == list(CURVE_COLUMNS)
    assert found["draw"].tolist() == [0, 1, 2] * found["rows"].nunique()
    sizes = sorted(found["rows"].unique())
    assert sizes[-1] == 50
    assert sizes[:-1] == [1, 2, 4, 8, 16, 32][: len(sizes) - 1]
    medians = found.groupby("rows")["accuracy"].median()
    reached = medians >= SHARE * medians.iloc[-1]
    assert reached.iloc[:-2].sum() == 0, "it would have ended earlier"
    again = learning_curve(data, block_of((1, 3)), SETTINGS, 50, 3, 7, torch.device("cpu"))
    assert again.equals(found)
    assert 1 <= rows_needed(found).item() <= 50


def test_draws_of_one_number_of_rows_differ_and_all_rows_are_the_same():
    data = features(rows=400)
    found = learning_curve(data, block_of((0, 2)), SETTINGS, 20, 4, 7, torch.device("cpu"))
    assert len(set(found.loc[found["rows"] == 1, "accuracy"])) > 1
    assert found["rows"].max() == 20


@pytest.mark.parametrize("most", [3, 10_000])
def test_rows_are_drawn_by_class_and_more_are_further_ones(most):
    data = features()
    few, test = drawn_rows(data, [0, 2], most, "signed", "own", 7)
    more, _ = drawn_rows(data, [2, 0, 1], most + 5, "signed", "own", 7)
    for label in (0, 2):
        number = min(most, (data.train_labels == label).sum())
        of_label = few.of(label).values
        assert len(of_label) == number
        assert np.array_equal(of_label, more.of(label).values[:number])
        assert len(np.unique(of_label, axis=0)) == number
        known = data.train_features[data.train_labels == label].astype(float)
        assert np.isin(of_label[:, 0], known[:, 0]).all()
    assert len(test) == np.isin(data.test_labels, [0, 2]).sum()


def test_pictures_are_seen_as_networks_see_them():
    generator = np.random.default_rng(1)
    train, test = (generator.integers(256, size=(n, 6, 6), dtype=np.uint8) for n in (30, 10))
    labels = (np.arange(30) % 2).astype(np.uint8)
    data = Images(train, labels, test, labels[:10], ("a", "b"))
    rows, test = drawn_rows(data, [0, 1], None, "signed", "own", 7)
    assert rows.values.shape[1] == 36
    assert rows.values.min() == pytest.approx(-1, abs=0.05)
    assert rows.values.max() == pytest.approx(1, abs=0.05)
    assert len(test) == 10
    unit, _ = drawn_rows(data, [0, 1], None, "unit", "own", 7)
    np.testing.assert_allclose(rows.values, 2 * unit.values - 1, atol=1e-6)
    centred, _ = drawn_rows(data, [0, 1], None, "centred", "own", 7)
    np.testing.assert_allclose(centred.values.mean(axis=0), 0, atol=1e-6)


def test_all_measures_of_samples_come_with_what_they_took():
    data = features()
    pairs = [(0, 1), (1, 3), (0, 3)]
    table, seconds = measure_data(data, pairs, 20, "signed", "own", 7)
    assert list(table.columns) == list(DATA_COLUMNS)
    assert table["rows"].tolist() == [40, 40, 40]
    assert table[list(OF_DATA)].notna().all(axis=None)
    assert sorted(seconds["measure"]) == sorted(OF_DATA)
    assert (seconds["seconds"] > 0).all()
    one, _ = measure_data(data, pairs[1:2], 20, "signed", "own", 7, classes=[0, 1, 3])
    assert one.equals(table.iloc[1:2].reset_index(drop=True))
    every, _ = measure_data(data, pairs[:1], None, "signed", "own", 7, samples=20, embed=False)
    drift = drift_table(table, every)
    assert set(drift["measure"]) == set(OF_DATA) - {"csg_tsne"}
    assert (drift["all_rows"] > drift["rows"]).all()
    assert set(zip(drift["class_a"], drift["class_b"], strict=True)) == {(0, 1)}
    fisher = drift.set_index("measure").loc["f1"]
    assert fisher["value"] == table.loc[0, "f1"]
    assert fisher["value_of_all"] == every.loc[0, "f1"] != fisher["value"]


def test_data_without_test_rows_are_told(monkeypatch):
    data = features()
    only = data.test_labels != 2
    left = Features(
        data.train_features,
        data.train_labels,
        data.test_features[only],
        data.test_labels[only],
        data.classes,
        data.columns,
    )
    with pytest.raises(DataError, match=r"own: class 2 \(c\) has no test rows"):
        measure_data(left, [(0, 1), (1, 2)], 20, "signed", "own", 7)
    monkeypatch.setitem(sys.modules, "pymfe.complexity", None)
    with pytest.raises(DataError, match=r"pip install 'taskcomplexity\[peers\]'"):
        measure_data(data, [(0, 1)], 20, "signed", "own", 7)


def test_errors_are_those_of_the_networks_that_are_named():
    found = curves([1, 4, 500], [0.5, 0.8, 0.9])
    rows = {"level": 0, "kind": "smallest", "variant": "weights", "chance": 0.5, "loss": 0.1}
    pruned = pd.DataFrame([{"class_a": 0, "class_b": 1, **rows, "accuracy": 0.3}])
    measured = pd.DataFrame([dict.fromkeys(DATA_COLUMNS, 0.0) | {"class_a": 0, "class_b": 1}])
    ours = pd.DataFrame([dict.fromkeys(PEER_COLUMNS, 0.0) | {"class_a": 0, "class_b": 1}])
    table = peer_table(ours, measured, found, pruned)
    assert list(table.columns) == list(PEER_COLUMNS)
    assert table["test_error"].item() == pytest.approx(0.7)
    assert table["few_rows_error"].item() == pytest.approx(0.1)
    failed = found.assign(trained=False)
    assert peer_table(ours, measured, failed, pruned)["few_rows_error"].isna().all()


def test_seconds_of_jobs_are_read_where_they_were_timed(tmp_path):
    for name, seconds in (("one", 2.5), ("two", 4)):
        (tmp_path / name).write_text(f"s\th:m:s\n{seconds}\t0:00:02\n")
    inside = pd.DataFrame({"dataset": ["own"], "measure": ["f1"], "seconds": [0.5]})
    jobs = {"test_error": [tmp_path / "one"], "rows_needed": [tmp_path / "one", tmp_path / "two"]}
    jobs["delta_binarization"] = [tmp_path / "one", tmp_path / "none"]
    jobs["energy_distance"] = [tmp_path / "one"]
    present = {"own": [name for name in jobs if name != "energy_distance"]}
    found = seconds_table(inside, {"own": jobs}, present).set_index("measure")["seconds"]
    assert found.drop("delta_binarization").to_dict() == {
        "test_error": 2.5,
        "rows_needed": 6.5,
        "f1": 0.5,
    }
    assert np.isnan(found["delta_binarization"])


def test_pairs_that_are_measured_on_all_rows(config):
    peers = planned(config).peers
    assert peers.full_pairs("mnist") == [(0, 7), (7, 9), (0, 1)]
    config["peers"]["full_pairs"] = 1000
    every = planned(config).peers
    assert sorted(every.full_pairs("mnist")) == sorted(every.pairs("mnist"))
    config["peers"]["full_pairs"] = 1
    assert planned(config).peers.full_pairs("mnist") == [(0, 7)]


def test_every_measure_of_networks_is_timed_by_jobs(config):
    plan = planned(config)
    jobs = plan.peers.timed_by("mnist")
    assert set(jobs) | set(OF_DATA) == set(MEASURES)
    assert all(jobs.values())
    assert len(plan.peers.pruned("mnist")) == 1


def orders(rho=0.8):
    """A table in which more of every measure goes with more of the first."""
    generator = np.random.default_rng(6)
    pairs = np.array(list(combinations(range(6), 2)))
    base = generator.random(len(pairs))
    table = pd.DataFrame(pairs, columns=["class_a", "class_b"])
    for name in MEASURES:
        table[name] = base + 0.3 * generator.random(len(pairs))
    table["l1"], table["energy_distance"] = 0.0, np.nan
    stream = lambda *names: np.random.default_rng(len(names))  # noqa: E731
    assert list(table.columns) == list(PEER_COLUMNS)
    assert present(table) == [name for name in MEASURES if name != "energy_distance"]
    return correlation_table(table, 200, stream, present(table)).assign(dataset="own")


def test_the_figure_turns_the_sign_of_measures_of_what_is_easy():
    seconds = pd.DataFrame({"dataset": "own", "measure": list(MEASURES), "seconds": 1.5})
    read, about = {"orders": orders(), "seconds": seconds}, {"titles": {"own": "Own <$5$>"}}
    table = figure.table(read, about)
    assert (table["sign"] == -1).sum() == 2 * (len(MEASURES) - 1 - 2)
    both = figure._both_ways(table).set_index(["x", "y"])
    assert both.loc[("f1", "usable_information"), "spearman_rho"] < 0
    assert both.loc[("ssim_distance", "usable_information"), "spearman_rho"] > 0
    assert both.loc[("f1", "n1"), "spearman_rho"] > 0
    shown = both.dropna(subset="spearman_rho")
    assert (shown["ci_low_classes"] <= shown["spearman_rho"]).all()
    assert (shown["spearman_rho"] <= shown["ci_high_classes"]).all()
    with styled(Style(dpi=100, font_size=8)):
        drawn = figure.draw(table, read, about)
        assert_legible(drawn)
    (panel,) = drawn.subfigs
    matrix = panel.axes[0].images[0].get_array()
    place = [label.get_text() for label in panel.axes[0].get_yticklabels()].index
    assert np.ma.getmaskarray(matrix)[place("L1, linear distances")].all()
    assert matrix[place("test error"), place("usable information")] < 0
