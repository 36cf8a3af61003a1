"""Moments of signals against SciPy, whole and in batches."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from taskcomplexity.metrics.signals import Signals

MOMENTS = ("mean", "sd", "skewness", "kurtosis", "negative")
values = arrays(np.float64, st.tuples(st.just(2), st.integers(2, 60)), elements=st.floats(-9, 9))


def expected(row):
    """The same of one network, by SciPy."""
    with np.errstate(all="ignore"):
        return [row.mean(), row.std(), stats.skew(row), stats.kurtosis(row), (row < 0).mean()]


def spread(row):
    """Whether numbers differ by more than what makes SciPy warn of rounding."""
    return row.std() > 1e-6 * max(1, abs(row.mean()))


def assert_same(found, rows):
    for network, row in enumerate(rows):
        told = [getattr(found, moment)[network].item() for moment in MOMENTS]
        np.testing.assert_allclose(told, expected(row), rtol=1e-9, atol=1e-9)


@given(values)
def test_moments_are_those_of_scipy(rows):
    rows = np.stack([row if spread(row) else row + np.arange(len(row)) for row in rows])
    assert_same(Signals.of(torch.from_numpy(rows)), rows)


@given(values, st.lists(st.integers(0, 60), max_size=4))
def test_batches_come_to_the_same(rows, cuts):
    rows = np.stack([row if spread(row) else row + np.arange(len(row)) for row in rows])
    found = Signals.none(2)
    for part in np.split(rows, sorted(min(cut, rows.shape[1]) for cut in cuts), axis=1):
        found = found.merged(Signals.of(torch.from_numpy(part)))
    assert found.count == rows.shape[1]
    assert_same(found, rows)


def test_many_values_come_in_parts(monkeypatch):
    rows = np.random.default_rng(0).gumbel(1, 2, (2, 7, 11))
    monkeypatch.setattr("taskcomplexity.metrics.signals.AT_ONCE", 20)
    assert_same(Signals.of(torch.from_numpy(rows)), rows.reshape(2, -1))


def test_large_offsets_cost_no_digits():
    rows = 1e6 + np.random.default_rng(0).normal(size=(1, 5000))
    found = Signals.none()
    for part in np.split(rows, 50, axis=1):
        found = found.merged(Signals.of(torch.from_numpy(part)))
    assert found.sd.item() == pytest.approx(rows.std(), rel=1e-10)
    assert found.kurtosis.item() == pytest.approx(stats.kurtosis(rows[0]), abs=1e-8)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_sums_are_in_double_precision(dtype):
    rows = torch.from_numpy(np.random.default_rng(0).normal(3, 1, (1, 40_000))).to(dtype)
    found = Signals.of(rows)
    assert found.mean.dtype == torch.float64
    assert_same(found, rows.double().numpy())


@pytest.mark.parametrize("value", [0.0, 0.1, -7.3])
def test_equal_values_have_no_shape(value):
    found = Signals.of(torch.full((1, 1000), value, dtype=torch.float64))
    assert found.sd.item() == pytest.approx(0, abs=1e-14)
    assert torch.isnan(found.skewness)
    assert torch.isnan(found.kurtosis)
    assert found.negative.item() == (value < 0)


def test_without_values_nothing_is_known():
    none = Signals.none(3)
    assert none.count == 0
    assert Signals.of(torch.empty(3, 0)).count == 0
    assert torch.isnan(none.sd).all()
    assert torch.isnan(none.skewness).all()
    assert torch.isnan(none.negative).all()
