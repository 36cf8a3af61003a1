"""What images and features have in common: labelled samples, split for training and test."""

from typing import ClassVar

import numpy as np

from taskcomplexity.data.errors import DataError


def arrays_of(kind: str) -> tuple[str, ...]:
    """Return the names of the arrays of a dataset of ``images`` or ``features``, in order."""
    return tuple(f"{split}_{what}" for split in ("train", "test") for what in (kind, "labels"))


class Labelled:
    """Labelled samples of a dataset, split for training and test.

    Attributes
    ----------
    train_labels, test_labels
        uint8, or uint16 for more than 256 classes; shape (samples,), an index into `classes`.
    classes
        Name of each class.
    kind
        What the samples are, ``images`` or ``features``, as in the names of their arrays.
    one
        What one of them is called.
    """

    kind: ClassVar[str]
    one: ClassVar[str]
    train_labels: np.ndarray
    test_labels: np.ndarray
    classes: tuple[str, ...]

    def values(self, split: str) -> np.ndarray:
        """Return the samples of ``train`` or ``test``, the first axis one for each."""
        return getattr(self, f"{split}_{self.kind}")

    def labels(self, split: str) -> np.ndarray:
        """Return the labels of ``train`` or ``test``."""
        return getattr(self, f"{split}_labels")

    def of_class(self, label: int) -> np.ndarray:
        """Return the training samples of one class.

        Raises
        ------
        DataError
            When there is none.
        """
        found = self.values("train")[self.train_labels == label]
        if not len(found):
            raise DataError(f"class {label} has no training {self.kind}; there are {self.classes}")
        return found

    def check_labels(self) -> None:
        """Check that there is a label of a class for every sample.

        Raises
        ------
        DataError
            When there is not.
        """
        for split in ("train", "test"):
            number, labels = len(self.values(split)), self.labels(split)
            if labels.shape != (number,):
                raise DataError(
                    f"{split} labels: expected {number}, one per {self.one}, "
                    f"found shape {labels.shape}"
                )
            if labels.size and labels.max() >= len(self.classes):
                raise DataError(
                    f"{split} labels: expected 0 to {len(self.classes) - 1} for "
                    f"{len(self.classes)} classes, found {labels.max()}"
                )
