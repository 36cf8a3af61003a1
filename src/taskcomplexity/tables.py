"""Tables on disk: tidy Parquet files that say how they were made and are checked when read."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from taskcomplexity.atomic import replacing

METADATA_KEY = b"taskcomplexity"


class TableError(ValueError):
    """A table is unreadable or lacks columns."""


def write_table(table: pa.Table, path: str | Path, provenance: dict[str, object]) -> None:
    """Write a table with its provenance in the Parquet metadata, under the key `taskcomplexity`.

    Parameters
    ----------
    table
        The rows.
    path
        Where to; the file appears whole or not at all.
    provenance
        What made it, from :func:`taskcomplexity.provenance.record`.
    """
    about = json.dumps(provenance, sort_keys=True).encode()
    metadata = {**(table.schema.metadata or {}), METADATA_KEY: about}
    with replacing(path) as beside:
        pq.write_table(table.replace_schema_metadata(metadata), beside, compression="zstd")


def read_table(path: str | Path, columns: Sequence[str]) -> pa.Table:
    """Read the named columns of a table.

    Raises
    ------
    TableError
        When the file is no Parquet file or lacks one of the columns.
    """
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise TableError(
            f"{path}: cannot be read as a Parquet table ({error}). "
            "Delete the file and run the workflow again to make it anew."
        ) from error
    with file:
        missing = [name for name in columns if name not in file.schema_arrow.names]
        if missing:
            raise TableError(
                f"{path}: lacks the column(s) {', '.join(missing)}; it has "
                f"{', '.join(file.schema_arrow.names)}. "
                "Delete the file and run the workflow again to make it anew."
            )
        return file.read(columns=list(columns))


def read_tables(paths: Iterable[str | Path], columns: Sequence[str]) -> pa.Table:
    """Read the named columns of several tables into one, in the order of `paths`."""
    return pa.concat_tables([read_table(path, columns).combine_chunks() for path in paths])


def provenance_of(path: str | Path) -> dict[str, object]:
    """Read how a table was made, as :func:`write_table` stored it."""
    return json.loads(pq.read_schema(path).metadata[METADATA_KEY])
