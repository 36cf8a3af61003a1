"""Arrays of the user's as grey bytes and labels from 0, or the reason why they cannot be that."""

import json
import logging
from collections.abc import Sequence

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.names import composed, some

logger = logging.getLogger("taskcomplexity")

CHANNELS = (3, 4)
# From the 255 of a byte to the 65535 of 16 bits.
WIDENED = 257


def grey_bytes(array: np.ndarray, where: str) -> np.ndarray:
    """Return images as bytes of shape (images, height, width), where that takes nothing away.

    Parameters
    ----------
    array
        Images as the user stored them.
    where
        The file and the name of the array, for messages.

    Returns
    -------
    numpy.ndarray
        uint8. What had to be changed is told by the logger ``taskcomplexity``.

    Raises
    ------
    DataError
        When values or shape cannot be those of 8-bit grey images, with the remedy.
    """
    return _without_channels(_as_bytes(array, where), where)


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


def _without_channels(grey: np.ndarray, where: str) -> np.ndarray:
    if grey.ndim == 3:
        return grey
    expected = f"{where}: expected the shape (images, height, width), found {grey.shape}"
    if grey.ndim == 4:
        axis = next((axis for axis in (3, 1) if grey.shape[axis] in (1, *CHANNELS)), None)
        if axis is not None:
            first = grey.take([0], axis)
            if grey.shape[axis] in (1, 3) and (grey == first).all():
                logger.info(
                    "%s: the shape %s is taken as %s, as %s",
                    where,
                    grey.shape,
                    first.squeeze(axis).shape,
                    "one channel is grey" if grey.shape[axis] == 1 else "the channels are equal",
                )
                return first.squeeze(axis)
            grey_of = (
                "images @ [0.299, 0.587, 0.114]"
                if axis == 3
                else ("np.moveaxis(images, 1, -1) @ [0.299, 0.587, 0.114]")
            )
            opaque = " without the alpha channel" if grey.shape[axis] == 4 else ""
            raise DataError(
                f"{expected}, images in colour; make them grey{opaque}, "
                f"`({grey_of}).round().astype('uint8')`"
            )
    if grey.ndim == 2 and (side := round(grey.shape[1] ** 0.5)) ** 2 == grey.shape[1]:
        raise DataError(f"{expected}; `images.reshape(-1, {side}, {side})`, if they are square")
    raise DataError(f"{expected}; reshape them")


def class_indices(
    array: np.ndarray, where: str, names: Sequence[str], labels: Sequence[int]
) -> np.ndarray:
    """Return labels as indices of classes.

    Parameters
    ----------
    array
        Labels as the user stored them: whole numbers, or names of classes.
    where
        The file and the name of the array, for messages.
    names, labels
        Of the classes, in their order.

    Returns
    -------
    numpy.ndarray
        uint8, or uint16 for more than 256 classes; shape (images,).

    Raises
    ------
    DataError
        When a label is that of no class, with its index and the remedy.
    """
    if array.ndim == 2 and array.shape[1] == 1:
        logger.info("%s: the shape %s is taken as %s", where, array.shape, array.shape[:1])
        array = array[:, 0]
    if array.ndim != 1:
        remedy = "; `labels.argmax(axis=1)`, if each row marks one class" * (
            array.ndim == 2 and array.shape[1] == len(names)
        )
        raise DataError(
            f"{where}: expected a label per image, found the shape {array.shape}{remedy}"
        )
    smallest = np.min_scalar_type(max(len(names) - 1, 0))
    if not array.size:
        return array.astype(smallest)
    if array.dtype.kind in "US":
        found, known = _text(array, where), [composed(name) for name in names]
    elif array.dtype.kind in "biuf":
        found, known = _whole(array, where), list(labels)
    else:
        raise DataError(f"{where}: expected whole numbers or names of classes, found {array.dtype}")
    index = {label: number for number, label in enumerate(known)}
    unknown = next((at for at, label in enumerate(found) if label not in index), None)
    if unknown is not None:
        raise DataError(
            f"{where}: the label {found[unknown]!r} at index {unknown} is of no class; "
            + _remedy(sorted(set(found)), names, known)
        )
    return np.array([index[label] for label in found], smallest)


def _text(array: np.ndarray, where: str) -> list[str]:
    try:
        text = np.strings.decode(array, "utf-8") if array.dtype.kind == "S" else array
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: the names of the classes are no text in UTF-8") from error
    return [composed(name) for name in text.tolist()]


def _whole(array: np.ndarray, where: str) -> list[int]:
    if array.dtype.kind == "f":
        fractions = ~np.isfinite(array) | (array != np.floor(array))
        if fractions.any():
            (at,) = _first(fractions)
            raise DataError(
                f"{where}: expected whole numbers, found {array[at]:g} at index {at}; mend the "
                "label or take the image out"
            )
        logger.info("%s: %s is taken as whole numbers", where, array.dtype)
    return [int(label) for label in array.tolist()]


def _remedy(occur: list, names: Sequence[str], known: list) -> str:
    """Say what occurs, what the config names, and how the two are brought together."""
    told = f"the labels are {some([str(label) for label in occur])}, the config names "
    if isinstance(occur[0], str):
        return f"{told}{some(names)}; write the names in `classes` as they are in the labels"
    told += some([f"{label} ({name})" for label, name in zip(known, names, strict=True)])
    if known == list(range(len(names))) and (occur[0], occur[-1]) == (1, len(names)):
        from_one = ", ".join(f"{n}: {_quoted(name)}" for n, name in enumerate(names, start=1))
        return f"{told}; labels that begin at 1 are told by `classes: {{{from_one}}}`"
    return f"{told}; name each class with its label, `classes: {{LABEL: NAME, …}}`"


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _first(wrong: np.ndarray) -> tuple[int, ...]:
    return tuple(int(axis) for axis in np.unravel_index(wrong.argmax(), wrong.shape))


def _told(at: tuple[int, ...]) -> str:
    return ", ".join(map(str, at))
