"""How networks are named, in files and in tables."""

from dataclasses import dataclass

from taskcomplexity.models.names import SeedRange

# Beside those of taskcomplexity.links.rewire.REGROWTH, whose topology adapts.
STATIC, DENSE, PRUNED = "static", "dense", "dense_pruned"
ADAPTIVE = ("rlr", "ch3l3", "ch3l3_soft")
SPARSE_METHODS = (STATIC, *ADAPTIVE)
METHODS = (*SPARSE_METHODS, DENSE, PRUNED)
TITLES = {
    "rlr": "RLR",
    "ch3l3": "CH3-L3",
    "ch3l3_soft": "CH3-L3, sampled",
    STATIC: "static",
    DENSE: "dense",
    PRUNED: "dense, pruned",
}


@dataclass(frozen=True)
class Networks:
    """Networks of a dataset that lie in one file, as in its name: ``rlr_seeds000-004``.

    Attributes
    ----------
    method
        One of :data:`METHODS`.
    seeds
        The block of seeds.
    """

    method: str
    seeds: SeedRange

    @classmethod
    def parse(cls, name: str) -> "Networks":
        """Read what :meth:`__str__` wrote."""
        method, seeds = name.rsplit("_", 1)
        return cls(method, SeedRange.parse(seeds))

    def __str__(self) -> str:
        return f"{self.method}_{self.seeds}"
