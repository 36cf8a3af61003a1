"""Arrays of the user's as bytes of pictures, or the reason why they cannot be that."""

import logging

import numpy as np

from taskcomplexity.data.asked import CHANNELS, GREY
from taskcomplexity.data.converted import LUMA, luma
from taskcomplexity.data.errors import DataError

logger = logging.getLogger("taskcomplexity")

COLOURS, WITH_ALPHA = 3, 4
# From the 255 of a byte to the 65535 of 16 bits.
WIDENED = 257
LEAVE_OUT = "leave `colour` out"


def picture_bytes(array: np.ndarray, where: str, colour: str | None = None) -> np.ndarray:
    """Return images as bytes, where that takes nothing away but what is asked for.

    Parameters
    ----------
    array
        Images as the user stored them.
    where
        The file and the name of the array, for messages.
    colour
        ``grey`` or ``channels``: what becomes of images in colour, which are refused where nothing
        is said.

    Returns
    -------
    numpy.ndarray
        uint8, shape (images, height, width), or (images, height, width, 3) in colour. What had to
        be changed is told by the logger ``taskcomplexity``.

    Raises
    ------
    DataError
        When values or shape cannot be those of 8-bit images, with the remedy.
    """
    pictures = _as_bytes(array, where)
    axis = None
    if pictures.ndim == 4:
        channels = (1, COLOURS, WITH_ALPHA)
        axis = next((axis for axis in (3, 1) if pictures.shape[axis] in channels), None)
    if axis is None:
        return _without_channels(pictures, where, colour)
    return _of_channels(pictures, axis, where, colour)


def _as_bytes(array: np.ndarray, where: str) -> np.ndarray:
    if array.dtype == np.uint8 or not array.size:
        return array.astype(np.uint8)
    if array.dtype.kind == "b":
        logger.info("%s: truth values are taken as black, 0, and white, 255", where)
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind not in "iuf":
        raise DataError(
            f"{where}: expected bytes from 0 (black) to 255 (white), found {array.dtype}"
        )
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        at = _first(~np.isfinite(array))
        raise DataError(f"{where}: expected numbers, found {array[at]} at index {_told(at)}")
    low, high = array.min(), array.max()
    found = f"{where}: expected bytes from 0 to 255, found {array.dtype} from {low:g} to {high:g}"
    if array.dtype.kind == "f" and 0 <= low <= high <= 1:
        raise DataError(f"{found}; × 255 and to bytes: `(images * 255).round().astype('uint8')`")
    grey = bytes_of(array)
    if grey is None:
        raise DataError(
            f"{found}, which are more grey levels than bytes have; choose which value is black and "
            "which is white, scale to 0 to 255 and store with `.round().astype('uint8')`"
        )
    logger.info("%s: %s from %g to %g are taken as bytes", where, array.dtype, low, high)
    return grey


def bytes_of(values: np.ndarray) -> np.ndarray | None:
    """Return values as bytes, where they are bytes, or bytes widened to 16 bits; else None."""
    low, high = values.min(), values.max()
    for step in (1, WIDENED):
        if 0 <= low <= high <= 255 * step and not (values % step).any():
            return (values // step).astype(np.uint8)
    return None


def _without_channels(grey: np.ndarray, where: str, colour: str | None) -> np.ndarray:
    if grey.ndim == 3:
        if colour == CHANNELS:
            raise DataError(f"{where}: is grey, of the shape {grey.shape}; {LEAVE_OUT}")
        return grey
    expected = _expected(grey, where)
    if grey.ndim == 2 and (side := round(grey.shape[1] ** 0.5)) ** 2 == grey.shape[1]:
        raise DataError(f"{expected}; `images.reshape(-1, {side}, {side})`, if they are square")
    raise DataError(f"{expected}; reshape them")


def _expected(found: np.ndarray, where: str) -> str:
    return f"{where}: expected the shape (images, height, width), found {found.shape}"


def _of_channels(pictures: np.ndarray, axis: int, where: str, colour: str | None) -> np.ndarray:
    channels, first = pictures.shape[axis], pictures.take([0], axis)
    if channels == WITH_ALPHA:
        alpha = "images[..., :3]" if axis == 3 else "images[:, :3]"
        raise DataError(
            f"{_expected(pictures, where)}, images with an alpha channel; where they are opaque, "
            f"leave it out, `{alpha}`"
        )
    if channels == 1 and colour == CHANNELS:
        raise DataError(f"{where}: is grey, of the shape {pictures.shape}; {LEAVE_OUT}")
    if colour == CHANNELS:
        upright = np.moveaxis(pictures, axis, -1)
        if axis != 3:
            logger.info("%s: the shape %s is taken as %s", where, pictures.shape, upright.shape)
        return np.ascontiguousarray(upright)
    if (pictures == first).all():
        logger.info(
            "%s: the shape %s is taken as %s, as %s",
            where,
            pictures.shape,
            first.squeeze(axis).shape,
            "one channel is grey" if channels == 1 else "the channels are equal",
        )
        return first.squeeze(axis)
    if colour == GREY:
        logger.warning("%s: images in colour become grey by %s", where, LUMA)
        return luma(np.moveaxis(pictures, axis, -1))
    raise DataError(
        f"{_expected(pictures, where)}, images in colour; ask for one value a pixel by "
        "`colour: grey`, or for red, green and blue by `colour: channels`"
    )


def _first(wrong: np.ndarray) -> tuple[int, ...]:
    return tuple(int(axis) for axis in np.unravel_index(wrong.argmax(), wrong.shape))


def _told(at: tuple[int, ...]) -> str:
    return ", ".join(map(str, at))
