"""Metrics beside task complexity and robustness: medians, correlations, intervals."""

from functools import partial
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from drawn import assert_legible, texts
from scipy.stats import spearmanr

from taskcomplexity.figures.style import Style, styled
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.metrics.neighbours import figure
from taskcomplexity.studies.metrics.neighbours.columns import (
    ACTIVATION_METRICS,
    BESIDE_COLUMNS,
    CORRELATION_COLUMNS,
    MEASURES,
    METRICS,
    NETWORK_LAYER_COLUMNS,
    ROBUSTNESS_COLUMNS,
    SPARSE_COLUMNS,
    TASK_COLUMNS,
)
from taskcomplexity.studies.metrics.neighbours.complexity import (
    beside_complexity,
    correlation_table,
)
from taskcomplexity.studies.metrics.neighbours.robustness import (
    correlated,
    left_over,
    robustness_table,
    sparse_table,
)
from taskcomplexity.studies.metrics.neighbours.several import holm
from taskcomplexity.studies.metrics.neighbours.tasks import task_table

PAIRS = list(combinations(range(6), 2))
OUTPUT = 3


def layers(rng, **named):
    """Rows of a model: two layers in two states."""
    for state in ("trained", "untrained"):
        for layer in (2, OUTPUT):
            values = dict(zip(METRICS, rng.normal(size=len(METRICS)), strict=True))
            if layer == OUTPUT:
                values |= dict.fromkeys(ACTIVATION_METRICS, np.nan)
            yield {"dataset": "toy", **named, "state": state, "layer": layer, **values}


def complexity(rng):
    pairs = [{"dataset": "toy", "class_a": a, "class_b": b} for a, b in PAIRS]
    return pd.DataFrame([{**one, **dict.fromkeys(MEASURES)} for one in pairs]).assign(
        **{measure: rng.normal(size=len(PAIRS)) for measure in MEASURES}
    )


@pytest.fixture
def pairs():
    """Models of pairs, one of whose metrics says what is lost, and another is never changed."""
    rng = np.random.default_rng(1)
    known = complexity(rng)
    rows = [
        {**row, "seed": seed, "trained": seed != 3}
        for a, b in PAIRS
        for seed in range(4)
        for row in layers(rng, class_a=a, class_b=b)
    ]
    models = pd.DataFrame(rows)
    lost = known.set_index(["class_a", "class_b"])["delta_binarization"]
    of_model = lost.loc[list(zip(models["class_a"], models["class_b"], strict=True))].to_numpy()
    told = (models["state"] == "trained") & (models["layer"] == 2) & models["trained"]
    models.loc[told, "zeta_mean"] = of_model[told] + 1e-3 * models.loc[told, "seed"]
    same = models["state"] == "untrained"
    models.loc[same, "weight_mean"] = models.loc[~same, "weight_mean"].to_numpy()
    return models, known


def test_pairs_have_the_medians_of_models_that_trained(pairs):
    models, known = pairs
    found = beside_complexity(models, known)
    assert list(found.columns) == list(BESIDE_COLUMNS)
    assert len(found) == len(PAIRS) * 4
    assert set(found["models"]) == {3}
    row = found.query("state == 'untrained' and layer == 3 and class_a == 2 and class_b == 4")
    expected = models.query(
        "state == 'untrained' and layer == 3 and class_a == 2 and class_b == 4 and trained"
    )
    assert row["zeta_sd"].item() == expected["zeta_sd"].median()
    lost = known.query("class_a == 2 and class_b == 4")
    assert row["delta_randomization"].item() == lost["delta_randomization"].item()


def test_correlations_tell_what_is_there_and_what_training_adds(pairs):
    beside = beside_complexity(*pairs)
    found = correlation_table(beside, 300, 5)
    assert list(found.columns) == list(CORRELATION_COLUMNS)
    layer_metrics = len(METRICS) + len(METRICS) - len(ACTIVATION_METRICS)
    assert len(found) == 2 * layer_metrics * len(MEASURES)
    assert set(found["tests"]) == {layer_metrics * len(MEASURES)}
    rows = found.set_index(["state", "layer", "metric", "measure"])
    for key in [("trained", 2, "zeta_sd", "accuracy"), ("untrained", 3, "zeta_mean", MEASURES[1])]:
        state, layer, metric, measure = key
        some = beside[(beside["state"] == state) & (beside["layer"] == layer)]
        assert rows.loc[key, "spearman_rho"] == pytest.approx(
            spearmanr(some[metric], some[measure]).statistic
        )
    told = rows.loc[("trained", 2, "zeta_mean", "delta_binarization")]
    before = rows.loc[("untrained", 2, "zeta_mean", "delta_binarization")]
    assert told["spearman_rho"] == pytest.approx(1)
    assert told["p_qap"] == pytest.approx(1 / 301, abs=0.01)
    assert told["p_holm"] == pytest.approx(min(1, told["p_qap"] * told["tests"]), rel=0.05)
    assert told["gain"] == pytest.approx(1 - before["spearman_rho"])
    assert told["ci_low_gain"] <= told["gain"] <= told["ci_high_gain"]
    assert np.isnan(before["gain"])
    kept = rows.loc[("trained", 3, "weight_mean", "delta_binarization")]
    assert kept[["gain", "ci_low_gain", "ci_high_gain"]].tolist() == [0, 0, 0]


def test_without_models_there_is_no_correlation(pairs):
    models, known = pairs
    nothing = beside_complexity(models.assign(trained=False), known)
    assert list(nothing.columns) == list(BESIDE_COLUMNS)
    assert correlation_table(nothing, 10, 5).empty


def test_correlations_are_drawn_of_every_metric_in_words(pairs):
    models, known = pairs
    both = [
        correlation_table(
            beside_complexity(models.assign(dataset=name), known.assign(dataset=name)), 50, 5
        )
        for name in ("toy", "other")
    ]
    read, about = {"correlations": pd.concat(both)}, {"titles": {"toy": "Toy", "third": "Third"}}
    table = figure.table(read, about)
    assert set(table["dataset"]) == {"toy"}
    assert set(table["measure"]) == set(MEASURES[:2])
    assert set(figure.CALLED) == set(METRICS)
    for rows in (table, pd.concat([table, table.assign(dataset="third", tests=0, p_holm=np.nan)])):
        with styled(Style(dpi=80, font_size=8)):
            drawn = figure.draw(rows, read, about)
            assert_legible(drawn)
    told = " ".join(texts(drawn))
    assert "Toy: 15 pairs, 144 tests." in told
    assert "Third: 15 pairs, too few of all pairs for a test." in told.replace("\n", " ")
    (first, *_), *_ = (part.get_axes() for part in drawn.subfigs)
    assert [label.get_text() for label in first.get_yticklabels()][
        -1
    ] == "in-strength with ζ  ·  output"
    sure = first.get_lines()[1].get_xdata()
    assert (
        len(sure)
        == (
            (table["state"] == "trained")
            & (table["p_holm"] < 0.05)
            & (table["measure"] == "delta_binarization")
        ).sum()
    )
    assert "No model" in " ".join(texts(figure.draw(table.iloc[:0], read, about)))


def test_p_values_are_adjusted_as_holm_did():
    found = holm(np.array([0.01, np.nan, 0.04, 0.03, 0.005]))
    assert found == pytest.approx([0.03, np.nan, 0.06, 0.06, 0.02], nan_ok=True)
    assert holm(np.array([0.5, 0.9])).tolist() == [1, 1]


def test_hard_models_are_held_against_easy_ones():
    rng = np.random.default_rng(2)
    classes = {"easy": {"class_a": 5, "class_b": 0}, "hard": {"class_a": 7, "class_b": 9}}
    models = pd.DataFrame(
        [
            {**row, "task": task, "seed": seed, "trained": (task, seed) != ("hard", 0)}
            for task, pair in classes.items()
            for seed in range(12)
            for row in layers(rng, **pair)
        ]
    )
    models.loc[models["task"] == "hard", "zeta_mean"] += 4
    known = complexity(rng)
    found = task_table(models, known, 2000, 5)
    assert list(found.columns) == list(TASK_COLUMNS)
    row = found.query("state == 'trained' and layer == 2 and metric == 'zeta_mean'").iloc[0]
    some = models.query("state == 'trained' and layer == 2 and trained")
    easy, hard = (some.loc[some["task"] == task, "zeta_mean"] for task in ("easy", "hard"))
    assert (row["easy_models"], row["hard_models"]) == (12, 11)
    assert row["difference"] == pytest.approx(hard.mean() - easy.mean())
    draws = [
        rng.choice(hard, len(hard)).mean() - rng.choice(easy, len(easy)).mean() for _ in range(2000)
    ]
    interval = np.percentile(draws, [2.5, 97.5])
    assert row[["ci_low", "ci_high"]].to_numpy(float) == pytest.approx(interval, abs=0.1)
    spread = np.sqrt((easy.var() + hard.var()) / 2)
    assert row["deviations"] == pytest.approx(row["difference"] / spread)
    assert (row["easy_pair"], row["hard_pair"]) == ("0-5", "7-9")
    lost = known.query("class_a == 0 and class_b == 5")["delta_binarization"].item()
    assert row["easy_delta_binarization"] == lost
    assert np.isnan(row["hard_delta_binarization"])
    assert not ((found["layer"] == OUTPUT) & found["metric"].isin(ACTIVATION_METRICS)).any()
    nothing = task_table(models, known.iloc[:0], 10, 5)
    assert nothing["easy_delta_binarization"].isna().all()


NETWORKS = [
    {"dataset": "toy", "method": method, "seed": seed, "trained": (method, seed) != ("rlr", 0)}
    for method, number in (("rlr", 7), ("dense", 2))
    for seed in range(number)
]


@pytest.fixture
def sparse():
    """Networks, their history and what pruning leaves, which one metric of theirs tells."""
    rng = np.random.default_rng(3)
    rows, history, pruned = [], [], []
    for one in NETWORKS:
        final = 0.9 + 0.05 * rng.random()
        for epoch, accuracy in ((1, 0.5), (2, final)):
            history.append({**one, "epoch": epoch, "test_accuracy": accuracy})
        lost = 0.2 * rng.random()
        for level in (0.0, 0.2, 0.6):
            for draw in (0, 1):
                for variant in ("weights", "signs"):
                    left = final - lost * level if variant == "weights" else 0.1
                    named = {key: value for key, value in one.items() if key != "trained"}
                    named |= {"kind": "random", "level": level, "draw": draw, "variant": variant}
                    pruned.append({**named, "accuracy": left + 0.001 * (-1) ** draw})
        for layer in (2, 3):
            values = dict(zip(METRICS, rng.normal(size=len(METRICS)), strict=True))
            values |= {"zeta_sd": -lost, "dead": np.nan}
            rows.append({**one, "layer": layer, "neurons": 4, "links": 9, "samples": 5, **values})
    return tuple(map(pd.DataFrame, (rows, history, pruned)))


def test_what_is_left_is_the_mean_over_draws_of_weights(sparse):
    networks, history, pruned = sparse
    assert list(networks.columns) == list(NETWORK_LAYER_COLUMNS)
    left = left_over(history, pruned)
    assert set(map(tuple, left[["method", "seed"]].to_numpy())) == {
        (one["method"], one["seed"]) for one in NETWORKS if one["trained"]
    }
    some = pruned.query("method == 'rlr' and seed == 2 and level == 0.6 and variant == 'weights'")
    row = left.query("method == 'rlr' and seed == 2 and removed == 0.6").iloc[0]
    assert row["left"] == pytest.approx(some["accuracy"].mean())
    last = history.query("method == 'rlr' and seed == 2 and epoch == 2")
    assert row["accuracy"] == last["test_accuracy"].item()
    table = robustness_table(left)
    assert list(table.columns) == list(ROBUSTNESS_COLUMNS)
    row = table.query("method == 'rlr' and removed == 0.6").iloc[0]
    expected = left.query("method == 'rlr' and removed == 0.6")
    assert (row["networks"], row["left"]) == (6, pytest.approx(expected["left"].mean()))
    assert row["left_sd"] == pytest.approx(expected["left"].std())


def test_metrics_are_correlated_with_robustness_within_a_method(sparse):
    networks, history, pruned = sparse
    left = left_over(history, pruned)
    table = sparse_table(networks, left, 500, 5)
    assert list(table.columns) == list(SPARSE_COLUMNS)
    assert len(table) == 2 * 2 * (len(METRICS) - 1)
    rows = table.set_index(["method", "layer", "metric"]).sort_index()
    told = rows.loc[("rlr", 3, "zeta_sd")]
    assert told["spearman_rho"] == pytest.approx(1)
    assert told["networks"] == 6
    assert told["selection"] == "random"
    trained = networks.query("method == 'rlr' and trained and layer == 3")
    assert told["mean"] == pytest.approx(trained["zeta_sd"].mean())
    assert told["sd"] == pytest.approx(trained["zeta_sd"].std())
    some = (
        left.query("method == 'rlr' and removed > 0").groupby("seed")[["left", "accuracy"]].mean()
    )
    other = rows.loc[("rlr", 3, "weight_mean")]
    robustness = (some["left"] - some["accuracy"]).to_numpy()
    expected = spearmanr(trained["weight_mean"], robustness).statistic
    assert other["spearman_rho"] == pytest.approx(expected)
    assert other["left"] == pytest.approx(some["left"].mean())
    tests = table.groupby("method")["tests"].unique().map(list).to_dict()
    assert tests == {"rlr": [2 * (len(METRICS) - 1)], "dense": [0]}
    dense = table[table["method"] == "dense"]
    assert dense["spearman_rho"].isna().all()


def test_methods_whose_links_are_not_removed_have_metrics_alone(sparse):
    networks, history, pruned = sparse
    left = left_over(history, pruned[pruned["method"] == "dense"])
    table = sparse_table(networks, left, 20, 5)
    rlr = table[table["method"] == "rlr"]
    assert set(rlr["selection"]) == {""}
    assert rlr["mean"].notna().all()
    assert rlr["accuracy"].notna().all()
    assert rlr[["left", "spearman_rho"]].isna().all(axis=None)
    assert set(robustness_table(left)["method"]) == {"dense"}


def test_intervals_and_tests_are_those_of_plain_loops():
    rng = np.random.default_rng(4)
    metrics, left = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    metrics[:, 2] = 1
    left[:, 1] = metrics[:, 0] + 0.5 * left[:, 1]
    found = correlated(metrics, left, 20_000, partial(numpy_generator, 5))
    assert np.isnan(found["spearman_rho"][2]).all()
    assert np.isnan(found["p_value"][2]).all()
    for at in (0, 1):
        for place in (0, 1):
            x, y = metrics[:, at], left[:, place]
            rho = spearmanr(x, y).statistic
            assert found["spearman_rho"][at, place] == pytest.approx(rho)
            moved = [spearmanr(x, y[list(order)]).statistic for order in permutations(range(5))]
            share = np.mean(np.abs(moved) >= abs(rho) - 1e-12)
            assert found["p_value"][at, place] == pytest.approx(share, abs=0.015)
            draws = []
            for _ in range(1500):
                some = rng.integers(5, size=5)
                if len(set(some)) > 1:
                    draws.append(spearmanr(x[some], y[some]).statistic)
            low, high = np.percentile(draws, [2.5, 97.5])
            assert found["ci_low"][at, place] == pytest.approx(low, abs=0.1)
            assert found["ci_high"][at, place] == pytest.approx(high, abs=0.1)


def test_fewer_than_four_networks_have_no_correlation():
    found = correlated(np.eye(3), np.eye(3), 10, partial(numpy_generator, 5))
    assert all(np.isnan(values).all() for values in found.values())
