"""Networks are told apart by their metrics where these differ, and not by what else they are."""

import numpy as np
import pandas as pd
import pytest

from taskcomplexity.studies.metrics.columns import LAYER_COLUMNS
from taskcomplexity.studies.metrics.names import STATES, TRAINED, UNTRAINED, Cell
from taskcomplexity.studies.metrics.tellapart import (
    FEATURES,
    SHUFFLED,
    SHUFFLES,
    TELLAPART_COLUMNS,
    TRUE,
    classified,
    tell_apart,
)

CELLS = [
    *(f"{one}_3_{other}" for one in ("fc", "cnn", "ae") for other in ("linear", "sigmoid")),
    *("fc_7_sigmoid", "ae_7_sigmoid", "fc_3_relu"),
]
SEEDS = 6


def layers(moved, states=STATES, seeds=SEEDS):
    """Metrics of layers, noise but for what is moved by cell, state and metric."""
    rng = np.random.default_rng(0)
    rows = []
    for cell in CELLS:
        depth = Cell.parse(cell).layers
        for seed in range(seeds):
            for state in states:
                for layer in range(2, depth + 1):
                    values = dict(zip(LAYER_COLUMNS[5:], rng.normal(size=40), strict=False))
                    values |= {"neurons": len(cell), "links": depth}
                    for metric in FEATURES:
                        values[metric] += moved(Cell.parse(cell), state, metric)
                    if layer == depth:
                        values |= {"strength_out_mean": np.nan, "dead": np.nan}
                    rows.append(
                        {"dataset": "mnist", "cell": cell, "seed": seed, "state": state}
                        | {"layer": layer}
                        | values
                    )
    return pd.DataFrame(rows)


def told(table):
    return table.groupby(["target", "kind"])["accuracy"].mean()


def test_what_differs_is_told_and_shuffled_labels_are_not():
    def moved(cell, state, metric):
        if state == UNTRAINED:
            return 0
        apart = {"zeta_sd": {"fc": 0, "cnn": 9, "ae": 18}[cell.architecture]}
        apart |= {"zeta_skewness": {"linear": 0, "sigmoid": 9, "relu": 18}[cell.activation]}
        apart |= {"weight_variance": 3 * cell.layers}
        return apart.get(metric, 0)

    table = tell_apart(layers(moved), 1)
    assert tuple(table) == TELLAPART_COLUMNS
    found = told(table)
    for target in ("architecture", "depth", "activation"):
        assert found[target, TRUE] > 0.95
        assert found[target, SHUFFLED] < 0.8
        assert found[target, UNTRAINED] < 0.8
    shuffled = table[table["kind"] == SHUFFLED]
    assert len(shuffled) == 3 * SHUFFLES * SEEDS
    assert table.equals(tell_apart(layers(moved), 1))


def test_nothing_is_told_where_nothing_differs():
    """By numbers of neurons, of links or of layers least of all."""
    table = tell_apart(layers(lambda cell, state, metric: 0, seeds=12), 2)
    means = told(table)
    chances = table.groupby("target")["chance"].first()
    for target, chance in chances.items():
        assert means[target, TRUE] < chance + 0.2
    assert chances["architecture"] == pytest.approx(1 / 3)


def test_a_target_takes_two_classes_and_two_seeds():
    whole = layers(lambda cell, state, metric: 0)
    alone = whole[whole["cell"] == "fc_3_sigmoid"]
    assert tell_apart(alone, 0).empty
    assert tell_apart(whole[whole["seed"] == 0], 0).empty
    some = whole[whole["cell"].isin(["fc_3_sigmoid", "fc_7_sigmoid"])]
    assert set(tell_apart(some, 0)["target"]) == {"depth"}
    trained = tell_apart(whole[whole["state"] == TRAINED], 0)
    assert set(trained["kind"]) == {TRUE, SHUFFLED}


def test_an_activation_that_one_architecture_has_does_not_tell_it():
    table = tell_apart(layers(lambda cell, state, metric: 0), 0)
    held = table[(table["target"] == "architecture") & (table["kind"] == TRUE)]
    assert set(held["networks"]) == {6}


def test_classes_along_a_line_are_told():
    rng = np.random.default_rng(3)
    labels = np.repeat(["a", "b", "c"], 40)
    values = pd.DataFrame(rng.normal(size=(120, 3)))
    values[0] += 8.0 * np.repeat([0, 1, 2], 40)
    asked = pd.DataFrame({0: [0.0, 8.0, 16.0], 1: 0.0, 2: 0.0})
    assert classified(values, labels, asked).tolist() == ["a", "b", "c"]
