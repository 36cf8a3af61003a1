"""Pictures brought to grey or to another size."""

import logging
from collections import Counter

import numpy as np

from taskcomplexity.data.asked import GREY, Asked
from taskcomplexity.data.extras import needs
from taskcomplexity.data.images import Images
from taskcomplexity.data.names import some

logger = logging.getLogger("taskcomplexity")

LUMA = "the luma of ITU-R 601-2"
# 0.299, 0.587 and 0.114 in units of 2**-16, as Pillow has them.
WEIGHTS = (19595, 38470, 7471)


def luma(colours: np.ndarray) -> np.ndarray:
    """Return the grey of colours by the luma of ITU-R 601-2, to the byte as Pillow does.

    Parameters
    ----------
    colours
        uint8, red, green and blue along the last axis, which goes.
    """
    red, green, blue = (
        colours[..., at].astype(np.uint32) * np.uint32(weight) for at, weight in enumerate(WEIGHTS)
    )
    return ((red + green + blue + np.uint32(2**15)) >> 16).astype(np.uint8)


def resized(pictures: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return pictures in another size: bilinear, over all pixels that fall into one where smaller.

    Parameters
    ----------
    pictures
        uint8, shape (pictures, height, width) or (pictures, height, width, channels).
    size
        Height and width.
    """
    with needs("pictures"):
        from PIL import Image

    height, width = size
    changed = np.empty((len(pictures), height, width, *pictures.shape[3:]), np.uint8)
    for at, pixels in enumerate(pictures):
        picture = Image.fromarray(pixels)
        changed[at] = picture.resize((width, height), Image.Resampling.BILINEAR)
    return changed


def tell_sizes(where: object, counts: Counter[tuple[int, ...]], size: tuple[int, int]) -> None:
    """Tell how many pictures of which sizes are brought to another one."""
    if others := {shape: count for shape, count in counts.items() if shape != size}:
        sizes = [f"{height} × {width} ({n})" for (height, width), n in sorted(others.items())]
        logger.warning(
            "%s: %d pictures are resized to %d × %d pixels (height × width), from %s",
            where,
            sum(others.values()),
            *size,
            some(sizes),
        )


def converted(images: Images, asked: Asked, where: object) -> Images:
    """Return images as they are asked for: in grey, or of another size.

    Parameters
    ----------
    images
        Of one size.
    asked
        Of which ``colour`` and ``size`` count.
    where
        What to call them where the logger ``taskcomplexity`` tells what is done.
    """
    arrays = {"train": images.train_images, "test": images.test_images}
    if asked.colour == GREY and images.train_images.ndim == 4:
        logger.info("%s: the images in colour become grey by %s", where, LUMA)
        arrays = {split: luma(pictures) for split, pictures in arrays.items()}
    if asked.size is not None and asked.size != images.train_images.shape[1:3]:
        counts = Counter({images.train_images.shape[1:3]: sum(map(len, arrays.values()))})
        tell_sizes(where, counts, asked.size)
        arrays = {split: resized(pictures, asked.size) for split, pictures in arrays.items()}
    return Images(
        arrays["train"], images.train_labels, arrays["test"], images.test_labels, images.classes
    )
