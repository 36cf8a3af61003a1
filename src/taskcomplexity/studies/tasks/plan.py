"""The figures and the audit that a config asks for."""

from taskcomplexity.models.layers import written
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.tasks.figures.rows import figure_rows
from taskcomplexity.studies.tasks.measurements import Measurements
from taskcomplexity.studies.tasks.names import PAIRS, TASKS_GROUP
from taskcomplexity.studies.tasks.sources import Sources
from taskcomplexity.studies.tasks.study import STUDY
from taskcomplexity.study import Audit, Figure

# The paper's own width, which its claims are about.
PUBLISHED_LAYERS = (64,)


class Plan(Measurements):
    """The measurements of a config, and what is made of them."""

    study = STUDY

    @property
    def sources(self) -> Sources:
        """The tables of this study."""
        return Sources(self)

    def figures(self) -> list[Figure]:
        """Return the figures, those too that the config lacks something for."""
        return figure_rows(self)

    def audit(self) -> Audit:
        """Return the audit of the paper's claims and values."""
        sources = self.sources
        about = {
            "classes": {name: list(one.classes) for name, one in self.datasets.items()},
            "hidden": written(PUBLISHED_LAYERS),
        }
        reads = {
            "distances": sources.distances(),
            "complexity": sources.complexity(),
            "correlations": sources.correlations(),
            "probes": sources.probed(TASKS_GROUP, PUBLISHED_LAYERS, *PROBES),
            "pairs": sources.probed(PAIRS, self.pair_layers, "prune"),
            "spread": sources.spread(),
        }
        return Audit("taskcomplexity.studies.tasks.claims.audit", reads, about, self.lacking([]))
