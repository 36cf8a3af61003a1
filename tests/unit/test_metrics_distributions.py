"""What is read off quantiles."""

import numpy as np
import pytest
from scipy.stats import beta, expon, laplace, norm, uniform, wasserstein_distance

from taskcomplexity.studies.metrics.claims.distributions import (
    FAR,
    distances,
    flat_share,
    from_uniform,
    mode_count,
    share_below,
)

PLACES = np.linspace(0, 1, 401)


def quantiles(sample):
    return np.quantile(sample, PLACES)


def sampled(kind, rng, number=3000):
    return quantiles(kind.rvs(size=number, random_state=rng))


@pytest.mark.parametrize("kind", [norm(), expon(), laplace(), uniform(), beta(0.9, 8)])
def test_a_single_hump_is_one_mode(kind):
    rng = np.random.default_rng(0)
    assert [mode_count(sampled(kind, rng)) for _ in range(10)] == [1] * 10


@pytest.mark.parametrize("humps", [2, 3, 5])
def test_humps_are_counted(humps):
    rng = np.random.default_rng(1)
    sample = rng.normal(size=(humps, 2000)) + 5 * np.arange(humps)[:, None]
    assert mode_count(quantiles(sample)) == humps


def test_humps_that_run_into_each_other_are_one():
    rng = np.random.default_rng(2)
    assert mode_count(quantiles(rng.normal(size=(2, 2000)) + np.array([[0], [1]]))) == 1


def test_spikes_are_modes_and_one_value_is_one():
    rng = np.random.default_rng(3)
    assert mode_count(quantiles(rng.choice([0.0, 1.0, 2.5, 4.0], 2000))) == 4
    assert mode_count(np.full(401, 0.3)) == 1


def test_equal_quantiles_are_spikes():
    rng = np.random.default_rng(4)
    rounding = 1e-7 * rng.normal(size=4000)
    few = quantiles(np.repeat(rng.normal(size=10), 400) + rounding)
    assert flat_share(few) > 0.9
    assert flat_share(quantiles(rng.normal(size=100))) < 0.05
    assert flat_share(np.stack([few, few])).shape == (2,)


def test_a_share_is_read_between_quantiles():
    rng = np.random.default_rng(5)
    sample = rng.normal(size=5000)
    for bound in (-9, -1, 0.1, 2, 9):
        expected = (sample < bound).mean()
        assert share_below(quantiles(sample), bound) == pytest.approx(expected, abs=2e-3)
    spiked = quantiles(np.where(sample < 0, 0, sample))
    assert share_below(spiked, 0) == 0
    assert share_below(spiked, 1e-6) == pytest.approx(0.5, abs=0.02)


def test_the_distance_is_wassersteins_in_deviations():
    rng = np.random.default_rng(6)
    one, other = rng.normal(size=4000), 3 + 2 * rng.normal(size=4000)
    expected = wasserstein_distance(one, other) / np.sqrt((one.var() + other.var()) / 2)
    assert distances(quantiles(one), quantiles(other)) == pytest.approx(expected, rel=0.02)
    assert distances(quantiles(one), quantiles(one)) == 0
    assert distances(np.ones(401), np.ones(401)) == 0
    assert distances(np.ones(401), np.zeros(401)) == FAR


def test_the_distance_to_an_even_spread():
    assert from_uniform(PLACES) == 0
    assert from_uniform(np.full(401, 0.5)) == pytest.approx(0.25, abs=1e-3)
    assert from_uniform((PLACES > 0.5).astype(float)) == pytest.approx(0.25, abs=2e-3)
