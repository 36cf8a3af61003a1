"""Which models an ensemble holds."""

from dataclasses import dataclass, replace

import pyarrow as pa
from torch import Generator

from taskcomplexity.models.layers import written
from taskcomplexity.models.scaling import SIGNED
from taskcomplexity.streams import torch_generator


@dataclass(frozen=True)
class Block:
    """A block of seeds of one task and architecture.

    A model is known by dataset, classes, hidden layers, training and seed. All but the training
    name its random streams, so that it is the same in every task that asks for it, and that models
    of two trainings begin alike.

    Attributes
    ----------
    dataset
        Name of the dataset.
    classes
        Which classes are told apart, in the order of the models' outputs.
    layers
        Number of units of each hidden layer.
    task
        What the task stands for, such as ``easy``, ``hard`` or ``pair``.
    task_name
        Which task it is, such as ``easy`` or ``7-9``.
    seeds
        One per model.
    trained
        Whether the training of each model came to anything; None before it.
    training
        What tells their training from the usual one; empty for that.
    scaling
        How stored values become their inputs, a key of
        :data:`taskcomplexity.models.scaling.SCALINGS`.
    """

    dataset: str
    classes: tuple[int, ...]
    layers: tuple[int, ...]
    seeds: tuple[int, ...]
    task: str
    task_name: str
    trained: tuple[bool, ...] | None = None
    training: str = ""
    scaling: str = SIGNED.name

    def __post_init__(self):
        different = len(set(self.classes)) == len(self.classes) > 1
        if not different or min(self.classes) < 0:
            raise ValueError(f"expected two or more different classes, found {self.classes}")

    def __str__(self) -> str:
        training = f", {self.training}" if self.training else ""
        return f"{self.dataset} {self.task_name}, d = {written(self.layers)}{training}"

    def generators(self, root_seed: int, *purpose: str | int | float) -> list[Generator]:
        """Return one random stream per model for a purpose."""
        return [torch_generator(root_seed, *names) for names in self.stream_names(*purpose)]

    def stream_names(self, *purpose: str | int | float) -> list[tuple[str | int | float, ...]]:
        """Return what the random stream of each model for a purpose is called."""
        # One hidden layer names its streams by a number, several by how they are written.
        hidden = self.layers[0] if len(self.layers) == 1 else written(self.layers)
        return [(self.dataset, *self.classes, hidden, seed, *purpose) for seed in self.seeds]

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
        pair = self.classes if len(self.classes) == 2 else (None, None)
        whole = {
            "class_a": pair[0],
            "class_b": pair[1],
            "hidden": self.layers[0] if self.layers else 0,
        }
        return {
            "dataset": [self.dataset] * rows,
            "task": [self.task] * rows,
            "task_name": [self.task_name] * rows,
            **{name: pa.array([value] * rows, pa.int64()) for name, value in whole.items()},
            "layers": [written(self.layers)] * rows,
            "seed": list(self.seeds) * repeated,
            "trained": pa.array(list(trained) * repeated, pa.bool_()),
        }
