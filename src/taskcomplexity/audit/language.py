"""The paper's statements and curves of the language model against ours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.verdict import NOT_RUN, Verdict, judged
from taskcomplexity.figures.layers import AS_THEY_ARE, drops

POSITIONS = "position_embeddings"
EARLY = (POSITIONS, "first_block_lin1", "first_block_lin2")
LATE = ("last_block_lin1", "last_block_lin2", "classifier")
LOSSLESS = 3
NEXT_TO_NOTHING = 1
LEAST_SPEARMAN = 0.7
LEAST_LAYERS = 3
RECOVERED = 5
CURVE_TOLERANCE = 5
ROUNDING = 1e-9
PUBLISHED_PROBES = {
    "prune": ("prune", "smallest"),
    "flip": ("flip", "smallest"),
    "gaussian_noise": ("noise", "gaussian"),
    "randomize_A": ("randomize", "A"),
    "randomize_B": ("randomize", "B"),
}


@dataclass(frozen=True)
class LayerEvidence:
    """What was measured on a language model.

    Attributes
    ----------
    table
        From :func:`taskcomplexity.figures.layers.layer_table`.
    layers
        Names of the probed layers, from input to output.
    """

    table: pd.DataFrame
    layers: Sequence[str]

    def lost(self) -> pd.DataFrame:
        """Return the losses at p = 0, in points of F1, a row per layer."""
        return drops(self.table, self.layers)

    def early(self) -> list[str]:
        """Return the layers of :data:`EARLY` that were probed, of which there must be one."""
        return self._probed(EARLY, "early")

    def late(self) -> list[str]:
        """Return the layers of :data:`LATE` that were probed, of which there must be one."""
        return self._probed(LATE, "late")

    def _probed(self, group: Sequence[str], told: str) -> list[str]:
        found = [layer for layer in self.layers if layer in group]
        if not found:
            raise NotRun(f"no {told} layer")
        return found


Found = tuple[str, bool]


def _points(values: pd.Series) -> str:
    return ", ".join(f"{layer.replace('_', ' ')} {value:.1f}" for layer, value in values.items())


def _early_binarized(evidence: LayerEvidence) -> Found:
    lost = evidence.lost()["binarization"]
    holds = lost[evidence.early()].min() > lost[evidence.late()].max()
    return f"{_points(lost)} points", holds


def _late_binarized(evidence: LayerEvidence) -> Found:
    lost = evidence.lost()["binarization"][evidence.late()]
    return f"{_points(lost)} points", lost.max() <= LOSSLESS


def _b_below_binarization(evidence: LayerEvidence) -> Found:
    lost = evidence.lost().loc[evidence.early()]
    told = f"B: {_points(lost['B'])}; binarization: {_points(lost['binarization'])} points"
    return told, (lost["B"] < lost["binarization"]).all()


def _b_below_a(evidence: LayerEvidence) -> Found:
    lost = evidence.lost()
    told = f"B: {_points(lost['B'])}; A: {_points(lost['A'])} points"
    return told, (lost["B"] < lost["A"]).all()


def _same_order(evidence: LayerEvidence) -> Found:
    lost = evidence.lost()
    if len(lost) < LEAST_LAYERS:
        raise NotRun("too few layers to order")
    rho = spearmanr(lost["binarization"], lost["B"]).statistic
    return f"Spearman's ρ {rho:.2f} over {len(lost)} layers", rho >= LEAST_SPEARMAN


def _b_late(evidence: LayerEvidence) -> Found:
    lost = evidence.lost()["B"][evidence.late()]
    return f"{_points(lost)} points", lost.max() <= NEXT_TO_NOTHING


def _positions(evidence: LayerEvidence) -> Found:
    rows = evidence.table
    rows = rows[(rows["layer"] == POSITIONS) & (rows["probe"] == "flip")]
    curve = rows[rows["variant"] == AS_THEY_ARE].set_index("level")["f1"].sort_index()
    if curve.empty or curve.index[-1] < 1:
        raise NotRun("not every sign of the position embeddings was flipped")
    told = f"{curve.min():.1f} % at q = {curve.idxmin():.2f}, {curve.iloc[-1]:.1f} % at q = 1"
    return told, curve.iloc[-1] - curve.min() >= RECOVERED


CHECKS: dict[str, tuple[str, Callable[[LayerEvidence], Found]]] = {
    "early_layers_binarized": (
        "every early layer loses more than every late one",
        _early_binarized,
    ),
    "late_layers_binarized": (f"at most {LOSSLESS} points in every late layer", _late_binarized),
    "b_costs_less": ("in every early layer", _b_below_binarization),
    "b_costs_less_than_a": ("in every layer", _b_below_a),
    "same_order": (f"Spearman's ρ of the losses at least {LEAST_SPEARMAN}", _same_order),
    "b_in_late_layers": (f"at most {NEXT_TO_NOTHING} point in every late layer", _b_late),
    "positions_flipped": (
        f"at q = 1 at least {RECOVERED} points above the lowest",
        _positions,
    ),
}


def judge_statements(evidence: LayerEvidence, published: Path) -> list[Verdict]:
    """Hold the statements of the text against the evidence.

    A statement about layers or randomizations that were not probed is not run.
    """
    verdicts = []
    for row in pd.read_csv(published / "statements.csv", dtype=str).itertuples():
        tolerance, check = CHECKS[row.id]
        try:
            ours, holds = check(evidence)
            verdict = judged(bool(holds))
        except (KeyError, NotRun):
            ours, verdict = "", NOT_RUN
        around = (row.source, row.statement, row.published)
        verdicts.append(Verdict(*around, ours, tolerance, verdict))
    return verdicts


def _span(ours: pd.Series, theirs: pd.Series) -> bool:
    return len(ours) > 0 and ours.min() <= theirs.min() and theirs.max() <= ours.max() + ROUNDING


def judge_curves(table: pd.DataFrame, published: Path, *, comparable: bool) -> list[Verdict]:
    """Compare the authors' curves with ours, where they are of the same model and sentences.

    Ours are read at their levels, along straight lines between our own; a curve that does not reach
    as far as theirs is not compared.

    Parameters
    ----------
    table
        From :func:`taskcomplexity.figures.layers.layer_table`.
    published
        The folder with ``figures_05_09.csv``.
    comparable
        Whether ours are of the paper's model on the whole test set.
    """
    theirs = pd.read_csv(published / "figures_05_09.csv")
    theirs = theirs[theirs["probe"] != "none"]
    verdicts = []
    for (layer, probe, variant), curve in theirs.groupby(["layer", "probe", "variant"], sort=False):
        name, kind = PUBLISHED_PROBES[probe]
        ours = table[
            (table["layer"] == layer)
            & (table["probe"] == name)
            & (table["kind"] == kind)
            & (table["variant"] == variant)
        ].sort_values("level")
        around = (
            "figure 5" if name in ("prune", "randomize") else "figure 9",
            f"{layer.replace('_', ' ')}: F1 under {probe.replace('_', ' ')}, {variant}",
            f"{len(curve)} levels",
        )
        tolerance = f"mean absolute difference at most {CURVE_TOLERANCE} points"
        if not comparable or not _span(ours["level"], curve["level"]):
            verdicts.append(Verdict(*around, "", tolerance, NOT_RUN))
            continue
        read = np.interp(curve["level"], ours["level"], ours["f1"])
        apart = np.abs(read - 100 * curve["f1"])
        told = f"mean absolute difference {apart.mean():.2f} points, largest {apart.max():.2f}"
        verdict = judged(apart.mean() <= CURVE_TOLERANCE)
        verdicts.append(Verdict(*around, told, tolerance, verdict))
    return verdicts
