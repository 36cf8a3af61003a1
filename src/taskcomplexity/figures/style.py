"""One look for all figures, readable in black and white and by the colour-blind."""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from string import ascii_lowercase

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullFormatter

from taskcomplexity.atomic import replacing

FONT = "DejaVu Sans"
WIDTH = 6.9  # inches, the text width of a two-column page
# Shares are fractions in tables, and drawn in percent.
PERCENT = 100

VARIANT_LINE = {"weights": "-", "signs": (0, (4, 1.6))}
GREY = "#666666"
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
CHANCE = {"color": GREY, "linewidth": 0.7, "linestyle": ":"}
UNTRAINED = {"color": "black", "marker": "x", "linestyle": "", "markersize": 3.5}
UNTRAINED_LABEL = Line2D([], [], label="did not train", **UNTRAINED)
CHANCE_LABEL = Line2D([], [], label="chance: the larger class", **CHANCE)


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
            "font.family": FONT,
            # Names of classes and datasets are the user's, and may have dollar signs.
            "text.parse_math": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.linewidth": 0.7,
            "lines.linewidth": 1.3,
            "lines.markersize": 3.2,
            "figure.constrained_layout.use": True,
            "pdf.fonttype": 42,
            "savefig.dpi": style.dpi,
        }
    ):
        yield


def scale_by_powers_of_two(axes: Axes) -> None:
    """Make the horizontal axis logarithmic, its ticks written without markup: 2⁻¹⁰."""
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_formatter(
        lambda value, _: f"2{f'{math.log2(value):.0f}'.translate(SUPERSCRIPT)}"
    )
    axes.xaxis.set_minor_formatter(NullFormatter())


def panel_letters(number: int) -> list[str]:
    """Return a, b, …, z, aa, ab, … for so many panels."""
    more = (first + second for first in ascii_lowercase for second in ascii_lowercase)
    return list(islice(chain(ascii_lowercase, more), number))


def label_panel(axes: Axes, letter: str) -> None:
    """Put the letter of a panel above its left edge, outside."""
    axes.annotate(
        f"({letter})",
        (0, 1),
        xytext=(-20, 6),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize="large",
        fontweight="bold",
    )


def add_note(figure: Figure, text: str) -> None:
    """Put a line below a figure, where there is one to say."""
    if text:
        figure.supxlabel(text, fontsize="small", color=GREY)


def save_figure(figure: Figure, path: str | Path) -> None:
    """Write a figure in the format of the path's suffix; the same figure gives the same bytes."""
    path = Path(path)
    undated = {"CreationDate": None} if path.suffix == ".pdf" else {"Software": None}
    with replacing(path) as beside, warnings.catch_warnings():
        # Once per letter, size and file; figures.letters tells it once.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        figure.savefig(beside, metadata=undated)
