"""A dataset on disk."""

import json
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from taskcomplexity.atomic import replacing
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.images import Images
from taskcomplexity.data.labelled import Labelled, arrays_of

METADATA_KEY = "taskcomplexity"
KINDS: dict[str, type[Labelled]] = {one.kind: one for one in (Images, Features)}


def save_data(data: Labelled, path: str | Path) -> None:
    """Write a dataset as one safetensors file; the same dataset gives the same bytes."""
    arrays = {name: np.ascontiguousarray(getattr(data, name)) for name in arrays_of(data.kind)}
    about = {"classes": data.classes}
    if isinstance(data, Features):
        about["columns"] = data.columns
    with replacing(path) as beside:
        beside.write_bytes(save(arrays, {METADATA_KEY: json.dumps(about)}))


def load_data(path: str | Path) -> Labelled:
    """Read a dataset that :func:`save_data` wrote, images or features.

    Raises
    ------
    DataError
        When the file is damaged or something else.
    """
    try:
        with safe_open(path, "np") as file:
            about = json.loads(file.metadata()[METADATA_KEY])
            kind = Features.kind if "columns" in about else Images.kind
            arrays = {name: file.get_tensor(name) for name in arrays_of(kind)}
            named = {name: tuple(names) for name, names in about.items()}
            classes = named.pop("classes")
    except (SafetensorError, OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{path}: not a dataset of this workflow ({error}). "
            "Delete the file and run the workflow again to fetch it anew."
        ) from error
    return KINDS[kind](**arrays, classes=classes, **named)


def load_images(path: str | Path) -> Images:
    """Read a dataset of pictures that :func:`save_data` wrote.

    Raises
    ------
    DataError
        When the file is damaged or something else, or holds no pictures.
    """
    data = load_data(path)
    if not isinstance(data, Images):
        raise DataError(
            f"{path}: holds rows of {len(data.columns)} features, but this needs pictures; "
            "name a dataset of pictures"
        )
    return data
