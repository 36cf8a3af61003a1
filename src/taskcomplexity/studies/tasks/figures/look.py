"""How curves of the models of tasks look in the figures of this study."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from taskcomplexity.figures import bands
from taskcomplexity.figures.tasks import TaskLook


def draw_band(
    axes: Axes, curve: pd.DataFrame, look: TaskLook, line: object, *, filled: bool
) -> None:
    """Draw the median of a curve over its quartiles.

    Parameters
    ----------
    axes
        Where.
    curve
        level, median, quartile_1, quartile_3.
    look
        Colour and marker.
    line
        Line style.
    filled
        Whether the markers are.
    """
    bands.draw_band(axes, curve, _curve_look(look, line, filled))


def legend_line(label: str, look: TaskLook, line: object, *, filled: bool) -> Line2D:
    """Return the entry of a legend for a curve of :func:`draw_band`."""
    return Line2D([], [], label=label, **_curve_look(look, line, filled))


def _curve_look(look: TaskLook, line: object, filled: bool) -> dict[str, object]:
    return {
        "color": look.color,
        "linestyle": line,
        "marker": look.marker,
        "markerfacecolor": look.color if filled else "white",
        "markeredgewidth": 0.7,
    }
