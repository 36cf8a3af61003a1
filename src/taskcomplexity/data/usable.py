"""Whether this workflow can use a dataset: told where the data comes in, before anything is made.

A class that no task and no pair names may lack what the others need.
"""

import logging
from collections.abc import Callable, Collection

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.splits import SPLITS

logger = logging.getLogger("taskcomplexity")

# Times as many samples in one class as in another, from which on accuracies are told to mislead.
UNEVEN = 3
# Blank images that a message names.
NAMED = 8
TOLD = {"train": "training", "test": "test"}


def by_number(split: str, index: int) -> str:
    """Name a sample by its place in its split."""
    return f"{TOLD[split]} sample {index}"


def check_usable(
    data: Labelled,
    in_use: Collection[int],
    source: object,
    name: Callable[[str, int], str] = by_number,
    *,
    ssim: bool,
) -> None:
    """Check that models can be trained and distances measured on the classes in use.

    Parameters
    ----------
    data
        The dataset, of images or features.
    in_use
        The classes of tasks and pairs, as indices.
    source
        How the user knows the dataset: its name, or where it lies.
    name
        How the user knows a sample, from split and index.
    ssim
        Whether distances are measured by SSIM, which is between images of which none is blank.

    Raises
    ------
    DataError
        With a line for everything that is wrong, where it is and what to do.
    """
    if isinstance(data, Images):
        _check_pixels(data, name)
    wrong = []
    rows = f"{data.one}s"
    for label in sorted(in_use):
        told = f"class {label} ({data.classes[label]})"
        if not (data.test_labels == label).any():
            equal = _all_equal(data, label)
            why = f", as its training {rows} are all equal" if equal else ""
            wrong.append(
                f"{told}: no test {rows}{why}; add some, or name tasks and pairs without it"
            )
        reason = lacks_for_distances(data, label, name, ssim=ssim)
        if reason is not None:
            wrong.append(f"{told}: {reason}, or name tasks and pairs without the class")
    if wrong:
        raise DataError(f"{source}: cannot be used:\n" + "\n".join(f"  - {one}" for one in wrong))


def _all_equal(data: Labelled, label: int) -> bool:
    values = data.values("train")[data.train_labels == label]
    return len(values) > 1 and bool((values == values[:1]).all())


def _check_pixels(images: Images, name: Callable[[str, int], str]) -> None:
    first = name("train", 0) if len(images.train_images) else "the training images"
    if images.train_images.any() and images.train_images.max() == 1:
        raise DataError(
            f"{first}: expected pixels from 0 (black) to 255 (white), found 0 and 1 alone, in all "
            "training images; where 1 stands for white, multiply by 255"
        )


def lacks_for_distances(
    data: Labelled,
    label: int,
    name: Callable[[str, int], str] = by_number,
    *,
    ssim: bool = True,
) -> str | None:
    """Say what keeps a class from having distances; None where nothing does.

    Distances are between training samples, within a class between two different ones. SSIM is
    undefined where an image is blank, all of its pixels equal.
    """
    (places,) = np.nonzero(data.train_labels == label)
    sample = data.one
    if not places.size:
        return f"no training {sample}s; add some"
    if places.size == 1:
        return (
            f"a single training {sample} ({name('train', int(places[0]))}), but the distance "
            "within a class needs two; add some"
        )
    pixels = data.values("train")[places].reshape(len(places), -1)
    blank = places[pixels.min(axis=1) == pixels.max(axis=1)] if ssim else places[:0]
    if blank.size:
        named = [name("train", int(index)) for index in blank[:NAMED]]
        more = f" and {blank.size - NAMED} more" if blank.size > NAMED else ""
        return (
            f"{blank.size} blank training image(s), all pixels equal, which leaves SSIM undefined: "
            f"{', '.join(named)}{more}; take them out"
        )
    return None


def tell_uneven(data: Labelled, in_use: Collection[int]) -> None:
    """Warn where classes in use have very different numbers of samples.

    The warning goes to the logger ``taskcomplexity``.
    """
    for split in SPLITS:
        labels = data.labels(split)
        counts = {label: int((labels == label).sum()) for label in sorted(in_use)}
        least, most = min(counts, key=counts.get), max(counts, key=counts.get)
        if counts[most] <= UNEVEN * counts[least]:
            continue
        always = counts[most] / (counts[most] + counts[least])
        logger.warning(
            "The %s %ss are uneven: %d of %s, %d of %s. %s",
            TOLD[split],
            data.one,
            counts[least],
            data.classes[least],
            counts[most],
            data.classes[most],
            f"A model that always answers {data.classes[most]} is right for {always:.1%} of them"
            if split == "test"
            else "A model may learn to answer the larger class alone, and then loses nothing under "
            "the probes",
        )
