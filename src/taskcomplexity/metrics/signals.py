"""How the signals of neurons, ζ or a, are distributed: moments that batches are merged into."""

from dataclasses import dataclass

import torch
from torch import Tensor

# So many values are in double precision at a time.
AT_ONCE = 2**18
# Of their mean: what lies closer together is equal.
ROUNDING = 1e-13


@dataclass(frozen=True)
class Signals:
    """Moments of the values of each network, over neurons, samples and whatever else there is.

    All are float64, shape (networks,), but for the count, which networks share.

    Attributes
    ----------
    count
        How many values there were.
    mean
        Their mean.
    second, third, fourth
        Sums of powers of their distances from the mean.
    below
        How many were below 0.
    """

    count: int
    mean: Tensor
    second: Tensor
    third: Tensor
    fourth: Tensor
    below: Tensor

    @classmethod
    def none(cls, networks: int = 1) -> "Signals":
        """Return what is known before there are values."""
        zeros = torch.zeros(networks, dtype=torch.float64)
        return cls(0, zeros, zeros, zeros, zeros, zeros)

    @classmethod
    def of(cls, values: Tensor) -> "Signals":
        """Return the moments of values, shape (networks, …), exact in double precision."""
        found = cls.none(len(values))
        values = values.detach().flatten(1)
        if values.device.type == "mps":
            values = values.cpu()  # It has no double precision.
        for part in values.split(max(1, AT_ONCE // max(1, len(values))), 1):
            found = found.and_of(part)
        return found

    def and_of(self, values: Tensor) -> "Signals":
        """Return the moments with some more values, shape (networks, values), counted in."""
        part = values.double()
        mean = part.mean(1)
        away = part - mean[:, None]
        squares = away.square()
        sums = (
            mean,
            squares.sum(1),
            torch.linalg.vecdot(squares, away),
            torch.linalg.vecdot(squares, squares),
            (part < 0).double().sum(1),
        )
        return self.merged(Signals(part.shape[1], *(one.cpu() for one in sums)))

    def merged(self, other: "Signals") -> "Signals":
        """Return the moments of both sets of values (Pébay, SAND2008-6212, 2008)."""
        if not self.count or not other.count:
            return other if other.count else self
        n, m = float(self.count), float(other.count)
        total = self.count + other.count
        step = other.mean - self.mean
        per = step / total
        second = self.second + other.second + step * per * n * m
        third = (
            self.third
            + other.third
            + step * per.square() * n * m * (n - m)
            + 3 * per * (n * other.second - m * self.second)
        )
        fourth = (
            self.fourth
            + other.fourth
            + step * per**3 * n * m * (n * n - n * m + m * m)
            + 6 * per.square() * (n * n * other.second + m * m * self.second)
            + 4 * per * (n * other.third - m * self.third)
        )
        mean = self.mean + per * m
        return Signals(total, mean, second, third, fourth, self.below + other.below)

    @property
    def sd(self) -> Tensor:
        """Population standard deviation; NaN without values."""
        return (self.second / self.count).sqrt() if self.count else self._unknown

    @property
    def skewness(self) -> Tensor:
        """Third standardised moment, 0 where the values lie evenly; NaN where all are equal."""
        return self._standardised(self.third, 3)

    @property
    def kurtosis(self) -> Tensor:
        """Excess kurtosis, 0 for a Gaussian; NaN where all values are equal."""
        return self._standardised(self.fourth, 4) - 3

    @property
    def negative(self) -> Tensor:
        """Share of the values that are below 0; NaN without values."""
        return self.below / self.count if self.count else self._unknown

    @property
    def _unknown(self) -> Tensor:
        return torch.full_like(self.mean, torch.nan)

    def _standardised(self, sums: Tensor, power: int) -> Tensor:
        differ = self.sd > ROUNDING * self.mean.abs()
        return torch.where(differ, sums / self.count / self.sd**power, torch.nan)
