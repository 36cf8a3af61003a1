"""How networks are named, in the config, in files and in tables."""

import re
from dataclasses import dataclass

from taskcomplexity.models.names import SeedRange

ARCHITECTURES = ("fc", "ae", "cnn", "rnn")
ACTIVATIONS = ("linear", "relu", "sigmoid")
TITLES = {"fc": "FC", "ae": "AE", "cnn": "CNN", "rnn": "RNN"}
CALLED = {"linear": "linear", "relu": "ReLU", "sigmoid": "sigmoid"}
# Rows and columns of the kernel of a convolution.
KERNEL = 3
# As they are trained, and as they were before.
TRAINED, UNTRAINED = "trained", "untrained"
STATES = (TRAINED, UNTRAINED)
# The metrics whose distribution over neurons is kept.
STRENGTH_IN, STRENGTH_OUT, ZETA, ACTIVATION = "strength_in", "strength_out", "zeta", "activation"
WEIGHT, RANDOM = "weight", "random"
DISTRIBUTIONS = (WEIGHT, STRENGTH_IN, STRENGTH_OUT, ZETA, ACTIVATION)
# Quantiles at 0, 1/400, … 1 stand for a distribution.
QUANTILES = 401


@dataclass(frozen=True)
class Cell:
    """Networks of one architecture, depth and activation, as in the config: ``fc_3_sigmoid``.

    Attributes
    ----------
    architecture
        One of :data:`ARCHITECTURES`.
    layers
        How many layers of neurons, input and output among them.
    activation
        Of the hidden layers, one of :data:`ACTIVATIONS`.
    """

    architecture: str
    layers: int
    activation: str

    @classmethod
    def parse(cls, name: str) -> "Cell":
        """Read what :meth:`__str__` wrote.

        Raises
        ------
        ValueError
            When it is not the name of a cell, with what is wrong.
        """
        found = re.fullmatch(r"([a-z]+)_(\d+)_([a-z]+)", name)
        if not found:
            raise ValueError("is not ARCHITECTURE_LAYERS_ACTIVATION, such as fc_3_sigmoid")
        architecture, layers, activation = found.groups()
        for one, allowed, kind in (
            (architecture, ARCHITECTURES, "architecture"),
            (activation, ACTIVATIONS, "activation"),
        ):
            if one not in allowed:
                raise ValueError(f"has the {kind} {one!r}; allowed: {', '.join(allowed)}")
        if int(layers) < 3:
            raise ValueError(f"has {int(layers)} layers; allowed: 3 up, input and output counted")
        return cls(architecture, int(layers), activation)

    @property
    def depth(self) -> str:
        """Architecture and layers, which have their widths in the config: ``fc_3``."""
        return f"{self.architecture}_{self.layers}"

    @property
    def title(self) -> str:
        """For readers."""
        return f"{TITLES[self.architecture]}, {self.layers} layers, {CALLED[self.activation]}"

    def __str__(self) -> str:
        return f"{self.depth}_{self.activation}"


@dataclass(frozen=True)
class Networks:
    """Networks of a cell that lie in one file, as in its name: ``fc_3_sigmoid_seeds000-029``.

    Attributes
    ----------
    cell
        Of what kind they are.
    seeds
        The block of seeds.
    """

    cell: Cell
    seeds: SeedRange

    @classmethod
    def parse(cls, name: str) -> "Networks":
        """Read what :meth:`__str__` wrote."""
        cell, seeds = name.rsplit("_", 1)
        return cls(Cell.parse(cell), SeedRange.parse(seeds))

    def __str__(self) -> str:
        return f"{self.cell}_{self.seeds}"
