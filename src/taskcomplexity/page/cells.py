"""Tables as columns that a browser reads."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import pandas as pd

from taskcomplexity.columns import CLASS_NAMES

# More than a reader of numbers looks at; Parquet has them all.
DIGITS = 7


def columns_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the columns of a table for JSON.

    Numbers are rounded to seven digits, what is missing or infinite is None, and of text each
    different one is written once.

    Returns
    -------
    list of dict
        Of each column ``name``, ``numeric`` and ``values``; of text in place of these ``levels``,
        the different ones, and ``codes``, which each row has, -1 where it has none.
    """
    return [_column(name, frame[name]) for name in frame]


def _column(name: str, values: pd.Series) -> dict[str, Any]:
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        codes, levels = pd.factorize(values.map(_text, na_action="ignore"))
        return {"name": name, "numeric": False, "levels": list(levels), "codes": codes.tolist()}
    if pd.api.types.is_integer_dtype(values):
        return {
            "name": name,
            "numeric": True,
            "values": values.astype(object).where(values.notna(), None).tolist(),
        }
    rounded = [
        float(f"{one:.{DIGITS}g}") if isfinite(one) else None for one in values.astype(float)
    ]
    return {"name": name, "numeric": True, "values": rounded}


def _text(value: object) -> str:
    return {True: "yes", False: "no"}[bool(value)] if isinstance(value, bool) else str(value)


def summarised(frame: pd.DataFrame, over: Sequence[str], of: Sequence[str]) -> pd.DataFrame:
    """Return medians and quartiles of some columns over rows that agree in the others.

    Parameters
    ----------
    frame
        A table.
    over
        Columns that tell rows of one group apart; those that it lacks are passed over.
    of
        Numbers, of which medians and quartiles are taken.

    Returns
    -------
    DataFrame
        The other columns, in the order in which the groups come; ``rows``, how many rows each has;
        each median under the name of its column, quartiles under the same with ``_quartile_1`` and
        ``_quartile_3``. Quartiles that are the median in every group are left out.
    """
    keys = [name for name in frame if name not in (*over, *of)]
    frame = frame.astype(dict.fromkeys(of, float))
    grouped = frame.groupby(keys, sort=False, dropna=False, observed=True)
    summary = grouped.size().rename("rows").to_frame()
    for name in of:
        quartiles = {share: grouped[name].quantile(share) for share in (0.25, 0.5, 0.75)}
        summary[name] = quartiles[0.5]
        if not (quartiles[0.25].eq(quartiles[0.75]) | quartiles[0.5].isna()).all():
            summary[f"{name}_quartile_1"] = quartiles[0.25]
            summary[f"{name}_quartile_3"] = quartiles[0.75]
    return summary.reset_index()


def named_classes(frame: pd.DataFrame, classes: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Put the names of classes beside their labels, where a table tells of which dataset they are.

    Parameters
    ----------
    frame
        A table. Without a column ``dataset`` it stays as it is.
    classes
        Names of the classes of each dataset.
    """
    if "dataset" not in frame:
        return frame
    named = frame.copy()
    for name in CLASS_NAMES:
        label = name.removesuffix("_name")
        if label in frame and name not in frame:
            pairs = zip(frame["dataset"], frame[label], strict=True)
            names = [_name(classes.get(dataset, ()), one) for dataset, one in pairs]
            named.insert(named.columns.get_loc(label) + 1, name, names)
    return named


def _name(classes: Sequence[str], label: float) -> str | None:
    return classes[int(label)] if pd.notna(label) and int(label) < len(classes) else None
