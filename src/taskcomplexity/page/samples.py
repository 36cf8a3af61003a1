"""A sample of each class, to look at."""

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from taskcomplexity.data.images import Images
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.stored import load_data

# Pixels of the longer side; larger pictures are made smaller.
LARGEST = 64
# Of a row of numbers, as many as a reader looks at.
NUMBERS = 8


def samples_of(path: str | Path) -> list[dict[str, Any]]:
    """Return the first training sample of each class of a dataset.

    Returns
    -------
    list of dict
        Of a picture ``picture``, a PNG in base64; of a row ``numbers``, its first eight with their
        names; nothing of a class without training samples.
    """
    data = load_data(path)
    first = {int(label): place for place, label in reversed(list(enumerate(data.train_labels)))}
    return [
        _sample(data, first[label]) if label in first else {} for label in range(len(data.classes))
    ]


def _sample(data: Labelled, place: int) -> dict[str, Any]:
    values = data.values("train")[place]
    if isinstance(data, Images):
        return {"picture": _encoded(values)}
    chosen = zip(data.columns[:NUMBERS], values.tolist(), strict=False)
    return {"numbers": [[name, round(value, 3)] for name, value in chosen]}


def _encoded(values: np.ndarray) -> str:
    grey = values.ndim == 3 and values.shape[2] == 1
    picture = Image.fromarray(values[:, :, 0] if grey else values)
    picture.thumbnail((LARGEST, LARGEST))
    buffer = io.BytesIO()
    picture.save(buffer, format="png", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()
