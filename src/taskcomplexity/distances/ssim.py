"""The structural similarity index of many pairs of images at once."""

import math

import numpy as np

from taskcomplexity.distances.drawn import scaled, two_different
from taskcomplexity.distances.measure import WINDOW

K1, K2 = 0.01, 0.03
PAIRS_AT_ONCE = 200
# Of larger images fewer pairs, so that they fit into cache and memory.
NUMBERS_AT_ONCE = PAIRS_AT_ONCE * 28 * 28


def ssim_distances(
    first: np.ndarray, second: np.ndarray | None, pairs: int, generator: np.random.Generator
) -> np.ndarray:
    """Draw random pairs of images of two classes, or within one, and measure 1 - SSIM of each.

    Parameters
    ----------
    first
        uint8 images of a class, shape (images, height, width) or (images, height, width, channels).
    second
        Images of the other class; None for pairs of two different images of the first.
    pairs
        How many, with replacement.
    generator
        Where they come from.

    Returns
    -------
    numpy.ndarray
        float64, shape (pairs,).

    Raises
    ------
    DataError
        When a single image is to be paired with another one of its class.
    """
    if second is None:
        left, right = two_different(len(first), pairs, generator)
        second = first
    else:
        left = generator.integers(len(first), size=pairs)
        right = generator.integers(len(second), size=pairs)
    step = min(PAIRS_AT_ONCE, max(1, NUMBERS_AT_ONCE // first[0].size))
    return np.concatenate(
        [
            1
            - structural_similarity(
                scaled(first[left[start : start + step]]),
                scaled(second[right[start : start + step]]),
            )
            for start in range(0, pairs, step)
        ]
    )


def structural_similarity(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Mean structural similarity (SSIM) of each pair of a stack.

    The same number as ``skimage.metrics.structural_similarity`` gives with its defaults, one pair
    at a time: a uniform window of 7 × 7 pixels, sample covariance, borders left out. In colour it
    is the mean over the channels.

    Parameters
    ----------
    first, second
        Images, shape (pairs, height, width) or (pairs, height, width, channels). The data range of
        a pair is the largest minus the smallest value of its first image, over all channels.

    Returns
    -------
    numpy.ndarray
        float64, shape (pairs,), at most 1.

    Raises
    ------
    ValueError
        When the shapes differ, an image is smaller than the window, or a first image is constant,
        which leaves SSIM undefined.

    References
    ----------
    .. [1] Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from
       error visibility to structural similarity", IEEE Transactions on Image Processing 13 (2004).
    """
    if first.shape != second.shape or first.ndim not in (3, 4):
        raise ValueError(
            "expected two stacks of one shape, (pairs, height, width) or (pairs, height, width, "
            f"channels), found {first.shape} and {second.shape}"
        )
    pairs, height, width = first.shape[:3]
    channels = math.prod(first.shape[3:])
    if min(height, width) < WINDOW:
        raise ValueError(
            f"expected images of at least {WINDOW} × {WINDOW}, found {height} × {width}"
        )
    x, y = (_planes(stack).astype(np.float64) for stack in (first, second))
    data_range = np.ptp(x.reshape(pairs, channels * height * width), axis=1)
    if not data_range.all():
        raise ValueError("the first image of a pair is constant, which leaves SSIM undefined")
    data_range = np.repeat(data_range, channels)[:, None, None]

    down, across = (_averaging(side) for side in x.shape[1:])

    def local_mean(stack: np.ndarray) -> np.ndarray:
        """Average over the windows; rows and columns come out interchanged."""
        return (stack @ across.T).transpose(0, 2, 1) @ down.T

    sample = WINDOW**2 / (WINDOW**2 - 1)
    mean_x, mean_y = local_mean(x), local_mean(y)
    variance_x = sample * (local_mean(x * x) - mean_x**2)
    variance_y = sample * (local_mean(y * y) - mean_y**2)
    covariance = sample * (local_mean(x * y) - mean_x * mean_y)
    c1, c2 = (K1 * data_range) ** 2, (K2 * data_range) ** 2
    similarity = ((2 * mean_x * mean_y + c1) * (2 * covariance + c2)) / (
        (mean_x**2 + mean_y**2 + c1) * (variance_x + variance_y + c2)
    )
    return similarity.mean(axis=(1, 2)).reshape(pairs, channels).mean(axis=1)


def _planes(stack: np.ndarray) -> np.ndarray:
    """Return a stack of images as one of grey ones, the channels of each following each other."""
    if stack.ndim == 3:
        return stack
    pairs, height, width, channels = stack.shape
    return np.moveaxis(stack, 3, 1).reshape(pairs * channels, height, width)


def _averaging(side: int) -> np.ndarray:
    """Return the matrix that averages a line of pixels over every window inside it."""
    windows = side - WINDOW + 1
    offset = np.arange(side) - np.arange(windows)[:, None]
    return ((offset >= 0) & (offset < WINDOW)) / WINDOW
