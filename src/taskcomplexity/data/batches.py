"""The binary batches of CIFAR-10: records of a label and an image, one colour after the other."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from taskcomplexity.data.errors import DataError

TRAIN_BATCHES = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST_BATCH = "test_batch.bin"
BATCHES = {"train": TRAIN_BATCHES, "test": (TEST_BATCH,)}
# Red, green and blue, height, width, as they lie in a record behind its label.
PLANES = (3, 32, 32)
SHAPE = (32, 32, 3)
RECORD = 1 + math.prod(PLANES)


def decode_batch(content: bytes, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Decode a batch.

    Parameters
    ----------
    content
        The whole file, decompressed.
    name
        What to call it in an error.

    Returns
    -------
    numpy.ndarray
        Images: uint8, shape (images, height, width, channels).
    numpy.ndarray
        Labels: uint8, shape (images,).

    Raises
    ------
    DataError
        When the file does not consist of whole records.
    """
    if not content or len(content) % RECORD:
        raise DataError(
            f"{name}: expected records of {RECORD} bytes, a label and an image each, found "
            f"{len(content)} bytes; the file is truncated or damaged"
        )
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    images = records[:, 1:].reshape(-1, *PLANES).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(images), records[:, 0]


def batch_arrays(content: Mapping[str, bytes], names: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Decode the six batches of a dataset.

    Parameters
    ----------
    content
        The files, decompressed, by canonical name.
    names
        What to call each in an error.

    Returns
    -------
    dict
        Each array of a dataset, in the order of the batches.

    Raises
    ------
    DataError
        As :func:`decode_batch` does.
    """
    arrays = {}
    for split, files in BATCHES.items():
        decoded = [decode_batch(content[name], names[name]) for name in files]
        images, labels = zip(*decoded, strict=True)
        arrays[f"{split}_images"] = np.concatenate(images)
        arrays[f"{split}_labels"] = np.concatenate(labels)
    return arrays


def encode_batches(
    split: str, images: np.ndarray, labels: Sequence[int] | np.ndarray
) -> dict[str, bytes]:
    """Encode the images of a split as its batches, equally many in each.

    Parameters
    ----------
    split
        ``train`` or ``test``.
    images
        uint8, shape (images, height, width, channels).
    labels
        A byte for each image.

    Returns
    -------
    dict
        Content of each batch by its canonical name.

    Raises
    ------
    DataError
        When images and labels are not those of batches.
    """
    if images.dtype != np.uint8 or images.shape[1:] != SHAPE:
        raise DataError(
            f"{split} images: expected unsigned bytes, each image of the shape {SHAPE}, found "
            f"{images.dtype} of the shape {images.shape}"
        )
    if len(labels) != len(images):
        raise DataError(
            f"{split} labels: expected {len(images)}, one per image, found {len(labels)}"
        )
    content, names = {}, BATCHES[split]
    parts = (np.array_split(one, len(names)) for one in (images, np.asarray(labels, np.uint8)))
    for name, some_images, some_labels in zip(names, *parts, strict=True):
        planes = some_images.transpose(0, 3, 1, 2).reshape(len(some_images), -1)
        content[name] = np.column_stack([some_labels, planes]).tobytes()
    return content
