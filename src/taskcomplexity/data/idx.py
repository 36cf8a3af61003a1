"""The IDX format of the MNIST family: a magic number, the dimensions, then bytes."""

import math
import struct
from collections.abc import Mapping

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import ARRAYS

TRAIN_IMAGES = "train-images-idx3-ubyte"
TRAIN_LABELS = "train-labels-idx1-ubyte"
TEST_IMAGES = "t10k-images-idx3-ubyte"
TEST_LABELS = "t10k-labels-idx1-ubyte"
# A file for each array of a dataset.
IDX_FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)

UNSIGNED_BYTE = 0x08
OTHER_TYPES = {
    0x09: "signed bytes",
    0x0B: "whole numbers of 16 bits",
    0x0C: "whole numbers of 32 bits",
    0x0D: "floats",
    0x0E: "doubles",
}


def decode_idx(content: bytes, name: str) -> np.ndarray:
    """Decode an IDX file of unsigned bytes.

    Parameters
    ----------
    content
        The whole file, decompressed.
    name
        What to call it in an error.

    Returns
    -------
    numpy.ndarray
        uint8, with the dimensions of the header.

    Raises
    ------
    DataError
        When the header is not IDX of unsigned bytes or the length does not fit it.
    """
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != UNSIGNED_BYTE:
        other = OTHER_TYPES.get(content[2]) if content[:2] == b"\0\0" and content[2:] else None
        raise DataError(
            f"{name}: not an IDX file of unsigned bytes: expected it to begin with 00 00 08, "
            f"found {content[:3].hex(' ') or 'nothing'}"
            + (f", which is one of {other}; store it as unsigned bytes" if other else "")
        )
    dimensions = content[3]
    start = 4 + 4 * dimensions
    if len(content) < start:
        raise DataError(f"{name}: expected a header of {start} bytes, found {len(content)} bytes")
    shape = struct.unpack(f">{dimensions}I", content[4:start])
    expected = start + math.prod(shape)
    if len(content) != expected:
        raise DataError(
            f"{name}: expected {expected} bytes for the shape {shape} of its header, "
            f"found {len(content)} bytes; the file is truncated or damaged"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def idx_arrays(content: Mapping[str, bytes], names: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Decode the four IDX files of a dataset.

    Parameters
    ----------
    content
        The files, decompressed, by canonical name.
    names
        What to call each in an error.

    Returns
    -------
    dict
        Each array of a dataset, as it lies in its file.

    Raises
    ------
    DataError
        As :func:`decode_idx` does.
    """
    return {
        array: decode_idx(content[name], names[name])
        for array, name in zip(ARRAYS, IDX_FILES, strict=True)
    }


def encode_idx(array: np.ndarray) -> bytes:
    """Encode an array of unsigned bytes as an IDX file."""
    if array.dtype != np.uint8:
        raise DataError(f"IDX files here hold unsigned bytes, not {array.dtype}")
    header = bytes([0, 0, UNSIGNED_BYTE, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()
