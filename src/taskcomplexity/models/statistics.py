"""What the weights of a trained model look like, without any images."""

import pyarrow as pa
import torch

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble


def weight_statistics(ensemble: Ensemble, block: Block) -> pa.Table:
    """Return the mean and the standard deviation σ(w) of all weights of each model (figure 7).

    The weights of all layers are taken together; biases are not counted.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.SPREAD_COLUMNS`, a row per model.
    """
    weights = torch.cat([layer.weight.flatten(1) for layer in ensemble.layers], dim=1).double()
    return pa.table(
        {
            **block.columns(1),
            "mean": weights.mean(dim=1).cpu().numpy(),
            "standard_deviation": weights.std(dim=1).cpu().numpy(),
        }
    )
