"""Claims on the distribution of neuron strength, ζ."""

from dataclasses import replace

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.judgement import Finding, all_of, below, exceeds, within
from taskcomplexity.studies.metrics.claims.cells import ALL, hidden, shallow, short
from taskcomplexity.studies.metrics.claims.comparing import (
    Find,
    above,
    above_others,
    beyond_untrained,
)
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.claims.measures import (
    DEAD,
    KURTOSIS,
    LEFT_SKEW,
    LOW_ZETA,
    MODES,
    OFF_CENTRE,
    PERCENT,
    ZETA_NEGATIVE,
)
from taskcomplexity.studies.metrics.names import TRAINED, UNTRAINED, ZETA

RELU, SIGMOID, LINEAR = "relu", "sigmoid", "linear"


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
    tails = KURTOSIS.of(evidence, dataset, cell, TRAINED).mean()
    dead = DEAD.of(evidence, dataset, cell, TRAINED).mean()
    return replace(found, told=f"{told}; excess kurtosis {tails:.2g}; dead units {dead:.1f} %")


def _centred(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    findings = []
    for architecture in ALL:
        cell = shallow(architecture, LINEAR)
        off, before = (OFF_CENTRE.of(evidence, dataset, cell, one) for one in (TRAINED, UNTRAINED))
        told = f"{short(cell)}, {OFF_CENTRE.told}, untrained {before.mean():.2f}, trained"
        findings.append(within(evidence.mean(dataset, off), 0, margins["centred"], told, ""))
    return all_of(*findings)


def _more_extreme(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    """Hold ReLU to reach further down than sigmoid; both start with the same weights."""
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
    "ae_more_negative": Check(
        LAYERS,
        "by more than {more} points above FC, CNN and RNN, and beyond what untrained networks "
        "differ by",
        "as much in every architecture",
        above_others(ZETA_NEGATIVE, "ae", ["fc", "cnn", "rnn"]),
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
    "relu_more_extreme": Check(
        BOTH,
        "in each architecture the 1 % quantile further below by more than {tail} standard "
        "deviations, and skewness by more than {skewed}",
        "the same of both activations, as before training",
        _more_extreme,
    ),
    "cnn_negative_regions": Check(
        LAYERS,
        "more than half by {more} points, and by more than {more} points above FC and RNN, and "
        "beyond what untrained networks differ by",
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
