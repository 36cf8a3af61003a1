"""What measures of samples are on all rows, beside what they are on few."""

import pandas as pd

from taskcomplexity.complexity.pairs import PAIR
from taskcomplexity.complexity.peers.names import OF_DATA
from taskcomplexity.studies.tasks.peers.names import DRIFT_COLUMNS

NOT_MEASURED = "csg_tsne"


def drift_table(few: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    """Put measures of the same pairs on few and on all rows side by side.

    Parameters
    ----------
    few, every
        From :func:`taskcomplexity.complexity.peers.measured.measure_data`. Pairs that `every` lacks
        are left out.

    Returns
    -------
    pandas.DataFrame
        :data:`.names.DRIFT_COLUMNS`, a row per pair and measure but the class matrix by t-SNE:
        ``rows`` and ``all_rows`` are those of the two classes.
    """
    values = [
        table.melt([*PAIR, "rows"], list(OF_DATA), var_name="measure").set_index([*PAIR, "measure"])
        for table in (few, every)
    ]
    names = {"rows": "all_rows", "value": "value_of_all"}
    both = values[1].rename(columns=names).join(values[0], how="left").reset_index()
    # Not measured on all rows: t-SNE of them would be another plane.
    both = both[both["measure"] != NOT_MEASURED]
    return both[list(DRIFT_COLUMNS)]
