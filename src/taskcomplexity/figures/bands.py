"""Curves of accuracies over models, with their quartiles and chance."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from taskcomplexity.figures.style import CHANCE, PERCENT


def draw_band(
    axes: Axes, curve: pd.DataFrame, look: Mapping[str, Any], x: str = "level", y: str = "median"
) -> None:
    """Draw the middle of a curve of accuracies over its quartiles, in percent.

    Parameters
    ----------
    axes
        Where.
    curve
        The columns named by `x` and `y`, quartile_1, quartile_3; accuracies are fractions.
    look
        Of the line, as matplotlib takes it, with its ``color``.
    x, y
        Columns along the axes.
    """
    curve = curve.sort_values(x)
    low, high, middle = (PERCENT * curve[name] for name in ("quartile_1", "quartile_3", y))
    axes.fill_between(curve[x], low, high, color=look["color"], alpha=0.16, lw=0)
    axes.plot(curve[x], middle, **look)


def draw_chance(axes: Axes, chances: Mapping[str, float], colors: Mapping[str, str]) -> None:
    """Draw the accuracy of the best constant answer to each task, a fraction, in percent.

    Where the tasks differ in it each has a line in its own colour.
    """
    one = len(set(chances.values())) == 1
    for task, chance in chances.items():
        axes.axhline(PERCENT * chance, **CHANCE | ({} if one else {"color": colors[task]}))
