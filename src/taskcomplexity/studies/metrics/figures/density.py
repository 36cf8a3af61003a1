"""Densities over the networks of a cell, of the quantiles of each network."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

BINS = 60
# Values that so large a share of all neurons have exactly are told apart from the density.
ATOM = 0.05
# Of every curve this much lies on the axis; the ends are told.
CENTRAL = 0.995
# Of an axis the narrowest curve takes at least this part, or the axis is not linear.
NARROW = 0.06
# An axis is linear up to the narrowest curve where the widest is so many times as wide.
DECADES = 1e4
QUARTILES = 4.16  # times the distance of a Gaussian's quartiles is its central part


@dataclass(frozen=True)
class Axis:
    """An axis that several curves share.

    Attributes
    ----------
    axis_low, axis_high
        Its ends.
    linear_width
        It is linear up to about here and logarithmic beyond, on both sides of zero: the inverse
        hyperbolic sine of the value in these units. 0 where it is linear all over.
    """

    axis_low: float
    axis_high: float
    linear_width: float = 0.0

    @classmethod
    def shared(cls, curves: Sequence[np.ndarray]) -> "Axis":
        """Choose an axis on which all curves can be seen.

        Parameters
        ----------
        curves
            The quantiles of the networks of each, shape (networks, quantiles), finite.
        """
        tail = (1 - CENTRAL) / 2
        ends = np.array([np.quantile(curve, [tail, 1 - tail]) for curve in curves])
        low, high = ends[:, 0].min(), ends[:, 1].max()
        if low == high:
            return cls(low - 0.5, high + 0.5)
        # Of a Gaussian, the two widths are equal.
        widths = [*np.diff(ends)[:, 0], *(QUARTILES * _middle(curve) for curve in curves)]
        some = [width for width in widths if width > 0]
        if not some or min(some) >= NARROW * (high - low):
            return cls(low, high)
        narrow, wide = min(some) / 2, max(some) / 2
        return cls(
            low, high, _rounded(narrow if wide > DECADES * narrow else np.sqrt(narrow * wide))
        )

    @property
    def far(self) -> bool:
        """Whether it reaches so far that only the shares of bins on it can be seen."""
        reach = max(abs(self.axis_low), abs(self.axis_high))
        return self.linear_width > 0 and reach > np.sqrt(DECADES) * self.linear_width

    def along(self, values: np.ndarray) -> np.ndarray:
        """Return how far along the axis values lie, up to a shift and a factor."""
        if not self.linear_width:
            return values
        return np.arcsinh(values / self.linear_width)

    def edges(self, bins: int) -> np.ndarray:
        """Cut the axis into bins that are drawn equally wide; return their edges."""
        places = np.linspace(*self.along(np.array([self.axis_low, self.axis_high])), bins + 1)
        if not self.linear_width:
            return places
        edges = self.linear_width * np.sinh(places)
        edges[[0, -1]] = self.axis_low, self.axis_high
        return edges


UNIT = Axis(0.0, 1.0)
ROW = ["part", "low", "high", "share", "density", *asdict(UNIT)]


def _middle(quantiles: np.ndarray) -> float:
    """Return the distance of the quartiles of values that differ from the next, 0 if none do."""
    values = quantiles[:, 1:][np.diff(quantiles, axis=1) > 0]
    return float(np.subtract(*np.quantile(values, [0.75, 0.25]))) if len(values) else 0.0


def _rounded(value: float) -> float:
    """Round down to one digit: 1, 2 or 5 and zeros."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * max(digit for digit in (1, 2, 5) if digit * power <= value))


def density_rows(quantiles: np.ndarray, axis: Axis) -> pd.DataFrame:
    """Pool networks with equal weights into the shares of bins, and of single values.

    Between two quantiles of a network its neurons are spread evenly; where the two are equal, they
    all have this value. A value that has at least the share :data:`ATOM` of all is a row of its
    own, with ``low`` and ``high`` equal; others count in their bin.

    Parameters
    ----------
    quantiles
        Shape (networks, quantiles), finite, those at 0, …, 1 in equal steps.
    axis
        Cut into :data:`BINS` bins. What lies beyond is in one bin more at either side.

    Returns
    -------
    pandas.DataFrame
        part (``bin`` or ``atom``), low, high, share, density (per unit of the metric; NaN of
        single values), and the axis. The shares sum to one.
    """
    networks, count = quantiles.shape
    inner = axis.edges(BINS)
    outer = min(inner[0], quantiles.min()), max(inner[-1], quantiles.max())
    edges = np.unique([outer[0], *inner, outer[1]])
    equal = np.diff(quantiles, axis=1) == 0
    steps = np.where(equal, 0.0, 1 / (count - 1))
    below = np.concatenate([np.zeros((networks, 1)), steps.cumsum(1)], axis=1)
    shares = np.mean(
        [np.diff(np.interp(edges, *one)) for one in zip(quantiles, below, strict=True)], axis=0
    )
    values, counts = np.unique(quantiles[:, :-1][equal], return_counts=True)
    weights = counts / (networks * (count - 1))
    large = weights >= ATOM
    shares += np.histogram(values[~large], edges, weights=weights[~large])[0]
    bins = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "share": shares})
    bins["density"] = bins["share"] / (bins["high"] - bins["low"])
    atoms = pd.DataFrame({"low": values[large], "high": values[large], "share": weights[large]})
    rows = pd.concat([bins.assign(part="bin"), atoms.assign(part="atom", density=np.nan)])
    return rows.assign(**asdict(axis))[ROW]
