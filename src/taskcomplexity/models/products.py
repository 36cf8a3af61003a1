"""Products of matrices, of floats and of small whole numbers."""

import torch
from torch import Tensor

EXACT_TERMS = 1024


def product(a: Tensor, b: Tensor, out: Tensor | None = None) -> Tensor:
    """Multiply two matrices, or two stacks of matrices one by one.

    The same as ``torch.matmul``, which on the CPU leaves products of float32 to MKL. On processors
    of AMD that has half the speed of oneDNN, which torch brings too, so oneDNN is called here.

    Parameters
    ----------
    a, b
        float32, shapes (…, rows, inner) and (…, inner, columns).
    out
        Where the product of two stacks goes; a new tensor where nothing is given.
    """
    if a.device.type != "cpu" or not torch.backends.mkldnn.is_available():
        return torch.matmul(a, b, out=out)
    # oneDNN multiplies by the transpose of its second matrix.
    a, b = a.contiguous(), b.mT
    if a.ndim == 2:
        return _times_transposed(a, b)
    each = [_times_transposed(*pair) for pair in zip(a.unbind(), b.unbind(), strict=True)]
    return torch.stack(each, out=out)


def _times_transposed(a: Tensor, b: Tensor) -> Tensor:
    return torch.ops.mkldnn._linear_pointwise.default(a, b, None, "none", [], "")


def whole_product(a: Tensor, b: Tensor) -> Tensor:
    """Multiply two matrices of small whole numbers exactly.

    Parameters
    ----------
    a, b
        int8, shapes (rows, inner) and (inner, columns).

    Returns
    -------
    Tensor
        int32, shape (rows, columns).
    """
    return torch._int_mm(a, b) if a.device.type == "cpu" else whole_product_by_floats(a, b)


def whole_product_by_floats(a: Tensor, b: Tensor) -> Tensor:
    """Do the same with products of float32, which are exact as long as sums stay below 2**24.

    A term of two int8 is at most 2**14, so that 2**10 of them fit; as many are added at once.
    """
    total = torch.zeros(a.shape[0], b.shape[1], dtype=torch.int32, device=a.device)
    for begin in range(0, a.shape[1], EXACT_TERMS):
        inner = slice(begin, begin + EXACT_TERMS)
        total += (a[:, inner].float() @ b[inner].float()).int()
    return total
