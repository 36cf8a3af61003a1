"""Statements of a paper's text, each made into something that can hold or not.

What a paper says stands in ``statements.csv`` of its folder in resources/published and what counts
as the same in ``margins.csv`` beside it, as texts give no tolerances. How it is tested stands in
the claims of its study.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from taskcomplexity.audit.evidence import Evidence, NotRun
from taskcomplexity.audit.judgement import Finding
from taskcomplexity.audit.margins import filled, read_margins
from taskcomplexity.audit.verdict import NOT_RUN, Verdict, judged

Margins = Mapping[str, float]
Find = Callable[[Any, str, Margins], Finding]


@dataclass(frozen=True)
class Check:
    """The test of a statement.

    Attributes
    ----------
    reads
        Names of the tables of evidence that it looks at.
    tolerance
        What must be the case for it to hold, with the names of margins in braces.
    null
        What would be found if there were nothing to it, for which it must not hold.
    find
        Its statistic: from the evidence, what the statement is about and the margins to a finding.
        It raises :class:`taskcomplexity.audit.evidence.NotRun` where the config has no such
        results.
    """

    reads: tuple[str, ...]
    tolerance: str
    null: str
    find: Find


@dataclass(frozen=True)
class Claim:
    """A statement of a paper.

    Attributes
    ----------
    id
        Of the statement.
    source, statement, published
        As in :class:`taskcomplexity.audit.verdict.Verdict`.
    about
        What it is about, where it is made of several, such as the name of a dataset.
    title
        Of that, for readers.
    check
        How it is tested.
    margins
        What counts as the same.
    """

    id: str
    source: str
    statement: str
    published: str
    about: str
    title: str
    check: Check
    margins: Margins

    def judge(self, evidence: Evidence) -> Verdict:
        """Hold the claim against the evidence."""
        whole = {
            "source": self.source,
            "claim": f"{self.title}: {self.statement}" if self.title else self.statement,
            "published": self.published,
            "tolerance": filled(self.check.tolerance, self.margins),
            "null": filled(self.check.null, self.margins),
        }
        try:
            for name in self.check.reads:
                evidence.table(name)
            found = self.check.find(evidence, self.about, self.margins)
        except NotRun as missing:
            return Verdict(**whole, ours="", verdict=NOT_RUN, needs=str(missing))
        return Verdict(
            **whole,
            ours=found.told,
            verdict=judged(found.holds),
            our_value=found.value,
            ci_low=found.low,
            ci_high=found.high,
            needs=found.needs,
        )


def on_datasets(claims: Iterable[Claim], datasets: Container[str]) -> tuple[list[Claim], str]:
    """Leave out the claims on datasets that a config has no results of.

    Returns
    -------
    (list of Claim, str)
        The others; and how many are left out, for readers, empty where none is.
    """
    claims = list(claims)
    there = [claim for claim in claims if not claim.about or claim.about in datasets]
    number = len(claims) - len(there)
    told = f" Not shown are {number} statements on datasets that the config has no results of."
    return there, told if number else ""


def read_claims(
    published: Path, checks: Mapping[str, Check], titles: Mapping[str, str] | None = None
) -> list[Claim]:
    """Read the statements of a paper and put each beside its check.

    Parameters
    ----------
    published
        The folder with ``statements.csv``: id, source, statement, published and, where statements
        are made of several datasets, dataset; and with ``margins.csv``.
    checks
        The check of each statement by its id.
    titles
        Title of each dataset.
    """
    margins, titles = read_margins(published), titles or {}
    rows = pd.read_csv(published / "statements.csv", dtype=str).to_dict("records")
    return [
        Claim(
            id=row["id"],
            source=row["source"],
            statement=row["statement"],
            published=row["published"],
            about=row.get("dataset", ""),
            title=titles.get(row.get("dataset", ""), ""),
            check=checks[row["id"]],
            margins=margins,
        )
        for row in rows
    ]
