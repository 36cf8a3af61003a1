"""Columns of features by what they hold: numbers, truth values or text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.labels import is_text
from taskcomplexity.data.names import some
from taskcomplexity.data.standard import LARGEST

if TYPE_CHECKING:
    import pyarrow as pa

# Up to here floats of 64 bits hold every whole number.
LARGEST_WHOLE = 2**53
NUMBERS, TRUTH, TEXT = "numbers", "truth values", "text"
# Of more texts nobody means categories.
MOST_CATEGORIES = 1000
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
WITH_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")
DATE = re.compile(
    r"\s*((\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([ T].*)?"
    r"|\d{1,2}:\d{2}(:\d{2}.*)?)"
)
OF_DATES = (
    "holds dates or times{of}; give what matters of them as numbers, such as days since the first "
    "one, or leave the column out"
)


@dataclass(frozen=True)
class Column:
    """A column of features, complete.

    Attributes
    ----------
    name
        As the table has it.
    kind
        :data:`NUMBERS`, :data:`TRUTH` or :data:`TEXT`.
    values
        float64, of truth values 0 and 1; text as objects.
    """

    name: str
    kind: str
    values: np.ndarray


@dataclass(frozen=True)
class Columns:
    """All columns of features of some rows.

    Attributes
    ----------
    columns
        In order.
    rows
        How many rows.
    """

    columns: tuple[Column, ...]
    rows: int

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each column."""
        return tuple(column.name for column in self.columns)

    def take(self, places: np.ndarray) -> "Columns":
        """Return some of the rows."""
        taken = (replace(column, values=column.values[places]) for column in self.columns)
        return Columns(tuple(taken), len(places))

    def comparable(self) -> np.ndarray:
        """Return numbers that are equal in two rows where these are: of text, its place."""
        return _beside(
            [
                np.unique(column.values, return_inverse=True)[1].astype(np.float64)
                if column.kind == TEXT
                else column.values
                for column in self.columns
            ],
            self.rows,
        )


def _beside(columns: Sequence[np.ndarray], rows: int) -> np.ndarray:
    return np.column_stack(columns) if columns else np.empty((rows, 0))


def columns_of(data: Any, where: str) -> Columns:
    """Return the columns of features.

    Parameters
    ----------
    data
        An Arrow table, a data frame of pandas; or numbers of shape (rows, features), as an array,
        a tensor or lists.
    where
        What to call the data in messages.

    Raises
    ------
    DataError
        With a line for every column that holds missing or infinite values, dates, different things
        or what is no feature: its name, what was found, how often, where first, and what to do.
    """
    import pyarrow as pa

    if isinstance(data, pa.Table):
        names, columns, rows = data.column_names, data.columns, len(data)
    elif hasattr(data, "columns") and hasattr(data, "iloc"):
        names = [str(name) for name in data.columns]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise DataError(f"{where}: has several columns of the same name, {some(twice)}")
        columns, rows = [data.iloc[:, at] for at in range(len(names))], len(data)
    else:
        return _of_matrix(data, where)
    if not names:
        raise DataError(f"{where}: has no columns of features")
    found, wrong = [], []
    for name, values in zip(names, columns, strict=True):
        try:
            found.append(_typed(name, values))
        except DataError as error:
            wrong.append(f"column {name}: {error}")
    _refuse(wrong, where)
    return Columns(tuple(found), rows)


def _refuse(wrong: Sequence[str], where: str) -> None:
    if wrong:
        raise DataError(f"{where}: cannot be used:\n" + "\n".join(f"  - {one}" for one in wrong))


def _of_matrix(data: Any, where: str) -> Columns:
    if hasattr(data, "detach"):
        data = data.detach().cpu()
    try:
        values = np.asarray(data)
    except ValueError as error:
        raise DataError(f"{where}: expected rows of equally many numbers ({error})") from error
    if values.dtype.kind not in "biuf":
        raise DataError(
            f"{where}: expected numbers, found {values.dtype}; text goes into a data frame or a "
            "table, with a name for each column"
        )
    if values.ndim != 2:
        raise DataError(
            f"{where}: expected the shape (rows, features), found {values.shape}; "
            "`values.reshape(len(values), -1)` makes a row of each sample"
        )
    if not values.shape[1]:
        raise DataError(f"{where}: has no columns of features")
    kind = TRUTH if values.dtype.kind == "b" else NUMBERS
    found, wrong = [], []
    for at, numbers in enumerate(np.ascontiguousarray(values.T, np.float64)):
        try:
            found.append(Column(f"x{at}", kind, _finite(numbers)))
        except DataError as error:
            wrong.append(f"column {at}: {error}")
    _refuse(wrong, where)
    return Columns(tuple(found), len(values))


def _typed(name: str, values: Any) -> Column:
    """Return a column by its kind; what is wrong with it is told without its name."""
    import pyarrow as pa
    from pyarrow import types

    column = values if isinstance(values, pa.ChunkedArray) else _arrow(values)
    # Categories that are numbers are none to calculate with.
    categories = types.is_dictionary(column.type)
    if categories:
        if types.is_temporal(column.type.value_type):
            raise DataError(OF_DATES.format(of=""))
        try:
            column = column.cast(column.type.value_type).cast(pa.string())
        except pa.ArrowException as error:
            raise DataError(
                f"holds categories of {column.type.value_type} ({error}); make text of them, or "
                "numbers"
            ) from error
    kind = column.type
    if types.is_temporal(kind):
        raise DataError(OF_DATES.format(of=""))
    if not len(column):
        return Column(name, NUMBERS, np.empty(0))
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        # What is missing becomes NaN.
        numbers = column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        if types.is_integer(kind) and (np.abs(numbers) > LARGEST_WHOLE).any():
            raise DataError(
                f"holds whole numbers beyond {LARGEST_WHOLE:,}, which are no longer told apart as "
                "floats; take away what they have in common, or leave the column out"
            )
        return Column(name, NUMBERS, _finite(numbers))
    if column.null_count:
        raise DataError(_missing(column.is_null().to_numpy(zero_copy_only=False)))
    if types.is_boolean(kind):
        return Column(name, TRUTH, column.to_numpy(zero_copy_only=False).astype(np.float64))
    if is_text(kind):
        text = column.to_numpy(zero_copy_only=False)
        _check_text(text, categories)
        return Column(name, TEXT, text)
    raise DataError(
        f"holds {kind}; features are numbers, truth values or text: bring it to one of them, or "
        "leave the column out"
    )


def _arrow(values: Any) -> "pa.Array | pa.ChunkedArray":
    """Return a column of pandas as one of Arrow."""
    import pyarrow as pa

    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        kinds = sorted({type(one).__name__ for one in values})
        raise DataError(
            f"mixes {some(kinds)}; bring all values to numbers, or all to text"
            if len(kinds) > 1
            else f"holds {some(kinds)} ({error}); features are numbers, truth values or text"
        ) from error


def _missing(missing: np.ndarray) -> str:
    return (
        f"{missing.sum()} values are missing, the first in row {missing.argmax() + 1}; fill them, "
        "or take the rows or the column out"
    )


def _finite(numbers: np.ndarray) -> np.ndarray:
    missing = np.isnan(numbers)
    infinite = ~missing & ~(np.abs(numbers) <= LARGEST)
    wrong = []
    if missing.any():
        wrong.append(_missing(missing))
    if infinite.any():
        wrong.append(
            f"{infinite.sum()} values are infinite, the first in row {infinite.argmax() + 1}; mend "
            "them, or take the rows or the column out"
        )
    if wrong:
        raise DataError("; ".join(wrong))
    return numbers


def _check_text(text: np.ndarray, categories: bool) -> None:
    """Refuse too many different texts, and texts that only stand for something else."""
    different, first, counts = np.unique(text, return_index=True, return_counts=True)
    different = different.tolist()
    if not categories:
        _check_meaning(text, different, first, counts)
    if len(different) > MOST_CATEGORIES:
        raise DataError(
            f"holds {len(different):,} different texts, more than the {MOST_CATEGORIES:,} that "
            "become features of their own; group them, or leave the column out"
        )


def _check_meaning(
    text: np.ndarray, different: Sequence[str], first: np.ndarray, counts: np.ndarray
) -> None:
    if all(DATE.fullmatch(one) for one in different):
        raise DataError(OF_DATES.format(of=f", the first {text[0]!r}"))
    if all(WITH_COMMA.fullmatch(one) for one in different):
        raise DataError(f"holds numbers with a comma, the first {text[0]!r}; write them with a dot")
    number = np.array([bool(NUMBER.fullmatch(one)) for one in different], bool)
    if number.any() and not number.all():
        of_number, of_text = first[number].min(), first[~number].min()
        raise DataError(
            f"mixes {counts[number].sum()} numbers, the first in row {of_number + 1}, and "
            f"{counts[~number].sum()} texts, the first {text[of_text]!r} in row {of_text + 1}; "
            "bring all values to numbers, or all to text ('level 3')"
        )
