"""Layers that are lists of links."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.links.network import Links
from taskcomplexity.metrics.layers.layer import Weights


@dataclass(frozen=True)
class Sparse:
    """Some inputs are linked to some outputs, in one network: a stack of one.

    Attributes
    ----------
    links_at
        Where the links are.
    values
        The weight of each, shape (links,).
    bias
        β, shape (outputs,); None where there is none.
    """

    links_at: Links
    values: Tensor
    bias: Tensor | None

    @property
    def sizes(self) -> tuple[int, int]:
        """Inputs and outputs, those without a link too."""
        return self.links_at.inputs, self.links_at.outputs

    @property
    def links(self) -> int:
        """How many links there are."""
        return len(self.links_at)

    @property
    def _ends(self) -> Tensor:
        """The output and the input of every link, int64, shape (2, links)."""
        ends = np.stack([self.links_at.rows, self.links_at.columns.astype(np.int64)])
        return torch.from_numpy(ends).to(self.values.device)

    def weights(self, bias: str = "none") -> Weights:
        """Return the weights of the links; places without one have none."""
        biases = self.bias
        if biases is not None and bias == "add":
            biases = biases[self._ends[0]]
        return Weights.of(self.values[None], None if biases is None else biases[None], bias)

    def incoming(self) -> Tensor:
        """Return the sum over each output's links, and its bias."""
        sums = self.values.new_zeros(self.sizes[1]).index_add(0, self._ends[0], self.values)
        return (sums if self.bias is None else sums + self.bias)[None]

    def outgoing(self) -> Tensor:
        """Return the sum over each input's links."""
        return self.values.new_zeros(self.sizes[0]).index_add(0, self._ends[1], self.values)[None]

    def strength(self, values: Tensor) -> Tensor:
        """Return zΩ + β.

        Parameters
        ----------
        values
            z, shape (1, samples, inputs).

        Returns
        -------
        Tensor
            Shape (1, samples, outputs).
        """
        matrix = torch.sparse_coo_tensor(
            self._ends,
            self.values,
            self.links_at.shape,
            is_coalesced=True,
            check_invariants=True,
        )
        sums = torch.sparse.mm(matrix, values[0].T).T
        return (sums if self.bias is None else sums + self.bias)[None]
