"""Random streams that are derived from names.

A stream belongs to what it is used for, never to a position in a loop: the model of MNIST 7
against 9 with seed 3 starts from the same weights alone, in a block of fifty, or on a GPU.
"""

import hashlib

import numpy as np

SIGNIFICANT_DIGITS = 12


def stream_seed(root: int, *names: str | int | float) -> int:
    """Derive the seed of one stream.

    Parameters
    ----------
    root
        The root seed of the whole run.
    *names
        What the stream is for, for example dataset, classes, hidden units, seed, purpose. The
        types of the names count: ``1``, ``1.0`` and ``"1"`` give different streams. NumPy's numbers
        count as Python's, and of a float only twelve significant digits do: its last bits hang on
        the C library that computed it.

    Returns
    -------
    int
        A number in 0 … 2**63 - 1, the first eight bytes of a SHA-256 over the names.
    """
    text = "\x1f".join(repr(_plain(part)) for part in (root, *names))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def _plain(name: str | int | float | np.generic) -> str | int | float:
    if isinstance(name, np.floating):
        # The shortest decimal of a float32 is what was meant, not its digits in double precision.
        name = float(str(name))
    elif isinstance(name, np.generic):
        name = name.item()
    return float(f"{name:.{SIGNIFICANT_DIGITS}g}") if isinstance(name, float) else name


def numpy_generator(root: int, *names: str | int | float) -> np.random.Generator:
    """Return a fresh NumPy generator at the start of the stream named by `names`."""
    return np.random.default_rng(stream_seed(root, *names))


def torch_generator(root: int, *names: str | int | float):
    """Return a fresh ``torch.Generator`` on the CPU at the start of the stream named by `names`.

    Draws are made on the CPU whatever the device, so that every device sees the same numbers.
    """
    import torch

    return torch.Generator().manual_seed(stream_seed(root, *names))
