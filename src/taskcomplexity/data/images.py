"""A dataset in memory and on disk."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from taskcomplexity.atomic import replacing
from taskcomplexity.data.errors import DataError

METADATA_KEY = "taskcomplexity"
ARRAYS = ("train_images", "train_labels", "test_images", "test_labels")


@dataclass(frozen=True)
class Images:
    """Labelled images, split for training and test as published.

    Attributes
    ----------
    train_images, test_images
        uint8, shape (images, height, width) or (images, height, width, channels).
    train_labels, test_labels
        uint8, or uint16 for more than 256 classes; shape (images,), an index into `classes`.
    classes
        Name of each class.

    Raises
    ------
    DataError
        When shapes, types and labels do not fit together.
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    classes: tuple[str, ...]

    def __post_init__(self):
        for split in ("train", "test"):
            images, labels = getattr(self, f"{split}_images"), getattr(self, f"{split}_labels")
            if images.dtype != np.uint8 or images.ndim not in (3, 4):
                raise DataError(
                    f"{split} images: expected unsigned bytes of shape (images, height, width) "
                    f"or (images, height, width, channels), found {images.dtype} of shape "
                    f"{images.shape}"
                )
            if labels.shape != images.shape[:1]:
                raise DataError(
                    f"{split} labels: expected {len(images)}, one per image, found shape "
                    f"{labels.shape}"
                )
            if labels.size and labels.max() >= len(self.classes):
                raise DataError(
                    f"{split} labels: expected 0 to {len(self.classes) - 1} for "
                    f"{len(self.classes)} classes, found {labels.max()}"
                )
        if self.train_images.shape[1:] != self.test_images.shape[1:]:
            raise DataError(
                f"test images: expected the shape {self.train_images.shape[1:]} of the training "
                f"images, found {self.test_images.shape[1:]}"
            )

    def of_class(self, label: int) -> np.ndarray:
        """Return the training images of one class.

        Raises
        ------
        DataError
            When there is none.
        """
        found = self.train_images[self.train_labels == label]
        if not len(found):
            raise DataError(f"class {label} has no training images; there are {self.classes}")
        return found


def save_images(images: Images, path: str | Path) -> None:
    """Write a dataset as one safetensors file; the same dataset gives the same bytes."""
    arrays = {name: np.ascontiguousarray(getattr(images, name)) for name in ARRAYS}
    with replacing(path) as beside:
        about = {METADATA_KEY: json.dumps({"classes": images.classes})}
        beside.write_bytes(save(arrays, about))


def load_images(path: str | Path) -> Images:
    """Read a dataset that :func:`save_images` wrote.

    Raises
    ------
    DataError
        When the file is damaged or something else.
    """
    try:
        with safe_open(path, "np") as file:
            arrays = {name: file.get_tensor(name) for name in ARRAYS}
            classes = tuple(json.loads(file.metadata()[METADATA_KEY])["classes"])
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{path}: not a dataset of this workflow ({error}). "
            "Delete the file and run the workflow again to fetch it anew."
        ) from error
    return Images(**arrays, classes=classes)
