"""How task complexity shapes neural networks, measured on their weights alone.

The rooms follow the flow of the data, and each imports only what stands before it: ``data``,
``distances``, ``models``, ``training``, ``probes``, ``links``, ``metrics``, ``complexity``,
``figures``, ``audit``, ``page``, ``configuration``, and ``studies``, one beside the other, of which
none imports another.
"""

import importlib
from typing import Any

# What can be had from here, loaded when it is asked for; digests of code see no import in it.
PLACES = {
    "add_noise": "taskcomplexity.probes.functions",
    "binarize": "taskcomplexity.probes.functions",
    "flip": "taskcomplexity.probes.functions",
    "network_metrics": "taskcomplexity.metrics.module",
    "probe_model": "taskcomplexity.probes.module",
    "probe_module": "taskcomplexity.probes.module",
    "prune": "taskcomplexity.probes.functions",
    "randomize": "taskcomplexity.probes.functions",
    "task_complexity": "taskcomplexity.complexity.function",
}


def __getattr__(name: str) -> Any:
    if name in PLACES:
        return getattr(importlib.import_module(PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *PLACES})
