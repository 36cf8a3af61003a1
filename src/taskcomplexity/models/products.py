"""Products of matrices, of floats and of small whole numbers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import llvmlite.binding
import torch
from torch import Tensor

# Multiplications of one matrix of a stack below which a call for each costs more than it saves.
WORTH_A_CALL = 2**21
EXACT_IN_FLOAT32 = 2**24
CLOSE = 1e-5


def product(a: Tensor, b: Tensor, out: Tensor | None = None) -> Tensor:
    """Multiply two matrices, or two stacks of matrices one by one.

    The same as ``torch.matmul``, which on the CPU leaves products of float32 to MKL. On processors
    of AMD that has half the speed of oneDNN, which torch brings too, so there oneDNN is called
    where this torch has a way to it. On those of Intel MKL is as fast for one matrix and faster for
    a stack, which it takes at once.

    Parameters
    ----------
    a, b
        Floats, shapes (…, rows, inner) and (…, inner, columns).
    out
        Where the product of two stacks goes; a new tensor where nothing is given.
    """
    there = a.device.type == "cpu" and a.dtype == torch.float32
    small = a.ndim == 3 and a.shape[1:].numel() * b.shape[2] < WORTH_A_CALL
    times_transposed = onednn() if there and not small and made_by_amd() else None
    if times_transposed is None:
        return torch.matmul(a, b, out=out)
    # oneDNN multiplies by the transpose of its second matrix.
    a, b = a.contiguous(), b.mT
    if a.ndim == 2:
        return times_transposed(a, b)
    each = [times_transposed(*pair) for pair in zip(a.unbind(), b.unbind(), strict=True)]
    return torch.stack(each, out=out)


@cache
def made_by_amd() -> bool:
    """Tell whether the processor is one of AMD, of Zen or later."""
    return llvmlite.binding.get_host_cpu_name().startswith("znver")


@cache
def onednn() -> Callable[[Tensor, Tensor], Tensor] | None:
    """Return oneDNN's product of a matrix and a transposed one, None where torch.matmul must do.

    torch has no public name for it. What stands behind the private one is tried once: it may be
    missing, or do something else, in another torch.
    """
    a, b = torch.linspace(-1, 1, 15).view(3, 5), torch.linspace(-2, 1, 20).view(4, 5)
    try:
        operator = torch.ops.mkldnn._linear_pointwise.default

        def times_transposed(a: Tensor, b: Tensor) -> Tensor:
            return operator(a, b, None, "none", [], "")

        found = times_transposed(a, b)
    except (AttributeError, NotImplementedError, RuntimeError, TypeError):
        return None
    right = a @ b.T
    same = found.shape == right.shape and torch.allclose(found, right, atol=CLOSE)
    return times_transposed if same else None


def exact_product(a: Tensor, b: Tensor, largest: int) -> Tensor:
    """Multiply two matrices of whole numbers exactly.

    float32 holds every whole number up to 2**24, so that sums that stay below are exact, in any
    order and on any processor. Where they may not, as many terms as are sure to stay below are
    added at once.

    Parameters
    ----------
    a, b
        Whole numbers up to 256 in magnitude, which the lower precisions hold too that float32 may
        be multiplied in. Shapes (rows, inner) and (inner, columns).
    largest
        What no product of two of their entries exceeds in magnitude.

    Returns
    -------
    Tensor
        Shape (rows, columns), float32 or, where it takes several parts, as :func:`wide` has it.
    """
    inner, at_once = a.shape[1], EXACT_IN_FLOAT32 // largest
    if inner < at_once:
        return product(a, b)
    parts = (slice(start, start + at_once) for start in range(0, inner, at_once))
    return sum(wide(product(a[:, terms], b[terms])) for terms in parts)


def wide(values: Tensor) -> Tensor:
    """Return values as float64, which holds every whole number up to 2**53.

    They come to the CPU from devices that have no float64.
    """
    return (values.cpu() if values.device.type == "mps" else values).double()


@contextmanager
def full_precision() -> Iterator[None]:
    """Multiply float32 in float32, though the process allows lower precisions for speed."""
    backends = (torch.backends.mkldnn.matmul, torch.backends.cuda.matmul)
    before = [backend.fp32_precision for backend in backends]
    try:
        for backend in backends:
            backend.fp32_precision = "ieee"
        yield
    finally:
        for backend, precision in zip(backends, before, strict=True):
            backend.fp32_precision = precision
