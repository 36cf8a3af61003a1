"""What a network of this study sees of a dataset."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.data.samples import Samples, pick_task
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.metrics.streams import sample_stream

BYTE_MAX = 255


@dataclass(frozen=True)
class Data:
    """A dataset as it is used here.

    Attributes
    ----------
    training, held_out, test
        Pictures to train on, those held out of them, those published for tests; bytes, flat.
    shape
        Height, width and channels of a picture.
    classes
        How many there are.
    """

    training: Samples
    held_out: Samples
    test: Samples
    shape: tuple[int, int, int]
    classes: int


def read_data(
    images: Images, dataset: str, classes: Sequence[int], held_out: int, root_seed: int
) -> Data:
    """Split the training images of a dataset, the same way for every network.

    Parameters
    ----------
    images
        The dataset, grey or in colour.
    dataset
        Its name, for the random stream.
    classes
        Which classes, in the order of the outputs.
    held_out
        How many training images are held out; at random.
    root_seed
        Root of the random streams.

    Raises
    ------
    DataError
        When too few training images are left.
    """
    task = pick_task(images, classes, torch.device("cpu"))
    number = len(task.train)
    if held_out >= number:
        raise DataError(
            f"{dataset} has {number} training images, `metrics.held_out` takes {held_out} of them; "
            "hold out fewer"
        )
    order = numpy_generator(root_seed, dataset, "metrics", "held out").permutation(number)
    training, held = (
        task.train[torch.from_numpy(np.sort(places))]
        for places in (order[held_out:], order[:held_out])
    )
    height, width, *channels = images.train_images.shape[1:]
    shape = (height, width, channels[0] if channels else 1)
    return Data(training, held, task.test, shape, len(task.classes))


def pixels(values: Tensor) -> Tensor:
    """Return bytes as inputs from 0 to 1."""
    return values.float().mul_(1 / BYTE_MAX)


def check_samples(data: Data, dataset: str, number: int) -> None:
    """Check that networks can be measured on so many training pictures.

    Raises
    ------
    DataError
        When there are fewer.
    """
    if number > len(data.training):
        raise DataError(
            f"{number:,} samples are asked for and {dataset} has {len(data.training):,} training "
            "images left; lower `metrics.samples` or `metrics.held_out`"
        )


def drawn_samples(data: Data, dataset: str, seed: int, number: int, root_seed: int) -> Tensor:
    """Return the training pictures that a network is measured on, (samples, inputs), 0 to 1.

    Raises
    ------
    DataError
        When there are fewer.
    """
    check_samples(data, dataset, number)
    order = sample_stream(root_seed, dataset, seed).permutation(len(data.training))[:number]
    return pixels(data.training[torch.from_numpy(np.sort(order))].values)
