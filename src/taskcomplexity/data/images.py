"""Samples that are pictures."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.labelled import Labelled, arrays_of

ARRAYS = arrays_of("images")


@dataclass(frozen=True)
class Images(Labelled):
    """Labelled images, split for training and test as published.

    Attributes
    ----------
    train_images, test_images
        uint8, shape (images, height, width) or (images, height, width, channels).
    train_labels, test_labels, classes
        As of :class:`taskcomplexity.data.labelled.Labelled`.

    Raises
    ------
    DataError
        When shapes, types and labels do not fit together.
    """

    kind: ClassVar[str] = "images"
    one: ClassVar[str] = "image"

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    classes: tuple[str, ...]

    def __post_init__(self):
        for split in ("train", "test"):
            images = self.values(split)
            if images.dtype != np.uint8 or images.ndim not in (3, 4):
                raise DataError(
                    f"{split} images: expected unsigned bytes of shape (images, height, width) "
                    f"or (images, height, width, channels), found {images.dtype} of shape "
                    f"{images.shape}"
                )
        self.check_labels()
        if self.train_images.shape[1:] != self.test_images.shape[1:]:
            raise DataError(
                f"test images: expected the shape {self.train_images.shape[1:]} of the training "
                f"images, found {self.test_images.shape[1:]}"
            )
