"""The log of one job."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def logged(path: str | Path) -> Iterator[None]:
    """Send all that the process and its children print to a log file.

    File descriptors 1 and 2 are redirected, not only ``sys.stdout``, so that compiled code and
    child processes are heard too. The traceback of an error is written to the log and to the
    original screen, and the process ends with status 1.

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
    try:
        yield
    except Exception:
        told = traceback.format_exc()
        print(told, file=sys.stderr, flush=True)
        os.write(screen, f"{told}(log: {path})\n".encode())
        raise SystemExit(1) from None
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.close(screen)
