"""Claims on layers of shallow and of deep networks."""

from collections.abc import Iterator

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.judgement import Finding, all_of, below, exceeds
from taskcomplexity.audit.uncertain import Uncertain
from taskcomplexity.studies.metrics.claims.cells import deep, shallow, short
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.names import ACTIVATION, TRAINED, UNTRAINED, ZETA

# Layers of networks with three and with seven layers, and what is compared in them. Behind the
# last layer are logits, the same as ζ, or pixels, which are alike as pictures are.
PAIRS = (((2, 4), ZETA), ((2, 4), ACTIVATION), ((3, 7), ZETA))
METRICS = {ZETA: "ζ", ACTIVATION: "activations"}


def _distances(
    evidence: MetricsEvidence, dataset: str, architecture: str
) -> Iterator[tuple[str, Uncertain, Uncertain]]:
    """Yield what is compared, how far it is apart, and how far that of untrained networks is."""
    cells = shallow(architecture), deep(dataset, architecture)
    for layers, metric in PAIRS:
        trained, untrained = (
            evidence.apart(
                dataset,
                *(
                    evidence.quantiles(dataset, cell, metric, layer, state)
                    for cell, layer in zip(cells, layers, strict=True)
                ),
            )
            for state in (TRAINED, UNTRAINED)
        )
        told = (
            f"{METRICS[metric]} of layer {layers[0]} of {short(cells[0])} and {layers[1]} of "
            f"{short(cells[1])}, untrained {float(untrained.value):.2f} apart, halves of the "
            f"former {_halves(evidence, dataset, cells[0], metric, layers[0]):.2f},"
        )
        yield told, trained, untrained


def _halves(evidence: MetricsEvidence, dataset: str, cell: str, metric: str, layer: int) -> float:
    """Return how far apart networks of a cell are from the other networks of it."""
    rows = evidence.quantiles(dataset, cell, metric, layer)
    half = len(rows) // 2
    if not half:
        raise NotRun(f"{dataset}, {cell}: two networks or more")
    one, other = rows.iloc[:half], rows.iloc[half : 2 * half].set_axis(rows.index[:half])
    return float(evidence.apart(dataset, one, other).value)


def _overlap(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    return all_of(
        *(
            below(trained, margins["overlap"], f"{told} trained", "")
            for told, trained, _ in _distances(evidence, dataset, "fc")
        )
    )


def _apart(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    findings = []
    for told, trained, untrained in _distances(evidence, dataset, "ae"):
        findings += [
            exceeds(trained, margins["overlap"], f"{told} trained", ""),
            exceeds(trained - untrained, margins["overlap"], "beyond untrained", ""),
        ]
    return all_of(*findings)


CHECKS = {
    "fc_layers_overlap": Check(
        ("quantiles",),
        "at most {overlap} standard deviations apart, ζ of layers 2 and 4 and of 3 and 7, and "
        "activations of 2 and 4. Untrained networks and halves of one cell are told beside it",
        "distributions a standard deviation apart",
        _overlap,
    ),
    "ae_layers_apart": Check(
        ("quantiles",),
        "more than {overlap} standard deviations apart, in each of what FC are held to, and by as "
        "much further apart than in untrained networks",
        "no further apart than halves of one cell, or than untrained networks",
        _apart,
    ),
}
