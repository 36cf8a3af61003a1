"""Numbers and curves with the uncertainty that comes from how few models were trained."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Uncertain:
    """A number, or several, and what bootstrap samples of the models make of it.

    Attributes
    ----------
    value
        What all models together give, shape (…).
    draws
        What each bootstrap sample of the models gives, shape (samples, …).
    models
        How many models it stands on.
    """

    value: np.ndarray
    draws: np.ndarray
    models: int

    def __sub__(self, other: "Uncertain | float") -> "Uncertain":
        """Return the difference; what is made of the same models is subtracted model by model."""
        if isinstance(other, Uncertain):
            models = min(self.models, other.models)
            return Uncertain(self.value - other.value, self.draws - other.draws, models)
        return Uncertain(self.value - other, self.draws - other, self.models)

    def __neg__(self) -> "Uncertain":
        return Uncertain(-self.value, -self.draws, self.models)

    def __getitem__(self, places: object) -> "Uncertain":
        """Return the numbers at some places."""
        return Uncertain(self.value[places], self.draws[:, places], self.models)

    def smaller(self, other: "Uncertain") -> "Uncertain":
        """Return the smaller of two numbers in each place."""
        draws = np.minimum(self.draws, other.draws)
        models = min(self.models, other.models)
        return Uncertain(np.minimum(self.value, other.value), draws, models)

    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of the 95 % interval of each number, over samples that have one."""
        tail = (1 - CONFIDENCE) / 2
        low, high = np.nanquantile(self.draws, [tail, 1 - tail], axis=0)
        return low, high

    def band(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of intervals that hold all numbers of a curve at once.

        As wide in each place as the deviation there, times what the largest of all places stays
        below in 95 % of the samples.
        """
        deviation = self.draws.std(axis=0)
        apart = np.abs(self.draws - self.value)
        scaled = np.divide(apart, deviation, out=np.zeros_like(apart), where=deviation > 0)
        width = np.quantile(scaled.max(axis=1), CONFIDENCE) * deviation
        return self.value - width, self.value + width


def medians(models: np.ndarray, resamples: np.ndarray) -> Uncertain:
    """Return the median over models, of one number or of a curve.

    Parameters
    ----------
    models
        A row per model, shape (models, …).
    resamples
        Which models each bootstrap sample holds, shape (samples, models).
    """
    (middle,) = _quantiles(models, resamples, [0.5])
    return Uncertain(np.median(models, axis=0), middle, len(models))


def ranges(models: np.ndarray, resamples: np.ndarray) -> Uncertain:
    """Return the interquartile range over models, as :func:`medians` does the median."""
    low, high = _quantiles(models, resamples, [0.25, 0.75])
    value = np.subtract(*np.quantile(models, [0.75, 0.25], axis=0))
    return Uncertain(value, high - low, len(models))


def means(models: np.ndarray, resamples: np.ndarray) -> Uncertain:
    """Return the mean over models, as :func:`medians` does the median."""
    draws = _counts(resamples) @ models / len(models)
    return Uncertain(models.mean(axis=0), draws, len(models))


def _counts(resamples: np.ndarray) -> np.ndarray:
    """Return how often each model is in each sample, shape (samples, models)."""
    samples, models = resamples.shape
    places = resamples + models * np.arange(samples)[:, None]
    return np.bincount(places.ravel(), minlength=samples * models).reshape(samples, models)


def _quantiles(
    models: np.ndarray, resamples: np.ndarray, parts: Sequence[float]
) -> list[np.ndarray]:
    """Return quantiles over the models of each sample, along lines between models as NumPy does.

    A sample's k-th smallest value is the first of all sorted values with k of the sample up to it.
    """
    counts, number = _counts(resamples), len(models)
    columns = models.reshape(number, -1)
    found = np.empty((len(parts), len(counts), columns.shape[1]))
    for place, column in enumerate(columns.T):
        order = column.argsort(kind="stable")
        values, reached = column[order], counts[:, order].cumsum(axis=1)
        for part, into in zip(parts, found, strict=True):
            at = part * (number - 1)
            low, high = (
                values[(reached > rank).argmax(axis=1)] for rank in (int(at), math.ceil(at))
            )
            into[:, place] = low + (at - int(at)) * (high - low)
    return [one.reshape(-1, *models.shape[1:]) for one in found]
