"""Statements of the paper's text, each made into something that can hold or not.

What the paper says stands in resources/published/statements.csv, how it is tested in
:mod:`taskcomplexity.audit.statements`, and what counts as the same in margins.csv, as the text
gives no tolerances.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from taskcomplexity.audit.evidence import Evidence, NotRun
from taskcomplexity.audit.margins import filled, read_margins
from taskcomplexity.audit.statements import complexity, curves, distances, randomizations
from taskcomplexity.audit.statements.check import Check
from taskcomplexity.audit.verdict import NOT_RUN, Verdict, judged

TITLES = {"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST"}
CHECKS: dict[str, Check] = {
    **distances.CHECKS,
    **curves.CHECKS,
    **randomizations.CHECKS,
    **complexity.CHECKS,
}


@dataclass(frozen=True)
class Claim:
    """A statement of the paper about one dataset.

    Attributes
    ----------
    id
        Of the statement.
    source, statement, published
        As in :class:`taskcomplexity.audit.verdict.Verdict`.
    dataset
        Which one.
    check
        How it is tested.
    margins
        What counts as the same.
    """

    id: str
    source: str
    statement: str
    published: str
    dataset: str
    check: Check
    margins: Mapping[str, float]

    def judge(self, evidence: Evidence) -> Verdict:
        """Hold the claim against the evidence."""
        about = {
            "source": self.source,
            "claim": f"{TITLES[self.dataset]}: {self.statement}",
            "published": self.published,
            "tolerance": filled(self.check.tolerance, self.margins),
            "null": filled(self.check.null, self.margins),
        }
        try:
            found = self.check.find(evidence, self.dataset, self.margins)
        except NotRun as missing:
            return Verdict(**about, ours="", verdict=NOT_RUN, needs=str(missing))
        return Verdict(
            **about,
            ours=found.told,
            verdict=judged(found.holds),
            our_value=found.value,
            ci_low=found.low,
            ci_high=found.high,
            needs=found.needs,
        )


def read_claims(published: Path) -> list[Claim]:
    """Read the statements of the paper and put each beside its check.

    Parameters
    ----------
    published
        The folder with ``statements.csv``: id, dataset, source, statement, published; and
        ``margins.csv``.
    """
    margins = read_margins(published)
    return [
        Claim(
            row.id, row.source, row.statement, row.published, row.dataset, CHECKS[row.id], margins
        )
        for row in pd.read_csv(published / "statements.csv", dtype=str).itertuples()
    ]
