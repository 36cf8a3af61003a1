"""What PyTorch modules are called, and which are not what they look like."""

from torch import nn
from torch.nn.parameter import is_lazy

# What a model itself is called in tables of its modules.
ROOT = "(model)"


def is_hugging_face_linear(kind: type) -> bool:
    """Whether a class is the ``Conv1D`` of transformers: linear, with the weight transposed."""
    return kind.__name__ == "Conv1D" and kind.__module__ == "transformers.pytorch_utils"


def is_quantised(module: nn.Module) -> bool:
    """Whether a module packs its weights, or has parameters that are whole numbers."""
    place = type(module).__module__
    return (place.startswith("torch.ao.nn") and "quantized" in place.split(".")) or any(
        not is_lazy(one) and not (one.is_floating_point() or one.is_complex())
        for one in module.parameters(recurse=False)
    )
