"""Measures of Ho and Basu, by pymfe.

T. K. Ho and M. Basu, "Complexity measures of supervised classification problems", IEEE Transactions
on Pattern Analysis and Machine Intelligence 24 (2002), in the form of A. C. Lorena, L. P. F.
Garcia, J. Lehmann, M. C. P. Souto and T. K. Ho, "How complex is your classification problem?", ACM
Computing Surveys 52 (2019).
"""

from collections.abc import Callable

import numpy as np
from scipy.spatial.distance import pdist, squareform

from taskcomplexity.complexity.peers.drawn import Rows
from taskcomplexity.complexity.peers.names import HO_BASU
from taskcomplexity.data.extras import needs

OF_DISTANCES = ("n1", "n3", "t1")


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
        self._values, self._seed = rows.values[:, varies], seed
        self._labels = np.unique(rows.labels, return_inverse=True)[1]

    def distances(self) -> np.ndarray:
        """Return Gower's distances of all rows, shape (rows, rows).

        Of numbers they are the mean, over inputs, of how far apart two rows are as a share of the
        range of the input.
        """
        low, span = self._values.min(axis=0), np.ptp(self._values, axis=0)
        apart = pdist((self._values - low) / span, "cityblock")
        return squareform(apart / self._values.shape[1])

    def measure(self, name: str, distances: np.ndarray | None = None) -> float:
        """Return a measure by its name; NaN where no input varies.

        Parameters
        ----------
        name
            A key of :data:`taskcomplexity.complexity.peers.names.HO_BASU`.
        distances
            From :meth:`distances`, for N1, N3 and T1, so that they are computed once.
        """
        if not self._values.shape[1]:
            return float("nan")
        if name in OF_DISTANCES and distances is None:
            distances = self.distances()
        return float(getattr(self, f"_{name}")(self._values, self._labels, distances))

    def _f1(self, values: np.ndarray, labels: np.ndarray, _: None) -> float:
        # Of each input; the measure is that of the one that separates the classes best.
        return self._theirs.ft_f1(values, labels).min()

    def _l1(self, values: np.ndarray, labels: np.ndarray, _: None) -> float:
        return self._theirs.ft_l1(values, labels, random_state=self._seed).item()

    def _l2(self, values: np.ndarray, labels: np.ndarray, _: None) -> float:
        return self._theirs.ft_l2(values, labels, random_state=self._seed).item()

    def _n1(self, values: np.ndarray, labels: np.ndarray, distances: np.ndarray) -> float:
        # A distance of 0 would count as no edge; 1 more on all leaves the tree what it is.
        return self._theirs.ft_n1(values, labels, norm_dist_mat=distances + 1)

    def _n3(self, values: np.ndarray, labels: np.ndarray, distances: np.ndarray) -> float:
        return self._theirs.ft_n3(values, labels, norm_dist_mat=distances).mean()

    def _t1(self, values: np.ndarray, labels: np.ndarray, distances: np.ndarray) -> float:
        as_they_are = {"orig_dist_mat_min": 0.0, "orig_dist_mat_ptp": 1.0}
        return self._theirs.ft_t1(values, labels, norm_dist_mat=distances, **as_they_are)


def ho_basu(
    rows: Rows, seed: int, timed: Callable[[str, Callable[[], float]], float]
) -> dict[str, float]:
    """Return every measure of the rows of two classes.

    Parameters
    ----------
    rows, seed
        As in :class:`HoBasu`.
    timed
        Calls a function, told of which measure it is. The distances are N1's, which is the first
        that needs them.
    """
    measured, found, kept = HoBasu(rows, seed), {}, []

    def one(name: str) -> float:
        if name in OF_DISTANCES and not kept:
            kept.append(measured.distances())
        return measured.measure(name, *(kept if name in OF_DISTANCES else ()))

    for name in HO_BASU:
        found[name] = timed(name, lambda name=name: one(name))
    return found
