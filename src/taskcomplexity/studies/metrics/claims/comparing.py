"""How measures of networks are held against margins, their untrained twins and each other.

A twin is the same network before its training. What a claim says that training or an architecture
brings has to be there, and more of it than twins have: where these have as much, there is nothing
to the claim.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from taskcomplexity.audit.claims import Margins
from taskcomplexity.audit.judgement import Finding, all_of, exceeds
from taskcomplexity.studies.metrics.claims.cells import shallow, short
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED

Find = Callable[[MetricsEvidence, str, Margins], Finding]


@dataclass(frozen=True)
class Measure:
    """A number of a network.

    Attributes
    ----------
    told
        What it is.
    of
        From the evidence, dataset, cell and state to the number of each network, by seed.
    unit, apart
        Its unit, and that of a difference.
    """

    told: str
    of: Callable[[MetricsEvidence, str, str, str], pd.Series]
    unit: str = ""
    apart: str = ""


def beyond_untrained(
    evidence: MetricsEvidence,
    dataset: str,
    measure: Measure,
    cell: str,
    margin: float,
    floor: float | None = None,
) -> Finding:
    """Hold a measure of trained networks to be larger than that of their twins.

    Parameters
    ----------
    evidence, dataset, measure, cell
        What is looked at.
    margin
        By how much, in the unit of a difference.
    floor
        What trained networks have to be above by themselves, where there is such a thing.
    """
    trained, untrained = (
        measure.of(evidence, dataset, cell, state) for state in (TRAINED, UNTRAINED)
    )
    told = f"{short(cell)}, {measure.told}"
    before = f"untrained {untrained.mean():.3g}, more by"
    difference = evidence.paired(dataset, trained, untrained)
    if floor is None:
        told = f"{told} {trained.mean():.3g}, {before}"
        return exceeds(difference, margin, told, measure.apart)
    return all_of(
        exceeds(evidence.mean(dataset, trained), floor, told, measure.unit),
        exceeds(difference, margin, before, measure.apart),
    )


def above(
    evidence: MetricsEvidence,
    dataset: str,
    measure: Measure,
    cells: tuple[str, str],
    margin: float,
) -> Finding:
    """Hold a measure to be larger in one cell than in another, and more so than in their twins.

    Parameters
    ----------
    evidence, dataset, measure
        What is looked at.
    cells
        The one that has more, and the other.
    margin
        Of both, in the unit of a difference.
    """
    ours, theirs = (measure.of(evidence, dataset, cell, TRAINED) for cell in cells)
    before = [measure.of(evidence, dataset, cell, UNTRAINED) for cell in cells]
    told = (
        f"{measure.told}: {short(cells[0])} {ours.mean():.3g}, {short(cells[1])} "
        f"{theirs.mean():.3g}, more by"
    )
    return all_of(
        exceeds(evidence.paired(dataset, ours, theirs), margin, told, measure.apart),
        exceeds(
            evidence.paired(dataset, ours - theirs, before[0] - before[1]),
            margin,
            "beyond what their untrained twins differ by",
            measure.apart,
        ),
    )


def above_others(
    measure: Measure, architecture: str, others: Sequence[str], margin: str = "more"
) -> Find:
    """Hold sigmoid networks of an architecture to have more than those of others have."""

    def find(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
        cells = [(shallow(architecture), shallow(other)) for other in others]
        return all_of(*(above(evidence, dataset, measure, two, margins[margin]) for two in cells))

    return find


def forced(find: Find, why: str) -> Find:
    """Tell beside what was found that it could not, or hardly, be otherwise, and why."""

    def found(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
        finding = find(evidence, dataset, margins)
        return replace(finding, told=f"{finding.told}. {why}")

    return found
