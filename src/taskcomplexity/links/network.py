"""A network of sparse layers: what it is made of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Links:
    """Which places of a layer's matrix have a link, row by row (CSR).

    Attributes
    ----------
    starts
        uint32, shape (outputs + 1,): the links of output v are starts[v] to starts[v + 1].
    columns
        uint32, shape (links,): the input of each link, rising within an output.
    inputs
        How many inputs the layer has.
    """

    starts: np.ndarray
    columns: np.ndarray
    inputs: int

    @classmethod
    def at(cls, places: np.ndarray, outputs: int, inputs: int) -> "Links":
        """Put links at places.

        Parameters
        ----------
        places
            int64, rising, none twice: output · inputs + input of each link.
        outputs, inputs
            The shape of the layer's matrix.
        """
        starts = np.searchsorted(places, np.arange(outputs + 1) * inputs)
        return cls(starts.astype(np.uint32), (places % inputs).astype(np.uint32), inputs)

    def __len__(self) -> int:
        """Return the number of links."""
        return len(self.columns)

    @property
    def outputs(self) -> int:
        """How many outputs the layer has."""
        return len(self.starts) - 1

    @property
    def shape(self) -> tuple[int, int]:
        """(outputs, inputs), as of ``torch.nn.Linear``."""
        return self.outputs, self.inputs

    @property
    def size(self) -> int:
        """How many places the matrix has."""
        return self.outputs * self.inputs

    @cached_property
    def rows(self) -> np.ndarray:
        """int64, shape (links,): the output of each link."""
        return np.repeat(np.arange(self.outputs), np.diff(self.starts.astype(np.int64)))

    @cached_property
    def places(self) -> np.ndarray:
        """int64, shape (links,), rising: output · inputs + input of each link."""
        return self.rows * self.inputs + self.columns.astype(np.int64)

    @cached_property
    def by_input(self) -> "ByInput":
        """The same links, input by input."""
        order = np.argsort(self.columns, kind="stable").astype(np.uint32)
        starts = np.searchsorted(self.columns[order], np.arange(self.inputs + 1))
        return ByInput(starts.astype(np.uint32), self.rows[order].astype(np.uint32), order)

    @property
    def out_degrees(self) -> np.ndarray:
        """int64, shape (inputs,): how many links leave each input."""
        return np.bincount(self.columns, minlength=self.inputs)

    @property
    def in_degrees(self) -> np.ndarray:
        """int64, shape (outputs,): how many links enter each output."""
        return np.diff(self.starts.astype(np.int64))

    def only(self, chosen: np.ndarray) -> "Links":
        """Return some of the links; `chosen` is bool, shape (links,)."""
        counted = np.concatenate([[0], np.cumsum(chosen)])
        starts = counted[self.starts].astype(np.uint32)
        return Links(starts, self.columns[chosen], self.inputs)

    def free(self, ranks: np.ndarray) -> np.ndarray:
        """Return the places of some non-links, given by their rank among all non-links.

        Parameters
        ----------
        ranks
            int64, from 0 to size - links - 1.
        """
        before = self.places - np.arange(len(self))
        return ranks + np.searchsorted(before, ranks, side="right")


@dataclass(frozen=True)
class ByInput:
    """Links in the order of their inputs (CSC).

    Attributes
    ----------
    starts
        uint32, shape (inputs + 1,).
    rows
        uint32, shape (links,): the output of each.
    order
        uint32, shape (links,): where each stands in the order of the outputs.
    """

    starts: np.ndarray
    rows: np.ndarray
    order: np.ndarray


@dataclass(frozen=True)
class SparseLayer:
    """One sparse layer.

    Attributes
    ----------
    links
        Where its links are.
    weights
        Shape (links,): the weight of each.
    bias
        Shape (outputs,).
    """

    links: Links
    weights: np.ndarray
    bias: np.ndarray

    def dense(self) -> np.ndarray:
        """Return the matrix, shape (outputs, inputs), zero where there is no link."""
        matrix = np.zeros(self.links.size, self.weights.dtype)
        matrix[self.links.places] = self.weights
        return matrix.reshape(self.links.shape)


@dataclass(frozen=True)
class DenseLayer:
    """One full layer.

    Attributes
    ----------
    weights
        Shape (outputs, inputs).
    bias
        Shape (outputs,).
    """

    weights: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True)
class Network:
    """Sparse layers with ReLU behind each, and a dense readout.

    Attributes
    ----------
    layers
        From the inputs on.
    readout
        Gives a logit per class.
    """

    layers: tuple[SparseLayer, ...]
    readout: DenseLayer

    def map_layers(self, change: Callable[[int, SparseLayer], SparseLayer]) -> "Network":
        """Return the network with ``change(depth, layer)`` in place of every sparse layer."""
        return replace(self, layers=tuple(change(d, layer) for d, layer in enumerate(self.layers)))

    def as_type(self, dtype: np.dtype) -> "Network":
        """Return the network with its numbers as another type."""
        return Network(
            tuple(
                SparseLayer(layer.links, layer.weights.astype(dtype), layer.bias.astype(dtype))
                for layer in self.layers
            ),
            DenseLayer(self.readout.weights.astype(dtype), self.readout.bias.astype(dtype)),
        )
