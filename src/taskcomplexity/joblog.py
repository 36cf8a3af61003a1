"""The log of one job."""

import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def logged(path: str | Path) -> Iterator[None]:
    """Send all that the process and its children print to a log file.

    File descriptors 1 and 2 are redirected, not only ``sys.stdout``, so that compiled code and
    child processes are heard too. Lines of the logger ``taskcomplexity``, which tell how far a job
    is, go to the log and to the original screen. So does the traceback of an error, upon which the
    process ends with status 1. The last line of a log tells how long the job worked, from the end
    of its imports.

    Parameters
    ----------
    path
        The log file, written anew.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    screen = os.dup(2)
    with Path(path).open("w") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    both = _Both(screen)
    logger = logging.getLogger("taskcomplexity")
    logger.setLevel(logging.INFO)
    logger.addHandler(both)
    began = time.monotonic()
    try:
        yield
        print(f"worked for {time.monotonic() - began:.2f} s")
    except Exception:
        told = traceback.format_exc()
        print(told, file=sys.stderr, flush=True)
        os.write(screen, f"{told}(log: {path})\n".encode())
        raise SystemExit(1) from None
    finally:
        logger.removeHandler(both)
        sys.stdout.flush()
        sys.stderr.flush()
        os.close(screen)


class _Both(logging.Handler):
    """Writes each line to the screen, with the time of day, and to what descriptor 2 is now."""

    def __init__(self, screen: int):
        super().__init__()
        self._screen = screen
        self.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{self.format(record)}\n".encode()
        os.write(self._screen, line)
        os.write(2, line)
