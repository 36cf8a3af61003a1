"""Claims on the removal of weak neurons."""

import pandas as pd

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.judgement import Finding, all_of, exceeds
from taskcomplexity.studies.metrics.claims.cells import ALL, shallow, short
from taskcomplexity.studies.metrics.claims.comparing import Find
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.claims.measures import PERCENT
from taskcomplexity.studies.metrics.names import (
    ACTIVATION,
    RANDOM,
    STRENGTH_IN,
    STRENGTH_OUT,
    ZETA,
)


def _left(evidence: MetricsEvidence, dataset: str, cell: str, by: str, column: str) -> pd.Series:
    """Return what networks come to with neurons silenced, by seed.

    The mean over the shares of neurons that are kept, all and none of them left out, and draws.
    """
    rows = evidence.pruned(dataset, cell, by)
    rows = rows[(rows["kept"] > 0) & (rows["kept"] < 1)].dropna(subset=[column])
    if rows.empty:
        raise NotRun(f"{dataset}, {cell}: no neurons silenced by {by}")
    return rows.groupby(["seed", "kept"])[column].mean().groupby("seed").mean().astype(float)


def _weakest(by: str) -> Find:
    def find(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
        findings = []
        for architecture in ALL:
            cell = shallow(architecture)
            column = "mse" if architecture == "ae" else "accuracy"
            ours, control = (
                _left(evidence, dataset, cell, order, column) for order in (by, RANDOM)
            )
            if architecture == "ae":
                told = f"{short(cell)}: error {ours.mean():.3f}, at random {control.mean():.3f}"
                less, margin, unit = (1 - ours / control), "less_error", "percent"
                told = f"{told}, smaller by"
            else:
                told = (
                    f"{short(cell)}: {PERCENT * ours.mean():.1f} % left, at random "
                    f"{PERCENT * control.mean():.1f} %, more by"
                )
                less, margin, unit = ours - control, "better", "points"
            number = evidence.paired(dataset, PERCENT * less, 0 * less)
            findings.append(exceeds(number, margins[margin], told, unit))
        return all_of(*findings)

    return find


TOLERANCE = (
    "in FC, CNN and RNN by more than {better} point more accuracy left than with as many neurons "
    "silenced at random, in AE an error smaller by more than {less_error} percent, on average over "
    "the shares that are kept"
)
SAME = "as with neurons chosen at random"
WEAK = {
    STRENGTH_IN: f"{TOLERANCE}. In a CNN whole channels are weak",
    STRENGTH_OUT: TOLERANCE,
    ZETA: f"{TOLERANCE}. A sigmoid of ζ near 0 is one half, and not silent",
    ACTIVATION: TOLERANCE,
}
CHECKS = {
    f"weak_{name}": Check(("pruned",), tolerance, SAME, _weakest(name))
    for name, tolerance in WEAK.items()
}
