"""Figure 1: a bar for each class."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    return read["brightness"]


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    figure = Figure(figsize=(6, 2.5))
    panels = figure.subplots(1, table["dataset"].nunique(), squeeze=False)[0]
    for axes, (dataset, rows) in zip(panels, table.groupby("dataset", sort=False), strict=True):
        axes.bar(rows["class_name"], rows["brightness"])
        axes.set_title(about["titles"][dataset])
        axes.tick_params(axis="x", rotation=90)
    return figure
