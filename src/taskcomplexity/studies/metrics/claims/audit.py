"""The audit of what the third paper says."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from taskcomplexity.audit.claims import read_claims
from taskcomplexity.audit.margins import margin_history
from taskcomplexity.audit.report import Report, Section
from taskcomplexity.data.catalog import CATALOG
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
    return Report(
        PAPER,
        INTRODUCTION,
        [claim.judge(evidence) for claim in read_claims(published, CHECKS, titles)],
        list(sections(tables, theirs, about)),
        margin_history(published),
    )


def sections(
    tables: Mapping[str, pd.DataFrame], published: pd.DataFrame, about: Mapping[str, Any]
) -> Iterator[Section]:
    """Tell what there is beside the statements."""
    if "performance" in tables:
        yield Section(
            "Table 1",
            "Lowest and highest accuracy over networks on the test images, in percent, beside the "
            "published range of the architecture; of autoencoders the error, beside that of the "
            "mean picture. Epochs are the fewest that bring the accuracy on training images that "
            "were held out into the published range.",
            lines=list(performance_lines(table_1(tables["performance"], published), about)),
        )
        untrained = list(untrained_lines(tables["performance"], about))
        if untrained:
            yield Section(
                "Networks that did not train",
                "Their loss does not end below that of a constant answer. They count in every "
                "number.",
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
        yield (
            f"{about['titles'][dataset]}, {Cell.parse(cell).title}: {what}; "
            f"{row['within']:.0%} of {row['networks']} networks in it on the images held out; "
            f"{row['parameters_high']:,} parameters, {row['optimizer']} {row['learning_rate']}, "
            f"{row['batch_size']} images a batch, {row['epochs_high']} epochs"
        )


def _range(low: float, high: float, of: str) -> str:
    return f"{low:{of}} to {high:{of}}"


def _accuracies(row: pd.Series) -> str:
    ours = _range(100 * row["accuracy_low"], 100 * row["accuracy_high"], ".1f")
    theirs = _range(100 * row["published_low"], 100 * row["published_high"], ".0f")
    return f"accuracy {ours} % (published {theirs})"


def _errors(row: pd.Series) -> str:
    told = [
        f"{title} {_range(row[f'{error}_low'], row[f'{error}_high'], '.4f')}, the mean picture's "
        f"{row[f'mean_picture_{error}']:.4f}"
        for error, title in (("mse", "MSE"), ("cross_entropy", "cross-entropy"))
    ]
    theirs = _range(row["published_low"], row["published_high"], ".3f")
    return f"{'; '.join(told)} (published {theirs})"


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
