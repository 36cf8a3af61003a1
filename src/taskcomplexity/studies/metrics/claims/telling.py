"""Claims that metrics tell networks apart."""

from dataclasses import replace

import pandas as pd

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.judgement import Finding, exceeds
from taskcomplexity.studies.metrics.claims.comparing import Find
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.claims.measures import PERCENT
from taskcomplexity.studies.metrics.names import UNTRAINED
from taskcomplexity.studies.metrics.tellapart import SHUFFLED, TARGETS, TRUE

FORCED = (
    "This can hardly fail: sums over more links spread more widely, and few neurons have other "
    "moments than thousands"
)
BY_SHAPE = ("architecture", "depth")


def _accuracy(evidence: MetricsEvidence, dataset: str, target: str, kind: str) -> pd.Series:
    """Return how many networks of each seed are told right, in percent, over shuffles."""
    rows = evidence.rows("tellapart", dataset=dataset, target=target, kind=kind)
    return PERCENT * rows.groupby("fold")["accuracy"].mean()


def _tells(target: str) -> Find:
    def find(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
        right, shuffled, untrained = (
            _accuracy(evidence, dataset, target, kind) for kind in (TRUE, SHUFFLED, UNTRAINED)
        )
        told = (
            f"{right.mean():.1f} % of networks of other seeds, with shuffled labels "
            f"{shuffled.mean():.1f} %, more by"
        )
        found = exceeds(evidence.paired(dataset, right, shuffled), margins["told_apart"], told)
        before = exceeds(evidence.paired(dataset, untrained, shuffled), margins["told_apart"], "")
        note = f"untrained {untrained.mean():.1f} %"
        if before.holds:
            note += ": not by training alone, as twins are told apart as well"
        if target in BY_SHAPE:
            note += f". {FORCED}"
        return replace(found, told=f"{found.told}; {note}")

    return find


CHECKS = {
    f"tells_{target}": Check(
        ("tellapart",),
        "{told_apart} points more than with shuffled labels, by weights, strengths and ζ of layer "
        "2 and of the output, of networks of seeds that the classifier did not see",
        "as many as with shuffled labels" + (f". {FORCED}" if target in BY_SHAPE else ""),
        _tells(target),
    )
    for target in TARGETS
}
