import numpy as np
import pandas as pd
import pytest
import torch
from own_data import drawn
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

import taskcomplexity as tc
from taskcomplexity.complexity.function import task_complexity
from taskcomplexity.data.errors import DataError

FEW = {"seeds": 2, "epochs": 1, "minimum_steps": 60, "draws": 2, "hidden": 8}


@pytest.fixture(scope="module")
def digits():
    X, y = load_digits(return_X_y=True)
    chosen = np.isin(y, [3, 7, 9])
    return X[chosen], y[chosen]


@pytest.fixture(scope="module")
def found(digits):
    return task_complexity(*digits, **FEW)


def test_there_is_a_row_for_every_pair_of_classes(found, digits):
    assert found[["class_a", "class_b"]].values.tolist() == [[3, 7], [3, 9], [7, 9]]
    _, y = digits
    rows = {label: int((y == label).sum()) for label in (3, 7, 9)}
    for row in found.itertuples():
        assert row.train_rows + row.test_rows == rows[row.class_a] + rows[row.class_b]
        assert row.test_rows == pytest.approx(0.2 * (row.train_rows + row.test_rows), abs=1.5)
    assert found["models"].tolist() == [2] * 3
    assert found["untrained_models"].tolist() == [0] * 3
    assert (found["accuracy"] > 0.95).all()
    assert (found["chance"].between(0.5, 0.6)).all()
    for probe, after in (("binarization", "binarized"), ("randomization", "randomized")):
        lost = 100 * (found["accuracy"] - found[f"accuracy_{after}"])
        assert found[f"delta_{probe}"].tolist() == pytest.approx(lost.tolist())
        low, high = (found[f"delta_{probe}_{end}"] for end in ("quartile_1", "quartile_3"))
        assert (low <= found[f"delta_{probe}"] + 1e-9).all()
        assert (found[f"delta_{probe}"] <= high + 1e-9).all()
    assert found["few_test_rows"].all()
    lost = 100 * (found["auc"] - found["auc_binarized"])
    assert found["complexity"].tolist() == pytest.approx(lost.tolist())


def test_the_accuracy_is_that_of_networks_of_another_library(found, digits):
    X, y = digits
    chosen = np.isin(y, [3, 9])
    order = np.random.default_rng(0).permutation(chosen.sum())
    X, y = X[chosen][order] / 16, y[chosen][order]
    other = MLPClassifier((8,), max_iter=2000, learning_rate_init=0.01, random_state=0).fit(
        X[:250], y[:250]
    )
    assert found["accuracy"][1] == pytest.approx(other.score(X[250:], y[250:]), abs=0.05)


@pytest.mark.parametrize("form", ["list", "frame", "tensor", "float32"])
def test_samples_may_come_in_any_form(found, digits, form):
    X, y = digits
    given = {
        "list": lambda: (X.tolist(), y.tolist()),
        "frame": lambda: (pd.DataFrame(X).add_prefix("pixel "), pd.Series(y)),
        "tensor": lambda: (torch.tensor(X), torch.tensor(y)),
        "float32": lambda: (X.astype(np.float32), y.astype(float)),
    }[form]()
    pd.testing.assert_frame_equal(task_complexity(*given, **FEW), found, check_dtype=False)


def test_classes_may_be_named_and_pairs_chosen(found, digits):
    X, y = digits
    names = np.array(["three", "seven", "nine"])[np.searchsorted([3, 7, 9], y)]
    few = task_complexity(X, names, pairs=[("three", "nine")], **FEW)
    assert few[["class_a", "class_b"]].values.tolist() == [["nine", "three"]]
    again = task_complexity(X, y, pairs=[(9, 3)], **FEW)
    # A pair is measured alike alone and among others.
    expected = found[(found["class_a"] == 3) & (found["class_b"] == 9)].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, expected)


def test_the_seed_and_the_name_make_the_numbers(found, digits):
    pd.testing.assert_frame_equal(task_complexity(*digits, **FEW), found)
    for other in ({"seed": 1}, {"name": "other"}):
        assert not task_complexity(*digits, **FEW, **other).equals(found)


def test_test_samples_may_be_given(digits):
    X, y = digits
    found = task_complexity(X[::2], y[::2], X_test=X[1::2], y_test=y[1::2], **FEW)
    assert found["test_rows"].sum() == 2 * len(y[1::2])
    assert (found["accuracy"] > 0.95).all()


def test_pictures_are_taken_as_the_workflow_takes_them():
    pictures, labels = drawn(120)
    found = task_complexity(pictures, labels, **FEW)
    assert found["accuracy"].tolist() == [1.0]
    colour = task_complexity(np.stack([pictures] * 3, axis=-1), labels, **FEW)
    pd.testing.assert_frame_equal(colour, found)


def test_pictures_in_colour_are_taken_as_is_asked_for():
    rng = np.random.default_rng(3)
    labels = np.arange(120) % 2
    photos = rng.integers(0, 100, (120, 9, 9, 3))
    photos[:, :5, :, :2] += 120 * labels[:, None, None, None]
    photos = photos.astype(np.uint8)
    grey, channels = (
        task_complexity(photos, labels, colour=one, **{**FEW, "minimum_steps": 400})
        for one in ("grey", "channels")
    )
    assert min(grey["accuracy"][0], channels["accuracy"][0]) > 0.9
    assert not grey.equals(channels)


def test_networks_that_did_not_train_have_no_loss():
    X = np.random.default_rng(2).normal(size=(300, 4))
    settings = {**FEW, "learning_rate": 1e-9, "minimum_steps": 1}
    found = task_complexity(X, np.arange(300) % 3, **settings)
    assert found["untrained_models"].tolist() == [2] * 3
    assert found[["delta_binarization", "delta_randomization"]].isna().all(axis=None)


def test_classes_that_are_the_same_cannot_be_told_apart():
    """A task without an answer: accuracies are those of a guess, whatever the networks learned."""
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(600, 6)), np.repeat([0, 1], 300)
    found = task_complexity(X, y, **{**FEW, "seeds": 8, "hidden": 32})
    assert found["accuracy"][0] == pytest.approx(0.5, abs=0.12)
    assert found["accuracy_ci_low"][0] < 0.5 < found["accuracy_ci_high"][0]


def test_the_threads_of_torch_are_given_back(digits):
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        task_complexity(*digits, pairs=[(3, 7)], **FEW)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_it_stands_at_the_top():
    assert tc.task_complexity is task_complexity


COLOUR = np.random.default_rng(0).integers(255, size=(12, 9, 9, 3), dtype=np.uint8)
X, Y = np.arange(24.0).reshape(12, 2), np.arange(12) % 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"X": X[:-1]}, r"expected 11 labels, one per row, found shape \(12,\)"),
        ({"y": Y + 0.5}, "y: expected whole numbers, found 0.5 at index 0"),
        ({"y": np.zeros(12)}, "expected two classes or more, found only"),
        ({"y": [0, "a"] * 6}, "expected whole numbers or names of classes, all of one kind"),
        ({"X": X * np.nan}, "column 0: 12 values are missing, the first in row 1"),
        ({"X_test": X}, "expected both X_test and y_test, or neither"),
        ({"X_test": X, "y_test": Y, "test_fraction": 0.2}, "or test_fraction, not both"),
        (
            {"X_test": X[:, :1] + 0.5, "y_test": Y},
            "training rows and test rows have different columns, as to x1",
        ),
        ({"test_fraction": 1.5}, "expected a test fraction between 0 and 1, found 1.5"),
        ({"pairs": "some"}, "pairs: expected all or a list of pairs of classes, found 'some'"),
        ({"pairs": [(0, 2)]}, "pairs: 2 is no class; there are 0, 1"),
        ({"pairs": [(0, 0)]}, r"pairs: expected two different classes, found \(0, 0\)"),
        ({"pairs": [(0, 1), (1, 0)]}, "found none or one twice"),
        ({"pairs": []}, "found none or one twice"),
        ({"scaling": "minmax"}, "scaling: 'minmax' is unknown; choose from auto, signed"),
        ({"scaling": "signed"}, "scaling: signed is for bytes of pictures"),
        ({"randomization": "Z"}, "randomization: 'Z' is unknown; choose from A, B"),
        ({"seeds": 0}, "seeds: expected a whole number from 1 up, found 0"),
        (
            {"X": np.random.default_rng(0).random((12, 9, 9))},
            "found float64 from 0.0.* × 255 and to bytes",
        ),
        ({"X": COLOUR}, "images in colour; ask for one value a pixel by `colour: grey`"),
        ({"X": X[:, 0]}, r"expected the shape \(rows, features\), found \(12,\)"),
        ({"X": X[:, 0], "scaling": "stored"}, r"expected the shape \(rows, features\)"),
        ({"hidden": []}, "hidden: expected a number of units or a list of them, found"),
        ({"hidden": [8, 0]}, "hidden: expected a whole number from 1 up, found 0"),
        ({"activation": "gelu"}, "activation: 'gelu' is unknown; choose from relu, tanh"),
        ({"learning_rate": 0}, "learning_rate: expected a number above 0, found 0"),
        ({"minimum_steps": -1}, "minimum_steps: expected a whole number from 0 up"),
        ({"workers": 0}, "workers: expected a whole number from 1 up"),
        ({"X": np.zeros((12, 9, 9), np.uint8), "scaling": "stored"}, "scaling: stored is for rows"),
    ],
)
def test_what_cannot_be_measured_is_said(change, told):
    given = {"X": X, "y": Y, **FEW, **change}
    with pytest.raises(DataError, match=told):
        task_complexity(given.pop("X"), given.pop("y"), **given)
