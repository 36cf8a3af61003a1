"""How each statement on sparse networks is tested."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pandas as pd

from taskcomplexity.audit.claims import Check, Margins
from taskcomplexity.audit.curves import Curve
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.judgement import (
    Finding,
    all_of,
    below,
    everywhere_above,
    exceeds,
)
from taskcomplexity.audit.uncertain import Uncertain
from taskcomplexity.studies.sparse.claims.evidence import Apart, SparseEvidence
from taskcomplexity.studies.sparse.claims.perturbations import (
    ATTACKED,
    FEW_LARGEST,
    LARGEST,
    NOISY,
    PERTURBED,
    RANDOM,
    SHUFFLED,
    SMALLEST,
    Disturbance,
    Perturbation,
)
from taskcomplexity.studies.sparse.names import DENSE, PRUNED, STATIC, TITLES

ROUNDING = 1e-9
RLR, CH3 = "rlr", "ch3l3"
BOTH = (RLR, CH3)
Find = Callable[[SparseEvidence, str, Margins], Finding]


def _comparable(methods: Sequence[str]) -> Find:
    def find(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
        dense = evidence.accuracy(dataset, DENSE)
        return all_of(
            *(
                below(
                    Apart.of(dense, evidence.accuracy(dataset, method)),
                    margins["comparable"],
                    f"dense above {TITLES[method]} by",
                )
                for method in methods
            )
        )

    return find


def _share_of_weights(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
    rows = evidence.rows("topology", dataset=dataset, epoch=0)
    shares = []
    for method in BOTH:
        here = rows[rows["method"] == method]
        if here.empty:
            raise NotRun(f"no networks of {TITLES[method]}")
        links = here.groupby("layer")[["links", "places"]].first().sum()
        shares.append(100 * links["links"] / links["places"])
    told = ", ".join(
        f"{TITLES[method]} {share:.2f} %" for method, share in zip(BOTH, shares, strict=True)
    )
    return Finding(
        f"of the weights of the sparse layers: {told}",
        max(shares) <= margins["share_of_weights"] + ROUNDING,
    )


def _faster(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
    """Compare epochs until an accuracy that both reach: a network that ends lower is no faster.

    What RLR reaches within so few epochs that none could be faster by the margin tells nothing.
    """
    ends = pd.concat({method: evidence.accuracy(dataset, method) for method in BOTH}, axis=1)
    both = ends.dropna().min(axis=1)
    findings, at_once = [], []
    for share in (margins["nearly_final"], margins["final"]):
        slow, fast = (evidence.epochs_until(dataset, method, share * both) for method in BOTH)
        told = (
            f"to {share:.0%} of the lower final accuracy RLR {slow.mean():.1f} epochs, CH3-L3 "
            f"{fast.mean():.1f}"
        )
        if slow.mean() - 1 <= margins["faster"]:
            at_once.append(f"{told}, too soon to tell")
        else:
            fewer = evidence.paired(dataset, slow, fast)
            findings.append(exceeds(fewer, margins["faster"], f"{told}, fewer by", "epochs"))
    if not findings:
        return Finding("; ".join(at_once), None, "an accuracy that takes longer to reach")
    own = [
        evidence.epochs_until(dataset, method, margins["final"] * ends[method].dropna()).mean()
        for method in BOTH
    ]
    of_own = (
        f"to {margins['final']:.0%} of its own final accuracy RLR {own[0]:.1f}, CH3-L3 {own[1]:.1f}"
    )
    found = all_of(*findings)
    return replace(found, told="; ".join([*at_once, found.told, of_own]))


def _with_controls(
    found: Finding, evidence: SparseEvidence, dataset: str, what: Disturbance
) -> Finding:
    """Tell beside what was found what the controls lose."""
    lost = []
    for method in (STATIC, PRUNED):
        with suppress(NotRun):
            lost.append(f"{TITLES[method]} {evidence.lost(dataset, method, what).mean():.1f}")
    return replace(found, told=f"{found.told}; controls lose: {'; '.join(lost)}") if lost else found


def _robust(by: Perturbation, methods: Sequence[str] = BOTH) -> Find:
    """Hold networks to lose little, as the text has it: by itself."""

    def find(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
        what = by.at(margins)
        found = all_of(
            *(
                below(
                    evidence.mean(dataset, evidence.lost(dataset, method, what)),
                    margins["robust"],
                    f"{TITLES[method]}, {what.told}: loses",
                )
                for method in methods
            )
        )
        return _with_controls(found, evidence, dataset, what)

    return find


def _more_robust(by: Perturbation, than: str, methods: Sequence[str] = BOTH) -> Find:
    """Hold networks to lose less than a control does."""

    def find(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
        what = by.at(margins)
        control = evidence.lost(dataset, than, what)
        findings = []
        for method in methods:
            lost = evidence.lost(dataset, method, what)
            findings.append(
                exceeds(
                    evidence.paired(dataset, control, lost),
                    margins["more"],
                    f"{what.told}: {TITLES[than]} loses {control.mean():.1f}, {TITLES[method]} "
                    f"{lost.mean():.1f}, less by",
                )
            )
        return all_of(*findings)

    return find


def _left_more(by: Perturbation, than: str) -> Find:
    """Hold networks to have a higher accuracy left than a control.

    A control that has little to lose says nothing, neither by what it loses nor by what is left.
    """

    def find(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
        what = by.at(margins)
        control, whole = evidence.disturbed(dataset, than, what), evidence.whole(dataset, than)
        findings = []
        for method in BOTH:
            left = evidence.disturbed(dataset, method, what)
            ours = evidence.whole(dataset, method).mean()
            if whole.mean() < ours - margins["comparable"]:
                told = (
                    f"with nothing disturbed {TITLES[than]} has {whole.mean():.1f} %, "
                    f"{TITLES[method]} {ours:.1f} %"
                )
                return Finding(told, None, "a control that classifies as well, retrained perhaps")
            findings.append(
                exceeds(
                    Apart.of(left, control),
                    margins["more"],
                    f"{what.told}: {TITLES[than]} has {control.mean():.1f} % left, "
                    f"{TITLES[method]} {left.mean():.1f} %, more by",
                )
            )
        return all_of(*findings)

    return find


def _maintains(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
    findings = []
    for by in PERTURBED:
        what = by.at(margins)
        dense = evidence.lost(dataset, DENSE, what)
        for method in BOTH:
            lost = evidence.lost(dataset, method, what)
            findings.append(
                below(
                    Apart.of(lost, dense),
                    margins["robust"],
                    f"{what.told}: {TITLES[method]} loses {lost.mean():.1f}, dense "
                    f"{dense.mean():.1f}, more by",
                )
            )
    return all_of(*findings)


def _graceful(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
    findings = []
    for method in BOTH:
        curve = evidence.curve(dataset, method, "prune", "smallest")
        inside = curve.where((curve.levels > 0) & (curve.levels < 1))
        whole, chance = curve.accuracy[0], evidence.chance(dataset)
        line = Uncertain(
            whole.value - inside.levels * (whole.value - chance),
            whole.draws[:, None] - inside.levels * (whole.draws[:, None] - chance),
            whole.models,
        )
        above = Curve(inside.levels, inside.accuracy - line)
        findings.append(
            everywhere_above(above, 0, f"{TITLES[method]} above the line to chance by at least")
        )
    return all_of(*findings)


def _sensitive(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
    what, level = LARGEST.at(margins), margins["largest_removed"]
    at_random = Disturbance("prune", "random", level, "as many at random")
    findings = []
    for method in BOTH:
        lost = evidence.lost(dataset, method, what)
        control = evidence.lost(dataset, method, at_random)
        findings.append(
            exceeds(
                evidence.paired(dataset, lost, control),
                margins["sensitive"],
                f"{TITLES[method]}, {what.told}: loses {lost.mean():.1f}, as many at random "
                f"{control.mean():.1f}, more by",
            )
        )
    return _with_controls(all_of(*findings), evidence, dataset, what)


def _affects(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
    return all_of(
        _affects_structure(evidence, dataset, margins),
        _affects_resilience(evidence, dataset, margins),
    )


def _affects_structure(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
    spreads = {}
    for method in BOTH:
        rows = evidence.rows("degrees", dataset=dataset, method=method, side="inputs")
        spreads[method] = rows.groupby("seed").apply(_spread, include_groups=False)
    ratio = np.log2(spreads[CH3]) - np.log2(spreads[RLR])
    apart = evidence.paired(dataset, ratio, 0 * ratio)
    return exceeds(
        apart if apart.value >= 0 else -apart,
        np.log2(margins["structure"]),
        f"deviation of the degrees of inputs: CH3-L3 {spreads[CH3].mean():.1f}, RLR "
        f"{spreads[RLR].mean():.1f}, apart by",
        "doublings",
    )


def _spread(rows) -> float:
    """Return the standard deviation of the degrees over all units of all layers."""
    mean = np.average(rows["degree"], weights=rows["units"])
    return float(np.sqrt(np.average((rows["degree"] - mean) ** 2, weights=rows["units"])))


def _affects_resilience(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
    what = SMALLEST.at(margins)
    ours, theirs = (evidence.lost(dataset, method, what) for method in BOTH)
    difference = evidence.paired(dataset, theirs, ours)
    apart = difference if difference.value >= 0 else -difference
    return exceeds(
        apart,
        margins["more"],
        f"{what.told}: RLR loses {ours.mean():.1f}, CH3-L3 {theirs.mean():.1f}, apart by",
    )


def _more_stable(evidence: SparseEvidence, dataset: str, margins: Margins) -> Finding:
    losses = {method: [] for method in BOTH}
    for by in (RANDOM, SHUFFLED, NOISY):
        for method in BOTH:
            losses[method].append(evidence.lost(dataset, method, by.at(margins)))
    ours, theirs = (sum(losses[method]) / len(losses[method]) for method in BOTH)
    return exceeds(
        evidence.paired(dataset, theirs, ours),
        margins["more"],
        f"random removal, shuffling and noise cost RLR {ours.mean():.1f} and CH3-L3 "
        f"{theirs.mean():.1f} on average, less by",
    )


ABSOLUTE = "at most {robust} points"
RELATIVE = "by more than {more} point, of RLR and of CH3-L3"
SAME = "the same losses as the control"
READS = ("history", "probes")
ATTACKS = ("history", "probes", "attacks")

CHECKS: dict[str, Check] = {
    "accuracy_comparable": Check(
        ("history",),
        "RLR and CH3-L3 at most {comparable} points below the dense networks",
        "accuracy of a guess",
        _comparable(BOTH),
    ),
    "share_of_weights": Check(
        ("topology",),
        "at most {share_of_weights} percent of the weights of a dense layer",
        "dense layers",
        _share_of_weights,
    ),
    "rlr_competitive": Check(
        ("history",),
        "at most {comparable} points below the dense networks",
        "accuracy of a guess",
        _comparable([RLR]),
    ),
    "ch3l3_competitive": Check(
        ("history",),
        "at most {comparable} points below the dense networks",
        "accuracy of a guess",
        _comparable([CH3]),
    ),
    "ch3l3_faster": Check(
        ("history",),
        "more than {faster} epochs fewer, to {nearly_final} and to {final} of the lower one of the "
        "two final accuracies, where RLR takes more than so many and one",
        "the same curve for both",
        _faster,
    ),
    "rlr_keeps_accuracy": Check(
        READS,
        "a loss of {robust} points or less with {smallest_removed} removed, smallest first",
        "a guess",
        _robust(SMALLEST, [RLR]),
    ),
    "rlr_quality": Check(
        READS,
        "with {smallest_removed} removed, smallest first, RLR loses less than static networks by "
        "more than {more} point",
        SAME,
        _more_robust(SMALLEST, STATIC, [RLR]),
    ),
    "graceful": Check(
        READS,
        "at every level above the straight line from the accuracy to chance",
        "accuracy that falls along that line",
        _graceful,
    ),
    "sensitive_to_largest": Check(
        READS,
        "{largest_removed} removed cost more than as many at random, by more than {sensitive} "
        "points",
        "the same loss under both",
        _sensitive,
    ),
    "resilient_random": Check(READS, ABSOLUTE, "a guess", _robust(RANDOM)),
    "resilient_reverse": Check(READS, ABSOLUTE, "a guess", _robust(SMALLEST)),
    "robust_shuffling": Check(READS, ABSOLUTE, "a guess", _robust(SHUFFLED)),
    "robust_noise": Check(READS, ABSOLUTE, "a guess", _robust(NOISY)),
    "robust_attack": Check(ATTACKS, ABSOLUTE, "a guess", _robust(ATTACKED)),
    "random_beside_static": Check(READS, RELATIVE, SAME, _more_robust(RANDOM, STATIC)),
    "reverse_beside_static": Check(READS, RELATIVE, SAME, _more_robust(SMALLEST, STATIC)),
    "shuffling_beside_static": Check(READS, RELATIVE, SAME, _more_robust(SHUFFLED, STATIC)),
    "noise_beside_static": Check(READS, RELATIVE, SAME, _more_robust(NOISY, STATIC)),
    "attack_beside_static": Check(ATTACKS, RELATIVE, SAME, _more_robust(ATTACKED, STATIC)),
    "random_beside_pruned": Check(
        READS,
        "of RLR and of CH3-L3 more accuracy is left, by more than {more} point",
        "the same accuracy left as of the control",
        _left_more(RANDOM, PRUNED),
    ),
    "maintains_robustness": Check(
        ATTACKS,
        "under every perturbation at most {robust} points more than dense networks lose",
        "a guess where dense networks lose nothing",
        _maintains,
    ),
    "method_affects": Check(
        ("history", "probes", "degrees"),
        "deviation of degrees apart by more than a factor of {structure}, losses by more than "
        "{more} point",
        "the same networks twice",
        _affects,
    ),
    "information_distributed": Check(
        READS,
        "the largest {few_largest} of the links removed cost {robust} points or less",
        "a guess",
        _robust(FEW_LARGEST, [RLR]),
    ),
    "rlr_more_stable": Check(
        READS,
        "RLR loses less than CH3-L3 by more than {more} point, on average over random removal, "
        "shuffling and noise",
        "the same losses",
        _more_stable,
    ),
    "rlr_more_compressible": Check(
        READS,
        "with {smallest_removed} removed, smallest first, RLR loses less than CH3-L3 by more than "
        "{more} point",
        "the same losses",
        _more_robust(SMALLEST, CH3, [RLR]),
    ),
}
