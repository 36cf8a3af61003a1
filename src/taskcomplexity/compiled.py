"""Compiled functions that are kept between processes where that is possible."""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps

from numba import njit

logger = logging.getLogger("taskcomplexity")


def compiled(function: Callable | None = None, **options: object) -> Callable:
    """Compile a function with Numba, and keep what was compiled for the next process.

    Where there is no place to keep it, or what is kept there cannot be read or written, the
    function is compiled for this process alone, which takes seconds and changes no result. What
    cannot be read is emptied, so that the next process keeps it anew. Both are told to the logger
    ``taskcomplexity`` at level INFO.

    Parameters
    ----------
    function
        Raises nothing itself, since whatever is raised is taken for a fault of the cache. It
        cannot be called from other compiled functions.
    **options
        Further options of ``numba.njit``, such as ``fastmath``; given, a decorator is returned.

    Examples
    --------
    >>> @compiled
    ... def double(x):
    ...     return 2 * x
    >>> double(2)
    4
    """
    if function is None:
        return partial(compiled, **options)
    alone = njit(**options)(function)
    try:
        kept = njit(cache=True, **options)(function)
    except RuntimeError as error:
        logger.info("Compiled in every process anew: %s", error)
        return alone
    chosen = kept

    @wraps(function)
    def call(*arguments):
        nonlocal chosen
        used = chosen
        try:
            return used(*arguments)
        except Exception as error:
            if used is alone:
                raise
            chosen = alone
            logger.info("Compiled for this process alone, as its cache fails: %r", error)
            # Nothing is compiled yet, so that this does no more than empty the cache.
            with suppress(Exception):
                kept.recompile()
            return alone(*arguments)

    return call
