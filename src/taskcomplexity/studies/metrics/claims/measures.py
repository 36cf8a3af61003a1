"""The numbers of a network that several claims look at."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.studies.metrics.claims.cells import every, hidden
from taskcomplexity.studies.metrics.claims.comparing import Measure
from taskcomplexity.studies.metrics.claims.distributions import (
    flat_share,
    from_uniform,
    mode_count,
    share_below,
)
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.names import ACTIVATION, STRENGTH_IN, UNTRAINED, ZETA

PERCENT = 100
# Weights closer to 0 than this share of the deviation that they started with.
NEAR_ZERO = 0.1
LOW_TAIL = 0.01
Layers = Callable[[str], Sequence[int]]


def _share(column: str, told: str, layers: Layers = hidden) -> Measure:
    def of(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
        return PERCENT * evidence.layers(dataset, cell, column, layers(cell), state)

    return Measure(told, of, "percent", "points")


def _number(column: str, told: str, sign: int = 1) -> Measure:
    def of(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
        return sign * evidence.layers(dataset, cell, column, hidden(cell), state)

    return Measure(told, of)


def _of_quantiles(
    metric: str, told: str, compute: Callable, layers: Layers, unit: str = "", apart: str = ""
) -> Measure:
    """Measure the distribution of a metric in each layer, and take the mean over the layers."""

    def of(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
        found = []
        for layer in layers(cell):
            rows = evidence.quantiles(dataset, cell, metric, layer, state)
            found.append(pd.Series([compute(row) for row in rows.to_numpy()], index=rows.index))
        return pd.concat(found, axis=1).mean(axis=1).astype(float)

    return Measure(told, of, unit, apart)


def _spread(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
    return np.log2(evidence.layers(dataset, cell, "activation_sd", hidden(cell), state))


def _narrowness(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
    return -_spread(evidence, dataset, cell, state)


def _low_tail(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
    """Return how far below 0 the lowest hundredth of ζ begins, in deviations of untrained ζ."""
    tails = []
    for layer in hidden(cell):
        rows = evidence.quantiles(dataset, cell, ZETA, layer, state)
        low = rows.iloc[:, round(LOW_TAIL * (rows.shape[1] - 1))]
        tails.append(-low / evidence.layers(dataset, cell, "zeta_sd", [layer], UNTRAINED))
    return pd.concat(tails, axis=1).mean(axis=1)


def _small_weights(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
    try:
        bound = NEAR_ZERO * evidence.initial_sd[dataset][cell]
    except KeyError:
        raise NotRun(f"no networks of {dataset}, {cell}") from None
    found = []
    for layer in every(cell):
        rows = evidence.quantiles(dataset, cell, "weight", layer, state)
        found.append(pd.Series(share_below(rows.to_numpy(), bound), index=rows.index))
    return PERCENT * pd.concat(found, axis=1).mean(axis=1)


def _off_centre(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
    mean, deviation = (
        evidence.layers(dataset, cell, column, hidden(cell), state)
        for column in ("zeta_mean", "zeta_sd")
    )
    return mean / deviation


ZETA_NEGATIVE = _share("zeta_negative", "ζ below 0")
NEGATIVE_WEIGHTS = _share("weight_negative", "negative weights", every)
NEAR_ZERO_WEIGHTS = _share("weight_near_zero", "weights near 0", every)
SMALL_WEIGHTS = Measure("weights negative or near 0", _small_weights, "percent", "points")
DEAD = _share("dead", "dead units")
MIDDLE = _share("activation_middle", "activations from 0.4 to 0.6")
EXTREME = _share("activation_extreme", "activations below 0.05 or above 0.95")
KURTOSIS = _number("zeta_kurtosis", "excess kurtosis of ζ")
LEFT_SKEW = _number("zeta_skewness", "skewness of ζ to the left", -1)
OFF_CENTRE = Measure("mean of ζ in standard deviations", _off_centre)
NARROWNESS = Measure("narrowness of activations, −log₂ σ", _narrowness, "", "doublings")
LOW_ZETA = Measure("how far the 1 % quantile of ζ is below 0, in σ of untrained ζ", _low_tail)
SPIKES = _of_quantiles(
    STRENGTH_IN,
    "quantiles of s_in that are equal",
    lambda row: PERCENT * flat_share(row),
    lambda cell: [2],
    "percent",
    "points",
)
MODES = _of_quantiles(ZETA, "density of ζ", mode_count, hidden, "modes", "modes")
UNEVEN = _of_quantiles(ACTIVATION, "distance of activations from even", from_uniform, hidden)
EVEN = Measure(
    "distance of activations from even, its sign changed",
    lambda evidence, dataset, cell, state: -UNEVEN.of(evidence, dataset, cell, state),
)
