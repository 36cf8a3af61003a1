"""Numbers and curves with the uncertainty that comes from how few models were trained."""

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
        """Return the ends of the 95 % interval of each number by itself."""
        tail = (1 - CONFIDENCE) / 2
        low, high = np.quantile(self.draws, [tail, 1 - tail], axis=0)
        return low, high

    def band(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of intervals that hold all numbers of a curve at once, in 95 % of samples.

        As wide in every place as the deviation there is, times what the largest of all places stays
        below.
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
    return _over_models(np.median, models, resamples)


def means(models: np.ndarray, resamples: np.ndarray) -> Uncertain:
    """Return the mean over models, as :func:`medians` does the median."""
    return _over_models(np.mean, models, resamples)


def ranges(models: np.ndarray, resamples: np.ndarray) -> Uncertain:
    """Return the interquartile range over models, as :func:`medians` does the median."""
    return _over_models(_interquartile, models, resamples)


def _interquartile(values: np.ndarray, axis: int) -> np.ndarray:
    low, high = np.quantile(values, [0.25, 0.75], axis=axis)
    return high - low


def _over_models(statistic, models: np.ndarray, resamples: np.ndarray) -> Uncertain:
    draws = np.stack([statistic(models[chosen], axis=0) for chosen in resamples])
    return Uncertain(np.asarray(statistic(models, axis=0)), draws, len(models))
