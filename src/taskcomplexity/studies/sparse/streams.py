"""The random streams of networks."""

import numpy as np

from taskcomplexity.streams import numpy_generator


def stream(
    root_seed: int, dataset: str, seed: int, *purpose: str | int | float
) -> np.random.Generator:
    """Return the random stream of a network for a purpose, the same for every method."""
    return numpy_generator(root_seed, dataset, "sparse", seed, *purpose)
