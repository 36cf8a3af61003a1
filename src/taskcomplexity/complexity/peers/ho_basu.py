"""Measures of Ho and Basu, by pymfe.

T. K. Ho and M. Basu, "Complexity measures of supervised classification problems", IEEE Transactions
on Pattern Analysis and Machine Intelligence 24 (2002), in the form of A. C. Lorena, L. P. F.
Garcia, J. Lehmann, M. C. P. Souto and T. K. Ho, "How complex is your classification problem?", ACM
Computing Surveys 52 (2019).
"""

from functools import cached_property

import numpy as np
from scipy.spatial.distance import pdist, squareform

from taskcomplexity.complexity.peers.drawn import Rows
from taskcomplexity.data.extras import needs


def load_pymfe() -> type:
    """Import the measures of pymfe, which takes seconds.

    Raises
    ------
    DataError
        When it is missing, with the command that brings it.
    """
    with needs("peers"):
        from pymfe.complexity import MFEComplexity
    return MFEComplexity


class HoBasu:
    """Measures of the rows of two classes.

    Parameters
    ----------
    rows
        The rows. Inputs that have one value are left out: they would leave Fisher's ratio without
        a number.
    seed
        Of the order in which the linear machine of L1 and L2 visits the rows.
    """

    def __init__(self, rows: Rows, seed: int):
        self._theirs = load_pymfe()
        varies = np.ptp(rows.values, axis=0) > 0
        self._rows = rows.values[:, varies], np.unique(rows.labels, return_inverse=True)[1]
        self._seed = seed

    @cached_property
    def distances(self) -> np.ndarray:
        """Gower's distances of all rows, shape (rows, rows).

        Of numbers they are the mean, over inputs, of how far apart two rows are as a share of the
        range of the input.
        """
        values, _ = self._rows
        low, span = values.min(axis=0), np.ptp(values, axis=0)
        return squareform(pdist((values - low) / span, "cityblock") / values.shape[1])

    def measure(self, name: str) -> float:
        """Return a measure by its name, a key of :data:`.names.HO_BASU`; NaN where no input varies.

        N1, N3 and T1 are of the :attr:`distances`, which the first of them computes.
        """
        values, _ = self._rows
        return float(getattr(self, f"_{name}")()) if values.shape[1] else float("nan")

    def _f1(self) -> float:
        # Of each input; the measure is that of the one that separates the classes best.
        return self._theirs.ft_f1(*self._rows).min()

    def _l1(self) -> float:
        return self._theirs.ft_l1(*self._rows, random_state=self._seed).item()

    def _l2(self) -> float:
        return self._theirs.ft_l2(*self._rows, random_state=self._seed).item()

    def _n1(self) -> float:
        # A distance of 0 would count as no edge; 1 more on all leaves the tree what it is.
        return self._theirs.ft_n1(*self._rows, norm_dist_mat=self.distances + 1)

    def _n3(self) -> float:
        return self._theirs.ft_n3(*self._rows, norm_dist_mat=self.distances).mean()

    def _t1(self) -> float:
        as_they_are = {"orig_dist_mat_min": 0.0, "orig_dist_mat_ptp": 1.0}
        return self._theirs.ft_t1(*self._rows, norm_dist_mat=self.distances, **as_they_are)
