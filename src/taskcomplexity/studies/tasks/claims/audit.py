"""The audit of the first paper's claims and values."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from taskcomplexity.audit.claims import Check, Claim, on_datasets, read_claims
from taskcomplexity.audit.margins import margin_history, read_margins
from taskcomplexity.audit.report import Report, Section
from taskcomplexity.distances.measure import SSIM
from taskcomplexity.studies.tasks.claims import complexity, curves, distances, randomizations
from taskcomplexity.studies.tasks.claims.evidence import TaskEvidence
from taskcomplexity.studies.tasks.claims.matrices import (
    DATASET,
    MATRICES,
    compared,
    draw_comparison,
    judge_cells,
    judge_whole,
)
from taskcomplexity.studies.tasks.claims.published import TITLES
from taskcomplexity.studies.tasks.claims.untrained import untrained_lines

PAPER = (
    "“Task complexity shapes internal representations and robustness in neural networks” "
    "(Jankowski, Radicchi, Serrano, Boguñá, Fortunato)"
)
INTRODUCTION = (
    "A statement holds when a whole 95 % interval lies beyond its margin, it does not when none "
    "of it does, and is undecided in between; then it is told what it would take. Intervals are "
    "bootstrapped over models, or over classes where pairs of classes are correlated. Accuracies "
    "of E- and H-models are balanced accuracies, of which a model that gives one answer always has "
    "50 %."
)
UNTRAINED = (
    "Their loss ends less than 5 % below that of a guess. They count in every number above, as in "
    "the paper; σ(w) alone is compared without them."
)
CHECKS: dict[str, Check] = {
    **distances.CHECKS,
    **curves.CHECKS,
    **randomizations.CHECKS,
    **complexity.CHECKS,
}


def claims(published: Path) -> list[Claim]:
    """Read the paper's statements with their checks."""
    return read_claims(published, CHECKS, TITLES)


def judge(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any], published: Path, seed: int
) -> Report:
    """Hold every claim and value against the results, as :class:`taskcomplexity.study.Audit` says.

    Parameters
    ----------
    tables
        Of :class:`taskcomplexity.studies.tasks.claims.evidence.TaskEvidence`, where they were made.
    about
        ``classes``, the names of the classes of each dataset; ``hidden``, which models the claims
        are about.
    published
        The folder of what was published.
    seed
        Root of the random streams of bootstrap samples.
    """
    untrained = untrained_lines(tables)
    tables = dict(tables)
    if "spread" in tables:
        spread = tables["spread"]
        tables["spread"] = spread[spread["layers"] == about["hidden"]]
    if "distances" in tables:
        # What is published of distances is of SSIM.
        distances = tables["distances"]
        tables["distances"] = distances[distances["measure"] == SSIM]
    evidence = TaskEvidence(tables, seed, about["classes"])
    there, left_out = on_datasets(claims(published), about["classes"])
    sections = matrix_sections(evidence, published) if DATASET in about["classes"] else []
    if untrained:
        sections.append(Section("Models that did not train", UNTRAINED, lines=untrained))
    return Report(
        PAPER,
        INTRODUCTION + left_out,
        [claim.judge(evidence) for claim in there],
        sections,
        margin_history(published),
    )


def matrix_sections(evidence: TaskEvidence, published: Path) -> list[Section]:
    """Compare every published matrix, as a whole and cell by cell."""
    margins, sections = read_margins(published), []
    for matrix in MATRICES:
        cells = compared(matrix, evidence, published)
        title = f"{matrix.source}: {matrix.quantity}"
        sections.append(
            Section(
                title,
                rows=[judge_whole(matrix, cells, evidence, margins)],
                single=judge_cells(matrix, cells, margins[matrix.margin]),
                picture=partial(draw_comparison, matrix, cells),
                described=f"{title}: published, ours and the difference",
            )
        )
    return sections
