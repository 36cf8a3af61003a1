"""Products of matrices, of floats and of small whole numbers."""

import numpy as np
import torch
from torch import Tensor


def product(a: Tensor, b: Tensor, out: Tensor | None = None) -> Tensor:
    """Multiply two matrices, or two stacks of matrices one by one.

    On the CPU NumPy's BLAS does it, on other devices torch: on AMD processors with AVX-512 NumPy's
    has twice the speed (see :mod:`taskcomplexity.processor`), elsewhere they are alike.

    Parameters
    ----------
    a, b
        float32, shapes (…, rows, inner) and (…, inner, columns).
    out
        Where the product goes, shape (…, rows, columns); a new tensor where nothing is given.
    """
    if a.device.type != "cpu":
        return torch.matmul(a, b, out=out)
    # What would be infinite or undefined is for the caller to find, as with torch.
    with np.errstate(all="ignore"):
        found = np.matmul(a.numpy(), b.numpy(), out=None if out is None else out.numpy())
    return torch.from_numpy(found) if out is None else out


def whole_product(a: Tensor, b: Tensor) -> Tensor:
    """Multiply two matrices of whole numbers exactly.

    Parameters
    ----------
    a, b
        int8, shapes (rows, inner) and (inner, columns).

    Returns
    -------
    Tensor
        int32. Off the CPU the product is one of float32, exact below 2**24, which 1,040 inputs
        cannot leave.
    """
    if a.device.type == "cpu":
        return torch._int_mm(a, b)
    if a.shape[1] * 2**14 <= 2**24:
        return (a.float() @ b.float()).int()
    return (a.double() @ b.double()).int()
