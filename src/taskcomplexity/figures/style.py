"""One look for all figures, readable in black and white and by the colour-blind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from taskcomplexity.atomic import replacing

WIDTH = 6.9  # inches, the text width of a two-column page

# Okabe and Ito's colours keep apart for all common forms of colour blindness.
TASK_COLOR = {"easy": "#0072B2", "hard": "#D55E00"}
TASK_MARKER = {"easy": "o", "hard": "s"}
TASK_LABEL = {"easy": "E-model", "hard": "H-model"}
VARIANT_LINE = {"weights": "-", "signs": (0, (4, 1.6))}
GREY = "#666666"


@dataclass(frozen=True)
class Style:
    """What a user may change.

    Attributes
    ----------
    dpi
        Resolution of the PNG.
    font_size
        Points.
    """

    dpi: int
    font_size: float


@contextmanager
def styled(style: Style) -> Iterator[None]:
    """Apply the look while a figure is drawn and saved."""
    with mpl.rc_context(
        {
            "font.size": style.font_size,
            "axes.titlesize": style.font_size + 1,
            "axes.labelsize": style.font_size,
            "xtick.labelsize": style.font_size - 1,
            "ytick.labelsize": style.font_size - 1,
            "legend.fontsize": style.font_size,
            "font.family": "DejaVu Sans",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.linewidth": 0.7,
            "lines.linewidth": 1.3,
            "lines.markersize": 3.2,
            "figure.constrained_layout.use": True,
            "pdf.fonttype": 42,
            "svg.hashsalt": "taskcomplexity",
            "savefig.dpi": style.dpi,
        }
    ):
        yield


def label_panel(axes: Axes, letter: str) -> None:
    """Put the letter of a panel above its left edge."""
    axes.set_title(f"({letter})", loc="left", fontweight="bold")


def save_figure(figure: Figure, path: str | Path) -> None:
    """Write a figure in the format of the path's suffix; the same figure gives the same bytes."""
    path = Path(path)
    undated = {"CreationDate": None} if path.suffix == ".pdf" else {"Software": None}
    with replacing(path) as beside:
        figure.savefig(beside, metadata=undated)
