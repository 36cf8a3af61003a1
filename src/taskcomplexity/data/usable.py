"""Whether this workflow can use a dataset: told where the data comes in, before anything is made.

A class that no task and no pair names may lack what the others need.
"""

import logging
from collections.abc import Callable, Collection

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.data.listing import SPLITS

logger = logging.getLogger("taskcomplexity")

# The window of SSIM, scikit-image's default.
SMALLEST_SIDE = 7
# Times as many images in one class as in another, from which on accuracies are told to mislead.
UNEVEN = 3
# Blank images that a message names.
NAMED = 8
TOLD = {"train": "training", "test": "test"}


def by_number(split: str, index: int) -> str:
    """Name an image by its place in its split."""
    return f"{TOLD[split]} image {index}"


def check_usable(
    images: Images,
    in_use: Collection[int],
    source: object,
    name: Callable[[str, int], str] = by_number,
    *,
    distances: bool = True,
) -> None:
    """Check that models can be trained and distances measured on the classes in use.

    Parameters
    ----------
    images
        The dataset.
    in_use
        The classes of tasks and pairs, as indices.
    source
        How the user knows the dataset: its name, or where it lies.
    name
        How the user knows an image, from split and index.
    distances
        Whether distances are measured, which are between grey images of which none is blank.

    Raises
    ------
    DataError
        With a line for everything that is wrong, where it is and what to do.
    """
    _check_size(images, name, distances)
    wrong = []
    for label in sorted(in_use):
        told = f"class {label} ({images.classes[label]})"
        if not (images.test_labels == label).any():
            wrong.append(f"{told}: no test images; add some, or name tasks and pairs without it")
        reason = lacks_for_distances(images, label, name) if distances else None
        if reason is not None:
            wrong.append(f"{told}: {reason}, or name tasks and pairs without the class")
    if wrong:
        raise DataError(f"{source}: cannot be used:\n" + "\n".join(f"  - {one}" for one in wrong))


def _check_size(images: Images, name: Callable[[str, int], str], distances: bool) -> None:
    shape = images.train_images.shape
    first = name("train", 0) if shape[0] else "the training images"
    if len(shape) != 3 and distances:
        raise DataError(
            f"{first}: expected grey images, found the shape {shape[1:]}; make all of them grey"
        )
    if min(shape[1:3]) < SMALLEST_SIDE:
        raise DataError(
            f"{first}: expected at least {SMALLEST_SIDE} × {SMALLEST_SIDE} pixels, the window of "
            f"SSIM, found {shape[1]} × {shape[2]}; enlarge all images"
        )
    if images.train_images.any() and images.train_images.max() == 1:
        raise DataError(
            f"{first}: expected pixels from 0 (black) to 255 (white), found 0 and 1 alone, in all "
            "training images; where 1 stands for white, multiply by 255"
        )


def lacks_for_distances(
    images: Images, label: int, name: Callable[[str, int], str] = by_number
) -> str | None:
    """Say what keeps a class from having SSIM distances; None where nothing does.

    Distances are between training images, within a class between two different ones. SSIM is
    undefined where an image is blank, all of its pixels equal.
    """
    (places,) = np.nonzero(images.train_labels == label)
    if not places.size:
        return "no training images; add some"
    if places.size == 1:
        return (
            f"a single training image ({name('train', int(places[0]))}), but the distance within "
            "a class needs two; add some"
        )
    pixels = images.train_images[places].reshape(len(places), -1)
    blank = places[pixels.min(axis=1) == pixels.max(axis=1)]
    if blank.size:
        named = [name("train", int(index)) for index in blank[:NAMED]]
        more = f" and {blank.size - NAMED} more" if blank.size > NAMED else ""
        return (
            f"{blank.size} blank training image(s), all pixels equal, which leaves SSIM undefined: "
            f"{', '.join(named)}{more}; take them out"
        )
    return None


def tell_uneven(images: Images, in_use: Collection[int]) -> None:
    """Warn where classes in use have very different numbers of images.

    The warning goes to the logger ``taskcomplexity``.
    """
    for split in SPLITS:
        labels = getattr(images, f"{split}_labels")
        counts = {label: int((labels == label).sum()) for label in sorted(in_use)}
        least, most = min(counts, key=counts.get), max(counts, key=counts.get)
        if counts[most] <= UNEVEN * counts[least]:
            continue
        always = counts[most] / (counts[most] + counts[least])
        logger.warning(
            "The %s images are uneven: %d of %s, %d of %s. %s",
            TOLD[split],
            counts[least],
            images.classes[least],
            counts[most],
            images.classes[most],
            f"A model that always answers {images.classes[most]} is right for {always:.1%} of them"
            if split == "test"
            else "A model may learn to answer the larger class alone, and then loses nothing under "
            "the probes",
        )
