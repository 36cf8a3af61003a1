"""How many pictures of which size a dataset of the user's has, told by the heads of its files."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from taskcomplexity.data.idx import TRAIN_IMAGES, UNSIGNED_BYTE
from taskcomplexity.data.listing import ARCHIVE, PICTURES


@dataclass(frozen=True)
class Outline:
    """What is known of a dataset before it is read.

    Attributes
    ----------
    shape
        Height and width of a picture and, in colour, channels; None where that is not known.
    training
        How many training pictures there are; None where that is not known.
    """

    shape: tuple[int, ...] | None = None
    training: int | None = None


def outline(path: Path) -> Outline:
    """Return what the heads of a dataset's files tell.

    Whether the files can be used is told where they are read: what cannot be told here is not
    known.

    Parameters
    ----------
    path
        What :func:`taskcomplexity.data.local.read_local` takes.
    """
    try:
        if (path / "train").is_dir():
            return _of_pictures(path / "train")
        if path.is_dir():
            return _of_idx(path)
        if path.suffix.lower() == ARCHIVE:
            return _of_archive(path)
    except (OSError, EOFError, ValueError, KeyError, struct.error, zlib.error, zipfile.BadZipFile):
        return Outline()
    return Outline()


def _of_idx(folder: Path) -> Outline:
    plain, packed = folder / TRAIN_IMAGES, folder / f"{TRAIN_IMAGES}.gz"
    with plain.open("rb") if plain.is_file() else gzip.open(packed) as file:
        head = file.read(16)
    zeros, kind, dimensions, number, height, width = struct.unpack(">HBBIII", head)
    if zeros or kind != UNSIGNED_BYTE or dimensions != 3:
        return Outline()
    return Outline((height, width), number)


def _of_archive(path: Path) -> Outline:
    with zipfile.ZipFile(path) as archive, archive.open("train_images.npy") as file:
        version = np.lib.format.read_magic(file)
        read = {(1, 0): np.lib.format.read_array_header_1_0}
        shape, _, _ = read.get(version, np.lib.format.read_array_header_2_0)(file)
    # Channels of pictures that can be used are one, or equal.
    number, *shape = shape
    if len(shape) == 3:
        shape = shape[1:] if shape[0] in (1, 3) and shape[2] not in (1, 3) else shape[:2]
    return Outline(tuple(shape) if len(shape) == 2 else None, number)


def _of_pictures(folder: Path) -> Outline:
    from PIL import Image

    first = next(_pictures(folder), None)
    if first is None:
        return Outline()
    with Image.open(first) as picture:
        return Outline((picture.height, picture.width))


def _pictures(folder: Path) -> Iterator[Path]:
    for of_class in folder.iterdir():
        if of_class.is_dir():
            for place in of_class.iterdir():
                if place.suffix.lower() in PICTURES and not place.name.startswith("."):
                    yield place
