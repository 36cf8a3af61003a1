"""How networks of each method look in the figures of this study."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from taskcomplexity.figures.style import CHANCE, GREY
from taskcomplexity.figures.tasks import TASK_COLOR, TASK_MARKER
from taskcomplexity.studies.sparse.names import DENSE, PRUNED, STATIC

# Okabe and Ito's colours, told apart without them by line and marker.
METHOD_LOOK: dict[str, dict[str, Any]] = {
    STATIC: {"color": "#000000", "linestyle": ":", "marker": ">"},
    "rlr": {"color": "#0072B2", "linestyle": "-", "marker": "o"},
    "ch3l3": {"color": "#D55E00", "linestyle": (0, (5, 1.5)), "marker": "s"},
    "ch3l3_soft": {"color": "#CC79A7", "linestyle": (0, (5, 1.2, 1, 1.2)), "marker": "D"},
    DENSE: {"color": "#009E73", "linestyle": (0, (1.5, 1)), "marker": "^"},
    PRUNED: {"color": "#E69F00", "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "v"},
}
NOTE_LINE = 0.14  # inches
TASK_LOOK: dict[str, dict[str, Any]] = {
    "easy": {"color": TASK_COLOR["easy"], "linestyle": "-", "marker": TASK_MARKER["easy"]},
    "hard": {
        "color": TASK_COLOR["hard"],
        "linestyle": (0, (4, 1.6)),
        "marker": TASK_MARKER["hard"],
    },
}
CHANCE_LABEL = Line2D([], [], label="chance: the largest class", **CHANCE)


def legend_lines(
    titles: Mapping[str, str], looks: Mapping[str, Mapping[str, Any]] = METHOD_LOOK, **changed: Any
) -> list[Line2D]:
    """Return the entries of a legend: title and line by name.

    Parameters
    ----------
    titles
        By name of what is drawn, in order.
    looks
        By the same names.
    **changed
        What of every line is otherwise.
    """
    return [Line2D([], [], label=titles[one], **{**looks[one], **changed}) for one in titles]


def draw_legend(figure: Figure, lines: Sequence[Line2D], columns: int) -> None:
    """Put a legend above a figure, its lines long enough to tell their dashes."""
    figure.legend(
        handles=lines,
        loc="outside upper center",
        ncols=columns,
        frameon=False,
        handlelength=3.2,
    )


def note_height(note: str) -> float:
    """Return the inches that a note takes below a figure."""
    return NOTE_LINE * len(note.splitlines())


def named_blocks(
    blocks: Iterable[SubFigure], titles: Mapping[str, str], letters: str = ascii_lowercase
) -> Iterator[tuple[str, SubFigure]]:
    """Give each dataset its block, with its letter and its title above it."""
    for letter, (dataset, title), block in zip(letters, titles.items(), blocks, strict=False):
        name_block(block, letter, title)
        yield dataset, block


def name_block(block: SubFigure, letter: str, title: str) -> None:
    """Put the letter and the title of a block of panels above it, at the left."""
    block.suptitle(f"({letter})  {title}", x=0.01, ha="left", fontsize="large", fontweight="bold")


def write_unmeasured(axes: Axes) -> None:
    """Say in an empty panel that nothing was measured."""
    axes.text(
        0.5,
        0.5,
        "not measured",
        transform=axes.transAxes,
        ha="center",
        va="center",
        fontsize="small",
        color=GREY,
    )
