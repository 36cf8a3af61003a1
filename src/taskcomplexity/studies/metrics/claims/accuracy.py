"""Claims on what networks come to."""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.judgement import Finding, all_of, exceeds
from taskcomplexity.audit.uncertain import Uncertain
from taskcomplexity.studies.metrics.claims.cells import CLASSIFIERS, deep, hidden, shallow, short
from taskcomplexity.studies.metrics.claims.comparing import Find
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.claims.measures import PERCENT
from taskcomplexity.studies.metrics.names import TITLES, TRAINED, UNTRAINED, Cell

# Mean squared error and cross-entropy of a picture that is grey throughout.
GREY_MSE, GREY_CROSS_ENTROPY = 0.25, 0.693
LEAST_CELLS = 3
ERRORS = {"mse": "MSE", "cross_entropy": "cross-entropy"}


def _published(evidence: MetricsEvidence, dataset: str, architecture: str) -> tuple[float, float]:
    table = evidence.published
    row = table[(table["dataset"] == dataset) & (table["architecture"] == architecture)].iloc[0]
    return float(row["low"]), float(row["high"])


def _networks(evidence: MetricsEvidence, dataset: str, architecture: str) -> pd.DataFrame:
    """Return the performance of all networks of an architecture."""
    return evidence.rows("performance", dataset=dataset, architecture=architecture)


def _inside(
    evidence: MetricsEvidence, dataset: str, values: pd.Series, ends: tuple[float, float]
) -> Uncertain:
    """Return which percent of networks lies between two ends."""
    inside = (values >= ends[0]) & (values <= ends[1])
    return evidence.mean(dataset, PERCENT * inside.astype(float))


def _in_range(architecture: str) -> Find:
    def find(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
        low, high = (PERCENT * end for end in _published(evidence, dataset, architecture))
        rows = _networks(evidence, dataset, architecture)
        accuracy = PERCENT * rows["accuracy"].astype(float)
        ends = (low - margins["same_accuracy"], high + margins["same_accuracy"])
        told = (
            f"{accuracy.min():.1f} to {accuracy.max():.1f} % over {len(rows)} networks of "
            f"{rows['cell'].nunique()} cells, mean {accuracy.mean():.1f}; in the published range"
        )
        inside = _inside(evidence, dataset, accuracy, ends)
        return exceeds(inside, margins["nearly_all"], told, "percent")

    return find


def _error_in_range(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    """Hold autoencoders to have the published error, by either of what it can have been."""
    low, high = _published(evidence, dataset, "ae")
    rows = _networks(evidence, dataset, "ae")
    ends = (low - margins["same_error"], high + margins["same_error"])
    told, found = [], []
    for error, title in ERRORS.items():
        values = rows[error].astype(float)
        picture = rows[f"mean_picture_{error}"].astype(float).mean()
        told.append(
            f"{title} {values.min():.3f} to {values.max():.3f}, the mean picture's {picture:.3f}"
        )
        found.append((_inside(evidence, dataset, values, ends), title))
    inside, title = max(found, key=lambda one: float(one[0].value))
    said = f"{'; '.join(told)}; in the published range, by {title},"
    if low > GREY_MSE:
        said = (
            f"the published range cannot be an MSE, as a grey picture has {GREY_MSE} at most; its "
            f"cross-entropy is {GREY_CROSS_ENTROPY}, so that this can hardly hold; {said}"
        )
    return exceeds(inside, margins["nearly_all"], said, "percent")


def _cnn_best(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    return all_of(
        *(
            _better(evidence, dataset, shallow("cnn"), shallow(other), margins["better"])
            for other in ("fc", "rnn")
        )
    )


def _deeper(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    return _better(evidence, dataset, deep(dataset, "fc"), shallow("fc"), margins["better"])


def _better(
    evidence: MetricsEvidence, dataset: str, cell: str, other: str, margin: float
) -> Finding:
    ours, theirs = (
        PERCENT * evidence.performance(dataset, one, "accuracy") for one in (cell, other)
    )
    told = f"{short(cell)} {ours.mean():.1f} %, {short(other)} {theirs.mean():.1f} %, more by"
    return exceeds(evidence.paired(dataset, ours, theirs), margin, told)


def _spearman(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return Spearman's ρ along the last axis; NaN where all values are the same."""
    ranks = [rankdata(one, axis=-1) for one in (values, others)]
    ranks = [one - one.mean(axis=-1, keepdims=True) for one in ranks]
    spread = np.sqrt((ranks[0] ** 2).sum(axis=-1) * (ranks[1] ** 2).sum(axis=-1))
    product = (ranks[0] * ranks[1]).sum(axis=-1)
    return np.divide(product, spread, out=np.full(np.shape(product), np.nan), where=spread > 0)


def _asymmetry(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    """Hold asymmetry to go with accuracy over cells, as networks of one are much alike."""
    cells = [
        name
        for name in sorted(set(evidence.rows("performance", dataset=dataset)["cell"]))
        if Cell.parse(name).architecture in CLASSIFIERS
    ]
    if len(cells) < LEAST_CELLS:
        raise NotRun(f"{LEAST_CELLS} cells of classifiers or more")
    samples = evidence.resamples(len(cells), dataset, "cells")
    accuracy = np.array(
        [evidence.performance(dataset, cell, "accuracy").mean() for cell in cells], dtype=float
    )
    findings = []
    for column, told in (("zeta_skewness", "|skewness| of ζ"), ("zeta_negative", "ζ below 0")):
        sides = {
            state: np.array(
                [
                    evidence.layers(dataset, cell, column, hidden(cell), state).abs().mean()
                    for cell in cells
                ]
            )
            for state in (TRAINED, UNTRAINED)
        }
        number = Uncertain(
            _spearman(sides[TRAINED], accuracy),
            _spearman(sides[TRAINED][samples], accuracy[samples]),
            len(cells),
        )
        before = _spearman(sides[UNTRAINED], accuracy)
        said = f"{told} with accuracy over {len(cells)} cells, of untrained ρ {before:.2f}, ρ"
        found = exceeds(number, margins["correlated"], said, "")
        findings.append(replace(found, needs=found.needs.replace("models", "cells")))
    return all_of(*findings)


READS = ("performance",)
IN_RANGE = (
    "nearly all networks, {nearly_all} percent, within the published range, or {same_accuracy} "
    "point from it. Epochs were chosen for this, by images held out of training"
)
CHECKS = {
    **{
        f"accuracy_{architecture}": Check(
            READS, IN_RANGE, "accuracy of a guess", _in_range(architecture)
        )
        for architecture in CLASSIFIERS
    },
    "error_ae": Check(
        READS,
        "nearly all networks, {nearly_all} percent, within the published range, or {same_error} "
        "from it, by mean squared error or by cross-entropy",
        "the error of the mean picture",
        _error_in_range,
    ),
    "cnn_best": Check(
        READS,
        f"{TITLES['cnn']} above {TITLES['fc']} and {TITLES['rnn']} of three layers by more than "
        "{better} point",
        "the same accuracy",
        _cnn_best,
    ),
    "deeper_better": Check(
        READS,
        "the deep networks above those of three layers by more than {better} point",
        "the same accuracy",
        _deeper,
    ),
    "asymmetry_accuracy": Check(
        ("performance", "layers"),
        "Spearman's ρ over cells, of |skewness| and of the share below 0, above {correlated}; "
        "cells are few, and intervals over them wide",
        "accuracies dealt to the cells at random",
        _asymmetry,
    ),
}
