"""Labelled samples on a device, and the classification tasks that are made of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.labelled import Labelled


@dataclass(frozen=True)
class Samples:
    """Samples of several classes, flattened, on one device.

    Attributes
    ----------
    values
        As they are stored, bytes or floats, shape (samples, inputs).
    labels
        int64, shape (samples,): the place of each sample's class in its task.
    """

    values: Tensor
    labels: Tensor

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.labels)

    def __getitem__(self, chosen: Tensor | slice) -> "Samples":
        """Return some of them, in the shape in which they are chosen."""
        return Samples(self.values[chosen], self.labels[chosen])

    def to(self, device: torch.device) -> "Samples":
        """Return them on a device."""
        return Samples(self.values.to(device), self.labels.to(device))


@dataclass(frozen=True)
class Task:
    """Training and test samples of some classes, as published and in the published order.

    Attributes
    ----------
    classes
        Which classes of the dataset, in the order of the outputs of its models.
    train, test
        Their samples.
    """

    classes: tuple[int, ...]
    train: Samples
    test: Samples


def pick_task(data: Labelled, classes: Sequence[int], device: torch.device) -> Task:
    """Pick the samples of some classes of a dataset.

    Parameters
    ----------
    data
        The dataset, of images or features.
    classes
        Which classes, in the order of the models' outputs.
    device
        Where the samples are to lie.

    Raises
    ------
    DataError
        When there are fewer than two classes, one comes twice, or one has no samples in a split.
    """
    different = len(set(classes)) == len(classes) > 1
    if not different or min(classes) < 0:
        raise DataError(f"expected two or more different classes, found {list(classes)}")

    def pick(values: np.ndarray, labels: np.ndarray, split: str) -> Samples:
        places = np.full(max(int(labels.max(initial=0)), *classes) + 1, -1)
        places[list(classes)] = range(len(classes))
        found = places[labels]
        for place, label in enumerate(classes):
            if not (found == place).any():
                raise DataError(f"class {label} has no {split} samples; classes {data.classes}")
        chosen = found >= 0
        flat = torch.from_numpy(values[chosen]).flatten(1)
        return Samples(flat.to(device), torch.from_numpy(found[chosen]).to(device))

    return Task(
        classes=tuple(classes),
        train=pick(data.values("train"), data.train_labels, "training"),
        test=pick(data.values("test"), data.test_labels, "test"),
    )
