"""Claims on the strength of nodes."""

from dataclasses import replace

import pandas as pd

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.judgement import Finding, all_of, below, exceeds
from taskcomplexity.studies.metrics.claims.cells import deep, every, hidden, shallow, short
from taskcomplexity.studies.metrics.claims.comparing import Find, forced
from taskcomplexity.studies.metrics.claims.distributions import distinct
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.claims.measures import SPIKES
from taskcomplexity.studies.metrics.names import STRENGTH_IN, TRAINED, UNTRAINED, Cell

LEAST_NEURONS = 3


def _spikes(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    cell = shallow("cnn")
    trained, untrained = (SPIKES.of(evidence, dataset, cell, one) for one in (TRAINED, UNTRAINED))
    told = f"{short(cell)}, {SPIKES.told}, untrained {untrained.mean():.1f}, trained"
    return exceeds(evidence.mean(dataset, trained), margins["spikes"], told, SPIKES.unit)


def _uncorrelated(column: str) -> Find:
    def find(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
        cells = [
            *(shallow(one) for one in ("fc", "ae", "cnn")),
            *(deep(dataset, one) for one in ("fc", "ae")),
        ]
        most = margins["correlated"] ** 2
        return all_of(*(_least_alike(evidence, dataset, cell, column, most) for cell in cells))

    return find


def _least_alike(
    evidence: MetricsEvidence, dataset: str, cell: str, column: str, most: float
) -> Finding:
    """Hold every layer of a cell to explain little, and tell the one that explains most."""
    found = {}
    for layer in every(cell):
        r, explained = _explained(evidence, dataset, cell, layer, column, TRAINED)
        if explained.empty:
            continue
        before, chance = _explained(evidence, dataset, cell, layer, column, UNTRAINED)
        apart = evidence.paired(dataset, explained, chance)
        ends = " to ".join(f"{float(end):.2f}" for end in apart.interval())
        told = (
            f"{short(cell)}, layer {layer}: r {r.mean():.2f}, untrained {before.mean():.2f}, r² "
            f"beyond untrained {float(apart.value):.2f} (95 %: {ends}), r²"
        )
        number = evidence.mean(dataset, explained)
        found[layer] = below(number, most, told, "")
    if not found:
        raise NotRun(f"{dataset}, {cell}: no {column}")
    worst = max(found.values(), key=lambda one: one.value)
    return replace(all_of(*found.values()), told=worst.told)


def _explained(
    evidence: MetricsEvidence, dataset: str, cell: str, layer: int, column: str, state: str
) -> tuple[pd.Series, pd.Series]:
    """Return r and, of the variance, what it explains beyond what it would by chance."""
    rows = evidence.networks("layers", dataset, cell, state)
    chosen = (rows["layer"] == layer) & (rows["neurons"] > LEAST_NEURONS) & rows[column].notna()
    rows = rows[chosen].set_index("seed")
    r, strengths = rows[column].astype(float), rows["neurons"].astype(float)
    if Cell.parse(cell).architecture == "cnn" and layer in hidden(cell):
        # Neurons of a channel share their strength; there are no more of them than channels.
        quantiles = evidence.quantiles(dataset, cell, STRENGTH_IN, layer, state)
        strengths = pd.Series(distinct(quantiles.to_numpy()), index=quantiles.index)[rows.index]
    return r, 1 - (1 - r**2) * (strengths - 1) / (strengths - 2)


FORCED = (
    "This cannot fail: a convolution without padding gives each neuron of a channel the same "
    "strength, trained or not"
)
UNCORRELATED = (
    "in every layer r², less what chance explains, at most {correlated}²; told is the layer with "
    "the largest, beside untrained networks"
)
BOTH = ("layers", "quantiles")
CHECKS = {
    "cnn_strength_multimodal": Check(
        ("quantiles",),
        "more than {spikes} percent of neighbouring quantiles of s_in in layer 2 are equal",
        f"a density has none. {FORCED}",
        forced(_spikes, FORCED),
    ),
    "strength_uncorrelated_zeta": Check(
        BOTH, UNCORRELATED, "r of 1 and of −1", _uncorrelated("correlation_zeta")
    ),
    "strength_uncorrelated_activation": Check(
        BOTH, UNCORRELATED, "r of 1 and of −1", _uncorrelated("correlation_activation")
    ),
}
