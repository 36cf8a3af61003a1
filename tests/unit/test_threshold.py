"""Thresholds that are fitted on other samples."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from taskcomplexity.data.samples import Samples, Task
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.evaluation import FITTED, ZERO, Evaluation
from taskcomplexity.scores.threshold import best_threshold, spaced, without_offset


def right(difference, labels, threshold):
    return ((difference > threshold) == (labels == 1)).sum()


@given(
    arrays(np.float64, st.integers(1, 12), elements=st.integers(-4, 4)),
    st.integers(0, 2**12 - 1),
)
def test_no_other_threshold_is_right_more_often(difference, bits):
    labels = (bits >> np.arange(len(difference))) & 1
    (found,) = best_threshold(difference[None], labels)
    others = np.arange(-5.5, 6)
    most = max(right(difference, labels, other) for other in others)
    assert right(difference, labels, found) == most
    assert found not in difference
    below = (difference <= found).sum()
    lower = [other for other in others if (difference <= other).sum() < below]
    assert all(right(difference, labels, other) < most for other in lower)


def test_what_is_not_finite_has_no_threshold():
    found = best_threshold(np.array([[0.0, np.nan], [0.0, 1.0]]), np.array([0, 1]))
    assert np.isnan(found[0])
    assert found[1] == 0.5


def test_an_offset_is_taken_away():
    generator = torch.Generator().manual_seed(1)
    labels = torch.arange(400) % 2
    logits = torch.randn(3, 400, 2, generator=generator)
    logits[:, torch.arange(400), labels] += 4
    moved = logits + torch.tensor([[0.0, 50.0], [0.0, -3.0], [7.0, 0.0]])[:, None]
    found = without_offset(moved, moved, labels)
    assert ((found[..., 1] > found[..., 0]) == (labels == 1)).float().mean(dim=1).min() > 0.97
    assert torch.allclose(found[..., 0], moved[..., 0])


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_samples_are_spread_over_each_class(most):
    labels = torch.tensor([0] * 10 + [1] * 4)
    places = spaced(labels, most)
    assert torch.bincount(labels[places]).tolist() == [min(most, 10), min(most, 4)]
    assert places.tolist() == sorted(set(places.tolist()))
    assert len(labels) <= most or places[0] == 0


@pytest.fixture
def task():
    """Two classes of bytes that an offset of the logits hides from the signs of a model."""
    generator = torch.Generator().manual_seed(2)
    parts = []
    for number in (300, 200):
        labels = torch.arange(number) % 2
        values = torch.randint(0, 90, (number, 6), generator=generator)
        values[:, 0] += 100 * labels
        parts.append(Samples(values.to(torch.uint8), labels))
    return Task((3, 5), *parts)


def model():
    first = torch.tensor([[[0.5, -0.4, -0.3, -0.6, 0.2, -0.1]]])
    layers = (
        Layer(first, torch.tensor([[30.0]])),
        Layer(torch.tensor([[[-0.5], [0.5]]]), torch.tensor([[0.3, -0.2]])),
    )
    return Ensemble(layers, "relu")


@pytest.mark.parametrize("scores", ["scores", "signed_scores"])
def test_models_answer_by_the_threshold_of_training_samples(task, scores):
    as_is, fitted = (
        getattr(Evaluation.of(task, "signed", threshold), scores)(model())
        for threshold in (ZERO, FITTED)
    )
    assert as_is.accuracy.item() == 0.5
    assert fitted.accuracy.item() > 0.7
    assert torch.equal(as_is.auc, fitted.auc)
    assert torch.allclose(as_is.loss, fitted.loss)
    logits = Evaluation.of(task, "signed", FITTED).logits(model())
    assert torch.equal(logits, Evaluation.of(task, "signed").logits(model()))
