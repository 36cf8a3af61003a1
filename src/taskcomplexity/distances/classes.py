"""Distances between all classes of a dataset, sampled over random pairs of images."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from taskcomplexity.columns import DISTANCE_COLUMNS
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.data.usable import lacks_for_distances
from taskcomplexity.distances.extremes import Estimate, candidates
from taskcomplexity.distances.ssim import structural_similarity
from taskcomplexity.progress import Progress
from taskcomplexity.streams import numpy_generator

logger = logging.getLogger("taskcomplexity")

PAIRS_AT_ONCE = 200


@dataclass
class Distance:
    """The SSIM distance of two classes, or within one, from as many image pairs as were drawn.

    Attributes
    ----------
    first
        uint8 images of a class, shape (images, height, width).
    second
        Images of the other class; None for the distance within the first, over pairs of two
        different images.
    generator
        Where the pairs come from; they are drawn with replacement.
    drawn
        1 - SSIM of each pair drawn so far.
    """

    first: np.ndarray
    second: np.ndarray | None
    generator: np.random.Generator
    drawn: np.ndarray = field(default_factory=lambda: np.empty(0))

    @property
    def estimate(self) -> Estimate:
        """Mean of 1 - SSIM over the pairs, and its standard error (section 3 of the paper)."""
        error = self.drawn.std(ddof=1) / np.sqrt(len(self.drawn))
        return Estimate(float(self.drawn.mean()), float(error))

    def draw(self, image_pairs: int) -> "Distance":
        """Draw so many pairs more."""
        found = _random_distances(self.first, self.second, image_pairs, self.generator)
        self.drawn = np.concatenate([self.drawn, found])
        return self


def _random_distances(
    first: np.ndarray, second: np.ndarray | None, image_pairs: int, generator: np.random.Generator
) -> np.ndarray:
    left = generator.integers(len(first), size=image_pairs)
    if second is None:
        if len(first) < 2:
            raise DataError("a distance within a class needs two of its images, found one")
        right = (left + generator.integers(1, len(first), size=image_pairs)) % len(first)
        second = first
    else:
        right = generator.integers(len(second), size=image_pairs)
    return np.concatenate(
        [
            1
            - structural_similarity(
                _scaled(first[left[start : start + PAIRS_AT_ONCE]]),
                _scaled(second[right[start : start + PAIRS_AT_ONCE]]),
            )
            for start in range(0, image_pairs, PAIRS_AT_ONCE)
        ]
    )


def _scaled(pixels: np.ndarray) -> np.ndarray:
    return (pixels / 255 - 0.5) / 0.5


def cell_table(
    dataset: str,
    images: Images,
    cells: Sequence[tuple[int, int]],
    image_pairs: int,
    root_seed: int,
) -> pa.Table:
    """Estimate the distance of some pairs of classes and within some classes.

    Parameters
    ----------
    dataset
        Name of the dataset, part of the names of the random streams.
    images
        The dataset; training images are compared.
    cells
        Two classes each, a <= b.
    image_pairs
        Random pairs per cell.
    root_seed
        Root of the random streams.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.DISTANCE_COLUMNS`, a row per cell. A class that has no
        distances, as it has too few images or blank ones, has no rows; the logger
        ``taskcomplexity`` tells it.

    Raises
    ------
    DataError
        When the images are none of which SSIM is known.
    """
    if images.train_images.ndim != 3:
        raise DataError(
            f"{dataset}: SSIM distances need grey images of shape (images, height, width), "
            f"found {images.train_images.shape}"
        )
    fit = set()
    for label in sorted({label for cell in cells for label in cell}):
        if (lacking := lacks_for_distances(images, label)) is None:
            fit.add(label)
        else:
            name = images.classes[label]
            logger.warning("%s: no distances of class %d (%s): %s", dataset, label, name, lacking)
    rows = []
    progress = Progress(f"SSIM distances of {dataset}", len(cells), "pairs of classes")
    for cell in cells:
        if fit.issuperset(cell):
            distance = opened(dataset, images, cell, root_seed).draw(image_pairs)
            rows.append((*cell, *distance.estimate, image_pairs))
        progress.advance()
    return _table(rows)


def opened(dataset: str, images: Images, cell: tuple[int, int], root_seed: int) -> Distance:
    """Return the distance of two classes, or within one, with nothing drawn yet."""
    a, b = cell
    generator = numpy_generator(root_seed, dataset, a, b, "distance")
    return Distance(images.of_class(a), None if a == b else images.of_class(b), generator)


def distance_table(
    dataset: str, images: Images, cells: pa.Table, most_image_pairs: int, root_seed: int
) -> pa.Table:
    """Put the distances of all classes together (figure 6).

    Where it takes more image pairs to tell which pair of classes is the most or the least distant,
    more are drawn, see :func:`part_extremes`.

    Parameters
    ----------
    dataset, images, root_seed
        As in :func:`cell_table`.
    cells
        From :func:`cell_table`, of all classes.
    most_image_pairs
        How many image pairs of two classes are drawn at most.

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
        raise DataError(f"{dataset}: no class has images that distances can be measured between")

    def reopen(pair: tuple[int, int]) -> Distance:
        return opened(dataset, images, pair, root_seed).draw(rows[pair]["image_pairs"])

    between = {
        pair: Estimate(row["distance"], row["standard_error"])
        for pair, row in rows.items()
        if pair[0] != pair[1]
    }
    drawn = part_extremes(between, reopen, most_image_pairs)
    told = {pair: tuple(row.values()) for pair, row in rows.items()}
    told |= {pair: (*pair, *one.estimate, len(one.drawn)) for pair, one in drawn.items()}
    return _table([told[pair] for pair in sorted(told)])


def _table(rows: Sequence[tuple]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(DISTANCE_COLUMNS)
    types = (pa.int64(), pa.int64(), pa.float64(), pa.float64(), pa.int64())
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
    """Draw more image pairs until it is clear which classes are the most and the least distant.

    Where others come within three standard errors of the difference to an extreme, their image
    pairs and those of the extreme are doubled, again and again, until one stands alone or all have
    `most`.

    Parameters
    ----------
    between
        The distance of every pair of different classes.
    reopen
        Gives a distance that goes on where its estimate ended.
    most
        How many image pairs of two classes are drawn at most.

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
            logger.info("%d image pairs do not tell which classes are the %s distant", most, told)
    return grown
