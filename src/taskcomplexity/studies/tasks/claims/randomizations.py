"""Section 3.4, figures 2 and 3: the seven randomizations of the bipartite graph."""

from taskcomplexity.audit.claims import Check, Find, Margins
from taskcomplexity.audit.curves import Curve
from taskcomplexity.audit.judgement import (
    Finding,
    all_of,
    below,
    everywhere_within,
    exceeds,
    somewhere_above,
    within,
)
from taskcomplexity.studies.tasks.claims.curves import curve, median_curve, sharp_rise
from taskcomplexity.studies.tasks.claims.evidence import TaskEvidence
from taskcomplexity.studies.tasks.claims.published import GUESS, LETTER

KEEPING, LOSING = "BEF", "ACDG"


def randomized(evidence: TaskEvidence, dataset: str, task: str, kind: str) -> Curve:
    """Return the median balanced accuracy of randomized models against the fraction removed."""
    return median_curve(evidence, dataset, task, "randomize", kind, "weights")


def _keeps(kind: str, task: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        loss, told = _loss(evidence, dataset, task, kind)
        return below(loss, margins["kept"], told)

    return find


def _drops(kind: str, task: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        loss, told = _loss(evidence, dataset, task, kind)
        return exceeds(loss, margins["rise"], told)

    return find


def _loss(evidence: TaskEvidence, dataset: str, task: str, kind: str):
    after = randomized(evidence, dataset, task, kind).at(0)
    whole = curve(evidence, dataset, task, "prune", "weights").at(0)
    told = f"{float(whole.value):.1f} % before, {float(after.value):.1f} % after, a loss of"
    return whole - after, told


def _loses(kind: str, task: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        after = randomized(evidence, dataset, task, kind).at(0)
        return within(after, GUESS, margins["lost"], "balanced accuracy", "%")

    return find


def _recovers(kind: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        whole = randomized(evidence, dataset, "hard", kind)
        inner = whole.between(0, margins["intermediate_to"])
        return all_of(
            somewhere_above(inner - whole.at(0), margins["recovered"], "rise from p = 0:"),
            somewhere_above(inner - GUESS, margins["recovered_to"] - GUESS, "above a guess:"),
        )

    return find


def _abrupt(kind: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        return sharp_rise(randomized(evidence, dataset, "hard", kind), margins)

    return find


def _matches(kind: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        gap = randomized(evidence, dataset, "easy", kind) - curve(
            evidence, dataset, "easy", "prune", "weights"
        )
        sparse = gap.between(margins["sparse_from"], margins["sparse_to"])
        told = f"gap {float(gap.at(0).value):+.1f} points at p = 0,"
        return everywhere_within(sparse, margins["match"], told)

    return find


PROBES = ("probes",)
CHECKS = {
    **{
        f"keeps_{kind}_{task}": Check(
            PROBES,
            "a loss of {kept} points of balanced accuracy or less, p = 0",
            "a guess",
            _keeps(kind, task),
        )
        for kind in KEEPING
        for task in LETTER
    },
    **{
        f"loses_{kind}_{task}": Check(
            PROBES,
            "balanced accuracy within {lost} points of 50 %, p = 0",
            "the accuracy of the model as it is",
            _loses(kind, task),
        )
        for kind in LOSING
        for task in LETTER
    },
    **{
        f"drops_{kind}_{task}": Check(
            PROBES,
            "a loss of more than {rise} point of balanced accuracy, p = 0",
            "no loss",
            _drops(kind, task),
        )
        for kind in KEEPING
        for task in LETTER
    },
    **{
        f"recovers_{kind}": Check(
            PROBES,
            "up to p = {intermediate_to} by more than {recovered} points, and to more than "
            "{recovered_to} % (bands over all levels)",
            "a slow rise to 55 %",
            _recovers(kind),
        )
        for kind in KEEPING
    },
    **{
        f"abrupt_{kind}": Check(
            PROBES,
            "rises by more than {sharp_rise} points, the middle half of it within {sharp_width} "
            "of p",
            "a rise along a line",
            _abrupt(kind),
        )
        for kind in KEEPING
    },
    **{
        f"matches_{kind}": Check(
            PROBES,
            "within {match} point at every p from {sparse_from} to {sparse_to} (band over all "
            "levels)",
            "a gap to either side",
            _matches(kind),
        )
        for kind in KEEPING
    },
}
