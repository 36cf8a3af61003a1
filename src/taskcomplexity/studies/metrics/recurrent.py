"""Where in a picture the strength of recurrent networks comes from (figure 3)."""

import numpy as np
import pandas as pd
import torch

from taskcomplexity.studies.metrics.columns import MAP_COLUMNS, STEP_COLUMNS
from taskcomplexity.studies.metrics.inputs import Data, drawn_samples
from taskcomplexity.studies.metrics.names import STATES
from taskcomplexity.studies.metrics.stored import Block


def steps_and_maps(
    block: Block, data: Data, samples: int, root_seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Follow the strength of recurrent networks over the rows and the pixels of pictures.

    What a pixel x elicits is |x · ∂/∂x Σ|ζ|| by neuron and step, the mean over samples: the part of
    the strength at its own step and, through the recurrence, at later ones, to first order.

    Parameters
    ----------
    block, data, samples, root_seed
        As :func:`taskcomplexity.studies.metrics.measure.measure` takes them.

    Returns
    -------
    tuple
        :data:`taskcomplexity.studies.metrics.columns.STEP_COLUMNS` and ``MAP_COLUMNS``.
    """
    height, width, _ = data.shape
    step, column = (axis.ravel() for axis in np.indices((height, width)))
    steps, maps = [], []
    for place, seed in enumerate(block.seeds):
        values = drawn_samples(data, block.dataset, seed, samples, root_seed)
        brightness = _picture(values, data.shape)
        for state in STATES:
            shown = values[None].clone().requires_grad_()
            magnitude = block.made.reach(block.alone(place, state), shown)[0].zeta.abs()
            (slope,) = torch.autograd.grad(magnitude.sum(), shown)
            elicited = (values * slope[0]).abs() / magnitude[0, 0].numel()
            named = {**block.named, "seed": seed, "state": state}
            steps.append(
                pd.DataFrame(
                    {
                        **named,
                        "step": np.arange(height),
                        "zeta_magnitude": magnitude.detach().mean((0, 1, 3)).double().numpy(),
                        "brightness": brightness.mean(1),
                    }
                )
            )
            maps.append(
                pd.DataFrame(
                    {
                        **named,
                        "step": step,
                        "column": column,
                        "elicited": _picture(elicited, data.shape).ravel(),
                        "brightness": brightness.ravel(),
                    }
                )
            )
    return (
        pd.concat(steps, ignore_index=True)[list(STEP_COLUMNS)],
        pd.concat(maps, ignore_index=True)[list(MAP_COLUMNS)],
    )


def _picture(values: torch.Tensor, shape: tuple[int, int, int]) -> np.ndarray:
    """Return the mean over samples and channels, float64, shape (height, width)."""
    return values.abs().mean(0).double().view(shape).mean(2).numpy()
