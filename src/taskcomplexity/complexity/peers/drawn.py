"""The rows of every class that measures of samples see."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from taskcomplexity.data.labelled import Labelled
from taskcomplexity.models.scaling import SCALINGS, Scaling, scaling_name
from taskcomplexity.streams import numpy_generator


@dataclass(frozen=True)
class Rows:
    """Samples of some classes as numbers.

    Attributes
    ----------
    values
        float64, shape (rows, inputs).
    labels
        Their classes, shape (rows,).
    """

    values: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.labels)

    def of(self, *classes: int) -> "Rows":
        """Return those of some classes, in the order in which they are."""
        here = np.isin(self.labels, classes)
        return Rows(self.values[here], self.labels[here])


def drawn_places(
    data: Labelled, label: int, most: int | None, dataset: str, root_seed: int
) -> np.ndarray:
    """Draw training samples of a class: their places among those of the class, in a random order.

    Parameters
    ----------
    data
        The dataset.
    label
        Which class.
    most
        How many are drawn at most, all where it is None. More are the same and further ones.
    dataset, root_seed
        Name and root of the random stream.
    """
    number = int((data.train_labels == label).sum())
    return numpy_generator(root_seed, dataset, label, "peers").permutation(number)[:most]


def drawn_rows(
    data: Labelled,
    classes: Sequence[int],
    most: int | None,
    scaling: str,
    dataset: str,
    root_seed: int,
) -> tuple[Rows, Rows]:
    """Return training rows of some classes, drawn at random, and all of their test rows.

    Parameters
    ----------
    data
        The dataset.
    classes
        Which of its classes.
    most
        How many training rows of a class at most; all where it is None.
    scaling
        What bytes of pictures are as inputs, as of the config. A mean, or a deviation, is that of
        the rows that are drawn of all `classes`; networks take those of their two.
    dataset, root_seed
        As in :func:`drawn_places`.
    """
    values, labels = [], []
    for label in classes:
        of_class = data.of_class(label)
        places = drawn_places(data, label, most, dataset, root_seed)
        values.append(_flat(of_class[places]))
        labels.append(np.full(len(places), label))
    train = np.concatenate(values)
    made = SCALINGS[scaling_name(data, scaling)](torch.from_numpy(train))
    here = np.isin(data.test_labels, list(classes))
    return (
        Rows(_scaled(train, made), np.concatenate(labels)),
        Rows(
            _scaled(_flat(data.values("test")[here]), made),
            data.test_labels[here].astype(np.int64),
        ),
    )


def _flat(values: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(values).reshape(len(values), np.prod(values.shape[1:], dtype=int))


def _scaled(values: np.ndarray, scaling: Scaling) -> np.ndarray:
    return scaling.floats(torch.from_numpy(values)).double().numpy()
