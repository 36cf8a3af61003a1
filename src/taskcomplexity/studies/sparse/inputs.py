"""What a network of this study sees of a dataset."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.data.samples import Samples, pick_task
from taskcomplexity.models.scaling import SIGNED, Scaling, Standardized
from taskcomplexity.streams import numpy_generator


@dataclass(frozen=True)
class Split:
    """Images of all classes, flat, as they are stored.

    Attributes
    ----------
    pictures
        uint8, shape (images, inputs).
    labels
        int64, shape (images,).
    """

    pictures: np.ndarray
    labels: np.ndarray

    @classmethod
    def of(cls, samples: Samples) -> "Split":
        """Take the samples of a task, on the CPU."""
        return cls(samples.values.numpy(), samples.labels.numpy())

    def samples(self, device: torch.device) -> Samples:
        """Return them on a device, as the evaluation of ensembles takes them."""
        return Samples(
            torch.from_numpy(self.pictures).to(device), torch.from_numpy(self.labels).to(device)
        )

    def __getitem__(self, chosen: np.ndarray | slice) -> "Split":
        """Return some of them."""
        return Split(np.ascontiguousarray(self.pictures[chosen]), self.labels[chosen])

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.labels)


@dataclass(frozen=True)
class Data:
    """A dataset as it is used here.

    Attributes
    ----------
    training, validation, test
        Images to train on, those that are held out of them, and those published for tests.
    classes
        How many there are.
    scaling
        How bytes become inputs.
    order
        int64: the test images at random, of which a share takes the first.
    """

    training: Split
    validation: Split
    test: Split
    classes: int
    scaling: Scaling
    order: np.ndarray

    @property
    def inputs(self) -> np.ndarray:
        """float32, shape (256,): what each byte becomes as an input."""
        return self.scaling.floats(torch.arange(256)).numpy()

    def some_test(self, number: int | None) -> Split:
        """Return so many test images, the same for every network; all of them for None."""
        return self.test if number is None else self.test[np.sort(self.order[:number])]


def read_data(
    images: Images,
    dataset: str,
    classes: Sequence[int],
    held_out: int,
    inputs: str,
    root_seed: int,
) -> Data:
    """Split the training images of a dataset, the same way for every network.

    Parameters
    ----------
    images
        The dataset.
    dataset
        Its name, for the random stream.
    classes
        Which classes, in the order of the outputs.
    held_out
        How many training images are held out; at random.
    inputs
        ``signed``, or ``standardized`` by the mean and the deviation over all pixels of the
        training images.
    root_seed
        Root of the random streams.

    Raises
    ------
    DataError
        When no training image of a class is left, a class has no images, or all pixels are equal.
    """
    task = pick_task(images, classes, torch.device("cpu"))
    train, test = Split.of(task.train), Split.of(task.test)
    if held_out >= len(train):
        raise DataError(
            f"{dataset} has {len(train)} training images, `sparse.held_out` takes {held_out} of "
            "them; hold out fewer"
        )
    generator = numpy_generator(root_seed, dataset, "sparse", "held out")
    order = generator.permutation(len(train))
    left = train[np.sort(order[held_out:])]
    if len(np.unique(left.labels)) < len(classes):
        raise DataError(
            f"{dataset}: with `sparse.held_out` {held_out} a class has no training image left; "
            "hold out fewer"
        )
    scaling = SIGNED if inputs == SIGNED.name else Standardized.of(train.pictures)
    if isinstance(scaling, Standardized) and not scaling.deviation:
        raise DataError(
            f"{dataset}: all pixels of the training images are equal, so that `sparse.inputs` "
            "cannot be standardized"
        )
    shares = numpy_generator(root_seed, dataset, "sparse", "test images")
    return Data(
        left,
        train[np.sort(order[:held_out])],
        test,
        len(classes),
        scaling,
        shares.permutation(len(test)),
    )
