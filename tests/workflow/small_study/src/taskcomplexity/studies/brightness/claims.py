"""The claim of the study."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from taskcomplexity.audit.claims import Check, Margins, read_claims
from taskcomplexity.audit.evidence import Evidence
from taskcomplexity.audit.judgement import Finding
from taskcomplexity.audit.report import Report


def _differ(evidence: Evidence, about: str, margins: Margins) -> Finding:
    extremes = evidence.table("brightness").groupby("dataset")["brightness"].agg(["max", "min"])
    ratio = (extremes["max"] / extremes["min"]).min()
    return Finding(bool(ratio >= margins["unlike"]), f"at least {ratio:.2f} times", value=ratio)


CHECKS = {
    "classes_differ": Check(
        ("brightness",),
        "the brightest class has at least {unlike} times the brightness of the darkest",
        "the same images in every class",
        _differ,
    )
}


def judge(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any], published: Path, seed: int
) -> Report:
    """Judge the claim, as :class:`taskcomplexity.study.Audit` says."""
    evidence = Evidence(tables, seed)
    verdicts = [claim.judge(evidence) for claim in read_claims(published, CHECKS)]
    return Report("an example", "One claim.", verdicts)
