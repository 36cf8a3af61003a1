"""Distances between all classes of a dataset, sampled over random pairs of images."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations_with_replacement

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


def part_extremes(between: Mapping[tuple[int, int], Distance], most: int) -> None:
    """Draw more image pairs until it is clear which classes are the most and the least distant.

    Where others come within three standard errors of the difference to an extreme, their image
    pairs and those of the extreme are doubled, again and again, until one stands alone or all have
    `most`.

    Parameters
    ----------
    between
        The distance of every pair of different classes.
    most
        How many image pairs of two classes are drawn at most.
    """
    for task, told in (("easy", "most"), ("hard", "least")):
        while True:
            estimates = {pair: distance.estimate for pair, distance in between.items()}
            rivals = [between[pair] for pair in candidates(estimates, task)] if between else []
            growing = [one for one in rivals if len(one.drawn) < most]
            if len(rivals) < 2 or not growing:
                break
            for one in growing:
                one.draw(min(len(one.drawn), most - len(one.drawn)))
        if len(rivals) > 1:
            logger.info("%d image pairs do not tell which classes are the %s distant", most, told)


def distance_table(
    dataset: str, images: Images, image_pairs: int, most_image_pairs: int, root_seed: int
) -> pa.Table:
    """Estimate the distance of every pair of classes and within every class (figure 6).

    Parameters
    ----------
    dataset
        Name of the dataset, part of the names of the random streams.
    images
        The dataset; training images are compared.
    image_pairs
        Random pairs per cell.
    most_image_pairs
        How many are drawn at most where it takes more to tell which pair of classes is the most or
        the least distant, see :func:`part_extremes`.
    root_seed
        Root of the random streams.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.DISTANCE_COLUMNS`, a row per cell with class_a <= class_b.
        A class that has no distances, as it has too few images or blank ones, has no rows; the
        logger ``taskcomplexity`` tells it.

    Raises
    ------
    DataError
        When no class has distances.
    """
    if images.train_images.ndim != 3:
        raise DataError(
            f"{dataset}: SSIM distances need grey images of shape (images, height, width), "
            f"found {images.train_images.shape}"
        )
    by_class = {}
    for label, name in enumerate(images.classes):
        if (lacking := lacks_for_distances(images, label)) is None:
            by_class[label] = images.of_class(label)
        else:
            logger.warning("%s: no distances of class %d (%s): %s", dataset, label, name, lacking)
    if not by_class:
        raise DataError(f"{dataset}: no class has images that distances can be measured between")
    distances: dict[tuple[int, int], Distance] = {}
    cells = list(combinations_with_replacement(by_class, 2))
    progress = Progress(f"SSIM distances of {dataset}", len(cells), "pairs of classes")
    for a, b in cells:
        generator = numpy_generator(root_seed, dataset, a, b, "distance")
        other = None if a == b else by_class[b]
        try:
            distances[a, b] = Distance(by_class[a], other, generator).draw(image_pairs)
        except ValueError as error:
            raise DataError(f"{dataset}, classes {a} and {b}: {error}") from error
        progress.advance()
    part_extremes({ab: one for ab, one in distances.items() if ab[0] != ab[1]}, most_image_pairs)
    rows = [(*ab, *one.estimate, len(one.drawn)) for ab, one in distances.items()]
    return pa.table(dict(zip(DISTANCE_COLUMNS, map(list, zip(*rows, strict=True)), strict=True)))
