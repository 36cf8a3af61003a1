"""Numbers have mean 0 and deviation 1 over the training rows, against scikit-learn."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import StandardScaler

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.standard import standardised


def matrix(rows, columns, low=-1e6, high=1e6):
    return arrays(np.float64, (rows, columns), elements=st.floats(low, high, width=32))


def usual(values):
    """Whether scikit-learn's own arithmetic is exact enough to be compared with."""
    return (values.std(axis=0) > 1e-6 * (1 + np.abs(values).max(axis=0))).all()


@given(st.data())
def test_columns_are_standardised_as_scikit_learn_does_it(data):
    columns = data.draw(st.integers(1, 3))
    train = data.draw(matrix(data.draw(st.integers(2, 20)), columns))
    test = data.draw(matrix(data.draw(st.integers(0, 5)), columns))
    assume(usual(train))
    names = [f"x{at}" for at in range(columns)]
    of_train, of_test, left = standardised(train, test, names, "own")
    assert left == tuple(names)
    assert of_train.dtype == of_test.dtype == np.float32
    assert np.abs(of_train.mean(axis=0, dtype=float)).max() < 1e-5
    assert np.abs(of_train.std(axis=0, dtype=float) - 1).max() < 1e-5
    scaler = StandardScaler().fit(train)
    assert np.allclose(of_train, scaler.transform(train), rtol=1e-5, atol=1e-5)
    if len(test):
        assert np.allclose(of_test, scaler.transform(test), rtol=1e-5, atol=1e-4)


@given(
    st.sampled_from([1e-300, 1e-30, 1.0, 1e30, 1e290]), st.sampled_from([0.0, 1.0, 1e9]), st.data()
)
def test_neither_the_unit_nor_the_zero_counts(unit, zero, data):
    """Where zero lies far off, a few digits are lost in the numbers themselves."""
    plain = data.draw(
        arrays(np.float64, (9, 1), elements=st.integers(-100, 100).map(float), unique=True)
    )
    expected, _, _ = standardised(plain, plain, ["x"], "own")
    found, _, _ = standardised((plain + zero) * unit, plain * unit, ["x"], "own")
    assert np.allclose(found, expected, atol=1e-5)


def test_constant_columns_are_left_out_and_told(caplog):
    train = np.array([[1, 0.1 + 0.2, 5.0], [2, 0.3, 5.0], [4, 0.3, 5.0]])
    test = np.array([[3, 0.9, 6.0]])
    of_train, of_test, left = standardised(train, test, ["a", "b", "c"], "own.csv")
    assert left == ("a",)
    assert of_train.shape == (3, 1)
    assert of_test.shape == (1, 1)
    assert caplog.messages == ["own.csv: left out, as all training rows have the same value: b, c"]


@pytest.mark.parametrize(
    ("train", "test", "told"),
    [
        (np.ones((3, 2)), np.ones((1, 2)), "own: no feature is left, as all training rows are the"),
        (np.ones((1, 2)), np.ones((1, 2)), "own: no feature is left"),
        (np.empty((0, 2)), np.ones((1, 2)), "own: has no training rows"),
        (
            np.array([[0, 0], [1, 1e-30]]),
            np.array([[0, 1e30]]),
            "own: column b: a test row lies further",
        ),
    ],
)
def test_what_cannot_be_standardised_is_told(train, test, told):
    with pytest.raises(DataError, match=told):
        standardised(train, test, ["a", "b"], "own")
