"""The paper's statements and curves of the language model against ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.margins import filled, read_margins
from taskcomplexity.audit.verdict import NOT_RUN, Verdict, judged
from taskcomplexity.figures.layers import AS_THEY_ARE, BINARIZED, drops

POSITIONS = "position_embeddings"
EARLY = (POSITIONS, "first_block_lin1", "first_block_lin2")
LATE = ("last_block_lin1", "last_block_lin2", "classifier")
LEAST_LAYERS = 3
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

    def whole(self) -> float:
        """Return the F1 of the model as it is, in percent."""
        start = self.table[(self.table["probe"] == "prune") & (self.table["level"] == 0)]
        return float(start.loc[start["variant"] == AS_THEY_ARE, "f1"].median())

    def signs(self, layer: str) -> pd.Series:
        """Return the F1 with the signs of a pruned layer by the fraction removed, in percent."""
        rows = self.table[(self.table["layer"] == layer) & (self.table["probe"] == "prune")]
        curve = rows[rows["variant"] == BINARIZED].set_index("level")["f1"].sort_index()
        if len(curve) < 2 or curve.index[0] > 0:
            raise NotRun(f"no pruning of the signs of {layer}")
        return curve

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
Margins = Mapping[str, float]


def _points(values: pd.Series) -> str:
    return ", ".join(f"{layer.replace('_', ' ')} {value:.1f}" for layer, value in values.items())


def _early_binarized(evidence: LayerEvidence, margins: Margins) -> Found:
    lost = evidence.lost()["binarization"]
    gap = lost[evidence.early()].min() - lost[evidence.late()].max()
    return f"{_points(lost)} points", gap > margins["layer_gap"]


def _late_binarized(evidence: LayerEvidence, margins: Margins) -> Found:
    lost = evidence.lost()["binarization"][evidence.late()]
    return f"{_points(lost)} points", lost.max() <= margins["lossless"]


def _early_signs_pruned(evidence: LayerEvidence, margins: Margins) -> Found:
    raised = {}
    for layer in evidence.early():
        curve = evidence.signs(layer)
        raised[layer] = curve.max() - curve.iloc[0]
    return f"{_points(pd.Series(raised))} points", min(raised.values()) > margins["layer_gap"]


def _late_signs_pruned(evidence: LayerEvidence, margins: Margins) -> Found:
    lost = {}
    for layer in evidence.late():
        curve = evidence.signs(layer)
        if margins["most_removed"] not in curve.index:
            raise NotRun(f"no level {margins['most_removed']:g}")
        lost[layer] = evidence.whole() - curve[margins["most_removed"]]
    return f"{_points(pd.Series(lost))} points", max(lost.values()) <= margins["robust"]


def _b_below_binarization(evidence: LayerEvidence, margins: Margins) -> Found:
    lost = evidence.lost().loc[evidence.early()]
    told = f"B: {_points(lost['B'])}; binarization: {_points(lost['binarization'])} points"
    return told, ((lost["binarization"] - lost["B"]) > margins["layer_gap"]).all()


def _b_below_a(evidence: LayerEvidence, margins: Margins) -> Found:
    lost = evidence.lost()
    told = f"B: {_points(lost['B'])}; A: {_points(lost['A'])} points"
    gap = lost["A"] - lost["B"]
    early = [layer for layer in lost.index if layer in EARLY]
    holds = (gap > -margins["layer_gap"]).all() and (gap[early] > margins["layer_gap"]).all()
    return told, holds


def _same_order(evidence: LayerEvidence, margins: Margins) -> Found:
    lost = evidence.lost()
    if len(lost) < LEAST_LAYERS:
        raise NotRun("too few layers to order")
    rho = spearmanr(lost["binarization"], lost["B"]).statistic
    return f"Spearman's ρ {rho:.2f} over {len(lost)} layers", rho >= margins["layer_spearman"]


def _b_late(evidence: LayerEvidence, margins: Margins) -> Found:
    lost = evidence.lost()["B"][evidence.late()]
    return f"{_points(lost)} points", lost.abs().max() <= margins["next_to_nothing"]


def _positions(evidence: LayerEvidence, margins: Margins) -> Found:
    rows = evidence.table
    rows = rows[(rows["layer"] == POSITIONS) & (rows["probe"] == "flip")]
    curve = rows[rows["variant"] == AS_THEY_ARE].set_index("level")["f1"].sort_index()
    if curve.empty or curve.index[-1] < 1:
        raise NotRun("not every sign of the position embeddings was flipped")
    told = f"{curve.min():.1f} % at q = {curve.idxmin():.2f}, {curve.iloc[-1]:.1f} % at q = 1"
    return told, curve.iloc[-1] - curve.min() >= margins["recovered"]


CHECKS: dict[str, tuple[str, Callable[[LayerEvidence, Margins], Found]]] = {
    "early_layers_binarized": (
        "every early layer loses more than every late one, by more than {layer_gap} point",
        _early_binarized,
    ),
    "late_layers_binarized": ("at most {lossless} points in every late layer", _late_binarized),
    "early_signs_pruned": (
        "in every early layer by more than {layer_gap} point",
        _early_signs_pruned,
    ),
    "late_signs_pruned": (
        "at p = {most_removed} at most {robust} points in every late layer",
        _late_signs_pruned,
    ),
    "b_costs_less": ("in every early layer, by more than {layer_gap} point", _b_below_binarization),
    "b_costs_less_than_a": (
        "in no layer more by {layer_gap} point, in every early layer less by more than that",
        _b_below_a,
    ),
    "same_order": ("Spearman's ρ of the losses at least {layer_spearman}", _same_order),
    "b_in_late_layers": (
        "at most {next_to_nothing} point up or down in every late layer",
        _b_late,
    ),
    "positions_flipped": (
        "at q = 1 at least {recovered} points above the lowest",
        _positions,
    ),
}


def judge_statements(evidence: LayerEvidence, published: Path) -> list[Verdict]:
    """Hold the statements of the text against the evidence.

    A statement about layers or randomizations that were not probed is not run.
    """
    margins = read_margins(published)
    verdicts = []
    for row in pd.read_csv(published / "statements.csv", dtype=str).itertuples():
        tolerance, check = CHECKS[row.id]
        try:
            ours, holds = check(evidence, margins)
            verdict = judged(bool(holds))
        except (KeyError, NotRun):
            ours, verdict = "", NOT_RUN
        around = (row.source, row.statement, row.published)
        verdicts.append(Verdict(*around, ours, filled(tolerance, margins), verdict))
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
    most = read_margins(published)["same_curve"]
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
        tolerance = f"mean absolute difference at most {most:g} points"
        if not comparable or not _span(ours["level"], curve["level"]):
            verdicts.append(Verdict(*around, "", tolerance, NOT_RUN))
            continue
        read = np.interp(curve["level"], ours["level"], ours["f1"])
        apart = np.abs(read - 100 * curve["f1"])
        told = f"mean absolute difference {apart.mean():.2f} points, largest {apart.max():.2f}"
        verdict = judged(apart.mean() <= most)
        verdicts.append(Verdict(*around, told, tolerance, verdict))
    return verdicts
