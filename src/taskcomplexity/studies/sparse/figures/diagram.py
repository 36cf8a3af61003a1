"""A sparse network, drawn: part of figure 1."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from taskcomplexity.figures.style import GREY
from taskcomplexity.links.start import link_count

PIXELS = 28
DRAWN = 70  # units of a column
CLASSES = 10
SEED = 4
# Corners of the strokes of the digit, in pixels from the upper left.
DIGIT = ((7.5, 7), (20, 7), (12, 22))
LINK = "#0072B2"
GAP = 2.2
TOP = 1.0


def digit() -> np.ndarray:
    """Draw a seven, shape (:data:`PIXELS`, :data:`PIXELS`), from 0 to 1."""
    y, x = np.mgrid[:PIXELS, :PIXELS]
    points = np.stack([x, y], axis=-1).astype(float)
    distances = [
        _distances(points, np.array(start), np.array(end)) for start, end in pairwise(DIGIT)
    ]
    return np.clip(2.1 - np.min(distances, axis=0), 0, 1)


def _distances(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    along = end - start
    part = np.clip((points - start) @ along / (along @ along), 0, 1)
    return np.linalg.norm(points - start - part[..., None] * along, axis=-1)


def draw_network(
    axes: Axes, hidden: Sequence[int], density: float, inputs: int | None = PIXELS**2
) -> None:
    """Draw the picture, the units and the links between them, at their true density.

    Parameters
    ----------
    axes
        Where; nothing else is in it.
    hidden
        Units of the hidden layers.
    density
        Share of the links of the sparse layers that are there.
    inputs
        How many there are; None where datasets differ in it or it is not known, so that the
        picture stands for any.
    """
    generator = np.random.default_rng(SEED)
    sizes = [inputs or PIXELS**2, *hidden]
    columns = [np.linspace(0, TOP, min(size, DRAWN)) for size in sizes]
    outputs = np.linspace(0.15, 0.85, CLASSES) * TOP
    places = GAP * np.arange(len(sizes) + 1)
    for place, left, right in zip(places, columns[:-1], columns[1:], strict=False):
        count = max(1, link_count(density, len(right), len(left)))
        chosen = generator.choice(len(left) * len(right), count, replace=False)
        ends = np.stack(np.divmod(chosen, len(right)), axis=1)
        _draw_links(axes, place, left[ends[:, 0]], right[ends[:, 1]], color=LINK, linewidth=0.5)
    sources, targets = np.meshgrid(columns[-1], outputs)
    _draw_links(
        axes, places[-2], sources.ravel(), targets.ravel(), color=GREY, linewidth=0.25, alpha=0.5
    )
    for place, heights in zip(places, [*columns, outputs], strict=True):
        size = 1.1 if len(heights) > CLASSES else 3
        axes.plot(
            np.full(len(heights), place), heights, "o", color="black", markersize=size, zorder=3
        )
    told = "inputs" if inputs is None else f"{inputs:,} inputs"
    _label(axes, places, [told, *(f"{size:,} units" for size in hidden), "classes"], density)
    size = f"{PIXELS} × {PIXELS} pixels" if inputs == PIXELS**2 else "picture"
    left = _draw_picture(axes, size)
    axes.set_xlim(left, places[-1] + 0.3)
    axes.set_ylim(-0.34 * TOP, 1.04 * TOP)
    axes.set_axis_off()


def _draw_links(
    axes: Axes, place: float, sources: np.ndarray, targets: np.ndarray, **look: object
) -> None:
    ends = [
        ((place, source), (place + GAP, target))
        for source, target in zip(sources, targets, strict=True)
    ]
    axes.add_collection(LineCollection(ends, **look))


def _label(axes: Axes, places: np.ndarray, told: Sequence[str], density: float) -> None:
    below = {"ha": "center", "va": "top"}
    for place, text in zip(places, told, strict=True):
        axes.text(place, -0.06 * TOP, text, **below)
    share = f"{100 * density:g} % of the links"
    for place in places[:-2]:
        axes.text(place + GAP / 2, -0.2 * TOP, share, color=LINK, **below)
    axes.text(places[-2] + GAP / 2, -0.2 * TOP, "all links", color=GREY, **below)


def _draw_picture(axes: Axes, size: str) -> float:
    """Draw the input at the left of the units, its pixels outlined; return its left edge."""
    width, right = 1.9, -0.75
    edges = np.linspace(right - width, right, PIXELS + 1)
    heights = np.linspace(TOP, 0, PIXELS + 1)
    axes.pcolormesh(
        edges, heights, digit(), cmap="gray_r", edgecolor="#BBBBBB", linewidth=0.1, rasterized=True
    )
    axes.text(right - width / 2, -0.06 * TOP, size, ha="center", va="top")
    axes.annotate(
        "",
        (-0.12, TOP / 2),
        xytext=(right + 0.08, TOP / 2),
        arrowprops={"arrowstyle": "->", "color": GREY, "linewidth": 0.8},
    )
    return right - width - 0.1
