"""The perturbations that the statements are about, each of one strength."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Disturbance:
    """A perturbation of one strength.

    Attributes
    ----------
    probe, kind
        Which; an attack is of the probe ``attack``.
    level
        How strong it is, as tables say it.
    told
        In words.
    """

    probe: str
    kind: str
    level: float
    told: str


@dataclass(frozen=True)
class Perturbation:
    """A perturbation whose strength stands among the margins.

    Attributes
    ----------
    probe, kind
        As of :class:`Disturbance`.
    margin
        Which of the margins says how strong it is.
    words
        What is told of it, the level in braces.
    """

    probe: str
    kind: str
    margin: str
    words: str

    def at(self, margins: Mapping[str, float]) -> Disturbance:
        """Return it with its strength."""
        level = margins[self.margin]
        return Disturbance(self.probe, self.kind, level, self.words.format(level))


SMALLEST = Perturbation("prune", "smallest", "smallest_removed", "{:.0%} removed, smallest first")
LARGEST = Perturbation("prune", "largest", "largest_removed", "{:.0%} removed, largest first")
FEW_LARGEST = Perturbation("prune", "largest", "few_largest", LARGEST.words)
RANDOM = Perturbation("prune", "random", "random_removed", "{:.0%} of the links removed at random")
SHUFFLED = Perturbation("shuffle", "uniform", "shuffled", "{:.0%} of the links shuffled")
NOISY = Perturbation("noise", "relative", "noise", "noise of {:g} σ")
ATTACKED = Perturbation("attack", "fgsm", "attack", "FGSM, ε = {:g}")
PERTURBED = (RANDOM, SMALLEST, SHUFFLED, NOISY, ATTACKED)
