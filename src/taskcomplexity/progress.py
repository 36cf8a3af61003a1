"""How far a long computation is."""

import logging
import time
from collections.abc import Callable

logger = logging.getLogger("taskcomplexity")

SECONDS_BETWEEN = 10


class Progress:
    """Tells from time to time how much is done and how long the rest will take.

    The lines go to the logger ``taskcomplexity`` at level INFO: the rules of the workflow send
    them to the log of the job and to the screen, in Python ``logging.basicConfig(level="INFO")``
    shows them. What takes less than ten seconds says nothing.

    Parameters
    ----------
    what
        What is computed.
    total
        Of how many steps.
    unit
        What a step is, in the plural.
    clock
        Seconds that never go back.
    """

    def __init__(
        self, what: str, total: int, unit: str, clock: Callable[[], float] = time.monotonic
    ):
        self._what, self._total, self._unit, self._clock = what, total, unit, clock
        self._done = 0
        self._began = self._told = clock()

    def advance(self, steps: int = 1) -> None:
        """Count steps as done, and tell it when the last line is ten seconds old."""
        self._done += steps
        now = self._clock()
        if now - self._told < SECONDS_BETWEEN:
            return
        self._told = now
        left = (now - self._began) / self._done * (self._total - self._done)
        logger.info(
            "%s: %d of %d %s, about %.0f s left",
            self._what,
            self._done,
            self._total,
            self._unit,
            left,
        )
