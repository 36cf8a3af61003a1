from functools import partial
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, bootstrap, spearmanr

from taskcomplexity.columns import COMPLEXITY_COLUMNS, CORRELATION_COLUMNS
from taskcomplexity.complexity.correlations import (
    class_interval,
    correlation_table,
    measures_of,
    qap_test,
    spearman_interval,
    weighted_spearman,
)
from taskcomplexity.complexity.intervals import newcombe, wilson
from taskcomplexity.complexity.pairs import complexity_table, folded
from taskcomplexity.streams import numpy_generator


def probed(
    accuracies, untrained=(), balanced=lambda accuracy: accuracy - 0.01, auc=lambda accuracy: 1.0
):
    """Rows of a probe: {(a, b, kind, variant, level): accuracies of the models}."""
    rows = pd.DataFrame(
        [
            (a, b, seed, kind, level, variant, accuracy, balanced(accuracy))
            for (a, b, kind, variant, level), models in accuracies.items()
            for seed, accuracy in enumerate(models)
        ],
        columns=[
            *("class_a", "class_b", "seed", "kind", "level", "variant"),
            *("accuracy", "balanced_accuracy"),
        ],
    )
    rows["auc"] = auc(rows["accuracy"])
    pairs = zip(rows["class_a"], rows["class_b"], rows["seed"], strict=True)
    return rows.assign(chance=0.51, trained=[model not in untrained for model in pairs])


DISTANCES = pd.DataFrame(
    {
        "class_a": [0, 0, 1, 0],
        "class_b": [1, 2, 2, 0],
        "distance": [0.8, 0.7, 0.6, 0.5],
        "measure": "ssim",
    }
)
TEST_ROWS = [100, 200, 49, 60, 70, 80]


def test_the_cut_into_jobs_changes_no_bit():
    rng = np.random.default_rng(2)
    pairs = [(a, b) for a in range(6) for b in range(a + 1, 6)]
    distances = pd.DataFrame([(*pair, 0.5, "ssim") for pair in pairs], columns=DISTANCES.columns)
    values = {pair: rng.random((3, 7)).tolist() for pair in pairs}

    def tables(order):
        whole = {
            (*pair, "smallest", variant, 0.0): values[pair][place]
            for pair in order
            for place, variant in enumerate(("weights", "signs"))
        }
        shuffled = {(*pair, "B", "weights", 0.0): values[pair][2] for pair in order}
        return complexity_table(distances, probed(whole), probed(shuffled), "B", TEST_ROWS)

    expected = tables(pairs)
    for _ in range(5):
        assert tables([pairs[place] for place in rng.permutation(len(pairs))]).equals(expected)


def test_a_row_is_made_of_medians_over_the_models():
    pruned = probed(
        {
            (0, 1, "smallest", "weights", 0.0): [0.97, 0.99, 0.98],
            (0, 1, "smallest", "signs", 0.0): [0.9, 0.5, 0.8],
            (0, 1, "smallest", "weights", 0.5): [0.1, 0.1, 0.1],
            (0, 1, "random", "weights", 0.0): [0.97, 0.99, 0.98],
            (0, 2, "smallest", "weights", 0.0): [0.9, 0.9, 0.9],
            (0, 2, "smallest", "signs", 0.0): [0.3, 0.45, 0.9],
        }
    )
    randomized = probed(
        {
            (0, 1, "B", "weights", 0.0): [0.6, 0.7, 0.9],
            (0, 1, "A", "weights", 0.0): [0.5, 0.5, 0.5],
            (0, 1, "B", "signs", 0.0): [0.5, 0.5, 0.5],
            (0, 1, "B", "weights", 0.9): [0.5, 0.5, 0.5],
            (0, 2, "B", "weights", 0.0): [0.4, 0.4, 0.4],
        }
    )
    table = complexity_table(DISTANCES, pruned, randomized, "B", TEST_ROWS)
    assert tuple(table.columns) == COMPLEXITY_COLUMNS
    assert table[["class_a", "class_b", "ssim_distance"]].values.tolist() == [
        [0, 1, 0.8],
        [0, 2, 0.7],
    ]
    assert table["accuracy"].tolist() == pytest.approx([0.98, 0.9])
    # The median is folded, 1 - 0.45, not the accuracies of the models.
    assert table["accuracy_binarized"].tolist() == pytest.approx([0.8, 0.55])
    assert table["accuracy_randomized"].tolist() == pytest.approx([0.7, 0.6])
    assert table["delta_binarization"].tolist() == pytest.approx([18, 35])
    assert table["delta_randomization"].tolist() == pytest.approx([28, 30])
    assert table["chance"].tolist() == [0.51, 0.51]
    # Nothing is folded here: 0.44 is worse than a guess.
    assert table["balanced_accuracy_binarized"].tolist() == pytest.approx([0.79, 0.44])
    assert table["delta_balanced_binarization"].tolist() == pytest.approx([18, 45])
    assert table["mean_accuracy_binarized"].tolist() == pytest.approx([2.2 / 3, 0.55])
    assert table["models"].tolist() == table["randomized_models"].tolist() == [3, 3]
    assert table["untrained_models"].tolist() == [0, 0]
    assert table["trained_delta_binarization"].tolist() == pytest.approx([18, 35])


def test_areas_have_columns_of_their_own_that_are_not_folded():
    whole = {
        (0, 1, "smallest", "weights", 0.0): [0.98, 0.96, 0.97],
        (0, 1, "smallest", "signs", 0.0): [0.5, 0.6, 0.55],
    }
    shuffled = {(0, 1, "B", "weights", 0.0): [0.5, 0.4, 0.6]}
    areas = {0.97: 0.99, 0.55: 0.3, 0.5: 0.8}
    tables = [
        probed(rows, untrained, auc=lambda accuracy: [areas.get(x, 2 * x - 1) for x in accuracy])
        for untrained in ((), {(0, 1, 0), (0, 1, 1)})
        for rows in (whole, shuffled)
    ]
    first, second = tables[:2], tables[2:]
    row, of_untrained = (
        complexity_table(DISTANCES, *two, "B", TEST_ROWS).iloc[0] for two in (first, second)
    )
    assert row["auc"] == pytest.approx(0.96)
    assert row["auc_binarized"] == pytest.approx(0.3)
    assert row["auc_randomized"] == pytest.approx(0.2)
    assert row["delta_binarization_auc"] == pytest.approx(66)
    assert row["delta_randomization_auc"] == pytest.approx(76)
    assert np.isnan(of_untrained["delta_binarization_auc"])


def test_models_that_did_not_train_are_counted_and_left_out_beside():
    whole = {
        (0, 1, "smallest", "weights", 0.0): [0.98, 0.51, 0.96],
        (0, 1, "smallest", "signs", 0.0): [0.9, 0.51, 0.8],
    }
    shuffled = {(0, 1, "B", "weights", 0.0): [0.9, 0.51, 0.7]}
    untrained = {(0, 1, 1)}
    tables = (probed(rows, untrained) for rows in (whole, shuffled))
    row = complexity_table(DISTANCES, *tables, "B", TEST_ROWS).iloc[0]
    assert (row["models"], row["untrained_models"]) == (3, 1)
    assert row["accuracy"] == pytest.approx(0.96)
    assert row["trained_accuracy"] == pytest.approx(0.97)
    assert row["trained_delta_binarization"] == pytest.approx(12)
    assert row["trained_delta_randomization"] == pytest.approx(17)


def test_a_pair_whose_models_did_not_train_has_no_loss():
    """At chance before and after, they would have lost exactly nothing."""
    cells = [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)]
    whole = {
        (*pair, "smallest", variant, 0.0): [0.5 + at / 50, 0.9, 0.8]
        for at, pair in enumerate(cells)
        for variant in ("weights", "signs")
    }
    shuffled = {(*pair, "B", "weights", 0.0): [0.5, 0.6 + pair[1] / 50, 0.6] for pair in cells}
    untrained = {(0, 1, 0), (0, 1, 1), (0, 1, 2), (0, 2, 0), (0, 2, 2), (1, 2, 1)}
    table = complexity_table(
        DISTANCES, probed(whole, untrained), probed(shuffled, untrained), "B", TEST_ROWS
    )
    assert table["untrained_models"].tolist() == [3, 2, 0, 1, 0, 0]
    lost = [name for name in table if "delta" in name]
    assert table.loc[:1, lost].isna().all(axis=None)
    assert table.loc[2:, lost].notna().all(axis=None)
    assert table[["accuracy", "accuracy_binarized", "accuracy_ci_low"]].notna().all(axis=None)
    found = correlations(table, 100, ("accuracy", "delta_randomization")).iloc[0]
    assert (found["pairs"], found["missing"]) == (4, 2)


def test_losses_have_quartiles_over_models_and_intervals_for_the_test_rows():
    whole = {
        (0, 1, "smallest", "weights", 0.0): [0.95, 0.9, 0.85, 0.8],
        (0, 1, "smallest", "signs", 0.0): [0.3, 0.2, 0.45, 0.4],
        (0, 2, "smallest", "weights", 0.0): [0.9] * 4,
        (0, 2, "smallest", "signs", 0.0): [0.7] * 4,
    }
    shuffled = {
        key: [0.8, 0.7, 0.6, 0.5]
        for key in [(0, 1, "B", "weights", 0.0), (0, 2, "B", "weights", 0.0)]
    }
    table = complexity_table(DISTANCES, probed(whole), probed(shuffled), "B", TEST_ROWS)
    assert table["least_test_rows"].tolist() == [100, 49]
    assert table["few_test_rows"].tolist() == [False, True]
    # Below chance at the median, all are folded: 0.7, 0.8, 0.55, 0.6.
    assert table.loc[0, "delta_binarization_quartile_1"] == pytest.approx(17.5)
    assert table.loc[0, "delta_binarization_quartile_3"] == pytest.approx(26.25)
    for row, rows in zip(table.itertuples(), (300, 149), strict=True):
        low, high = proportion_ci(row.accuracy, rows)
        assert (row.accuracy_ci_low, row.accuracy_ci_high) == pytest.approx((low, high), abs=2e-3)
        assert (
            row.delta_binarization_ci_low < row.delta_binarization < row.delta_binarization_ci_high
        )
    widths = table["delta_binarization_ci_high"] - table["delta_binarization_ci_low"]
    assert widths[1] > widths[0]


def proportion_ci(share, rows):
    found = binomtest(round(share * rows), rows).proportion_ci(method="wilson")
    return found.low, found.high


@given(st.integers(0, 200), st.integers(1, 200))
def test_the_interval_of_a_share_is_that_of_scipy(right, rows):
    share = min(right, rows) / rows
    found = wilson(np.array([share]), np.array([rows]))
    expected = binomtest(min(right, rows), rows).proportion_ci(method="wilson")
    assert [float(end[0]) for end in found] == pytest.approx(
        [expected.low, expected.high], abs=1e-9
    )


def test_the_interval_of_a_difference_is_the_published_one():
    """Newcombe's example (a), 56 of 70 against 48 of 80, method 10."""
    first, second, rows = (np.array([x]) for x in (56 / 70, 48 / 80, 1))
    found = newcombe(first, second, 70 * rows, 80 * rows)
    low, high = (float(end[0]) for end in found)
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize("measure", ["ssim", "energy"])
def test_the_distance_that_was_measured_stands_under_its_name(measure):
    whole = {
        (a, b, "smallest", variant, 0.0): [0.9 - b / 10] * 2
        for a, b in combinations(range(3), 2)
        for variant in ("weights", "signs")
    }
    shuffled = {(a, b, "B", "weights", 0.0): [0.6] * 2 for a, b in combinations(range(3), 2)}
    distances = DISTANCES.assign(measure=measure)
    table = complexity_table(distances, probed(whole), probed(shuffled), "B", TEST_ROWS)
    other = {"ssim": "energy", "energy": "ssim"}[measure]
    assert table[f"{measure}_distance"].tolist() == [0.8, 0.7, 0.6]
    assert table[f"{other}_distance"].isna().all()
    assert measures_of(table)[2] == f"{measure}_distance"


def test_one_answer_always_is_no_skill():
    """Folded, 44 % of a class that is always answered reads as 56 %; balanced it stays a guess."""
    whole = {
        (0, 1, "smallest", "weights", 0.0): [0.99] * 3,
        (0, 1, "smallest", "signs", 0.0): [0.44] * 3,
    }
    pruned = probed(whole, balanced=lambda accuracy: 0.99 if accuracy > 0.9 else 0.5)
    randomized = probed({(0, 1, "B", "weights", 0.0): [0.9] * 3})
    row = complexity_table(DISTANCES, pruned, randomized, "B", TEST_ROWS).iloc[0]
    assert row["accuracy_binarized"] == pytest.approx(0.56)
    assert row["balanced_accuracy_binarized"] == 0.5
    assert row["delta_balanced_binarization"] == pytest.approx(49)


def test_layers_that_could_not_be_mixed_leave_a_pair_without_a_loss():
    whole = {
        (a, b, "smallest", variant, 0.0): [0.9 + (a + 2 * b) / 100] * 3
        for a, b in combinations(range(4), 2)
        for variant in ("weights", "signs")
    }
    shuffled = {
        (a, b, "G", "weights", 0.0): [np.nan] * 3
        if (a, b) == (0, 1)
        else [np.nan, 0.6 + b / 10, 0.5]
        for a, b in combinations(range(4), 2)
    }
    table = complexity_table(DISTANCES, probed(whole), probed(shuffled), "G", TEST_ROWS)
    assert table["randomized_models"].tolist() == [0, 2, 2, 2, 2, 2]
    assert table["models"].tolist() == [3] * 6
    assert table["delta_randomization"].isna().tolist() == [True] + [False] * 5
    found = correlations(table, 200, ("accuracy", "delta_randomization")).iloc[0]
    assert (found["pairs"], found["missing"]) == (5, 1)
    rest = table[1:]
    expected = spearmanr(rest["accuracy"], rest["delta_randomization"]).statistic
    assert found["spearman_rho"] == pytest.approx(expected)
    none = probed({key: [np.nan] * 3 for key in shuffled})
    table = complexity_table(DISTANCES, probed(whole), none, "G", TEST_ROWS)
    found = correlations(table, 200, ("accuracy", "delta_randomization")).iloc[0]
    assert (found["pairs"], found["missing"]) == (0, 6)
    assert found[["spearman_rho", "ci_low", "p_qap", "ci_low_classes"]].isna().all()


def correlations(table, resamples, measures):
    stream = partial(numpy_generator, 0)
    return correlation_table(table, resamples, stream, list(measures))


def all_pairs(classes, **values):
    pairs = np.array(list(combinations(range(classes), 2)))
    return pd.DataFrame({"class_a": pairs[:, 0], "class_b": pairs[:, 1], **values})


def test_a_median_below_chance_is_folded():
    assert folded(pd.Series([0.2, 0.5, 0.7])).tolist() == pytest.approx([0.8, 0.5, 0.7])


def test_correlations_are_those_of_scipy_with_its_bootstrap_interval():
    rng = np.random.default_rng(0)
    x = rng.normal(size=45)
    table = all_pairs(10, a=x, b=x + rng.normal(size=45), c=np.round(-x, 1))
    found = correlations(table, 4000, ["a", "b", "c"])
    assert tuple(found.columns) == CORRELATION_COLUMNS
    assert found[["x", "y"]].values.tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    for _, row in found.iterrows():
        pair = table[row["x"]], table[row["y"]]
        expected = spearmanr(*pair)
        assert row["spearman_rho"] == pytest.approx(expected.statistic)
        assert row["p_value"] == pytest.approx(expected.pvalue)
        interval = bootstrap(
            pair,
            lambda x, y: spearmanr(x, y).statistic,
            paired=True,
            vectorized=False,
            n_resamples=1000,
            method="percentile",
            rng=2,
        ).confidence_interval
        assert row["ci_low"] == pytest.approx(interval.low, abs=0.05)
        assert row["ci_high"] == pytest.approx(interval.high, abs=0.05)
        assert row["pairs"] == 45


def test_too_few_or_equal_pairs_have_no_correlation():
    few = all_pairs(3, a=[1.0, 2, 3], b=[1.0, 3, 2])
    flat = all_pairs(4, a=[1.0, 2, 3, 4, 5, 6], b=[0.0] * 6)
    for table in (few, flat):
        found = correlations(table, 100, ["a", "b"])
        numbers = [
            name for name in CORRELATION_COLUMNS if name not in ("x", "y", "pairs", "missing")
        ]
        assert found[numbers].isna().all(axis=None)


def test_resamples_without_variation_are_left_out():
    x, y = np.array([1.0, 1, 1, 2]), np.array([1.0, 2, 3, 4])
    low, high = spearman_interval(x, y, 500, np.random.default_rng(0))
    assert -1 <= low <= high <= 1


def noisy_classes(rng, classes=6, decimals=2):
    """Two measures of which each pair has a part from each of its classes."""
    pairs = np.array(list(combinations(range(classes), 2)))
    values = [
        np.round(
            rng.normal(size=classes)[pairs].sum(axis=1) + rng.normal(size=len(pairs)), decimals
        )
        for _ in range(2)
    ]
    return *values, pairs


def test_a_weighted_rho_is_that_of_repeated_values():
    rng = np.random.default_rng(0)
    x, y, _ = noisy_classes(rng, decimals=0)
    weights = rng.integers(0, 4, (20, len(x)))
    for found, times in zip(weighted_spearman(x, y, weights), weights, strict=True):
        assert found == pytest.approx(spearmanr(x.repeat(times), y.repeat(times)).statistic)
    assert np.isnan(weighted_spearman(x, y, np.eye(len(x), dtype=int)[:1])).all()


def test_the_interval_over_classes_is_that_of_a_plain_loop():
    x, y, pairs = noisy_classes(np.random.default_rng(3))
    rng = np.random.default_rng(4)
    rhos = []
    for _ in range(2000):
        drawn = rng.integers(6, size=6)
        chosen = [
            place
            for a, b in combinations(drawn, 2)
            for place in np.flatnonzero((pairs == sorted((a, b))).all(axis=1))
        ]
        if len(np.unique(x[chosen])) > 1 and len(np.unique(y[chosen])) > 1:
            rhos.append(spearmanr(x[chosen], y[chosen]).statistic)
    found = class_interval(x, y, pairs, 4000, np.random.default_rng(5))
    assert found == pytest.approx(np.percentile(rhos, [2.5, 97.5]), abs=0.05)


@pytest.mark.parametrize("missing", [[], [7]])
def test_the_permutation_test_is_that_over_all_permutations(missing):
    x, y, pairs = noisy_classes(np.random.default_rng(6))
    x, y, pairs = (np.delete(values, missing, axis=0) for values in (x, y, pairs))
    by_pair = {frozenset(pair): value for pair, value in zip(pairs.tolist(), y, strict=True)}
    rhos = []
    for names in permutations(range(6)):
        moved = [by_pair.get(frozenset((names[a], names[b])), np.nan) for a, b in pairs]
        rhos.append(spearmanr(x, moved, nan_policy="omit").statistic)
    observed = spearmanr(x, y).statistic
    expected = np.mean(np.abs(rhos) >= abs(observed) - 1e-12)
    found = qap_test(x, y, pairs, 20000, np.random.default_rng(7))
    assert found == pytest.approx(expected, abs=0.012)


def test_pairs_that_are_too_few_for_a_permutation_test():
    x, y, pairs = noisy_classes(np.random.default_rng(8))
    assert np.isnan(qap_test(x[:10], y[:10], pairs[:10], 100, np.random.default_rng(0)))


def test_measures_with_nothing_in_common_are_told_apart_from_chance_as_often_as_allowed():
    """Half of their variance from classes: pairs seem to correlate, classes do not."""
    rng = np.random.default_rng(9)
    of_pairs, of_classes = [], []
    for _ in range(400):
        x, y, pairs = noisy_classes(rng, classes=10, decimals=6)
        of_pairs.append(spearmanr(x, y).pvalue < 0.05)
        of_classes.append(qap_test(x, y, pairs, 199, rng) < 0.05)
    assert np.mean(of_pairs) > 0.12
    assert 0.02 < np.mean(of_classes) < 0.085


def test_losses_of_auc_have_quartiles_over_models_and_none_is_folded():
    whole = {
        (0, 1, "smallest", "weights", 0.0): [0.95, 0.9, 0.85, 0.8],
        (0, 1, "smallest", "signs", 0.0): [0.3, 0.2, 0.45, 0.4],
    }
    shuffled = {(0, 1, "B", "weights", 0.0): [0.8, 0.7, 0.6, 0.5]}
    of_pairs, randomized = (probed(rows, auc=lambda value: value) for rows in (whole, shuffled))
    table = complexity_table(DISTANCES, of_pairs, randomized, "B", TEST_ROWS)
    expected = {
        "delta_binarization_auc": [65, 70, 40, 40],
        "delta_randomization_auc": [15, 20, 25, 30],
    }
    for delta, lost in expected.items():
        for number, share in ((1, 25), (3, 75)):
            found = table[f"{delta}_quartile_{number}"].item()
            assert found == pytest.approx(np.percentile(lost, share))
