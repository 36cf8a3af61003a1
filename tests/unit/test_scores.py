"""Scores of logits, against scikit-learn's and brute force."""

from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

from taskcomplexity.scores import fitted
from taskcomplexity.scores.answers import Scores
from taskcomplexity.scores.fitted import fitted_loss
from taskcomplexity.scores.ranks import auc

SEPARATIONS = [0, 0.5, 3, 10, 100]


def drawn(separation, classes=2, models=3, samples=400, seed=0):
    """Logits whose right class stands out, on scales and with offsets of their own."""
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(samples) % classes)
    logits = rng.normal(size=(models, samples, classes))
    logits[:, np.arange(samples), labels] += separation
    return (37 * logits + rng.normal(0, 500, classes)).astype(np.float32), labels


def entropy(labels):
    shares = np.bincount(labels) / len(labels)
    return -(shares * np.log(shares)).sum()


@pytest.mark.parametrize("separation", SEPARATIONS)
def test_the_area_is_that_of_scikit_learn(separation):
    logits, labels = drawn(separation)
    expected = [roc_auc_score(labels, z[:, 1] - z[:, 0]) for z in logits]
    assert auc(logits, labels) == pytest.approx(expected, abs=1e-12)


whole = st.integers(-3, 3)


@given(st.lists(st.tuples(whole, whole, whole), min_size=3, max_size=40), st.data())
def test_the_area_counts_every_pair_and_half_of_each_tie(rows, data):
    classes = data.draw(st.integers(2, 3))
    logits = np.array([rows], np.float32)[..., :classes]
    labels = np.arange(len(rows)) % classes
    areas = []
    for a, b in combinations(range(classes), 2):
        difference = logits[0, :, b] - logits[0, :, a]
        won = [
            (of_b > of_a) + 0.5 * (of_b == of_a)
            for of_b in difference[labels == b]
            for of_a in difference[labels == a]
        ]
        areas.append(np.mean(won))
    assert auc(logits, labels)[0] == pytest.approx(np.mean(areas), abs=1e-12)


def test_no_offset_and_no_scale_changes_the_area():
    logits, labels = drawn(1)
    moved = 5 * (logits - np.median(logits, axis=1, keepdims=True)).astype(np.float32)
    accuracy, of_moved = ((z.argmax(axis=2) == labels).mean() for z in (logits, moved))
    assert accuracy == 0.5 < 0.6 < of_moved
    assert auc(moved, labels) == pytest.approx(auc(logits, labels), abs=1e-4)
    assert auc(-logits, labels) == pytest.approx(1 - auc(logits, labels), abs=1e-12)


def halves_of(labels):
    of_class = [np.flatnonzero(labels == k) for k in range(labels.max() + 1)]
    return [np.concatenate([places[start::2] for places in of_class]) for start in (0, 1)]


@pytest.mark.parametrize("separation", SEPARATIONS)
def test_the_loss_of_two_classes_is_that_of_a_logistic_regression(separation):
    logits, labels = drawn(separation, models=1)
    x = (logits[0, :, 1] - logits[0, :, 0]).astype(float)[:, np.newaxis]
    x = (x - x.mean()) / x.std()
    halves, total = halves_of(labels), 0
    for fit, held_out in (halves, halves[::-1]):
        numbers = np.bincount(labels[fit])[labels[fit]]
        # Smoothed labels, as samples of both classes that weigh less than one each.
        twice, both = np.repeat(x[fit], 2, axis=0), np.tile([0, 1], len(fit))
        own = both == np.repeat(labels[fit], 2)
        other = np.repeat(1 / (numbers + 2), 2)
        model = LogisticRegression(C=1e10, tol=1e-9, max_iter=10_000)
        model.fit(twice, both, sample_weight=np.where(own, 1 - other, other))
        of_held_out = model.predict_proba(x[held_out])
        total += log_loss(labels[held_out], of_held_out, labels=[0, 1]) * len(held_out)
    assert fitted_loss(logits, labels)[0] == pytest.approx(total / len(labels), abs=1e-6)


@pytest.mark.parametrize("separation", [0, 1, 10])
def test_the_loss_of_several_classes_is_that_of_a_general_optimiser(separation):
    logits, labels = drawn(separation, classes=4, models=1, samples=300)
    z, halves, total = logits[0] / 500, halves_of(labels), 0

    def losses(variables, rows):
        log_p = variables[0] * z[rows] + [0, *variables[1:]]
        return np.logaddexp.reduce(log_p, axis=1, keepdims=True) - log_p

    for fit, held_out in (halves, halves[::-1]):
        other = 1 / (np.bincount(labels[fit])[labels[fit]] + 2)
        target = np.tile(other[:, np.newaxis] / 3, 4)
        target[np.arange(len(fit)), labels[fit]] = 1 - other
        found = minimize(
            lambda v, fit=fit, target=target: (target * losses(v, fit)).sum(),
            np.zeros(4),
            options={"gtol": 1e-6},
        )
        rows = np.arange(len(held_out))
        total += losses(found.x, held_out)[rows, labels[held_out]].sum()
    assert fitted_loss(logits, labels)[0] == pytest.approx(total / len(labels), abs=1e-5)


def test_two_classes_are_measured_as_several_are():
    logits, labels = drawn(2)
    z = (logits[..., 1:] - logits[..., :1]).astype(float) / 100
    first, second = halves_of(labels)
    numbers = [np.bincount(labels[half]) for half in (first, second)]
    of_two = fitted._losses_of_two(z[:, first, 0], z[:, second, 0], *numbers)
    of_many = fitted._losses_of_many(z[:, first], z[:, second], *numbers)
    assert of_two == pytest.approx(of_many, rel=1e-6)


@pytest.mark.parametrize("classes", [2, 4])
def test_no_offset_and_no_scale_changes_the_loss(classes):
    logits, labels = drawn(2, classes)
    expected = fitted_loss(logits, labels)
    moved = -0.1 * logits + 100 * np.arange(classes, dtype=np.float32)
    assert fitted_loss(moved, labels) == pytest.approx(expected, abs=1e-4)
    assert (expected < 0.7 * entropy(labels)).all()


@pytest.mark.parametrize("classes", [2, 4])
def test_who_knows_nothing_has_the_entropy_of_the_classes(classes):
    logits, labels = drawn(0, classes, samples=4000)
    assert fitted_loss(logits, labels) == pytest.approx(entropy(labels), abs=0.01)
    constant = np.zeros_like(logits)
    assert fitted_loss(constant, labels) == pytest.approx(entropy(labels), abs=1e-6)
    assert auc(constant, labels).tolist() == [0.5] * 3


@pytest.mark.parametrize("classes", [2, 4])
def test_who_knows_everything_loses_next_to_nothing(classes):
    logits, labels = drawn(100, classes)
    assert (fitted_loss(logits, labels) < 0.02).all()
    assert auc(logits, labels).tolist() == [1, 1, 1]


@pytest.mark.parametrize("classes", [2, 3])
def test_a_model_scores_the_same_whatever_stands_beside_it(classes):
    logits, labels = drawn(1, classes, models=4)
    for score in (auc, fitted_loss):
        alone = np.concatenate([score(one[np.newaxis], labels) for one in logits])
        assert np.array_equal(alone, score(logits, labels))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_logits_that_are_not_finite_have_no_score(bad):
    logits, labels = drawn(1)
    logits[1, 7, 0] = bad
    for score in (auc, fitted_loss):
        assert np.isnan(score(logits, labels)).tolist() == [False, True, False]


@given(
    st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 2)), min_size=4, max_size=30),
    st.integers(0, 1),
)
def test_whatever_the_logits_are_there_is_a_loss(rows, of_three):
    values, labels = (np.array(column) for column in zip(*rows, strict=True))
    logits = np.zeros((1, len(rows), 2 + of_three), np.float32)
    logits[0, :, 1] = 10.0**values
    labels = np.minimum(labels, 1 + of_three)
    known = np.bincount(labels, minlength=2 + of_three).min() >= 2
    assert np.isfinite(fitted_loss(logits, labels)).all() == known


@pytest.mark.parametrize("classes", [2, 3])
def test_a_class_of_one_sample_leaves_no_loss(classes):
    logits, labels = drawn(1, classes, samples=30)
    few = np.append(np.flatnonzero(labels), np.flatnonzero(labels == 0)[:1])
    assert np.isnan(fitted_loss(logits[:, few], labels[few])).all()
    assert np.isfinite(auc(logits[:, few], labels[few])).all()
    alone = [np.flatnonzero(labels == label)[0] for label in range(classes)]
    assert np.isnan(fitted_loss(logits[:, alone], labels[alone])).all()


def test_scores_are_those_of_their_logits():
    logits, labels = drawn(1, classes=3)
    scores = Scores(torch.from_numpy(logits), torch.from_numpy(labels))
    right = logits.argmax(axis=2) == labels
    assert scores.accuracy.tolist() == pytest.approx(right.mean(axis=1))
    of_class = [right[:, labels == k].mean(axis=1) for k in range(3)]
    assert scores.balanced_accuracy.tolist() == pytest.approx(np.mean(of_class, axis=0))
    assert scores.auc.tolist() == auc(logits, labels).tolist()
    assert scores.loss.tolist() == fitted_loss(logits, labels).tolist()
