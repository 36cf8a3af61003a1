"""What the config must ask for, so that something can be made of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from taskcomplexity.models.layers import written
from taskcomplexity.probes.probe import PROBES


@dataclass(frozen=True)
class Need:
    """Measurements that a sweep must make.

    Attributes
    ----------
    probe
        Which.
    group
        Over the models of `tasks`, of `pairs` or of `layers`.
    layers
        Their hidden layers.
    kinds
        All that there must be, where the config names them.
    level
        At which level; at any where it is None.
    each
        Whether one layer at a time is disturbed.
    """

    probe: str
    group: str
    layers: tuple[int, ...]
    kinds: Sequence[str] = ()
    level: float | None = None
    each: bool = False

    def __str__(self) -> str:
        described = PROBES[self.probe]
        asked = {"hidden": written(self.layers)}
        if self.level is not None:
            asked[described.levels] = f"{self.level:g}"
        if self.kinds:
            asked[described.kinds] = ", ".join(self.kinds)
        if self.each:
            asked["layers"] = "each"
        told = "; ".join(f"{key}: {value}" for key, value in asked.items())
        return f"a sweep of probes.{self.probe} over the {self.group} ({told})"


def listed(needs: Sequence[Need]) -> str:
    """Return several needs in one line."""
    return ", ".join(map(str, needs))
