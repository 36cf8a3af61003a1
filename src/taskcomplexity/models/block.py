"""Which models an ensemble holds."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from torch import Generator

from taskcomplexity.streams import numpy_generator, torch_generator


@dataclass(frozen=True)
class Block:
    """A block of seeds of one task and architecture.

    Attributes
    ----------
    dataset
        Name of the dataset.
    task
        What the pair stands for: ``easy``, ``hard`` or ``pair``. No part of the random streams: a
        model is the same in each role.
    class_a, class_b
        Labels of the two classes, class_a < class_b. The models' outputs have this order.
    hidden
        Number of hidden units d.
    seeds
        One per model.
    trained
        Whether the training of each model came to anything; None before it. No part of the random
        streams.
    """

    dataset: str
    task: str
    class_a: int
    class_b: int
    hidden: int
    seeds: tuple[int, ...]
    trained: tuple[bool, ...] | None = None

    def __post_init__(self):
        if not 0 <= self.class_a < self.class_b:
            raise ValueError(
                f"expected two different classes in order, found {self.class_a}, {self.class_b}"
            )

    def generators(self, root_seed: int, *purpose: str | int | float) -> list[Generator]:
        """Return one random stream per model for a purpose."""
        return [torch_generator(root_seed, *names) for names in self._names(purpose)]

    def numpy_generators(
        self, root_seed: int, *purpose: str | int | float
    ) -> list[np.random.Generator]:
        """Return one NumPy random stream per model for a purpose."""
        return [numpy_generator(root_seed, *names) for names in self._names(purpose)]

    def _names(self, purpose: tuple[str | int | float, ...]) -> list[tuple[str | int | float, ...]]:
        return [
            (self.dataset, self.class_a, self.class_b, self.hidden, seed, *purpose)
            for seed in self.seeds
        ]

    def __getitem__(self, models: slice) -> "Block":
        """Return the block of the models of a slice."""
        trained = None if self.trained is None else self.trained[models]
        return replace(self, seeds=self.seeds[models], trained=trained)

    def columns(self, repeated: int) -> dict[str, list | pa.Array]:
        """Return the columns that name a model, for tables in which all models come in turn.

        Parameters
        ----------
        repeated
            How often the models come round.
        """
        rows = repeated * len(self.seeds)
        trained = self.trained or [None] * len(self.seeds)
        return {
            "dataset": [self.dataset] * rows,
            "task": [self.task] * rows,
            "class_a": [self.class_a] * rows,
            "class_b": [self.class_b] * rows,
            "hidden": [self.hidden] * rows,
            "seed": list(self.seeds) * repeated,
            "trained": pa.array(list(trained) * repeated, pa.bool_()),
        }
