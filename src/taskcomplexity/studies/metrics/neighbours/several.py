"""Many tests at once."""

import numpy as np


def holm(p_values: np.ndarray) -> np.ndarray:
    """Adjust p-values so that one below α is false with probability α at most.

    Whatever hangs on what: metrics of one network do.

    Parameters
    ----------
    p_values
        Shape (tests,). NaN is no test, and stays.

    References
    ----------
    .. [1] S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal
       of Statistics 6 (1979).
    """
    adjusted = np.full(len(p_values), np.nan)
    made = np.flatnonzero(np.isfinite(p_values))
    order = made[np.argsort(p_values[made], kind="stable")]
    steps = len(order) - np.arange(len(order))
    adjusted[order] = np.minimum(np.maximum.accumulate(steps * p_values[order]), 1)
    return adjusted
