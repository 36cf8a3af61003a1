"""What each measure took, of samples and of networks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from taskcomplexity.studies.tasks.peers.names import SECONDS_COLUMNS


def benchmark_seconds(paths: Sequence[str | Path]) -> float:
    """Return how long several jobs took in all, by the clock; NaN where one was not timed here.

    Parameters
    ----------
    paths
        Benchmarks of Snakemake, tables with a column ``s``.
    """
    if not all(Path(path).exists() for path in paths):
        return float("nan")
    return sum(float(pd.read_csv(path, sep="\t")["s"].sum()) for path in paths)


def seconds_table(
    inside: pd.DataFrame,
    by_jobs: Mapping[str, Mapping[str, Sequence[str | Path]]],
    present: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """Put the seconds of every measure of every dataset together.

    Parameters
    ----------
    inside
        dataset, measure, seconds of measures of samples, timed inside of their job.
    by_jobs
        By dataset and measure, the benchmarks of the jobs that it takes.
    present
        The measures that each dataset has.

    Returns
    -------
    pandas.DataFrame
        :data:`.names.SECONDS_COLUMNS`, over all pairs of the dataset. Measures that share jobs,
        such as the training of networks, have those counted in each.
    """
    rows = [
        (dataset, measure, benchmark_seconds(paths))
        for dataset, measures in by_jobs.items()
        for measure, paths in measures.items()
        if measure in present[dataset]
    ]
    told = pd.DataFrame(rows, columns=SECONDS_COLUMNS)
    return pd.concat([told, inside[list(SECONDS_COLUMNS)]], ignore_index=True)
