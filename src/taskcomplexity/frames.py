"""Tables as data frames, for figures and the audit."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from taskcomplexity.tables import read_table


def read_by_dataset(
    datasets: Iterable[str], paths: Iterable[str | Path], columns: Sequence[str]
) -> pd.DataFrame:
    """Read a table per dataset into one, the name of the dataset as its first column."""
    frames = []
    for dataset, path in zip(datasets, paths, strict=True):
        frame = read_table(path, columns).to_pandas()
        frame.insert(0, "dataset", dataset)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)
