"""Tables as data frames."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from taskcomplexity.columns import CLASS_NAMES
from taskcomplexity.tables import read_table, read_tables, write_table


def write_frame(frame: pd.DataFrame, path: str | Path, provenance: dict[str, object]) -> None:
    """Write a data frame without its index, as :func:`taskcomplexity.tables.write_table` does."""
    write_table(pa.Table.from_pandas(frame, preserve_index=False), path, provenance)


def read_whole(paths: Sequence[str | Path]) -> pd.DataFrame:
    """Read all columns of tables that have the same into one."""
    return read_tables(paths, pq.read_schema(paths[0]).names).to_pandas()


def with_class_names(frame: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Return a table of pairs of classes with their names in two columns at its end.

    Parameters
    ----------
    frame
        With the labels ``class_a`` and ``class_b``.
    classes
        Names of the classes of its dataset.
    """
    names = {
        name: frame[name.removesuffix("_name")].map(dict(enumerate(classes)))
        for name in CLASS_NAMES
    }
    return frame.assign(**names)


def read_sources(
    files: Mapping[str, str | Path | Sequence[str | Path]],
    reads: Mapping[str, Mapping[str, Sequence[str]]],
) -> dict[str, pd.DataFrame]:
    """Read the tables of a figure or an audit.

    Parameters
    ----------
    files
        By name, where the tables of each source lie. Sources without any are left out.
    reads
        By name, their ``columns`` and, where a table is of one dataset and does not say which,
        their ``datasets``; from :attr:`taskcomplexity.study.Source.reading`.
    """
    found = {}
    for name, how in reads.items():
        paths = files.get(name, ())
        paths = [paths] if isinstance(paths, str | Path) else list(paths)
        if not paths:
            continue
        if how["datasets"]:
            found[name] = read_by_dataset(how["datasets"], paths, how["columns"])
        else:
            found[name] = read_tables(paths, how["columns"]).to_pandas()
    return found


def read_by_dataset(
    datasets: Sequence[str], paths: Sequence[str | Path], columns: Sequence[str]
) -> pd.DataFrame:
    """Read a table per dataset into one, the name of the dataset as its first column."""
    frames = []
    for dataset, path in zip(datasets, paths, strict=True):
        frame = read_table(path, columns).to_pandas()
        frame.insert(0, "dataset", dataset)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)
