"""How far a measure orders pairs the same way with other networks."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from taskcomplexity.columns import RELIABILITY_COLUMNS
from taskcomplexity.complexity.pairs import complexity_table
from taskcomplexity.complexity.reliability import reliability_table

PAIRS = [(a, b) for a in range(10) for b in range(a + 1, 10)]
NO_DISTANCES = pd.DataFrame(columns=["class_a", "class_b", "distance", "measure"])
MEASURES = [
    *("accuracy", "delta_binarization", "delta_binarization_auc"),
    *("delta_randomization", "delta_randomization_auc"),
]


def rows(accuracies, areas, kind, variant):
    """A row per pair, model and draw, of scores of shape (pairs, models, draws)."""
    return pd.DataFrame(
        [
            (*PAIRS[pair], seed, draw, kind, 0.0, variant, value, areas[pair, seed, draw])
            for (pair, seed, draw), value in np.ndenumerate(accuracies)
        ],
        columns=[
            *("class_a", "class_b", "seed", "draw", "kind", "level", "variant"),
            *("accuracy", "auc"),
        ],
    ).assign(trained=True, chance=0.5, balanced_accuracy=0.5)


def probed(noise, models=12, seed=0):
    """The same losses of every pair, and noise of every model."""
    rng = np.random.default_rng(seed)
    lost = np.linspace(0, 0.2, len(PAIRS))[:, np.newaxis, np.newaxis]

    def both(mean, draws=1):
        shape = (len(PAIRS), models, draws)
        return [mean + noise * rng.normal(size=shape) for _ in range(2)]

    pruned = pd.concat(
        [
            rows(*both(0.9), "smallest", "weights"),
            rows(*both(0.9 - lost), "smallest", "signs"),
        ]
    )
    return pruned, rows(*both(0.9 - lost / 2, draws=3), "B", "weights")


def table_of(pruned, randomized):
    return complexity_table(NO_DISTANCES, pruned, randomized, "B", [100] * 10)


def reliability_of(pruned, randomized, splits=50, seed=0):
    pairs = table_of(pruned, randomized)
    generator = np.random.default_rng(seed)
    found = reliability_table(pruned, randomized, "B", pairs, splits, generator)
    assert tuple(found.columns) == RELIABILITY_COLUMNS
    assert found["measure"].tolist() == MEASURES
    return found.set_index("measure")


def test_a_split_measures_each_half_as_all_models_are():
    pruned, randomized = probed(0.05)
    found = reliability_of(pruned, randomized, splits=1)
    order = np.random.default_rng(0).permutation(12)
    halves = [
        table_of(*(one[one["seed"].isin(half)] for one in (pruned, randomized)))
        for half in (order[:6], order[6:])
    ]
    for measure in MEASURES:
        rho = spearmanr(*(half[measure] for half in halves)).statistic
        assert found.loc[measure, "split_half_rho"] == pytest.approx(rho, abs=1e-12)
        assert found.loc[measure, "reliability"] == pytest.approx(2 * rho / (1 + rho))


def test_what_every_model_agrees_on_is_reliable():
    found = reliability_of(*probed(1e-6)).drop(index="accuracy")
    assert (found["reliability"] > 0.999).all()
    assert (found["pairs"] == 45).all()
    assert (found["models"] == 12).all()


def test_what_is_noise_is_not():
    """Every pair has the same accuracy: halves agree by chance alone."""
    found = reliability_of(*probed(0.02), splits=200)
    assert abs(found.loc["accuracy", "split_half_rho"]) < 0.25
    assert found.loc["accuracy", "rho_low"] < 0 < found.loc["accuracy", "rho_high"]
    assert found.loc["delta_binarization", "reliability"] > 0.9


def test_more_models_are_as_reliable_as_the_formula_says():
    """The reliability of twelve models is how twelve agree with twelve others."""
    foretold, seen = [], []
    for seed in range(0, 20, 2):
        tables = [table_of(*probed(0.06, seed=seed + other)) for other in (0, 1)]
        both = [table["delta_binarization"] for table in tables]
        seen.append(spearmanr(*both).statistic)
        found = reliability_of(*probed(0.06, seed=seed), splits=20)
        foretold.append(found.loc["delta_binarization", "reliability"])
    assert 0.4 < np.mean(seen) < 0.9
    assert np.mean(foretold) == pytest.approx(np.mean(seen), abs=0.08)


@pytest.mark.parametrize("left", [0, 3])
def test_too_few_models_have_no_reliability(left):
    pruned, randomized = (one[one["seed"] < left] for one in probed(0.01))
    found = reliability_table(
        pruned, randomized, "B", table_of(*probed(0.01)), 10, np.random.default_rng(0)
    )
    assert found[["split_half_rho", "rho_low", "rho_high", "reliability"]].isna().all(axis=None)
    assert (found["models"] == left).all()


def test_models_that_a_pair_lacks_are_left_out():
    pruned, randomized = probed(0.01)
    gone = (randomized["class_a"] == 3) & (randomized["seed"] == 5) & (randomized["draw"] == 1)
    found = reliability_of(pruned, randomized.assign(accuracy=randomized["accuracy"].mask(gone)))
    assert (found["models"] == 11).all()
