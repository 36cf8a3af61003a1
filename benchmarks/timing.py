"""How long something takes."""

import time


def fastest(compute, repeats=2):
    """Seconds of the fastest of several calls."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        compute()
        times.append(time.perf_counter() - began)
    return min(times)
