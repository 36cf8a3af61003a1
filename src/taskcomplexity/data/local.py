"""Datasets that the user has: IDX files, a NumPy archive or folders of pictures."""

import gzip
import zipfile
import zlib
from pathlib import Path

import numpy as np

from taskcomplexity.data.catalog import IDX_FILES
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.idx import decode_idx
from taskcomplexity.data.images import ARRAYS, Images

PICTURES = (".png", ".bmp", ".jpg", ".jpeg", ".tif", ".tiff")


def read_idx_folder(folder: Path) -> dict[str, bytes]:
    """Read the four IDX files of a folder, plain or with the suffix ``.gz``.

    Returns
    -------
    dict
        Decompressed content by canonical name.

    Raises
    ------
    DataError
        When one is missing or cannot be decompressed.
    """
    content = {}
    for name in IDX_FILES:
        plain, packed = folder / name, folder / f"{name}.gz"
        if plain.is_file():
            content[name] = plain.read_bytes()
        elif packed.is_file():
            try:
                content[name] = gzip.decompress(packed.read_bytes())
            except (OSError, EOFError, zlib.error) as error:
                raise DataError(
                    f"{packed}: expected a complete gzip file, found that it does not unpack "
                    f"({error}); fetch it again"
                ) from error
        else:
            raise DataError(f"{folder}: expected {name} or {name}.gz, found neither")
    return content


def images_of_idx(content: dict[str, bytes], classes: tuple[str, ...]) -> Images:
    """Decode the four IDX files of a dataset."""
    arrays = [decode_idx(content[name], name) for name in IDX_FILES]
    return Images(**dict(zip(ARRAYS, arrays, strict=True)), classes=classes)


def read_local(path: Path, classes: tuple[str, ...]) -> Images:
    """Read a dataset from the user's own files.

    Parameters
    ----------
    path
        A folder of the four IDX files; or a ``.npz`` with the arrays ``train_images``,
        ``train_labels``, ``test_images`` and ``test_labels``; or a folder with
        ``train/CLASS/*.png`` and ``test/CLASS/*.png``.
    classes
        Name of each class, by label; the names of the folders of pictures.

    Raises
    ------
    DataError
        When there is nothing of the kind at `path`, or its content does not fit.
    """
    if path.suffix == ".npz" and path.is_file():
        return _read_npz(path, classes)
    if (path / "train").is_dir() and (path / "test").is_dir():
        return _read_pictures(path, classes)
    if path.is_dir():
        return images_of_idx(read_idx_folder(path), classes)
    raise DataError(
        f"{path}: expected a folder of IDX files, a .npz file, or a folder with train/ and "
        "test/ of pictures; found " + ("another file" if path.exists() else "nothing")
    )


def _read_npz(path: Path, classes: tuple[str, ...]) -> Images:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            found = archive.files
            arrays = {name: archive[name] for name in ARRAYS if name in found}
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, TypeError) as error:
        raise DataError(
            f"{path}: expected a NumPy archive of plain arrays, found another file"
        ) from error
    if len(arrays) < len(ARRAYS):
        raise DataError(
            f"{path}: expected the arrays {', '.join(ARRAYS)}; found {', '.join(found) or 'none'}"
        )
    for name in ("train_labels", "test_labels"):
        labels = arrays[name]
        if labels.dtype.kind not in "iu" or (labels.size and not 0 <= labels.min() <= 255):
            between = f"{labels.min()} to {labels.max()}" if labels.size else "none"
            raise DataError(
                f"{path}: {name}: expected whole numbers from 0 to 255, found {labels.dtype} "
                f"{between}"
            )
        arrays[name] = labels.astype(np.uint8, casting="unsafe")
    return Images(**arrays, classes=classes)


def _read_pictures(folder: Path, classes: tuple[str, ...]) -> Images:
    from PIL import Image, UnidentifiedImageError

    arrays = {}
    for split in ("train", "test"):
        pictures, labels = [], []
        for label, name in enumerate(classes):
            files = sorted(
                path
                for path in (folder / split / name).glob("*")
                if path.suffix.lower() in PICTURES
            )
            if not files:
                raise DataError(
                    f"{folder / split / name}: expected pictures of this class, found none"
                )
            for file in files:
                try:
                    with Image.open(file) as picture:
                        pixels = np.asarray(picture.convert("L"))
                except (UnidentifiedImageError, OSError) as error:
                    raise DataError(f"{file}: cannot be read as a picture ({error})") from error
                if pictures and pixels.shape != pictures[0].shape:
                    raise DataError(
                        f"{file}: expected {pictures[0].shape} pixels like the pictures before "
                        f"it, found {pixels.shape}; bring all to one size"
                    )
                pictures.append(pixels)
                labels.append(label)
        arrays[f"{split}_images"] = np.stack(pictures)
        arrays[f"{split}_labels"] = np.array(labels, np.uint8)
    return Images(**arrays, classes=classes)
