"""Samples that are rows of numbers, not pictures."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.labelled import Labelled


@dataclass(frozen=True)
class Features(Labelled):
    """Labelled rows of standardised numbers, split for training and test.

    Attributes
    ----------
    train_features, test_features
        float32, shape (rows, features), all finite: by the mean and the deviation of the training
        rows, as networks take them.
    train_labels, test_labels, classes
        As of :class:`taskcomplexity.data.labelled.Labelled`.
    columns
        Name of each feature.

    Raises
    ------
    DataError
        When shapes, types and labels do not fit together.
    """

    kind: ClassVar[str] = "features"
    one: ClassVar[str] = "row"

    train_features: np.ndarray
    train_labels: np.ndarray
    test_features: np.ndarray
    test_labels: np.ndarray
    classes: tuple[str, ...]
    columns: tuple[str, ...]

    def __post_init__(self):
        for split in ("train", "test"):
            values = self.values(split)
            if values.dtype != np.float32 or values.shape != (len(values), len(self.columns)):
                raise DataError(
                    f"{split} features: expected float32 of shape (rows, {len(self.columns)}), "
                    f"found {values.dtype} of shape {values.shape}"
                )
            if not np.isfinite(values).all():
                raise DataError(f"{split} features: expected numbers, found missing or infinite")
        self.check_labels()
