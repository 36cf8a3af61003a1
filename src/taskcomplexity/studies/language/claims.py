"""The paper's statements and curves of the language model against ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from taskcomplexity.audit.claims import Check, Margins, read_claims
from taskcomplexity.audit.evidence import Evidence, NotRun
from taskcomplexity.audit.judgement import Finding
from taskcomplexity.audit.margins import margin_history, read_margins
from taskcomplexity.audit.report import Report, Section
from taskcomplexity.audit.verdict import NOT_RUN, Verdict, judged
from taskcomplexity.figures.style import PERCENT
from taskcomplexity.studies.language.figures import AS_THEY_ARE, BINARIZED, drops

PAPER = (
    "“Task complexity shapes internal representations and robustness in neural networks” "
    "(Jankowski, Radicchi, Serrano, Boguñá, Fortunato), section 5"
)
INTRODUCTION = (
    "There is one model, so that margins stand alone, without intervals over seeds. Another model "
    "than the paper's is held against its statements, not against its curves."
)
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
class LayerEvidence(Evidence):
    """What was measured on a language model.

    The table ``curves`` is that of :func:`taskcomplexity.studies.language.figures.layer_table`.

    Attributes
    ----------
    layers
        Names of the probed layers, from input to output.
    """

    layers: Sequence[str] = ()

    def lost(self, *kinds: str) -> pd.DataFrame:
        """Return the losses at p = 0 of some kinds, in points of F1, a row per layer."""
        try:
            return drops(self.table("curves"), self.layers)[list(kinds)]
        except KeyError as missing:
            raise NotRun(f"not measured: {missing}") from missing

    def whole(self) -> float:
        """Return the F1 of the model as it is, in percent."""
        start = self.rows("curves", probe="prune", level=0, variant=AS_THEY_ARE)
        return PERCENT * float(start["f1"].median())

    def signs(self, layer: str) -> pd.Series:
        """Return the F1 with the signs of a pruned layer by the fraction removed, in percent."""
        rows = self.rows("curves", layer=layer, probe="prune")
        curve = rows[rows["variant"] == BINARIZED].set_index("level")["f1"].sort_index()
        if len(curve) < 2 or curve.index[0] > 0:
            raise NotRun(f"no pruning of the signs of {layer}")
        return PERCENT * curve

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


def _points(values: pd.Series) -> str:
    return ", ".join(f"{layer.replace('_', ' ')} {value:.1f}" for layer, value in values.items())


def _early_binarized(evidence: LayerEvidence, about: str, margins: Margins) -> Finding:
    lost = evidence.lost("binarization")["binarization"]
    gap = lost[evidence.early()].min() - lost[evidence.late()].max()
    return Finding(f"{_points(lost)} points", bool(gap > margins["layer_gap"]))


def _late_binarized(evidence: LayerEvidence, about: str, margins: Margins) -> Finding:
    lost = evidence.lost("binarization").loc[evidence.late(), "binarization"]
    return Finding(f"{_points(lost)} points", bool(lost.max() <= margins["lossless"]))


def _early_signs_pruned(evidence: LayerEvidence, about: str, margins: Margins) -> Finding:
    raised = {}
    for layer in evidence.early():
        curve = evidence.signs(layer)
        raised[layer] = curve.max() - curve.iloc[0]
    return Finding(
        f"{_points(pd.Series(raised))} points", bool(min(raised.values()) > margins["layer_gap"])
    )


def _late_signs_pruned(evidence: LayerEvidence, about: str, margins: Margins) -> Finding:
    lost = {}
    for layer in evidence.late():
        curve = evidence.signs(layer)
        if margins["most_removed"] not in curve.index:
            raise NotRun(f"no level {margins['most_removed']:g}")
        lost[layer] = evidence.whole() - curve[margins["most_removed"]]
    return Finding(
        f"{_points(pd.Series(lost))} points", bool(max(lost.values()) <= margins["robust"])
    )


def _b_below_binarization(evidence: LayerEvidence, about: str, margins: Margins) -> Finding:
    lost = evidence.lost("binarization", "B").loc[evidence.early()]
    told = f"B: {_points(lost['B'])}; binarization: {_points(lost['binarization'])} points"
    return Finding(told, bool(((lost["binarization"] - lost["B"]) > margins["layer_gap"]).all()))


def _b_below_a(evidence: LayerEvidence, about: str, margins: Margins) -> Finding:
    lost = evidence.lost("A", "B")
    told = f"B: {_points(lost['B'])}; A: {_points(lost['A'])} points"
    gap = lost["A"] - lost["B"]
    early = [layer for layer in lost.index if layer in EARLY]
    holds = (gap > -margins["layer_gap"]).all() and (gap[early] > margins["layer_gap"]).all()
    return Finding(told, bool(holds))


def _same_order(evidence: LayerEvidence, about: str, margins: Margins) -> Finding:
    lost = evidence.lost("binarization", "B")
    if len(lost) < LEAST_LAYERS:
        raise NotRun("too few layers to order")
    rho = spearmanr(lost["binarization"], lost["B"]).statistic
    return Finding(
        f"Spearman's ρ {rho:.2f} over {len(lost)} layers", bool(rho >= margins["layer_spearman"])
    )


def _b_late(evidence: LayerEvidence, about: str, margins: Margins) -> Finding:
    lost = evidence.lost("B").loc[evidence.late(), "B"]
    return Finding(f"{_points(lost)} points", bool(lost.abs().max() <= margins["next_to_nothing"]))


def _positions(evidence: LayerEvidence, about: str, margins: Margins) -> Finding:
    rows = evidence.rows("curves", layer=POSITIONS, probe="flip", variant=AS_THEY_ARE)
    curve = PERCENT * rows.set_index("level")["f1"].sort_index()
    if curve.index[-1] < 1:
        raise NotRun("not every sign of the position embeddings was flipped")
    told = f"{curve.min():.1f} % at q = {curve.idxmin():.2f}, {curve.iloc[-1]:.1f} % at q = 1"
    return Finding(told, bool(curve.iloc[-1] - curve.min() >= margins["recovered"]))


CURVES = ("curves",)
CHECKS: dict[str, Check] = {
    "early_layers_binarized": Check(
        CURVES,
        "every early layer loses more than every late one, by more than {layer_gap} point",
        "the same loss in every layer",
        _early_binarized,
    ),
    "late_layers_binarized": Check(
        CURVES, "at most {lossless} points in every late layer", "F1 of a guess", _late_binarized
    ),
    "early_signs_pruned": Check(
        CURVES,
        "in every early layer by more than {layer_gap} point",
        "a level curve",
        _early_signs_pruned,
    ),
    "late_signs_pruned": Check(
        CURVES,
        "at p = {most_removed} at most {robust} points in every late layer",
        "F1 of a guess",
        _late_signs_pruned,
    ),
    "b_costs_less": Check(
        CURVES,
        "in every early layer, by more than {layer_gap} point",
        "the same loss under both",
        _b_below_binarization,
    ),
    "b_costs_less_than_a": Check(
        CURVES,
        "in no layer more by {layer_gap} point, in every early layer less by more than that",
        "the same loss under both",
        _b_below_a,
    ),
    "same_order": Check(
        CURVES,
        "Spearman's ρ of the losses at least {layer_spearman}",
        "losses dealt to the layers at random",
        _same_order,
    ),
    "b_in_late_layers": Check(
        CURVES,
        "at most {next_to_nothing} point up or down in every late layer",
        "F1 of a guess",
        _b_late,
    ),
    "positions_flipped": Check(
        CURVES,
        "at q = 1 at least {recovered} points above the lowest",
        "a falling curve",
        _positions,
    ),
}


def judge(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Any], published: Path, seed: int
) -> Report:
    """Hold every statement and curve against ours, as :class:`taskcomplexity.study.Audit` says.

    Parameters
    ----------
    tables
        ``curves``, from :func:`taskcomplexity.studies.language.figures.layer_table`.
    about
        ``layers``, the probed ones from input to output; ``comparable``, whether model, sentences
        and layers are the paper's.
    published
        The folder of what was published.
    seed
        Root of random streams; one model has no samples to draw.
    """
    evidence = LayerEvidence(tables, seed, about["layers"])
    claims = read_claims(published, CHECKS)
    curves = judge_curves(tables["curves"], published, comparable=about["comparable"])
    return Report(
        PAPER,
        INTRODUCTION,
        [claim.judge(evidence) for claim in claims],
        [Section("Curves", rows=curves)],
        margin_history(published),
    )


def _span(ours: pd.Series, theirs: pd.Series) -> bool:
    return len(ours) > 0 and ours.min() <= theirs.min() and theirs.max() <= ours.max() + ROUNDING


def judge_curves(table: pd.DataFrame, published: Path, *, comparable: bool) -> list[Verdict]:
    """Compare the authors' curves with ours, where they are of the same model and sentences.

    Ours are read at their levels, along straight lines between our own; a curve that does not reach
    as far as theirs is not compared.

    Parameters
    ----------
    table
        From :func:`taskcomplexity.studies.language.figures.layer_table`.
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
        apart = PERCENT * np.abs(read - curve["f1"])
        told = f"mean absolute difference {apart.mean():.2f} points, largest {apart.max():.2f}"
        verdict = judged(apart.mean() <= most)
        verdicts.append(Verdict(*around, told, tolerance, verdict))
    return verdicts
