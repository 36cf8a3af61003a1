"""Tables of networks as data frames."""

from collections.abc import Sequence

import pandas as pd


def with_names(
    table: pd.DataFrame, named: dict[str, str], seeds: Sequence[int], trained: Sequence[bool]
) -> pd.DataFrame:
    """Put in front of a table which networks it is of.

    Parameters
    ----------
    table
        With the column ``seed``.
    named
        ``dataset`` and ``method``.
    seeds, trained
        Of all networks: which, and whether they trained.
    """
    came_to = dict(zip(seeds, map(bool, trained), strict=True))
    table = table.assign(**named, trained=table["seed"].map(came_to))
    first = [*named, "seed", "trained"]
    return table[[*first, *(column for column in table if column not in first)]]
