"""What is written in a figure, and where."""

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

# Pixels that the box of a text may reach into another's: its letters do not fill it.
SLACK = 1


def texts(figure):
    """All texts of a figure."""
    return [text.get_text() for text in figure.findobj(Text)]


def parts(figure):
    """A figure and its subfigures."""
    return [figure, *(inner for one in figure.subfigs for inner in parts(one))]


def written(figure):
    """Titles, labels, notes, ticks and legends of a figure that has been drawn."""
    for part in parts(figure):
        yield from part.legends
        yield from filter(None, (part._suptitle, part._supxlabel))
        for axes in part.get_axes() if part is figure else ():
            yield from (axes.title, *axes.texts)
            if axes.axison:
                yield from (axes.xaxis.label, axes.yaxis.label)
                yield from _ticks(axes.xaxis)
                yield from _ticks(axes.yaxis)


def _ticks(axis):
    low, high = sorted(axis.get_view_interval())
    for tick in axis.get_major_ticks():
        if low <= tick.get_loc() <= high:
            yield tick.label1


def assert_legible(figure):
    """Draw a figure; nothing that is written overlaps or leaves it."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    found = [one for one in written(figure) if one.get_visible()]
    found = [one for one in found if not isinstance(one, Text) or one.get_text()]
    boxes = [(_name(one), one.get_window_extent(renderer)) for one in found]
    for name, box in boxes:
        assert min(box.x0, box.y0) >= -SLACK, name
        assert box.x1 <= figure.bbox.x1 + SLACK, name
        assert box.y1 <= figure.bbox.y1 + SLACK, name
    for (name, box), (other, beside) in combinations(boxes, 2):
        assert not box.padded(-SLACK).overlaps(beside), (name, other)


def _name(one):
    return one.get_text() if isinstance(one, Text) else "legend"
