"""How many samples of which shape a dataset of the user's has, told by the heads of its files."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from taskcomplexity.data.asked import CHANNELS, GREY, NOTHING, Asked
from taskcomplexity.data.extras import needs
from taskcomplexity.data.folders import PICTURES
from taskcomplexity.data.idx import TRAIN_IMAGES, UNSIGNED_BYTE
from taskcomplexity.data.listing import ARCHIVE

ARRAYS_OF_VALUES = ("train_images", "train_features", "images", "features")


@dataclass(frozen=True)
class Outline:
    """What is known of a dataset before it is read.

    Attributes
    ----------
    shape
        Height and width of a picture and, in colour, channels; or the number of features. None
        where that is not known.
    training
        How many training samples there are; None where that is not known.
    """

    shape: tuple[int, ...] | None = None
    training: int | None = None


def outline(path: Path, asked: Asked = NOTHING) -> Outline:
    """Return what the heads of a dataset's files tell.

    Whether the files can be used is told where they are read: what cannot be told here is not
    known. How many features rows have is not, as those that are constant are left out.

    Parameters
    ----------
    path
        What :func:`taskcomplexity.data.local.read_local` takes.
    asked
        Of which colour and size count.
    """
    try:
        return as_asked(_found(path), asked)
    except (OSError, EOFError, ValueError, KeyError, struct.error, zlib.error, zipfile.BadZipFile):
        return Outline()


def as_asked(found: Outline, asked: Asked) -> Outline:
    """Return the outline of pictures once they are of the colour and size that is asked for."""
    if found.shape is None or len(found.shape) == 1:
        return found
    height, width, *channels = found.shape
    if asked.size is not None:
        height, width = asked.size
    if asked.colour is not None:
        channels = {CHANNELS: [3], GREY: []}[asked.colour]
    return replace(found, shape=(height, width, *channels))


def _found(path: Path) -> Outline:
    if (path / "train").is_dir():
        return _of_pictures(path / "train")
    if path.is_dir():
        has_idx = any((path / name).is_file() for name in (TRAIN_IMAGES, f"{TRAIN_IMAGES}.gz"))
        return _of_idx(path) if has_idx else _of_pictures(path)
    return _of_archive(path) if path.suffix.lower() == ARCHIVE else Outline()


def _of_idx(folder: Path) -> Outline:
    plain, packed = folder / TRAIN_IMAGES, folder / f"{TRAIN_IMAGES}.gz"
    with plain.open("rb") if plain.is_file() else gzip.open(packed) as file:
        head = file.read(16)
    zeros, kind, dimensions, number, height, width = struct.unpack(">HBBIII", head)
    if zeros or kind != UNSIGNED_BYTE or dimensions != 3:
        return Outline()
    return Outline((height, width), number)


def _of_archive(path: Path) -> Outline:
    with zipfile.ZipFile(path) as archive:
        there = set(archive.namelist())
        name = next((f"{one}.npy" for one in ARRAYS_OF_VALUES if f"{one}.npy" in there), "")
        if not name:
            return Outline()
        with archive.open(name) as file:
            version = np.lib.format.read_magic(file)
            read = {(1, 0): np.lib.format.read_array_header_1_0}
            shape, _, _ = read.get(version, np.lib.format.read_array_header_2_0)(file)
    # Without a test part, how many are left for training is not known. Channels of pictures that
    # can be used as they are are one, or equal.
    number, *shape = shape
    if len(shape) == 3:
        shape = shape[1:] if shape[0] in (1, 3) and shape[2] not in (1, 3) else shape[:2]
    return Outline(
        tuple(shape) if len(shape) == 2 and "images" in name else None,
        number if name.startswith("train") else None,
    )


def _of_pictures(folder: Path) -> Outline:
    with needs("pictures"):
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
