"""How each statement on metrics of networks is tested, by its id."""

from collections.abc import Mapping

from taskcomplexity.audit.claims import Check
from taskcomplexity.studies.metrics.claims import (
    accuracy,
    depth,
    pruning,
    recurrent,
    shape,
    structure,
    telling,
)

CHECKS: Mapping[str, Check] = {
    **accuracy.CHECKS,
    **structure.CHECKS,
    **shape.CHECKS,
    **recurrent.CHECKS,
    **depth.CHECKS,
    **pruning.CHECKS,
    **telling.CHECKS,
}
