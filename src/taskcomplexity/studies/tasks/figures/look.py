"""How E- and H-models look in all figures."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from taskcomplexity.figures.style import CHANCE

# Okabe and Ito's colours keep apart for all common forms of colour blindness.
TASK_COLOR = {"easy": "#0072B2", "hard": "#D55E00"}
TASK_MARKER = {"easy": "o", "hard": "s"}
TASK_LABEL = {"easy": "E-model", "hard": "H-model"}


def draw_chance(axes: Axes, chances: Mapping[str, float]) -> None:
    """Draw the accuracy of the best constant answer, in percent by task.

    Where the tasks differ in it each has a line in its own colour.
    """
    one = len(set(chances.values())) == 1
    for task, percent in chances.items():
        axes.axhline(percent, **CHANCE | ({} if one else {"color": TASK_COLOR[task]}))


def draw_band(axes: Axes, curve: pd.DataFrame, task: str, line: object, *, filled: bool) -> None:
    """Draw the median of a curve over its quartiles.

    Parameters
    ----------
    axes
        Where.
    curve
        level, median, quartile_1, quartile_3.
    task
        ``easy`` or ``hard``, for colour and marker.
    line
        Line style.
    filled
        Whether the markers are.
    """
    curve = curve.sort_values("level")
    color = TASK_COLOR[task]
    axes.fill_between(
        curve["level"], curve["quartile_1"], curve["quartile_3"], color=color, alpha=0.16, lw=0
    )
    axes.plot(curve["level"], curve["median"], **_curve_look(task, line, filled))


def legend_line(label: str, task: str, line: object, *, filled: bool) -> Line2D:
    """Return the entry of a legend for a curve of :func:`draw_band`."""
    return Line2D([], [], label=label, **_curve_look(task, line, filled))


def _curve_look(task: str, line: object, filled: bool) -> dict[str, object]:
    return {
        "color": TASK_COLOR[task],
        "linestyle": line,
        "marker": TASK_MARKER[task],
        "markerfacecolor": TASK_COLOR[task] if filled else "white",
        "markeredgewidth": 0.7,
    }
