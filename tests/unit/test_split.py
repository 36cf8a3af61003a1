"""Rows for training and for the test: every class, and equal rows never on both sides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.split import equal_rows, split_rows


def generator(seed=0):
    return np.random.default_rng(seed)


@st.composite
def labelled_rows(draw):
    """Rows of few values, so that many are equal, with a label each."""
    number = draw(st.integers(1, 40))
    kind = draw(st.sampled_from([np.uint8, np.int64, np.float32, np.float64]))
    few = st.integers(0, 2) if kind is np.uint8 else st.sampled_from([0, 1, -1])
    values = draw(arrays(kind, (number, draw(st.integers(1, 3))), elements=few))
    labels = draw(arrays(np.uint8, number, elements=st.integers(0, 3)))
    return values, labels


fractions = st.floats(0.05, 0.95)


@given(labelled_rows(), fractions, st.integers(0, 99))
def test_the_two_sides_are_apart_and_whole(drawn, fraction, seed):
    values, labels = drawn
    train, test = split_rows(values, labels, fraction, generator(seed))
    assert sorted([*train, *test]) == list(range(len(labels)))
    assert list(train) == sorted(train)
    assert list(test) == sorted(test)
    same = {tuple(row) for row in values[train].tolist()} & {tuple(row) for row in values[test]}
    assert not same
    again = split_rows(values, labels, fraction, generator(seed))
    assert np.array_equal(train, again[0])
    assert np.array_equal(test, again[1])


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=4), fractions, st.integers(0, 99), st.data()
)
def test_without_equal_rows_every_class_has_its_share(counts, fraction, seed, data):
    labels = np.repeat(np.arange(len(counts)), counts)
    order = data.draw(st.permutations(range(len(labels))))
    labels = labels[list(order)]
    values = np.arange(len(labels))[:, None]
    _, test = split_rows(values, labels, fraction, generator(seed))
    for label, count in enumerate(counts):
        kept = (labels[test] == label).sum()
        if count > 1:
            assert 1 <= kept <= count - 1
        assert abs(kept - fraction * count) <= 1


@given(labelled_rows())
def test_equal_rows_have_the_same_number(drawn):
    values, _ = drawn
    numbers = equal_rows(values)
    for a in range(len(values)):
        for b in range(len(values)):
            assert (numbers[a] == numbers[b]) == (values[a] == values[b]).all()
    firsts = [numbers.tolist().index(number) for number in range(numbers.max() + 1)]
    assert firsts == sorted(firsts)


def test_another_generator_splits_otherwise():
    values, labels = np.arange(200)[:, None], np.arange(200) % 2
    tests = {tuple(split_rows(values, labels, 0.2, generator(seed))[1]) for seed in range(5)}
    assert len(tests) == 5
    assert {len(test) for test in tests} == {40}


def test_equal_rows_of_several_classes_are_of_the_one_that_most_have():
    values = np.array([[0], [0], [0], *[[at] for at in range(1, 20)]])
    labels = np.array([1, 1, 0, *[0] * 9, *[1] * 10])
    for seed in range(9):
        train, test = split_rows(values, labels, 0.5, generator(seed))
        assert {0, 1, 2} <= set(train) or {0, 1, 2} <= set(test)


def test_pictures_are_rows_of_their_pixels():
    pictures = np.zeros((4, 3, 2), np.uint8)
    pictures[2:, 1, 1] = 9
    assert equal_rows(pictures).tolist() == [0, 0, 1, 1]
    assert equal_rows(np.array([[0.0], [-0.0]])).tolist() == [0, 0]
    assert equal_rows(np.empty((0, 3))).tolist() == []


@pytest.mark.parametrize(
    ("labels", "fraction", "told"),
    [
        ([0, 1], 0, "a test fraction between 0 and 1, found 0"),
        ([0, 1], 1.5, "between 0 and 1, found 1.5"),
        ([0, 1, 1], 0.5, r"expected 2 labels, one per row, found shape \(3,\)"),
    ],
)
def test_what_cannot_be_split_is_told(labels, fraction, told):
    with pytest.raises(DataError, match=told):
        split_rows(np.zeros((2, 1)), np.array(labels), fraction, generator())
