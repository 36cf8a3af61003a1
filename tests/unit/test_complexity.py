import numpy as np
import pandas as pd
import pytest
from scipy.stats import bootstrap, spearmanr

from taskcomplexity.columns import COMPLEXITY_COLUMNS, CORRELATION_COLUMNS
from taskcomplexity.complexity.correlations import correlation_table, spearman_interval
from taskcomplexity.complexity.pairs import complexity_table, folded


def probed(accuracies):
    """Rows of a probe: {(a, b, kind, variant, level): accuracies of the models}."""
    return pd.DataFrame(
        [
            (a, b, seed, kind, level, variant, accuracy)
            for (a, b, kind, variant, level), models in accuracies.items()
            for seed, accuracy in enumerate(models)
        ],
        columns=["class_a", "class_b", "seed", "kind", "level", "variant", "accuracy"],
    )


DISTANCES = pd.DataFrame(
    {"class_a": [0, 0, 1, 0], "class_b": [1, 2, 2, 0], "distance": [0.8, 0.7, 0.6, 0.5]}
)


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
    table = complexity_table(DISTANCES, pruned, randomized, "B")
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


def test_a_median_below_chance_is_folded():
    assert folded(pd.Series([0.2, 0.5, 0.7])).tolist() == pytest.approx([0.8, 0.5, 0.7])


def test_correlations_are_those_of_scipy_with_its_bootstrap_interval():
    rng = np.random.default_rng(0)
    x = rng.normal(size=45)
    table = pd.DataFrame({"a": x, "b": x + rng.normal(size=45), "c": np.round(-x, 1)})
    found = correlation_table(table, 4000, np.random.default_rng(1), ["a", "b", "c"])
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
    few = pd.DataFrame({"a": [1.0, 2, 3], "b": [1.0, 3, 2]})
    flat = pd.DataFrame({"a": [1.0, 2, 3, 4, 5], "b": [0.0] * 5})
    for table in (few, flat):
        found = correlation_table(table, 100, np.random.default_rng(0), ["a", "b"])
        assert found[["spearman_rho", "p_value", "ci_low", "ci_high"]].isna().all(axis=None)


def test_resamples_without_variation_are_left_out():
    x, y = np.array([1.0, 1, 1, 2]), np.array([1.0, 2, 3, 4])
    low, high = spearman_interval(x, y, 500, np.random.default_rng(0))
    assert -1 <= low <= high <= 1
