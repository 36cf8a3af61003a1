"""Claims on weights and dead units."""

import pandas as pd

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.judgement import Finding, all_of, exceeds, within
from taskcomplexity.studies.metrics.claims.cells import ALL, CLASSIFIERS, every, shallow, short
from taskcomplexity.studies.metrics.claims.comparing import Find, Measure, above, beyond_untrained
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.claims.measures import (
    DEAD,
    NEAR_ZERO_WEIGHTS,
    NEGATIVE_WEIGHTS,
    PERCENT,
    SMALL_WEIGHTS,
)
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED

OTHER = "cifar10"


def _in_all(measure: Measure, floor: str | None = None) -> Find:
    """Hold a share to be larger than in untrained networks, in each architecture."""

    def find(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
        least = margins[floor] if floor else None
        return all_of(
            *(
                beyond_untrained(evidence, dataset, measure, shallow(one), margins["more"], least)
                for one in ALL
            )
        )

    return find


def _more_in_autoencoders(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    return all_of(
        *(
            above(evidence, dataset, measure, (shallow("ae"), shallow(other)), margins["more"])
            for measure in (SMALL_WEIGHTS, DEAD)
            for other in CLASSIFIERS
        )
    )


def _balanced(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    findings = []
    for architecture in ("fc", "ae", "rnn"):
        cell = shallow(architecture)
        for layer in every(cell):
            shares = {
                state: PERCENT * evidence.layers(dataset, cell, "weight_negative", [layer], state)
                for state in (TRAINED, UNTRAINED)
            }
            told = (
                f"{short(cell)}, layer {layer}: negative weights, untrained "
                f"{shares[UNTRAINED].mean():.1f}, trained"
            )
            number = evidence.mean(dataset, shares[TRAINED])
            findings.append(within(number, PERCENT / 2, margins["balanced"], told, "percent"))
    return all_of(*findings)


def _cnn_negative(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    cell = shallow("cnn")
    others = [shallow(one) for one in ("fc", "ae", "rnn")]
    return all_of(
        beyond_untrained(evidence, dataset, NEGATIVE_WEIGHTS, cell, margins["more"]),
        *(
            above(evidence, dataset, NEGATIVE_WEIGHTS, (cell, other), margins["more"])
            for other in others
        ),
    )


def _over_parametrised(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    """Hold one dataset to leave more near zero, or dead, than the other, over architectures."""
    findings = []
    for measure in (NEAR_ZERO_WEIGHTS, DEAD):
        ours, theirs, *before = (
            _over_architectures(evidence, one, measure, state)
            for state in (TRAINED, UNTRAINED)
            for one in (dataset, OTHER)
        )
        told = f"{measure.told}: {ours.mean():.1f} %, on CIFAR-10 {theirs.mean():.1f}, more by"
        findings += [
            exceeds(evidence.paired(dataset, ours, theirs), margins["more"], told),
            exceeds(
                evidence.paired(dataset, ours - theirs, before[0] - before[1]),
                margins["more"],
                "beyond what their untrained twins differ by",
            ),
        ]
    return all_of(*findings)


def _over_architectures(
    evidence: MetricsEvidence, dataset: str, measure: Measure, state: str
) -> pd.Series:
    """Return a measure by seed, the mean over architectures."""
    found = [measure.of(evidence, dataset, shallow(one), state) for one in ALL]
    return pd.concat(found, axis=1).mean(axis=1, skipna=False)


ALIKE = "as much in untrained networks"
CHECKS = {
    "small_weights": Check(
        ("quantiles",),
        "in each architecture more by {more} points than in untrained networks, which have 54 "
        "percent",
        ALIKE,
        _in_all(SMALL_WEIGHTS),
    ),
    "dead_units": Check(
        ("layers",),
        "in each architecture more than {dead} percent of hidden units, by more than {more} points "
        "beyond untrained networks",
        ALIKE,
        _in_all(DEAD, "dead"),
    ),
    "ae_more_dead": Check(
        ("layers", "quantiles"),
        "weights negative or near 0 and dead units, each by more than {more} points above every "
        "other architecture, and beyond what untrained networks differ by",
        "as much in every architecture, or as much more of it before training",
        _more_in_autoencoders,
    ),
    "weights_balanced": Check(
        ("layers",),
        "in every layer of FC, AE and RNN within {balanced} points of one half",
        "weights of one sign. Untrained ones are balanced by their Gaussian",
        _balanced,
    ),
    "cnn_negative_weights": Check(
        ("layers",),
        "by more than {more} points beyond untrained networks and above FC, AE and RNN",
        ALIKE,
        _cnn_negative,
    ),
    "overparametrised": Check(
        ("layers",),
        "weights near 0 and dead units, on average over architectures each by more than {more} "
        "points above those on CIFAR-10, and beyond what untrained networks differ by. A hint at "
        "most: no networks with fewer parameters were trained",
        "as much on both datasets",
        _over_parametrised,
    ),
}
