"""The one place where a device is chosen."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

DEVICES = ("cpu", "cuda", "mps")


class DeviceError(RuntimeError):
    """The device that was asked for is not there."""


def open_device(name: str, threads: int) -> torch.device:
    """Return the device by its name and fix the number of threads.

    Parameters
    ----------
    name
        ``cpu``, ``cuda`` or ``mps``.
    threads
        CPU threads of this process; the same number gives the same bits.

    Raises
    ------
    DeviceError
        When the device is unknown or missing on this machine. There is no silent way back to
        the CPU.
    """
    if name not in DEVICES:
        raise DeviceError(f"device {name!r} is unknown; choose one of {', '.join(DEVICES)}")
    present = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if not present[name]:
        raise DeviceError(
            f"device {name!r} was asked for but this machine has none that torch "
            f"{torch.__version__} can use; set `device: cpu` in the config, or run where there "
            "is one"
        )
    torch.set_num_threads(threads)
    return torch.device(name)


@contextmanager
def flushing() -> Iterator[None]:
    """Take numbers below the normal range of floats for 0 meanwhile, in this thread on the CPU.

    Gradients that vanish, and their squares in Adam, come there, where a processor is many times
    slower; as 0 they change no weight.
    """
    before = not bool(torch.full((1,), 1e-39) * 1.0)
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(before)
