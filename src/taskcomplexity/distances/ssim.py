"""The structural similarity index of many pairs of images at once."""

import numpy as np

WINDOW = 7
K1, K2 = 0.01, 0.03


def structural_similarity(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Mean structural similarity (SSIM) of each pair of a stack.

    The same number as ``skimage.metrics.structural_similarity`` gives with its defaults, one pair
    at a time: a uniform window of 7 × 7 pixels, sample covariance, borders left out.

    Parameters
    ----------
    first, second
        Images, shape (pairs, height, width). The data range of a pair is the largest minus the
        smallest value of its first image.

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
    if first.shape != second.shape or first.ndim != 3:
        raise ValueError(
            "expected two stacks of one shape (pairs, height, width), found "
            f"{first.shape} and {second.shape}"
        )
    if min(first.shape[1:]) < WINDOW:
        raise ValueError(
            f"expected images of at least {WINDOW} × {WINDOW}, found {first.shape[1:]}"
        )
    x, y = first.astype(np.float64), second.astype(np.float64)
    data_range = np.ptp(x, axis=(1, 2))[:, None, None]
    if not data_range.all():
        raise ValueError("the first image of a pair is constant, which leaves SSIM undefined")

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
    return similarity.mean(axis=(1, 2))


def _averaging(side: int) -> np.ndarray:
    """Return the matrix that averages a line of pixels over every window inside it."""
    windows = side - WINDOW + 1
    offset = np.arange(side) - np.arange(windows)[:, None]
    return ((offset >= 0) & (offset < WINDOW)) / WINDOW
