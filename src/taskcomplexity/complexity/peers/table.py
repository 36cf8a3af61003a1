"""All measures of the pairs of a dataset, side by side."""

import numpy as np
import pandas as pd

from taskcomplexity.complexity.pairs import PAIR
from taskcomplexity.complexity.peers.learning import accuracies, rows_needed
from taskcomplexity.complexity.peers.names import OF_DATA, OURS, PEER_COLUMNS

BITS = np.log(2)


def usable_information(pruned: pd.DataFrame) -> pd.Series:
    """Return what the networks of a pair can use of what inputs tell of classes, in bits.

    It is the entropy of the classes of the test rows less the cross-entropy of what the network
    answers: V-usable information, of Y. Xu, S. Zhao, J. Song, R. Stewart and S. Ermon, "A theory of
    usable information under computational constraints", ICLR (2020), equation 3, the family V being
    networks of this shape with a scale and an offset for each class.

    Parameters
    ----------
    pruned
        class_a, class_b, kind, level, variant, accuracy, chance and loss of models of pairs. Only
        undisturbed ones count. A loss is the cross-entropy in nats after a scale and an offset per
        class that are fitted on other test rows.

    Returns
    -------
    pandas.Series
        By pair, the median over the models.
    """
    rows = _undisturbed(pruned)
    shares = np.stack([rows["chance"], 1 - rows["chance"]])
    entropy = -(shares * np.log(shares, where=shares > 0, out=np.zeros_like(shares))).sum(axis=0)
    return ((entropy - rows["loss"]) / BITS).groupby([rows[key] for key in PAIR]).median()


def _undisturbed(pruned: pd.DataFrame) -> pd.DataFrame:
    whole = (pruned["level"] == 0) & (pruned["variant"] == "weights")
    return pruned[whole & (pruned["kind"] == "smallest")]


def _few_rows_error(curves: pd.DataFrame) -> pd.Series:
    """Return the error of the networks of a learning curve on all rows that it has, by pair."""
    return 1 - accuracies(curves).groupby(PAIR).last(skipna=False)


def peer_table(
    complexity: pd.DataFrame, measured: pd.DataFrame, curves: pd.DataFrame, pruned: pd.DataFrame
) -> pd.DataFrame:
    """Put every measure of the pairs of a dataset into one table.

    Parameters
    ----------
    complexity
        From :func:`taskcomplexity.complexity.pairs.complexity_table`.
    measured
        From :func:`.measured.measure_data`.
    curves
        From :func:`.learning.learning_curve`, of all pairs.
    pruned
        As in :func:`usable_information`.

    Returns
    -------
    pandas.DataFrame
        :data:`.names.PEER_COLUMNS`, a row per pair. Errors are shares of the test rows, losses
        percentage points, usable information bits, rows needed those of a class.
    """
    ours = complexity.set_index(PAIR)
    columns = {name: ours[name] for name in OURS}
    columns |= {
        # Not folded, as no other error is.
        "test_error": 1 - _undisturbed(pruned).groupby(PAIR)["accuracy"].median(),
        "few_rows_error": _few_rows_error(curves),
        "usable_information": usable_information(pruned),
        "rows_needed": rows_needed(curves),
    }
    others = measured.set_index(PAIR)
    columns |= {name: others[name] for name in OF_DATA}
    return pd.DataFrame(columns).sort_index().reset_index()[list(PEER_COLUMNS)]


def present(table: pd.DataFrame) -> list[str]:
    """Return the measures that a table has, without those that no pair has a number of."""
    return [name for name in PEER_COLUMNS[len(PAIR) :] if table[name].notna().any()]
