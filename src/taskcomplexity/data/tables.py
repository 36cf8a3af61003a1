"""Tables of the user's, .csv or .parquet: their columns, their rows, and the labels in them."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from taskcomplexity.data.asked import LABEL
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.labels import table_labels
from taskcomplexity.data.names import nearest, some

if TYPE_CHECKING:
    import pyarrow as pa

CSV, PARQUET = ".csv", ".parquet"
TABLES = (CSV, PARQUET)
# Where pandas keeps the names of rows.
INDEX = "__index_level_"
# Columns are typed by what is in the first block, so all should be one; Arrow allows so many bytes.
MOST_BYTES = 2**31 - 1
# In which the names of the columns, and the first rows, have room.
HEAD_BYTES = 2**24
# How pandas calls columns without a name.
UNNAMED = "Unnamed: "
UTF_8 = "store the table in this encoding (`to_csv(…, encoding='utf-8')`)"


def is_table(path: Path) -> bool:
    """Tell whether a file is a table by its name."""
    return path.suffix.lower() in TABLES


def label_column(path: Path, asked: str | None) -> str:
    """Return the name of the column that holds the classes.

    Parameters
    ----------
    path
        The table.
    asked
        The name that the config gives; None where it gives none.

    Raises
    ------
    DataError
        When the table has no such column, with those that it has, or its columns have no names or
        the same.
    """
    names = column_names(path)
    label = LABEL if asked is None else asked
    if label in names:
        return label
    near = nearest(label, names)
    told = (
        f"{path}: has no column {LABEL}; name the one that holds the classes, `label: COLUMN`"
        if asked is None
        else f"{path}: has no column {label!r}, which `label` names"
    )
    meant = f"; did you mean {near!r}?" if near else ";"
    raise DataError(f"{told}{meant} it has {some(names, 30)}")


def column_names(path: Path) -> list[str]:
    """Return the names of the columns of a table, of which each has one of its own."""
    names = [name for name in _schema_names(path) if not name.startswith(INDEX)]
    if unnamed := [name for name in names if not name or name.startswith(UNNAMED)]:
        raise DataError(
            f"{path}: column {names.index(unnamed[0]) + 1} has no name, as one that numbers rows; "
            "give it one, or leave it out (`to_csv(…, index=False)`)"
        )
    if twice := sorted(name for name, times in Counter(names).items() if times > 1):
        raise DataError(
            f"{path}: has several columns of the same name, {some(twice)}; give each its own"
        )
    return names


def check_columns(path: Path, test_path: Path, asked: str | None) -> None:
    """Check that a table of test rows has the columns of that of training rows.

    Raises
    ------
    DataError
        When it lacks some or has others, with their names.
    """
    label_column(path, asked)
    names, found = column_names(path), column_names(test_path)
    lacks = [name for name in names if name not in found]
    more = [name for name in found if name not in names]
    if lacks or more:
        parts = [f"lacks {some(lacks, 30)}"] * bool(lacks) + [
            f"has {some(more, 30)}, which are not there"
        ] * bool(more)
        raise DataError(
            f"{test_path}: expected the columns of {path}, but it {', and '.join(parts)}; bring "
            "both to the same columns"
        )


def read_rows(
    path: Path, names: Sequence[str] | None = None, text: Collection[str] = ()
) -> "pa.Table":
    """Read columns of a table.

    Parameters
    ----------
    path
        The table.
    names
        Which columns; all of them where nothing is said.
    text
        Which columns of a CSV file are text as they stand, not numbers where they may be.

    Raises
    ------
    DataError
        When the file cannot be read as such a table, with what to do.
    """
    import pyarrow.csv
    import pyarrow.parquet

    names = list(column_names(path) if names is None else names)
    if path.suffix.lower() == PARQUET:
        with _told(path):
            return pyarrow.parquet.read_table(path, columns=names)
    types = dict.fromkeys(text, pyarrow.string()) if text else None
    size = max(path.stat().st_size, 1)
    with _told(path):
        table = pyarrow.csv.read_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(block_size=min(size + 1, MOST_BYTES)),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=names, column_types=types, strings_can_be_null=True
            ),
        )
    for name in names:
        if pyarrow.types.is_binary(table[name].type):
            raise DataError(f"{path}: column {name}: is no text in UTF-8; {UTF_8}")
    return table


def read_labels(paths: Sequence[Path], asked: str | None) -> list[np.ndarray]:
    """Read the labels of tables, of the same column, alike as numbers or alike as text.

    Raises
    ------
    DataError
        As :func:`label_column` and :func:`taskcomplexity.data.labels.table_labels` do.
    """
    label = label_column(paths[0], asked)
    columns = [read_rows(path, [label], [label])[label] for path in paths]
    return table_labels(columns, [f"{path}: column {label}" for path in paths])


def _schema_names(path: Path) -> list[str]:
    import pyarrow.csv
    import pyarrow.parquet

    with _told(path):
        if path.suffix.lower() == PARQUET:
            return pyarrow.parquet.read_schema(path).names
        _check_head(path)
        with pyarrow.csv.open_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(block_size=HEAD_BYTES),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        ) as reader:
            return reader.schema.names


def _check_head(path: Path) -> None:
    """Tell what keeps a file from being a table before its rows are read."""
    with path.open("rb") as file:
        head = file.readline(HEAD_BYTES).decode("utf-8-sig")
    if not head.strip():
        raise DataError(f"{path}: is empty, or its first line is; expected names of columns there")
    if "," not in head and (mark := next((one for one in ";\t|" if one in head), None)):
        raise DataError(
            f"{path}: its first line is {_one_line(head)!r}; columns are set apart by commas here, "
            f"not by {mark!r}: store it with `to_csv(…, sep=',')`"
        )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what Arrow says of a file into what the user is to do."""
    import pyarrow

    kind = path.suffix.lower()
    remedy = (
        "every row has as many values as there are columns"
        if kind == CSV
        else "it is damaged, or another file"
    )
    try:
        yield
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is no text in UTF-8 ({error}); {UTF_8}") from error
    except pyarrow.ArrowException as error:
        if "UTF8" in str(error):
            raise DataError(f"{path}: is no text in UTF-8 ({error}); {UTF_8}") from error
        raise DataError(
            f"{path}: cannot be read as a {kind} table ({_one_line(error)}); {remedy}"
        ) from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error})") from error


def _one_line(error: object) -> str:
    return " ".join(str(error).split())[:200]
