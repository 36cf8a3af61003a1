"""Claims on where recurrent networks look."""

from dataclasses import replace

import pandas as pd

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.judgement import Finding, within
from taskcomplexity.studies.metrics.claims.cells import shallow
from taskcomplexity.studies.metrics.claims.comparing import Measure, beyond_untrained, forced
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.claims.measures import PERCENT
from taskcomplexity.studies.metrics.names import UNTRAINED

RNN = shallow("rnn")


def _central(places: pd.Series) -> pd.Series:
    """Return which places lie in the central half of all, counted from 0."""
    number = places.max() + 1
    return (places >= number / 4) & (places < 3 * number / 4)


def _share(rows: pd.DataFrame, chosen: pd.Series, column: str) -> pd.Series:
    """Return which percent of a column is that of chosen rows, by seed."""
    whole = rows.groupby("seed")[column].sum()
    return PERCENT * rows[chosen].groupby("seed")[column].sum() / whole


def _of_map(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
    """Return the share of what pixels elicit at the centre, beyond that of their brightness."""
    rows = evidence.networks("maps", dataset, cell, state)
    centre = _central(rows["step"]) & _central(rows["column"])
    return _share(rows, centre, "elicited") - _share(rows, centre, "brightness")


def _of_steps(evidence: MetricsEvidence, dataset: str, cell: str, state: str) -> pd.Series:
    rows = evidence.networks("steps", dataset, cell, state)
    return _share(rows, _central(rows["step"]), "zeta_magnitude")


CENTRE = Measure(
    "share of the centre in what pixels elicit beyond |x|", _of_map, "points", "points"
)
STEPS = Measure("share of |ζ| in the central half of the rows", _of_steps, "percent", "points")


def _centre(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    return beyond_untrained(evidence, dataset, CENTRE, RNN, margins["more"], margins["more"])


def _steps(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    rows = evidence.networks("steps", dataset, RNN, UNTRAINED)
    bright = _share(rows, _central(rows["step"]), "brightness").mean()
    more = margins["more"]
    found = beyond_untrained(evidence, dataset, STEPS, RNN, more, PERCENT / 2 + more)
    return replace(found, told=f"{found.told}; of |x| {bright:.1f} percent lies there")


def _untrained(evidence: MetricsEvidence, dataset: str, margins: Margins) -> Finding:
    number = evidence.mean(dataset, CENTRE.of(evidence, dataset, RNN, UNTRAINED))
    return within(number, 0, margins["more"], f"untrained, {CENTRE.told}")


FORCED = (
    "This can hardly fail: Gaussian weights are alike for all pixels, and small ones let next to "
    "nothing through to later steps, so that a pixel elicits more by little but its brightness"
)
CHECKS = {
    "rnn_centre": Check(
        ("maps",),
        "in the central half of rows and columns more than {more} points beyond the share of |x| "
        "there, and by as much beyond untrained networks",
        "as bright as it is, and as in untrained networks",
        _centre,
    ),
    "rnn_central_steps": Check(
        ("steps",),
        "in the central half of the rows more than half of |ζ|, by more than {more} points, and by "
        "as much beyond untrained networks",
        "as much at every row, and as in untrained networks",
        _steps,
    ),
    "rnn_untrained_even": Check(
        ("maps",),
        "within {more} points of their share of |x|",
        f"more at the centre. {FORCED}",
        forced(_untrained, FORCED),
    ),
}
