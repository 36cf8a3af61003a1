"""Intervals, bands and the rules that hold them against margins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from taskcomplexity.audit.curves import Curve
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.judgement import (
    LEAST_MODELS,
    all_of,
    below,
    everywhere_above,
    everywhere_within,
    exceeds,
    longest_run,
    somewhere_above,
    within,
)
from taskcomplexity.audit.uncertain import Uncertain, means, medians, ranges

models = arrays(float, st.tuples(st.integers(1, 9), st.integers(1, 4)), elements=st.floats(-5, 5))


@given(models, st.integers(0, 99))
def test_statistics_of_samples_are_those_of_numpy(values, seed):
    resamples = np.random.default_rng(seed).integers(len(values), size=(7, len(values)))
    samples = [values[chosen] for chosen in resamples]
    expected = {
        medians: [np.median(sample, axis=0) for sample in samples],
        means: [sample.mean(axis=0) for sample in samples],
        ranges: [np.subtract(*np.quantile(sample, [0.75, 0.25], axis=0)) for sample in samples],
    }
    for statistic, right in expected.items():
        found = statistic(values, resamples)
        assert np.allclose(found.draws, right)
        assert found.models == len(values)
        one = statistic(values[:, 0], resamples)
        assert np.allclose(one.draws, np.array(right)[:, 0])
        assert one.value == pytest.approx(found.value[0])


def covered(seed, number, levels, width):
    """Whether a band and an interval hold the truth, for medians of models around a curve."""
    rng = np.random.default_rng(seed)
    truth = np.linspace(50, 90, levels)
    spread = rng.normal(size=(number, 1)) * width + rng.normal(size=(number, levels))
    resamples = rng.integers(number, size=(400, number))
    found = medians(truth + spread, resamples)
    low, high = found.band()
    first, last = found.interval()
    return ((low <= truth) & (truth <= high)).all(), (first[0] <= truth[0] <= last[0])


def test_bands_hold_a_whole_curve_and_intervals_a_number_as_often_as_they_say():
    found = np.array([covered(seed, 40, 12, 2) for seed in range(300)])
    band, interval = found.mean(axis=0)
    assert 0.9 <= band <= 0.995
    assert 0.9 <= interval <= 0.98
    # An interval at each level by itself would hold the whole curve far less often.
    alone = np.array([covered(seed, 40, 12, 0) for seed in range(300)])
    assert alone[:, 0].mean() > 0.88


def number(value, half_width, count=50):
    draws = np.linspace(value - half_width / 0.95, value + half_width / 0.95, 2001)
    return Uncertain(np.array(value), draws, count)


def curve(values, half_widths, count=50):
    rng = np.random.default_rng(0)
    draws = np.array(values) + rng.normal(size=(2000, len(values))) * np.array(half_widths) / 2
    return Curve(np.arange(len(values)) / 10, Uncertain(np.array(values, float), draws, count))


@pytest.mark.parametrize(
    ("value", "half_width", "holds"),
    [(5, 1, True), (2.5, 1, None), (1.5, 1, None), (0, 1, False), (2, 0, False), (2.001, 0, True)],
)
def test_a_number_holds_where_its_interval_lies_beyond_the_margin(value, half_width, holds):
    found = exceeds(number(value, half_width), 2, "gap")
    assert found.holds is holds
    assert bool(found.needs) is (holds is None)
    mirrored = below(number(-value, half_width), -2, "gap")
    # Just on the margin is not above it, and at most it.
    assert mirrored.holds is (True if value == 2 else holds)


@pytest.mark.parametrize(
    ("value", "half_width", "holds"),
    [(50, 1, True), (54, 2, None), (46, 2, None), (57, 1, False), (43, 1, False), (50, 9, None)],
)
def test_a_number_holds_where_its_interval_lies_within_the_margins(value, half_width, holds):
    assert within(number(value, half_width), 50, 5, "accuracy", "%").holds is holds


def test_what_it_would_take_shrinks_the_interval_to_the_margin():
    """A half-width of 2 at a distance of 0.5 takes sixteen times the models."""
    found = exceeds(number(2.5, 2, count=10), 2, "gap")
    assert found.needs == "about 160 models"
    assert exceeds(number(2, 2), 2, "gap").needs == "more than 100,000 models"
    few = exceeds(number(9, 0.1, count=LEAST_MODELS - 1), 2, "gap")
    assert few.holds is None
    assert few.needs == "an interval takes 6 models, there are 5"


@pytest.mark.parametrize(
    ("values", "widths", "everywhere", "somewhere", "flat"),
    [
        ([3, 4, 5], [0.1] * 3, True, True, False),
        ([0, 4, 0], [0.1] * 3, False, True, False),
        ([0, 0, 0], [0.1] * 3, False, False, True),
        ([0, 0, 0], [3.0] * 3, None, None, None),
        ([-9, 4, 5], [0.1] * 3, False, True, False),
    ],
)
def test_a_curve_holds_by_its_band(values, widths, everywhere, somewhere, flat):
    one = curve(values, widths)
    assert everywhere_above(one, 1, "gap").holds is everywhere
    assert somewhere_above(one, 1, "gap").holds is somewhere
    assert everywhere_within(one, 1, "gap").holds is flat


def test_several_levels_must_follow_each_other():
    apart, together = curve([4, 0, 4], [0.1] * 3), curve([0, 4, 4], [0.1] * 3)
    assert somewhere_above(apart, 1, "gap", neighbours=2).holds is False
    assert somewhere_above(together, 1, "gap", neighbours=2).holds is True
    assert longest_run(np.array([1, 1, 0, 1, 1, 1, 0], bool)) == 3
    assert longest_run(np.array([], bool)) == 0


def test_a_statement_of_several_parts_fails_with_one_and_holds_with_all():
    yes, no = exceeds(number(9, 1), 2, "a"), exceeds(number(0, 1), 2, "b")
    open_ = exceeds(number(2, 1, 10), 2.1, "c")
    assert all_of(yes, yes).holds is True
    assert all_of(yes, no, open_).holds is False
    undecided = all_of(yes, open_)
    assert undecided.holds is None
    assert undecided.needs == open_.needs
    assert undecided.value == open_.value


def test_the_width_of_a_rise_is_that_of_its_middle_half():
    levels = np.array([0, 0.2, 0.4, 0.6, 1])
    rising = np.array([50, 50, 60, 90, 40.0])
    one = Curve(levels, Uncertain(rising, np.stack([rising, levels * 40]), 9))
    # From 60 at 0.4 to 80, two thirds of the way to 0.6; along a line from 0 half of all levels.
    assert one.rise_width().value == pytest.approx(0.2 * 2 / 3)
    assert one.rise_width().draws == pytest.approx([0.2 * 2 / 3, 0.5])
    assert (
        Curve(levels, Uncertain(np.full(5, 3.0), np.full((2, 5), 3.0), 9)).rise_width().value == 0
    )


def test_curves_meet_at_the_levels_that_both_have():
    one, other = curve([1, 2, 3], [0] * 3), curve([1, 2, 3], [0] * 3)
    shifted = Curve(other.levels + 0.1, other.accuracy)
    gap = one - shifted
    assert gap.levels.tolist() == [0.1, 0.2]
    assert gap.accuracy.value.tolist() == [1, 1]
    assert (one - one.at(0.1)).accuracy.value.tolist() == [-1, 0, 1]
    assert one.mean().value == pytest.approx(2)
    for missing in (
        lambda: one.at(0.05),
        lambda: one.between(0.5, 1),
        lambda: one - Curve(one.levels + 9, one.accuracy),
    ):
        with pytest.raises(NotRun):
            missing()
