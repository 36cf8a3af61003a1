"""What the logits of binarized models are, sample by sample."""

import pyarrow as pa
import torch

from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.samples import pick_task
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.models.evaluation import Evaluation


def logit_table(ensemble: Ensemble, block: Block, data: Labelled, device: torch.device) -> pa.Table:
    """Return the difference of the two logits of every test sample, by the signs of the models.

    Parameters
    ----------
    ensemble, block
        Models of a pair of classes, and which they are.
    data
        Their dataset.
    device
        Where to compute.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.LOGIT_COLUMNS`, a row per model and test sample. ``label`` is
        the place of the sample's class in the pair; ``difference`` the logit of the second class
        less that of the first, which is above 0 where the model answers the second; ``deviation``
        the standard deviation of all differences of the model.
    """
    task = pick_task(data, block.classes, device)
    signs = ensemble.map(lambda _, stack: stack.sign())
    logits = Evaluation.of(task, block.scaling).logits(signs).double().cpu()
    difference = logits[..., 1] - logits[..., 0]
    samples = difference.shape[1]
    return pa.table(
        {
            "class_a": [block.classes[0]] * difference.numel(),
            "class_b": [block.classes[1]] * difference.numel(),
            "seed": [seed for seed in block.seeds for _ in range(samples)],
            "label": task.test.labels.cpu().repeat(len(block.seeds)).numpy(),
            "difference": difference.flatten().numpy(),
            "deviation": difference.std(dim=1).repeat_interleave(samples).numpy(),
        }
    )
