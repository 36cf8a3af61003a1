"""Labels of the user's: the classes that there are, and each label as the index of its class."""

import json
import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.names import composed, some

if TYPE_CHECKING:
    import pyarrow as pa

logger = logging.getLogger("taskcomplexity")

# Of more classes nobody means classes, but numbers.
MOST_CLASSES = 65_536
# What text is a number: whole, as far as 64 bits hold it, or with a point.
WHOLE = re.compile(r"\s*[+-]?\d{1,18}\s*")
FRACTION = re.compile(r"\s*[+-]?\d{1,15}\.?\d{0,20}\s*")


def class_indices(
    array: np.ndarray, where: str, names: Sequence[str], labels: Sequence[int]
) -> np.ndarray:
    """Return labels as indices of classes.

    Parameters
    ----------
    array
        Labels as the user stored them: whole numbers, or names of classes.
    where
        The file and the name of the array or column, for messages.
    names, labels
        Of the classes, in their order.

    Returns
    -------
    numpy.ndarray
        uint8, or uint16 for more than 256 classes; shape (samples,).

    Raises
    ------
    DataError
        When a label is that of no class, with its index and the remedy.
    """
    array = _flat(array, where, len(names))
    smallest = np.min_scalar_type(max(len(names) - 1, 0))
    if not array.size:
        return array.astype(smallest)
    found = _plain(array, where)
    known = [composed(name) for name in names] if array.dtype.kind in "US" else list(labels)
    index = {label: number for number, label in enumerate(known)}
    unknown = next((at for at, label in enumerate(found) if label not in index), None)
    if unknown is not None:
        raise DataError(
            f"{where}: the label {found[unknown]!r} at index {unknown} is of no class; "
            + _remedy(sorted(set(found)), names, known)
        )
    return np.array([index[label] for label in found], smallest)


def classes_in(arrays: Sequence[np.ndarray], where: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the classes that occur in labels, sorted.

    Parameters
    ----------
    arrays
        Labels as the user stored them: whole numbers, truth values or text.
    where
        What to call them in messages.

    Returns
    -------
    names
        Text as it stands; numbers as they are written.
    labels
        The numbers; of text its place among the names.

    Raises
    ------
    DataError
        When they are no whole numbers and no text, or of more than 65,536 classes or less than two.
    """
    arrays = [array for one in arrays if (array := _flat(one, where)).size]
    kinds = {"text" if array.dtype.kind in "US" else "numbers" for array in arrays}
    if len(kinds) > 1:
        raise DataError(f"{where}: some are text and some are numbers; store all of them alike")
    found = sorted({label for array in arrays for label in _plain(array, where, tell=False)})
    if len(found) > MOST_CLASSES:
        raise DataError(_too_many(where, len(found)))
    if len(found) < 2:
        only = f"only {found[0]!r}" if found else "none"
        raise DataError(f"{where}: expected two classes or more, found {only}")
    if kinds == {"text"}:
        return tuple(found), tuple(range(len(found)))
    truth = all(array.dtype.kind == "b" for array in arrays)
    return tuple(str(bool(label) if truth else label) for label in found), tuple(found)


def labels_given(labels: Any, where: str) -> np.ndarray:
    """Return labels that are handed over in Python as an array of numbers or text.

    Parameters
    ----------
    labels
        An array, a series of pandas, a tensor or a list.
    where
        What to call them in messages.

    Raises
    ------
    DataError
        When labels are missing, or neither numbers nor text.
    """
    import pyarrow as pa

    if hasattr(labels, "detach"):
        labels = labels.detach().cpu()
    if isinstance(labels, np.ndarray) and labels.dtype.kind in "biufUS":
        return labels
    if hasattr(labels, "numpy"):
        return labels.numpy()
    if isinstance(labels, np.ndarray) and labels.ndim > 1:
        return labels
    try:
        column = pa.chunked_array([pa.array(labels, from_pandas=True)])
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise DataError(
            f"{where}: expected whole numbers or names of classes, all of one kind ({error})"
        ) from error
    return table_labels([column], [where])[0]


def table_labels(columns: Sequence["pa.ChunkedArray"], where: Sequence[str]) -> list[np.ndarray]:
    """Return the labels in columns of tables, alike as numbers or alike as text.

    Parameters
    ----------
    columns
        The column of each table; of .csv files as text.
    where
        What to call each in messages.

    Raises
    ------
    DataError
        When labels are missing or neither numbers nor text, with how many and where.
    """
    found = [_values(column, told) for column, told in zip(columns, where, strict=True)]
    numbers = [_as_numbers(one) if one.dtype.kind == "U" else one for one in found]
    if all(one is not None for one in numbers):
        return numbers
    return [one.astype(str) for one in found]


def _values(column: "pa.ChunkedArray", where: str) -> np.ndarray:
    """Return a column of labels as numbers or text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if column.null_count:
        at = pc.index(pc.is_null(column), True).as_py()
        raise DataError(
            f"{where}: {column.null_count} labels are missing, the first in row {at + 1}; give "
            "every row its class, or take the row out"
        )
    kind = column.type
    if pa.types.is_boolean(kind):
        return np.where(column.to_numpy(), "True", "False")
    if pa.types.is_decimal(kind):
        return column.cast(pa.float64()).to_numpy()
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return column.to_numpy()
    if not is_text(kind):
        raise DataError(f"{where}: expected whole numbers or names of classes, found {kind}")
    if (different := pc.count_distinct(column).as_py()) > MOST_CLASSES:
        raise DataError(_too_many(where, different))
    return column.to_numpy().astype(str)


def is_text(kind: "pa.DataType") -> bool:
    """Tell whether a column of a type of Arrow's holds text."""
    from pyarrow import types

    return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)


def _too_many(where: str, different: int) -> str:
    return (
        f"{where}: has {different:,} different values, more than the {MOST_CLASSES:,} classes that "
        "there may be; name the column or array that holds the classes"
    )


def _as_numbers(text: np.ndarray) -> np.ndarray | None:
    """Return text as numbers; None where some of it is none, or two texts are one number."""
    different, place = np.unique(text, return_inverse=True)
    if all(WHOLE.fullmatch(one) for one in different.tolist()):
        numbers = different.astype(np.int64)
    elif all(FRACTION.fullmatch(one) for one in different.tolist()):
        numbers = different.astype(np.float64)
    else:
        return None
    return numbers[place] if len(np.unique(numbers)) == len(numbers) else None


def _flat(array: np.ndarray, where: str, classes: int | None = None) -> np.ndarray:
    if array.ndim == 2 and array.shape[1] == 1:
        logger.info("%s: the shape %s is taken as %s", where, array.shape, array.shape[:1])
        array = array[:, 0]
    if array.ndim != 1:
        marked = array.ndim == 2 and classes in (None, array.shape[1])
        remedy = "; `labels.argmax(axis=1)`, if each row marks one class" * marked
        raise DataError(
            f"{where}: expected a label per sample, found the shape {array.shape}{remedy}"
        )
    return array


def _plain(array: np.ndarray, where: str, *, tell: bool = True) -> list:
    """Return labels as whole numbers or text of Python."""
    if array.dtype.kind in "US":
        return _text(array, where)
    if array.dtype.kind in "biuf":
        return _whole(array, where, tell)
    raise DataError(f"{where}: expected whole numbers or names of classes, found {array.dtype}")


def _text(array: np.ndarray, where: str) -> list[str]:
    try:
        text = np.strings.decode(array, "utf-8") if array.dtype.kind == "S" else array
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: the names of the classes are no text in UTF-8") from error
    return [composed(name) for name in text.tolist()]


def _whole(array: np.ndarray, where: str, tell: bool) -> list[int]:
    if array.dtype.kind == "f":
        fractions = ~np.isfinite(array) | (array != np.floor(array))
        if fractions.any():
            at = int(fractions.argmax())
            raise DataError(
                f"{where}: expected whole numbers, found {array[at]:g} at index {at}; mend the "
                "label or take the sample out; measurements are no classes"
            )
        if tell:
            logger.info("%s: %s is taken as whole numbers", where, array.dtype)
    return [int(label) for label in array.tolist()]


def _remedy(occur: list, names: Sequence[str], known: list) -> str:
    """Say what occurs, what the config names, and how the two are brought together."""
    told = f"the labels are {some([str(label) for label in occur])}, the config names "
    if isinstance(occur[0], str):
        return f"{told}{some(names)}; write the names in `classes` as they are in the labels"
    told += some([f"{label} ({name})" for label, name in zip(known, names, strict=True)])
    if known == list(range(len(names))) and (occur[0], occur[-1]) == (1, len(names)):
        from_one = ", ".join(f"{n}: {_quoted(name)}" for n, name in enumerate(names, start=1))
        return f"{told}; labels that begin at 1 are told by `classes: {{{from_one}}}`"
    return f"{told}; name each class with its label, `classes: {{LABEL: NAME, …}}`"


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
