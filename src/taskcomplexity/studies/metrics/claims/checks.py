"""How each statement on metrics of networks is tested, by its id."""

from collections.abc import Mapping

from taskcomplexity.audit.claims import Check
from taskcomplexity.studies.metrics.claims import (
    accuracy,
    activations,
    depth,
    pruning,
    recurrent,
    strength_of_neurons,
    strength_of_nodes,
    telling,
    weights,
)

THEMES = (
    *(accuracy, weights, strength_of_nodes, strength_of_neurons, activations),
    *(recurrent, depth, pruning, telling),
)
CHECKS: Mapping[str, Check] = {name: check for one in THEMES for name, check in one.CHECKS.items()}
