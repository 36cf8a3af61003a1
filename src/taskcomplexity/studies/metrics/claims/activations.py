"""Claims on the distribution of activations."""

import math

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.judgement import Finding, all_of, below, exceeds
from taskcomplexity.studies.metrics.claims.cells import shallow, short
from taskcomplexity.studies.metrics.claims.comparing import above, above_others, beyond_untrained
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.claims.measures import EVEN, EXTREME, MIDDLE, NARROWNESS, UNEVEN
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED

LINEAR = "linear"


def _rnn_middle(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    others = above_others(MIDDLE, "rnn", ["fc", "cnn", "ae"])
    share = evidence.mean(dataset, MIDDLE.of(evidence, dataset, shallow("rnn"), TRAINED))
    return all_of(
        exceeds(share, margins["middle"], f"{short(shallow('rnn'))}, {MIDDLE.told}", MIDDLE.unit),
        others(evidence, dataset, margins),
    )


def _narrow(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    cnn, margin = shallow("cnn", LINEAR), math.log2(margins["narrow"])
    return all_of(
        *(
            above(evidence, dataset, NARROWNESS, (cnn, shallow(other, LINEAR)), margin)
            for other in ("fc", "rnn", "ae")
        )
    )


def _even(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    cell = shallow("ae")
    distance = UNEVEN.of(evidence, dataset, cell, TRAINED)
    before = UNEVEN.of(evidence, dataset, cell, UNTRAINED).mean()
    told = f"{short(cell)}, {UNEVEN.told}, untrained {before:.3f}, trained"
    others = above_others(EVEN, "ae", ["fc", "cnn", "rnn"], "more_even")
    return all_of(
        below(evidence.mean(dataset, distance), margins["even"], told, ""),
        others(evidence, dataset, margins),
    )


def _at_extremes(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    findings = []
    for architecture in ("fc", "rnn"):
        cell = shallow(architecture)
        findings.append(
            beyond_untrained(evidence, dataset, EXTREME, cell, margins["more"], margins["extreme"])
        )
    return all_of(*findings)


def _cnn_not_at_extremes(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    cnn = shallow("cnn")
    share = EXTREME.of(evidence, dataset, cnn, TRAINED)
    told = f"{short(cnn)}, {EXTREME.told}"
    number = evidence.mean(dataset, share)
    return all_of(
        below(number, margins["extreme"], told, "percent"),
        *(
            above(evidence, dataset, EXTREME, (shallow(other), cnn), margins["more"])
            for other in ("fc", "rnn")
        ),
    )


LAYERS = ("layers",)
BEYOND = "and beyond what untrained networks differ by"
CHECKS = {
    "rnn_middle": Check(
        LAYERS,
        "more than {middle} percent, an even spread having 20; by more than {more} points above "
        f"FC, CNN and AE, {BEYOND}",
        "as much in every architecture, or as much more of it before training",
        _rnn_middle,
    ),
    "ae_extremes": Check(
        LAYERS,
        "by more than {more} points above FC, " + BEYOND,
        "as much in both",
        above_others(EXTREME, "ae", ["fc"]),
    ),
    "cnn_narrowest": Check(
        LAYERS,
        "σ of linear activations smaller than of FC, RNN and AE by more than a factor of {narrow}, "
        f"{BEYOND}, which neurons with fewer links have narrower from the start",
        "the same ratio before training",
        _narrow,
    ),
    "ae_even": Check(
        ("quantiles",),
        "at most {even} from an even spread, where a single value has 0.25 or more; by more than "
        "{more_even} closer than FC, CNN and RNN, " + BEYOND,
        "values at both ends, which have 0.25",
        _even,
    ),
    "fc_rnn_extremes": Check(
        LAYERS,
        "more than {extreme} percent, an even spread having 10; by more than {more} points beyond "
        "untrained networks",
        "as in untrained networks",
        _at_extremes,
    ),
    "cnn_not_extremes": Check(
        LAYERS,
        "at most {extreme} percent; by more than {more} points below FC and RNN, " + BEYOND,
        "as much in every architecture",
        _cnn_not_at_extremes,
    ),
}
