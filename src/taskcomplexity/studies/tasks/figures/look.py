"""How curves of E- and H-models look in the figures of this study."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from taskcomplexity.figures import bands
from taskcomplexity.figures.tasks import TASK_COLOR, TASK_MARKER


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
    bands.draw_band(axes, curve, _curve_look(task, line, filled))


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
