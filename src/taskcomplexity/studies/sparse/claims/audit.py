"""The audit of what the second paper says."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from taskcomplexity.audit.claims import on_datasets, read_claims
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.margins import margin_history
from taskcomplexity.audit.report import Report, Section
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.studies.sparse.claims.checks import CHECKS
from taskcomplexity.studies.sparse.claims.evidence import SparseEvidence
from taskcomplexity.studies.sparse.names import TITLES

PAPER = (
    "“Robustness in sparse artificial neural networks trained with adaptive topology” "
    "(Sulyok, Palla, Radicchi, Fortunato)"
)
INTRODUCTION = (
    "Held against the extended abstract and the abstract, and against what a summary says of them; "
    "they name no numbers but 1 % and 80 %. A statement holds when a whole 95 % interval lies "
    "beyond its margin, it does not when none of it does, and is undecided in between. Intervals "
    "are bootstrapped over networks, differences taken seed by seed; those to dense networks are "
    "Welch's, as these are few. Robust by itself means a small loss of accuracy, beside a control "
    "it means a smaller loss than that of networks whose links never changed (static) or of dense "
    "networks pruned to the same density."
)
DATASETS = {name: entry.title for name, entry in CATALOG.items()}


def judge(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any], published: Path, seed: int
) -> Report:
    """Hold every statement against the results, as :class:`taskcomplexity.study.Audit` says.

    Parameters
    ----------
    tables
        Of :class:`taskcomplexity.studies.sparse.claims.evidence.SparseEvidence`.
    about
        ``titles`` of the datasets and ``methods``, in order.
    published
        The folder of what was published.
    seed
        Root of the random streams of bootstrap samples.
    """
    evidence = SparseEvidence(tables, seed)
    there, left_out = on_datasets(read_claims(published, CHECKS, DATASETS), about["titles"])
    sections = [
        Section(
            "Accuracies",
            "Test accuracy after training, mean and standard deviation over networks, in percent.",
            lines=list(accuracy_lines(evidence, about)),
        )
    ]
    untrained = list(untrained_lines(tables, about["titles"]))
    if untrained:
        sections.append(
            Section(
                "Networks that did not train",
                "Their loss ends less than 5 % below that of a guess. They count in every number.",
                lines=untrained,
            )
        )
    return Report(
        PAPER,
        INTRODUCTION + left_out,
        [claim.judge(evidence) for claim in there],
        sections,
        margin_history(published),
    )


def accuracy_lines(evidence: SparseEvidence, about: Mapping[str, Any]) -> Iterator[str]:
    """Tell the accuracy of each method on each dataset."""
    methods: Sequence[str] = about["methods"]
    for dataset, title in about["titles"].items():
        for method in methods:
            try:
                found = evidence.accuracy(dataset, method)
            except NotRun:
                continue
            spread = f" ± {found.std(ddof=1):.2f}" if len(found) > 1 else ""
            yield f"{title}, {TITLES[method]}: {found.mean():.2f}{spread} ({len(found)} networks)"


def untrained_lines(tables: Mapping[str, pd.DataFrame], titles: Mapping[str, str]) -> Iterator[str]:
    """Tell which networks did not train."""
    if "history" not in tables:
        return
    networks = tables["history"].drop_duplicates(["dataset", "method", "seed"])
    for (dataset, method), rows in networks.groupby(["dataset", "method"]):
        seeds = sorted(rows.loc[~rows["trained"].astype(bool), "seed"])
        if seeds:
            told = ", ".join(map(str, seeds))
            yield f"{titles[dataset]}, {TITLES[method]}: {len(seeds)} of {len(rows)}, seeds {told}"
