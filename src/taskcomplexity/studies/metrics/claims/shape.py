"""Claims on the distributions of neuron strength and activation."""

import math
from collections.abc import Sequence
from dataclasses import replace

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.judgement import Finding, all_of, below, exceeds, within
from taskcomplexity.studies.metrics.claims.cells import ALL, hidden, shallow, short
from taskcomplexity.studies.metrics.claims.comparing import (
    Find,
    Measure,
    above,
    beyond_untrained,
)
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.claims.measures import (
    EVEN,
    EXTREME,
    KURTOSIS,
    LEFT_SKEW,
    LOW_ZETA,
    MIDDLE,
    MODES,
    NARROWNESS,
    OFF_CENTRE,
    PERCENT,
    UNEVEN,
    ZETA_NEGATIVE,
)
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED, ZETA

RELU, SIGMOID, LINEAR = "relu", "sigmoid", "linear"


def _over(measure: Measure, one: str, others: Sequence[str], margin: str = "more") -> Find:
    """Hold sigmoid networks of an architecture to have more of something than others have."""

    def find(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
        return all_of(
            *(
                above(evidence, dataset, measure, (shallow(one), shallow(other)), margins[margin])
                for other in others
            )
        )

    return find


def _cnn_modes(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    cell = shallow("cnn")
    return beyond_untrained(evidence, dataset, MODES, cell, margins["more_modes"], margins["modes"])


def _rnn_kurtosis(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    cell, most = shallow("rnn"), margins["kurtosis"]
    strength = evidence.layers(dataset, cell, "strength_in_kurtosis", hidden(cell))
    return all_of(
        beyond_untrained(evidence, dataset, KURTOSIS, cell, most, most),
        below(evidence.mean(dataset, strength), most, "of s_in", ""),
    )


def _rnn_middle(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    others = _over(MIDDLE, "rnn", ["fc", "cnn", "ae"])
    share = evidence.mean(dataset, MIDDLE.of(evidence, dataset, shallow("rnn"), TRAINED))
    return all_of(
        exceeds(share, margins["middle"], f"{short(shallow('rnn'))}, {MIDDLE.told}", MIDDLE.unit),
        others(evidence, dataset, margins),
    )


def _leans_negative(activation: str) -> Find:
    def find(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
        findings = []
        for architecture in ALL:
            cell = shallow(architecture, activation)
            findings += [
                beyond_untrained(
                    evidence,
                    dataset,
                    ZETA_NEGATIVE,
                    cell,
                    margins["more"],
                    PERCENT / 2 + margins["more"],
                ),
                _skewed(evidence, dataset, cell, margins),
            ]
        return all_of(*findings)

    return find


def _skewed(evidence: MetricsEvidence, dataset: str, cell: str, margins: Margins) -> Finding:
    """Hold the skewness of ζ to be negative, and tell the mean beside it."""
    means = [
        evidence.layers(dataset, cell, "zeta_mean", hidden(cell), state).mean()
        for state in (TRAINED, UNTRAINED)
    ]
    found = beyond_untrained(evidence, dataset, LEFT_SKEW, cell, margins["skewed"])
    told = f"{found.told}; mean of ζ {means[0]:.3g}, untrained {means[1]:.3g}"
    return replace(found, told=told)


def _centred(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    findings = []
    for architecture in ALL:
        cell = shallow(architecture, LINEAR)
        off, before = (OFF_CENTRE.of(evidence, dataset, cell, one) for one in (TRAINED, UNTRAINED))
        told = f"{short(cell)}, {OFF_CENTRE.told}, untrained {before.mean():.2f}, trained"
        findings.append(within(evidence.mean(dataset, off), 0, margins["centred"], told, ""))
    return all_of(*findings)


def _narrow(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    cnn, margin = shallow("cnn", LINEAR), math.log2(margins["narrow"])
    return all_of(
        *(
            above(evidence, dataset, NARROWNESS, (cnn, shallow(other, LINEAR)), margin)
            for other in ("fc", "rnn", "ae")
        )
    )


def _more_extreme(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    """Hold ReLU to reach further down than sigmoid; their twins of one seed have the same ζ."""
    findings = []
    for architecture in ALL:
        cells = [shallow(architecture, one) for one in (RELU, SIGMOID)]
        for measure, margin in ((LOW_ZETA, "tail"), (LEFT_SKEW, "skewed")):
            relu, sigmoid = (measure.of(evidence, dataset, cell, TRAINED) for cell in cells)
            told = (
                f"{measure.told}: {short(cells[0])} {relu.mean():.2f}, {short(cells[1])} "
                f"{sigmoid.mean():.2f}, more by"
            )
            number = evidence.paired(dataset, relu, sigmoid)
            findings.append(exceeds(number, margins[margin], told, ""))
    return all_of(*findings)


def _even(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    cell = shallow("ae")
    distance = UNEVEN.of(evidence, dataset, cell, TRAINED)
    before = UNEVEN.of(evidence, dataset, cell, UNTRAINED).mean()
    told = f"{short(cell)}, {UNEVEN.told}, untrained {before:.3f}, trained"
    others = _over(EVEN, "ae", ["fc", "cnn", "rnn"], "more_even")
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


def _negative_regions(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    """Hold CNNs to have more of ζ below 0 than FC and RNN, with every activation there is."""
    activations = {"cifar10": (RELU, SIGMOID)}.get(dataset, (SIGMOID,))
    findings = []
    for activation in activations:
        cnn = shallow("cnn", activation)
        share = evidence.mean(dataset, ZETA_NEGATIVE.of(evidence, dataset, cnn, TRAINED))
        told = f"{short(cnn)}, {ZETA_NEGATIVE.told}"
        findings.append(exceeds(share, PERCENT / 2 + margins["more"], told, "percent"))
        for other in ("fc", "rnn"):
            cells = (cnn, shallow(other, activation))
            findings.append(above(evidence, dataset, ZETA_NEGATIVE, cells, margins["more"]))
    return all_of(*findings)


def _like_fc(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    findings = []
    for activation in (LINEAR, RELU):
        cells = [shallow(one, activation) for one in ("ae", "fc")]
        apart = {
            state: evidence.apart(
                dataset,
                *(evidence.quantiles(dataset, cell, ZETA, 2, state) for cell in cells),
            )
            for state in (TRAINED, UNTRAINED)
        }
        told = (
            f"{short(cells[0])} from {short(cells[1])}, ζ, untrained "
            f"{float(apart[UNTRAINED].value):.3f}, trained"
        )
        findings.append(below(apart[TRAINED], margins["overlap"], told, ""))
    return all_of(*findings)


LAYERS, BOTH = ("layers",), ("layers", "quantiles")
LEANS = (
    "in each architecture more than half of ζ below 0, by more than {more} points, by as much more "
    "than in untrained networks, and skewness below theirs by more than {skewed}"
)
BEYOND = "and beyond what untrained networks differ by"
AS_BEFORE = "as in untrained networks"
CHECKS = {
    "cnn_zeta_multimodal": Check(
        ("quantiles",),
        "more than {modes} modes on average, and more than {more_modes} beyond untrained networks",
        "as many in untrained networks",
        _cnn_modes,
    ),
    "rnn_kurtosis": Check(
        LAYERS,
        "excess kurtosis of ζ above {kurtosis}, by more than that beyond untrained networks; of "
        "s_in at most {kurtosis}",
        "0, as of a Gaussian",
        _rnn_kurtosis,
    ),
    "rnn_middle": Check(
        LAYERS,
        "more than {middle} percent, an even spread having 20; by more than {more} points above "
        f"FC, CNN and AE, {BEYOND}",
        "as much in every architecture, or as much more of it before training",
        _rnn_middle,
    ),
    "ae_more_negative": Check(
        LAYERS,
        "by more than {more} points above FC, CNN and RNN, " + BEYOND,
        "as much in every architecture",
        _over(ZETA_NEGATIVE, "ae", ["fc", "cnn", "rnn"]),
    ),
    "ae_extremes": Check(
        LAYERS,
        "by more than {more} points above FC, " + BEYOND,
        "as much in both",
        _over(EXTREME, "ae", ["fc"]),
    ),
    "zeta_negative_relu": Check(LAYERS, LEANS, AS_BEFORE, _leans_negative(RELU)),
    "zeta_negative_sigmoid": Check(LAYERS, LEANS, AS_BEFORE, _leans_negative(SIGMOID)),
    "linear_centred": Check(
        LAYERS,
        "the mean of ζ within {centred} standard deviations of 0, in each architecture. Linear "
        "activations are the same numbers",
        "half a standard deviation. Untrained networks are centred by their Gaussian",
        _centred,
    ),
    "cnn_narrowest": Check(
        LAYERS,
        "σ of linear activations smaller than of FC, RNN and AE by more than a factor of {narrow}, "
        f"{BEYOND}, which neurons with fewer links have narrower from the start",
        "the same ratio before training",
        _narrow,
    ),
    "relu_more_extreme": Check(
        BOTH,
        "in each architecture the 1 % quantile further below by more than {tail} standard "
        "deviations, and skewness by more than {skewed}",
        "the same of both activations, as before training",
        _more_extreme,
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
        AS_BEFORE,
        _at_extremes,
    ),
    "cnn_not_extremes": Check(
        LAYERS,
        "at most {extreme} percent; by more than {more} points below FC and RNN, " + BEYOND,
        "as much in every architecture",
        _cnn_not_at_extremes,
    ),
    "cnn_negative_regions": Check(
        LAYERS,
        "more than half, and by more than {more} points above FC and RNN, " + BEYOND,
        "as much in every architecture",
        _negative_regions,
    ),
    "ae_like_fc": Check(
        ("quantiles",),
        "ζ of layer 2 at most {overlap} standard deviations apart, linear and ReLU. Untrained ones "
        "start the same",
        "distributions a standard deviation apart",
        _like_fc,
    ),
}
