"""Distances between all classes of a dataset, sampled over random pairs of samples."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from taskcomplexity.columns import DISTANCE_COLUMNS
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.usable import lacks_for_distances
from taskcomplexity.distances.energy import energy_distances
from taskcomplexity.distances.extremes import Estimate, candidates
from taskcomplexity.distances.measure import AUTO, ENERGY, SSIM, chosen
from taskcomplexity.distances.ssim import ssim_distances
from taskcomplexity.progress import Progress
from taskcomplexity.streams import numpy_generator

logger = logging.getLogger("taskcomplexity")

# Draws values, whose mean is the distance, of the samples of two classes or of one and None.
Measure = Callable[[np.ndarray, np.ndarray | None, int, np.random.Generator], np.ndarray]
MEASURES: dict[str, Measure] = {SSIM: ssim_distances, ENERGY: energy_distances}


@dataclass
class Distance:
    """The distance of two classes, or within one, from as many random pairs as were drawn.

    Attributes
    ----------
    first
        Samples of a class, the first axis one for each.
    second
        Samples of the other class; None for the distance within the first.
    generator
        Where the pairs come from; they are drawn with replacement.
    measure
        What draws a value of each pair, one of :data:`MEASURES`.
    drawn
        The values so far.
    """

    first: np.ndarray
    second: np.ndarray | None
    generator: np.random.Generator
    measure: Measure
    drawn: np.ndarray = field(default_factory=lambda: np.empty(0))

    @property
    def estimate(self) -> Estimate:
        """Mean of the values, and its standard error (section 3 of the paper)."""
        error = self.drawn.std(ddof=1) / np.sqrt(len(self.drawn))
        return Estimate(float(self.drawn.mean()), float(error))

    def draw(self, pairs: int) -> "Distance":
        """Draw so many pairs more."""
        found = self.measure(self.first, self.second, pairs, self.generator)
        self.drawn = np.concatenate([self.drawn, found])
        return self


def cell_table(
    dataset: str,
    data: Labelled,
    cells: Sequence[tuple[int, int]],
    image_pairs: int,
    root_seed: int,
    asked: str = AUTO,
) -> pa.Table:
    """Estimate the distance of some pairs of classes and within some classes.

    Parameters
    ----------
    dataset
        Name of the dataset, part of the names of the random streams.
    data
        The dataset; training samples are compared.
    cells
        Two classes each, a <= b.
    image_pairs
        Random pairs per cell.
    root_seed
        Root of the random streams.
    asked
        The measure, as of :func:`taskcomplexity.distances.measure.chosen`.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.DISTANCE_COLUMNS`, a row per cell. A class that has no
        distances, as it has too few samples or, by SSIM, blank images, has no rows; the logger
        ``taskcomplexity`` tells it.

    Raises
    ------
    DataError
        When SSIM is asked for and the samples have none.
    """
    try:
        measure = chosen(data, asked)
    except DataError as error:
        raise DataError(f"{dataset}: {error}") from None
    fit = set()
    for label in sorted({label for cell in cells for label in cell}):
        if (lacking := lacks_for_distances(data, label, ssim=measure == SSIM)) is None:
            fit.add(label)
        else:
            name = data.classes[label]
            logger.warning("%s: no distances of class %d (%s): %s", dataset, label, name, lacking)
    rows = []
    progress = Progress(f"distances of {dataset} ({measure})", len(cells), "pairs of classes")
    for cell in cells:
        if fit.issuperset(cell):
            distance = opened(dataset, data, cell, measure, root_seed).draw(image_pairs)
            rows.append((*cell, *distance.estimate, image_pairs, measure))
        progress.advance()
    return _table(rows)


def opened(
    dataset: str, data: Labelled, cell: tuple[int, int], measure: str, root_seed: int
) -> Distance:
    """Return the distance of two classes, or within one, with nothing drawn yet."""
    a, b = cell
    generator = numpy_generator(root_seed, dataset, a, b, "distance")
    second = None if a == b else data.of_class(b)
    return Distance(data.of_class(a), second, generator, MEASURES[measure])


def distance_table(
    dataset: str, data: Labelled, cells: pa.Table, most_image_pairs: int, root_seed: int
) -> pa.Table:
    """Put the distances of all classes together (figure 6).

    Where it takes more random pairs to tell which pair of classes is the most or the least distant,
    more are drawn, see :func:`part_extremes`.

    Parameters
    ----------
    dataset, data, root_seed
        As in :func:`cell_table`.
    cells
        From :func:`cell_table`, of all classes.
    most_image_pairs
        How many random pairs of two classes are drawn at most.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.DISTANCE_COLUMNS`, in the order of class_a and class_b.

    Raises
    ------
    DataError
        When no class has distances.
    """
    rows = {(row["class_a"], row["class_b"]): row for row in cells.to_pylist()}
    if not rows:
        raise DataError(
            f"{dataset}: no class has {data.kind} that distances can be measured between"
        )
    measure = cells["measure"][0].as_py()

    def reopen(pair: tuple[int, int]) -> Distance:
        return opened(dataset, data, pair, measure, root_seed).draw(rows[pair]["image_pairs"])

    between = {
        pair: Estimate(row["distance"], row["standard_error"])
        for pair, row in rows.items()
        if pair[0] != pair[1]
    }
    drawn = part_extremes(between, reopen, most_image_pairs)
    told = {pair: tuple(row.values()) for pair, row in rows.items()}
    told |= {pair: (*pair, *one.estimate, len(one.drawn), measure) for pair, one in drawn.items()}
    return _table([told[pair] for pair in sorted(told)])


def _table(rows: Sequence[tuple]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(DISTANCE_COLUMNS)
    types = (pa.int64(), pa.int64(), pa.float64(), pa.float64(), pa.int64(), pa.string())
    return pa.table(
        {
            name: pa.array(column, kind)
            for name, column, kind in zip(DISTANCE_COLUMNS, columns, types, strict=True)
        }
    )


def part_extremes(
    between: Mapping[tuple[int, int], Estimate],
    reopen: Callable[[tuple[int, int]], Distance],
    most: int,
) -> dict[tuple[int, int], Distance]:
    """Draw more random pairs until it is clear which classes are the most and the least distant.

    Where others come within three standard errors of the difference to an extreme, their pairs and
    those of the extreme are doubled, again and again, until one stands alone or all have `most`.

    Parameters
    ----------
    between
        The distance of every pair of different classes.
    reopen
        Gives a distance that goes on where its estimate ended.
    most
        How many pairs of two classes are drawn at most.

    Returns
    -------
    dict
        The distances that more was drawn of.
    """
    estimates, grown = dict(between), {}
    for task, told in (("easy", "most"), ("hard", "least")):
        while True:
            rivals = candidates(estimates, task) if estimates else []
            if len(rivals) > 1:
                grown |= {pair: reopen(pair) for pair in rivals if pair not in grown}
            growing = [pair for pair in rivals if pair in grown and len(grown[pair].drawn) < most]
            if len(rivals) < 2 or not growing:
                break
            for pair in growing:
                drawn = len(grown[pair].drawn)
                estimates[pair] = grown[pair].draw(min(drawn, most - drawn)).estimate
        if len(rivals) > 1:
            logger.info("%d random pairs do not tell which classes are the %s distant", most, told)
    return grown
