"""A recurrent module step by step."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from taskcomplexity.metrics.reading import directions, read_step, suffixes

FUNCTIONS = {"tanh": torch.tanh, "relu": torch.relu}


def unroll(
    module: nn.RNN, values: Tensor, start: Tensor | None
) -> Iterator[tuple[str, Tensor, Tensor]]:
    """Compute what the neurons of every layer and direction receive (eq. 9).

    Parameters
    ----------
    module
        The layers.
    values
        x, in the layout that the module takes.
    start
        h before the first step, as the module takes it; zeros where nothing is given.

    Yields
    ------
    tuple of str and two Tensors
        The suffix of the parameters; ζ and a, each of shape (steps, samples, neurons).
    """
    values = by_step(module, values)
    shape = len(suffixes(module)), values.shape[1], module.hidden_size
    before = iter(values.new_zeros(shape) if start is None else start.reshape(shape))
    activate = FUNCTIONS[module.nonlinearity]
    for depth in range(module.num_layers):
        outputs = []
        for way in directions(module):
            suffix = f"_l{depth}{way}"
            step, h = read_step(module, suffix, exact=False), next(before)
            received = []
            for x in values.flip(0) if way else values:
                received.append(step.strength(x[None], h[None])[0])
                h = activate(received[-1])
            zeta = torch.stack(received[::-1] if way else received)
            outputs.append(activate(zeta))
            yield suffix, zeta, outputs[-1]
        values = torch.cat(outputs, -1)


def by_step(module: nn.RNN, sequence: Tensor) -> Tensor:
    """Return what goes into or comes out of a module as (steps, samples, neurons)."""
    if sequence.ndim == 2:
        return sequence[:, None]
    return sequence.transpose(0, 1) if module.batch_first else sequence
