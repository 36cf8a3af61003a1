"""The audit of what the third paper says."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from taskcomplexity.audit.claims import Claim, on_datasets, read_claims
from taskcomplexity.audit.margins import margin_history
from taskcomplexity.audit.report import Report, Section
from taskcomplexity.audit.verdict import NOT_RUN, REPRODUCED, UNDECIDED, Verdict
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.studies.metrics.claims.cells import short
from taskcomplexity.studies.metrics.claims.checks import CHECKS
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.names import Cell
from taskcomplexity.studies.metrics.table_1 import table_1

PAPER = (
    "“Deep Neural Networks via Complex Network Theory: a Perspective” (La Malfa, La Malfa, "
    "Nicosia, Latora)"
)
INTRODUCTION = (
    "A statement holds when a whole 95 % interval lies beyond its margin, it does not when none of "
    "it does, and is undecided in between; of statements on several architectures or layers each "
    "has to hold. Intervals are bootstrapped over networks, differences taken seed by seed. A twin "
    "is the same network before its training: what a statement finds in trained networks has to be "
    "more than twins have, and where it says that networks are alike, or in the middle, that of "
    "the twins is told. “FC 3 sigmoid” is a fully connected network of three layers, input and "
    "output counted, with sigmoids in its hidden layer; layer 2 is the first hidden one. Where the "
    "paper names no activation, it is the sigmoid. Margins were set before the results were seen. "
    "What cannot fail, as the architecture forces it, says so."
)


# Statements on what training comes to, for which networks that do not train are a finding.
ON_ACCURACY = (
    *("accuracy_fc", "accuracy_cnn", "accuracy_rnn", "error_ae"),
    *("cnn_best", "deeper_better", "asymmetry_accuracy"),
)


def judge(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any], published: Path, seed: int
) -> Report:
    """Hold every statement against the results, as :class:`taskcomplexity.study.Audit` says.

    Parameters
    ----------
    tables
        Of :class:`taskcomplexity.studies.metrics.claims.evidence.MetricsEvidence`, and
        ``weights``.
    about
        ``titles`` of the datasets, ``cells`` in order, ``initial_sd`` by dataset and cell.
    published
        The folder of what was published.
    seed
        Root of the random streams of bootstrap samples.
    """
    theirs = pd.read_csv(published / "table_1.csv")
    evidence = MetricsEvidence(tables, seed, theirs, about["initial_sd"])
    titles = {name: entry.title for name, entry in CATALOG.items()} | dict(about["titles"])
    there, left_out = on_datasets(read_claims(published, CHECKS, titles), about["titles"])
    return Report(
        PAPER,
        INTRODUCTION + left_out,
        [judged(claim, evidence) for claim in there],
        list(sections(tables, theirs, about)),
        margin_history(published),
    )


def judged(claim: Claim, evidence: MetricsEvidence) -> Verdict:
    """Judge a claim, and tell which of its networks did not train.

    Where most networks of a cell did not, what would hold is not decided, nor what would fall where
    that is so of half of the cells or more.
    """
    evidence.looked_at()
    verdict = claim.judge(evidence)
    cells = evidence.looked_at()
    failed = {cell: one for cell, one in cells.items() if one[0]}
    if verdict.verdict == NOT_RUN or not failed:
        return verdict
    told = [f"{short(cell)} {some} of {number}" for (_, cell), (some, number) in failed.items()]
    verdict = replace(verdict, ours=f"{verdict.ours}. Did not train: {', '.join(told)}")
    mostly = sum(some > number / 2 for some, number in failed.values())
    decides = not mostly if verdict.verdict == REPRODUCED else 2 * mostly < len(cells)
    if decides or claim.id in ON_ACCURACY:
        return verdict
    return replace(verdict, verdict=UNDECIDED, needs="networks that train")


def sections(
    tables: Mapping[str, pd.DataFrame], published: pd.DataFrame, about: Mapping[str, Any]
) -> Iterator[Section]:
    """Tell what there is beside the statements."""
    if "performance" in tables:
        yield Section(
            "Table 1",
            "Lowest and highest accuracy over networks on the test images, in percent, beside the "
            "published range of the architecture; of autoencoders the error, beside that of the "
            "mean picture. Epochs of a classifier are the fewest that bring its accuracy on "
            "training images that were held out up to the published range, or as many as the "
            "config allows; autoencoders make all.",
            lines=list(performance_lines(table_1(tables["performance"], published), about)),
        )
        untrained = list(untrained_lines(tables["performance"], about))
        if untrained:
            yield Section(
                "Networks that did not train",
                "A classifier that is hardly more often right than the largest class, an "
                "autoencoder whose error is hardly below the mean picture's, on the images held "
                "out. They count in every number.",
                lines=untrained,
            )
    if "weights" in tables:
        yield Section(
            "Link weights",
            "Mean and variance in each layer before training and after it, means over networks.",
            lines=list(weight_lines(tables["weights"], about)),
        )


def performance_lines(table: pd.DataFrame, about: Mapping[str, Any]) -> Iterator[str]:
    """Tell what the networks of each cell came to."""
    rows = table[table["cell"] != ""].set_index(["dataset", "cell"])
    for dataset, cell in about["cells"]:
        if (dataset, cell) not in rows.index:
            continue
        row = rows.loc[(dataset, cell)]
        what = _errors(row) if row["architecture"] == "ae" else _accuracies(row)
        epochs = " to ".join(dict.fromkeys(str(row[f"epochs_{end}"]) for end in ("low", "high")))
        yield (
            f"{about['titles'][dataset]}, {Cell.parse(cell).title}: {what}; "
            f"{row['parameters_high']:,} parameters, initial deviation {row['initial_sd']}, "
            f"{row['optimizer']} {row['learning_rate']}, {row['batch_size']} images a batch, "
            f"{epochs} epochs"
        )


def _published(row: pd.Series, scale: float, of: str) -> str:
    """Tell the published range and how many networks lie in it; nothing where there is none."""
    if pd.isna(row["published_low"]):
        return ""
    theirs = _range(scale * row["published_low"], scale * row["published_high"], of)
    share = f"{row['within']:.0%} of {row['networks']} networks in it on the images held out"
    return f" (published {theirs}; {share})"


def _range(low: float, high: float, of: str) -> str:
    return f"{low:{of}} to {high:{of}}"


def _accuracies(row: pd.Series) -> str:
    ours = _range(100 * row["accuracy_low"], 100 * row["accuracy_high"], ".1f")
    return f"accuracy {ours} %{_published(row, 100, '.0f')}"


def _errors(row: pd.Series) -> str:
    told = [
        f"{title} {_range(row[f'{error}_low'], row[f'{error}_high'], '.4f')}, the mean picture's "
        f"{row[f'mean_picture_{error}']:.4f}"
        for error, title in (("mse", "MSE"), ("cross_entropy", "cross-entropy"))
    ]
    return f"{'; '.join(told)}{_published(row, 1, '.3f')}"


def untrained_lines(performance: pd.DataFrame, about: Mapping[str, Any]) -> Iterator[str]:
    """Tell which networks did not train."""
    for dataset, cell in about["cells"]:
        rows = performance[(performance["dataset"] == dataset) & (performance["cell"] == cell)]
        seeds = sorted(rows.loc[~rows["trained"].astype(bool), "seed"])
        if seeds:
            told = ", ".join(map(str, seeds))
            title = f"{about['titles'][dataset]}, {Cell.parse(cell).title}"
            yield f"{title}: {len(seeds)} of {len(rows)}, seeds {told}"


def weight_lines(weights: pd.DataFrame, about: Mapping[str, Any]) -> Iterator[str]:
    """Tell what training makes of mean and variance of the link weights."""
    weights = weights[weights["bias"] == about["bias"]]
    means = weights.groupby(["dataset", "cell", "layer", "epoch"])[["mean", "variance"]].mean()
    for dataset, cell in about["cells"]:
        if (dataset, cell) not in means.index:
            continue
        told = []
        for layer, rows in means.loc[(dataset, cell)].groupby("layer"):
            first, last = rows.iloc[0], rows.iloc[-1]
            told.append(
                f"layer {layer} mean {first['mean']:.2g} to {last['mean']:.2g}, variance "
                f"{first['variance']:.3g} to {last['variance']:.3g}"
            )
        yield f"{about['titles'][dataset]}, {Cell.parse(cell).title}: {'; '.join(told)}"
