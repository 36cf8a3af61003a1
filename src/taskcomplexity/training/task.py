"""The images of two classes as a classification task."""

from dataclasses import dataclass

import numpy as np
import torch

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.models.evaluation import LabelledPixels


@dataclass(frozen=True)
class Task:
    """Training and test images of two classes, as published and in the published order."""

    train: LabelledPixels
    test: LabelledPixels


def pair_task(images: Images, class_a: int, class_b: int, device: torch.device) -> Task:
    """Pick the images of two classes.

    Raises
    ------
    DataError
        When a class has no images in one of the splits.
    """

    def pick(pixels: np.ndarray, labels: np.ndarray, split: str) -> LabelledPixels:
        for label in (class_a, class_b):
            if not (labels == label).any():
                raise DataError(f"class {label} has no {split} images; classes {images.classes}")
        chosen = (labels == class_a) | (labels == class_b)
        flat = torch.from_numpy(pixels[chosen]).flatten(1)
        is_b = torch.from_numpy(labels[chosen] == class_b)
        return LabelledPixels(flat.to(device), is_b.to(device))

    return Task(
        train=pick(images.train_images, images.train_labels, "training"),
        test=pick(images.test_images, images.test_labels, "test"),
    )
