"""The log of one job."""

import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def job(log: str | Path) -> Iterator[None]:
    """Do the work of a process, and send all that it and its children print to a log file.

    File descriptors 1 and 2 are redirected, not only ``sys.stdout``, so that compiled code and
    child processes are heard too. Lines of the logger ``taskcomplexity``, which tell how far a job
    is, go to the log and to the original screen. So does the traceback of an error, upon which the
    process ends with status 1. The last line of a log tells how long the job worked, from the end
    of its imports.

    Parameters
    ----------
    log
        The log file, written anew.

    Notes
    -----
    The process ends with the block: to take down torch in order would last a quarter of a second.
    """
    Path(log).parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    screen = os.dup(2)
    with Path(log).open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    logger = logging.getLogger("taskcomplexity")
    logger.setLevel(logging.INFO)
    logger.addHandler(_Both(screen))
    status = 1
    began = time.monotonic()
    try:
        yield
        print(f"worked for {time.monotonic() - began:.2f} s")
        status = 0
    except Exception:
        told = traceback.format_exc()
        print(told, file=sys.stderr)
        _tell(screen, f"{told}(log: {log})\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


class _Both(logging.Handler):
    """Writes each line to the screen, with the time of day, and to what descriptor 2 is now."""

    def __init__(self, screen: int):
        super().__init__()
        self._screen = screen
        self.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{self.format(record)}\n"
        _tell(self._screen, line)
        os.write(2, line.encode())


def _tell(screen: int, text: str) -> None:
    """Write to the screen, which may be closed by now; the log has the text in any case."""
    with suppress(OSError):
        os.write(screen, text.encode())
