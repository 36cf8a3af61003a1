"""A run that is stopped from the keyboard, without a word of every library that it loads."""

import signal
from collections.abc import Callable
from functools import cache
from types import FrameType

import psutil

# Jobs are ended by their run; an interrupt of their own would make each tell where it was.
IGNORED_BY_JOBS = "trap '' INT; "


@cache
def end_jobs_when_interrupted(tell: Callable[[], None]) -> None:
    """End all that this process started when it is interrupted, and then itself.

    Parameters
    ----------
    tell
        Called first.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Started in the background: an interrupt is not meant for it.
        return

    def end(number: int, frame: FrameType | None) -> None:
        tell()
        for child in psutil.Process().children(recursive=True):
            try:
                child.terminate()
            except psutil.Error:
                continue
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, end)
