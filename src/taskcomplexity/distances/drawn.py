"""Samples drawn at random for a measure of distances, and their values."""

import numpy as np

from taskcomplexity.data.errors import DataError


def two_different(
    samples: int, number: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw pairs of two different samples of a class, with replacement.

    Parameters
    ----------
    samples
        How many the class has.
    number
        Of pairs.
    generator
        Where they come from.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Their places in the class.

    Raises
    ------
    DataError
        When the class has fewer than two.
    """
    if samples < 2:
        raise DataError(f"a pair within a class needs two of its samples, found {samples}")
    left = generator.integers(samples, size=number)
    return left, (left + generator.integers(1, samples, size=number)) % samples


def scaled(samples: np.ndarray) -> np.ndarray:
    """Return samples as float64, as networks take them: pixels from -1 to 1, features as stored."""
    if samples.dtype == np.uint8:
        return (samples / 255 - 0.5) / 0.5
    return samples.astype(np.float64)
