"""Tables of the KEEL repository: no head, a row a line, commas between, the label last."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from taskcomplexity.data.errors import DataError

DAMAGED = "the file is damaged or another one"


@dataclass(frozen=True)
class KeelTable:
    """What a table holds.

    Attributes
    ----------
    file
        Its name.
    columns
        Name of each column before the label.
    left_out
        Those of them that are no features.
    first_training
        How many rows, from the first on, are published for training; 0 where the order of the rows
        does not tell.
    split_column
        The column that is 0 in rows published for training and 1 in those for the test; empty
        where none tells.
    labels
        The labels, in the order of the classes, where they are names and no numbers.
    picture
        Height and width, where the columns are the pixels of a picture.
    whitest
        The grey level that is white; 0 is black.
    """

    file: str
    columns: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    first_training: int = 0
    split_column: str = ""
    labels: tuple[str, ...] = ()
    picture: tuple[int, int] | None = None
    whitest: int = 0

    @property
    def features(self) -> tuple[str, ...]:
        """Name of each column that is a feature."""
        return tuple(name for name in self.columns if name not in self.left_out)

    @property
    def kind(self) -> str:
        """What the samples are, ``images`` or ``features``."""
        return "features" if self.picture is None else "images"

    @property
    def arrays(self) -> tuple[str, ...]:
        """Names of the arrays that are read from it."""
        splits = ("train_", "test_") if self.first_training or self.split_column else ("",)
        return tuple(f"{split}{what}" for split in splits for what in (self.kind, "labels"))

    @property
    def told(self) -> tuple[str, ...]:
        """What readers should know of how it is read."""
        lines = []
        if self.left_out:
            lines.append(f"columns that are no features and left out: {', '.join(self.left_out)}")
        if self.split_column:
            lines.append(f"training and test rows as published, by its column {self.split_column}")
        if self.first_training:
            lines.append(
                f"training and test rows as published: the first {self.first_training}, the others"
            )
        if self.picture:
            lines.append(
                f"grey levels v of 0 to {self.whitest} are spread over 0 to 255, "
                f"round(255 v / {self.whitest})"
            )
        return tuple(lines)


def keel_arrays(
    content: Mapping[str, bytes], names: Mapping[str, str], table: KeelTable
) -> dict[str, np.ndarray]:
    """Read a table.

    Parameters
    ----------
    content
        Its file by its name.
    names
        What to call it in an error.
    table
        What it holds.

    Returns
    -------
    dict
        The arrays that `table` names: features float64, pictures uint8, labels int64, as they lie
        in the file.

    Raises
    ------
    DataError
        When the file is no such table.
    """
    name = names[table.file]
    rows = _rows(content[table.file], name, len(table.columns) + 1)
    numbers = _numbers([row[:-1] for row in rows], name)
    labels = _labels([row[-1] for row in rows], name, table.labels)
    values = numbers[:, [column not in table.left_out for column in table.columns]]
    if table.picture is not None:
        values = _pixels(values, name, table.whitest).reshape(-1, *table.picture)
    if table.split_column:
        is_test = numbers[:, table.columns.index(table.split_column)] != 0
    else:
        is_test = np.arange(len(numbers)) >= table.first_training
    if len(table.arrays) == 2:
        return {table.kind: values, "labels": labels}
    return {
        f"{split}_{what}": array[chosen]
        for split, chosen in (("train", ~is_test), ("test", is_test))
        for what, array in ((table.kind, values), ("labels", labels))
    }


def _rows(content: bytes, name: str, columns: int) -> list[list[str]]:
    lines = content.decode("ascii", errors="replace").splitlines()
    rows = [[value.strip() for value in line.split(",")] for line in lines]
    if not rows:
        raise DataError(f"{name}: expected rows of {columns} columns, found none; {DAMAGED}")
    for number, row in enumerate(rows, 1):
        if len(row) != columns:
            raise DataError(
                f"{name}, line {number}: expected {columns} columns with commas between, the label "
                f"last, found {len(row)}; {DAMAGED}"
            )
    return rows


def _numbers(rows: list[list[str]], name: str) -> np.ndarray:
    try:
        numbers = np.array(rows, dtype=np.float64)
    except ValueError as error:
        raise DataError(f"{name}: expected numbers, {error}; {DAMAGED}") from error
    if not np.isfinite(numbers).all():
        line = np.flatnonzero(~np.isfinite(numbers).all(axis=1))[0] + 1
        raise DataError(
            f"{name}, line {line}: expected numbers, found a missing or infinite one; {DAMAGED}"
        )
    return numbers


def _labels(found: list[str], name: str, known: tuple[str, ...]) -> np.ndarray:
    places = {label: place for place, label in enumerate(known)}
    try:
        return np.array([places[one] if known else int(one) for one in found], np.int64)
    except (KeyError, ValueError) as error:
        expected = f"labels of {known[0]} to {known[-1]}" if known else "whole numbers as labels"
        raise DataError(
            f"{name}: expected {expected}, found another ({error}); {DAMAGED}"
        ) from error


def _pixels(values: np.ndarray, name: str, whitest: int) -> np.ndarray:
    if (values < 0).any() or (values > whitest).any() or (values % 1).any():
        raise DataError(
            f"{name}: expected grey levels, whole numbers of 0 to {whitest}, found "
            f"{values.min():g} to {values.max():g}; {DAMAGED}"
        )
    return np.rint(values * 255 / whitest).astype(np.uint8)
