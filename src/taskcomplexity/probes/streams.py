"""The random streams of the models that a probe disturbs."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from torch import Generator

from taskcomplexity.streams import numpy_generator, torch_generator


class Streams:
    """Random streams by name, made when they are asked for.

    Parameters
    ----------
    root_seed
        Root of the streams.
    names
        The name of each model's.
    """

    def __init__(self, root_seed: int, names: Sequence[tuple[str | int | float, ...]]):
        self._root_seed, self._names = root_seed, names

    @cached_property
    def torch(self) -> list[Generator]:
        """A ``torch.Generator`` per model."""
        return [torch_generator(self._root_seed, *names) for names in self._names]

    @cached_property
    def numpy(self) -> list[np.random.Generator]:
        """A NumPy generator per model."""
        return [numpy_generator(self._root_seed, *names) for names in self._names]
