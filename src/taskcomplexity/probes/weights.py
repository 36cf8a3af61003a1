"""What the probes take for the weights of a layer."""

import torch
from torch import Tensor

from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble

FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)


def check_weights(weights: Tensor, what: str = "the weights", *, finite: bool = True) -> Tensor:
    """Check that a tensor can be probed.

    Parameters
    ----------
    weights
        Of any shape.
    what
        Their name in errors.
    finite
        Whether to look at every number.

    Returns
    -------
    Tensor
        The weights without their gradients, not copied.

    Raises
    ------
    TypeError
        When they are no tensor.
    ValueError
        When they are no dense tensor of floating-point numbers, hold nothing, or hold NaN or
        infinity.
    """
    if not isinstance(weights, Tensor):
        raise TypeError(
            f"{what}: expected a torch.Tensor, found {type(weights).__name__}; torch.as_tensor "
            "makes one"
        )
    if weights.layout != torch.strided:
        raise ValueError(
            f"{what}: expected a dense tensor, found the layout {weights.layout}; make it dense "
            "with to_dense()"
        )
    if weights.is_quantized:
        raise ValueError(
            f"{what}: expected floating-point numbers, found quantised ones, {weights.dtype}; take "
            "those from before, or make them numbers again with dequantize()"
        )
    if weights.dtype not in FLOATS:
        raise ValueError(
            f"{what}: expected floating-point numbers, found {weights.dtype}; convert them first, "
            "for example with to(torch.float32)"
        )
    if weights.is_meta:
        raise ValueError(f"{what}: on the device meta there are no numbers; load the model first")
    if not weights.numel():
        raise ValueError(f"{what}: expected numbers, found the shape {tuple(weights.shape)}")
    weights = weights.detach()
    # Far faster than to ask every number.
    if finite and not torch.stack(weights.aminmax()).isfinite().all():
        wrong = weights.numel() - int(weights.isfinite().sum())
        raise ValueError(
            f"{what}: {wrong} of {weights.numel()} numbers are NaN or infinite, as after training "
            "that diverged; there is nothing to probe"
        )
    return weights


def check_ensemble(ensemble: Ensemble, block: Block) -> None:
    """Check all weights and biases of an ensemble.

    Raises
    ------
    ValueError
        When a model cannot be probed, with its seed and the name of the parameters.
    """
    for name, stack in ensemble.parameters().items():
        for seed, layer in zip(block.seeds, stack, strict=True):
            check_weights(layer, f"{block}, seed {seed}, {name}")
