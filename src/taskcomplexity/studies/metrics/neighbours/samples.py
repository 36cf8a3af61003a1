"""The samples that networks of other studies are measured on."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.data.samples import Samples
from taskcomplexity.models.scaling import SIGNED, Scaling, Standardized
from taskcomplexity.streams import numpy_generator


def drawn(
    training: Samples,
    number: int,
    dataset: str,
    classes: Sequence[int],
    seed: int,
    root_seed: int,
) -> Tensor:
    """Draw the training images that a network is measured on, as they are stored.

    Of one dataset, classes and seed they are the same whatever the network.

    Raises
    ------
    ValueError
        When there are fewer.
    """
    if number > len(training):
        raise ValueError(
            f"{number:,} samples are asked for and {dataset} has {len(training):,} training images "
            f"of the classes {', '.join(map(str, classes))}; lower `metrics.samples`"
        )
    stream = numpy_generator(root_seed, dataset, "metrics", "neighbours", *classes, seed, "samples")
    places = np.sort(stream.permutation(len(training))[:number])
    return training.values[torch.from_numpy(places)]


def scaling_named(name: str, training: Samples) -> Scaling:
    """Return ``signed``, or ``standardized`` by all pixels of training images."""
    return SIGNED if name == SIGNED.name else Standardized.of(training.values.numpy())
