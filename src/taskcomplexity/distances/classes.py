"""Distances between all classes of a dataset, sampled over random pairs of images."""

import logging
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
import pyarrow as pa

from taskcomplexity.columns import DISTANCE_COLUMNS
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.data.usable import lacks_for_distances
from taskcomplexity.distances.ssim import structural_similarity
from taskcomplexity.progress import Progress
from taskcomplexity.streams import numpy_generator

logger = logging.getLogger("taskcomplexity")

PAIRS_AT_ONCE = 200


@dataclass(frozen=True)
class Distance:
    """Mean of 1 - SSIM over image pairs and its standard error."""

    mean: float
    standard_error: float


def class_distance(
    first: np.ndarray, second: np.ndarray | None, image_pairs: int, generator: np.random.Generator
) -> Distance:
    """Estimate the SSIM distance between two classes, or within one.

    Parameters
    ----------
    first
        uint8 images of a class, shape (images, height, width).
    second
        Images of the other class; None for the distance within the first, over pairs of two
        different images.
    image_pairs
        How many random pairs, drawn with replacement.
    generator
        Where the pairs come from.

    Returns
    -------
    Distance
        Mean and standard error of 1 - SSIM (section 3 of the paper).
    """
    left = generator.integers(len(first), size=image_pairs)
    if second is None:
        if len(first) < 2:
            raise DataError("a distance within a class needs two of its images, found one")
        right = (left + generator.integers(1, len(first), size=image_pairs)) % len(first)
        second = first
    else:
        right = generator.integers(len(second), size=image_pairs)
    distances = np.concatenate(
        [
            1
            - structural_similarity(
                _scaled(first[left[start : start + PAIRS_AT_ONCE]]),
                _scaled(second[right[start : start + PAIRS_AT_ONCE]]),
            )
            for start in range(0, image_pairs, PAIRS_AT_ONCE)
        ]
    )
    return Distance(distances.mean(), distances.std(ddof=1) / np.sqrt(image_pairs))


def _scaled(pixels: np.ndarray) -> np.ndarray:
    return (pixels / 255 - 0.5) / 0.5


def distance_table(dataset: str, images: Images, image_pairs: int, root_seed: int) -> pa.Table:
    """Estimate the distance of every pair of classes and within every class (figure 6).

    Parameters
    ----------
    dataset
        Name of the dataset, part of the names of the random streams.
    images
        The dataset; training images are compared.
    image_pairs
        Random pairs per cell.
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
    rows = []
    cells = list(combinations_with_replacement(by_class, 2))
    progress = Progress(f"SSIM distances of {dataset}", len(cells), "pairs of classes")
    for a, b in cells:
        generator = numpy_generator(root_seed, dataset, a, b, "distance")
        other = None if a == b else by_class[b]
        try:
            distance = class_distance(by_class[a], other, image_pairs, generator)
        except ValueError as error:
            raise DataError(f"{dataset}, classes {a} and {b}: {error}") from error
        rows.append((a, b, distance.mean, distance.standard_error, image_pairs))
        progress.advance()
    return pa.table(dict(zip(DISTANCE_COLUMNS, map(list, zip(*rows, strict=True)), strict=True)))
