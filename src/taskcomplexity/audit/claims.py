"""Statements of the paper's text, each made into something that can hold or not.

A claim returns what we found, in words, and whether that is what the paper says. The tolerances
are ours: the text gives none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from taskcomplexity.audit.evidence import Evidence, NotRun
from taskcomplexity.audit.verdict import NOT_RUN, Verdict, judged

CHANCE = 50
NEAR_CHANCE = 5
RISE = 0.5
RECOVERY = 5
STEADY = 0.5
KEPT_ACCURACY = 80
LOST_ACCURACY = 65
SPEARMAN_TOLERANCE = 0.03
SPARSE = (0.5, 0.8)
MATCH = 1
MATCHING = f"at most {MATCH} point below at every p from {SPARSE[0]} to {SPARSE[1]}"
FAR = 8
TASKS = {
    "mnist": {"easy": (0, 7), "hard": (7, 9)},
    "fashion_mnist": {"easy": (2, 3), "hard": (1, 3)},
}
TITLES = {"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST"}
Found = tuple[str, bool]
Check = Callable[[Evidence, str], Found]


@dataclass(frozen=True)
class Claim:
    """A statement of the paper about one dataset.

    Attributes
    ----------
    source, statement, published, tolerance
        As in :class:`taskcomplexity.audit.verdict.Verdict`.
    dataset
        Which one.
    check
        From the evidence and the dataset to what we found and whether the statement holds. It
        raises :class:`taskcomplexity.audit.evidence.NotRun` where the config has no such results.
    """

    source: str
    statement: str
    published: str
    tolerance: str
    dataset: str
    check: Check

    def judge(self, evidence: Evidence) -> Verdict:
        """Hold the claim against the evidence."""
        try:
            ours, holds = self.check(evidence, self.dataset)
            verdict = judged(holds)
        except NotRun:
            ours, verdict = "", NOT_RUN
        statement = f"{TITLES[self.dataset]}: {self.statement}"
        return Verdict(self.source, statement, self.published, ours, self.tolerance, verdict)


def _told(evidence: Evidence, dataset: str, pair: tuple[int, int]) -> str:
    names = evidence.classes[dataset]
    return f"{{{names[pair[0]]}, {names[pair[1]]}}}"


def _extreme(task: str) -> Check:
    def check(evidence: Evidence, dataset: str) -> Found:
        table = evidence.rows("distances", dataset=dataset)
        between = table[table["class_a"] != table["class_b"]].sort_values(
            "distance", ascending=task == "hard", ignore_index=True
        )
        top = between.iloc[0]
        pair = (int(top["class_a"]), int(top["class_b"]))
        named = TASKS[dataset][task]
        rows = between[(between["class_a"] == named[0]) & (between["class_b"] == named[1])]
        told = f"{_told(evidence, dataset, pair)} at {top['distance']:.2f}"
        if pair != named:
            told += f"; {_told(evidence, dataset, named)} is at {rows['distance'].iloc[0]:.2f}"
        return told, pair == named

    return check


def _at(curve: pd.Series, level: float) -> float:
    if level not in curve.index:
        raise NotRun(f"no level {level}")
    return float(curve.loc[level])


def _area(curve: pd.Series) -> float:
    if len(curve) < 2:
        raise NotRun("a single level")
    return float(np.trapezoid(curve, curve.index) / (curve.index[-1] - curve.index[0]))


def _easy_lasts_longer(evidence: Evidence, dataset: str) -> Found:
    areas = {}
    for task, pair in TASKS[dataset].items():
        evidence.require_task("curves", dataset, task, pair)
        areas[task] = _area(evidence.curve(dataset, task, "prune", "weights"))
    told = f"mean accuracy over p: E {areas['easy']:.1f} %, H {areas['hard']:.1f} %"
    return told, areas["easy"] > areas["hard"]


def _signed_hard_near_chance(evidence: Evidence, dataset: str) -> Found:
    evidence.require_task("curves", dataset, "hard", TASKS[dataset]["hard"])
    start = _at(evidence.curve(dataset, "hard", "prune", "signs"), 0)
    return f"{start:.1f} % at p = 0", abs(start - CHANCE) <= NEAR_CHANCE


def _signed_hard_overtakes(evidence: Evidence, dataset: str) -> Found:
    evidence.require_task("curves", dataset, "hard", TASKS[dataset]["hard"])
    gain = evidence.curve(dataset, "hard", "prune", "signs") - evidence.curve(
        dataset, "hard", "prune", "weights"
    )
    above = gain[gain > RISE]
    if above.empty:
        return f"never above; closest {gain.max():+.1f} points", False
    told = (
        f"above at {len(above)} levels from p = {above.index[0]:g} to {above.index[-1]:g}, by up "
        f"to {gain.max():.1f} points"
    )
    return told, len(above) > 1


def _rises(task: str, probe: str) -> Check:
    letter = {"prune": "p", "noise": "a", "flip": "q"}[probe]

    def check(evidence: Evidence, dataset: str) -> Found:
        evidence.require_task("curves", dataset, task, TASKS[dataset][task])
        curve = evidence.curve(dataset, task, probe, "signs")
        if len(curve) < 2:
            raise NotRun("a single level")
        if probe != "noise":
            _at(curve, 0)
        best = curve.idxmax()
        told = (
            f"from {curve.iloc[0]:.1f} % at {letter} = {curve.index[0]:.2g} to "
            f"{curve.max():.1f} % at {letter} = {best:.2g}"
        )
        return told, curve.max() - curve.iloc[0] > RISE and best > 0

    return check


def _each_curve(evidence: Evidence, dataset: str, level: int) -> dict[str, float]:
    """Accuracy of all four curves at the first or the last amplitude, far from σ(w)."""
    found = {}
    for task, pair in TASKS[dataset].items():
        evidence.require_task("curves", dataset, task, pair)
        sigma = evidence.rows("curves", dataset=dataset, task=task)["sigma"].iloc[0]
        for variant, told in (("weights", ""), ("signs", "signed ")):
            curve = evidence.curve(dataset, task, "noise", variant)
            ratio = curve.index[level] / sigma
            if (ratio if level else 1 / ratio) < FAR:
                raise NotRun(f"no amplitude further than {FAR} times from σ(w)")
            found[told + task[0].upper()] = curve.iloc[level]
    return found


def _strong_noise(evidence: Evidence, dataset: str) -> Found:
    found = _each_curve(evidence, dataset, -1)
    told = ", ".join(f"{name} {value:.1f} %" for name, value in found.items())
    return told, all(abs(value - CHANCE) <= NEAR_CHANCE for value in found.values())


def _weak_noise(evidence: Evidence, dataset: str) -> Found:
    found = _each_curve(evidence, dataset, 0)
    change = {}
    for task in TASKS[dataset]:
        for variant, told in (("weights", ""), ("signs", "signed ")):
            name = told + task[0].upper()
            whole = _at(evidence.curve(dataset, task, "prune", variant), 0)
            change[name] = found[name] - whole
    told = ", ".join(f"{name} {value:+.2f}" for name, value in change.items()) + " points"
    return told, all(abs(value) <= STEADY for value in change.values())


def _medians(evidence: Evidence, dataset: str, task: str) -> pd.Series:
    evidence.require_task("boxes", dataset, task, TASKS[dataset][task])
    found = evidence.rows("boxes", dataset=dataset, task=task)
    return found.groupby("kind")["accuracy"].median()


def _kinds_keep(evidence: Evidence, dataset: str) -> Found:
    medians = _medians(evidence, dataset, "easy")[["B", "E", "F"]]
    told = ", ".join(f"{kind} {value:.1f} %" for kind, value in medians.items())
    return told, bool((medians >= KEPT_ACCURACY).all())


def _kinds_lose(evidence: Evidence, dataset: str) -> Found:
    medians = _medians(evidence, dataset, "easy")[["A", "C", "D", "G"]]
    told = ", ".join(f"{kind} {value:.1f} %" for kind, value in medians.items())
    return told, bool((medians <= LOST_ACCURACY).all())


def _recovers(kind: str) -> Check:
    def check(evidence: Evidence, dataset: str) -> Found:
        evidence.require_task("recovery", dataset, "hard", TASKS[dataset]["hard"])
        found = evidence.rows("recovery", dataset=dataset, task="hard", kind=kind)
        curve = found.set_index("level")["median"].sort_index()
        if len(curve) < 2:
            raise NotRun("a single level")
        start, best = _at(curve, 0), curve.idxmax()
        told = f"from {start:.1f} % at p = 0 to {curve.max():.1f} % at p = {best:g}"
        return told, curve.max() - start >= RECOVERY

    return check


def _matches_original(kind: str) -> Check:
    def check(evidence: Evidence, dataset: str) -> Found:
        evidence.require_task("recovery", dataset, "easy", TASKS[dataset]["easy"])
        curves = [
            evidence.rows("recovery", dataset=dataset, task="easy", kind=one)
            .set_index("level")["median"]
            .sort_index()
            for one in (kind, "original")
        ]
        gap = (curves[0] - curves[1]).dropna()
        start, sparse = _at(gap, 0), gap.loc[SPARSE[0] : SPARSE[1]]
        if sparse.empty:
            raise NotRun(f"no level from {SPARSE[0]} to {SPARSE[1]}")
        told = (
            f"gap {start:+.1f} points at p = 0, {sparse.min():+.1f} to {sparse.max():+.1f} from "
            f"p = {sparse.index[0]:g} to {sparse.index[-1]:g}"
        )
        return told, sparse.min() >= -MATCH

    return check


def _spread(smaller: str) -> Check:
    def check(evidence: Evidence, dataset: str) -> Found:
        sigma = {}
        for task, pair in TASKS[dataset].items():
            evidence.require_task("spread", dataset, task, pair)
            found = evidence.rows("spread", dataset=dataset, task=task)
            sigma[task] = found["standard_deviation"].median()
        told = f"median σ(w): easy {sigma['easy']:.4f}, hard {sigma['hard']:.4f}"
        larger = "hard" if smaller == "easy" else "easy"
        return told, sigma[smaller] < sigma[larger]

    return check


def _all_pairs(evidence: Evidence, dataset: str) -> pd.DataFrame:
    table = evidence.rows("complexity", dataset=dataset)
    classes = len(evidence.classes[dataset])
    if len(table) < classes * (classes - 1) / 2:
        raise NotRun("not all pairs")
    return table


def _every_pair_above(percent: float) -> Check:
    def check(evidence: Evidence, dataset: str) -> Found:
        table = _all_pairs(evidence, dataset)
        worst = table.loc[table["accuracy"].idxmin()]
        pair = _told(evidence, dataset, (int(worst["class_a"]), int(worst["class_b"])))
        told = f"lowest {100 * worst['accuracy']:.2f} %, {pair}"
        return told, 100 * worst["accuracy"] > percent

    return check


def _barely_changes(pair: tuple[int, int], most: float) -> Check:
    def check(evidence: Evidence, dataset: str) -> Found:
        delta = evidence.pair(dataset, *pair)["delta_binarization"]
        return f"loss of {delta:.1f} points", delta <= most

    return check


def _falls_to_chance(pair: tuple[int, int]) -> Check:
    def check(evidence: Evidence, dataset: str) -> Found:
        found = 100 * evidence.pair(dataset, *pair)["accuracy_binarized"]
        return f"{found:.1f} % after binarization", abs(found - CHANCE) <= NEAR_CHANCE

    return check


def _loses(pair: tuple[int, int], least: float) -> Check:
    def check(evidence: Evidence, dataset: str) -> Found:
        delta = evidence.pair(dataset, *pair)["delta_binarization"]
        return f"loss of {delta:.1f} points", delta >= least

    return check


def _spearman(published: float) -> Check:
    def check(evidence: Evidence, dataset: str) -> Found:
        table = evidence.rows(
            "correlations", dataset=dataset, x="delta_binarization", y="delta_randomization"
        )
        _all_pairs(evidence, dataset)
        row = table.iloc[0]
        told = (
            f"{row['spearman_rho']:.3f}, 95 % interval {row['ci_low']:.2f} to "
            f"{row['ci_high']:.2f}, {row['pairs']} pairs"
        )
        return told, abs(row["spearman_rho"] - published) <= SPEARMAN_TOLERANCE

    return check


# What counts as the same, and how it is looked for, by the id of a statement.
CHECKS: dict[str, tuple[str, Check]] = {
    "largest_distance": ("the same pair", _extreme("easy")),
    "smallest_distance": ("the same pair", _extreme("hard")),
    "easy_lasts_longer": ("area under the median curve", _easy_lasts_longer),
    "signed_hard_near_chance": (f"within {NEAR_CHANCE} points", _signed_hard_near_chance),
    "signed_hard_overtakes": (f"by {RISE} points at two levels or more", _signed_hard_overtakes),
    "pruning_raises_signed_easy": (f"by more than {RISE} points", _rises("easy", "prune")),
    "noise_raises_signed_easy": (f"by more than {RISE} points", _rises("easy", "noise")),
    "noise_raises_signed_hard": (f"by more than {RISE} points", _rises("hard", "noise")),
    "strong_noise": (f"all curves within {NEAR_CHANCE} points at the largest a", _strong_noise),
    "weak_noise": (f"all curves within {STEADY} points at the smallest a", _weak_noise),
    "flips_raise_signed_easy": (f"by more than {RISE} points", _rises("easy", "flip")),
    "flips_raise_signed_hard": (f"by more than {RISE} points", _rises("hard", "flip")),
    "kinds_keep": (f"medians of {KEPT_ACCURACY} % or more", _kinds_keep),
    "kinds_lose": (f"medians of {LOST_ACCURACY} % or less", _kinds_lose),
    "recovers_b": (f"by {RECOVERY} points or more", _recovers("B")),
    "recovers_e": (f"by {RECOVERY} points or more", _recovers("E")),
    "recovers_f": (f"by {RECOVERY} points or more", _recovers("F")),
    "matches_b": (MATCHING, _matches_original("B")),
    "matches_e": (MATCHING, _matches_original("E")),
    "matches_f": (MATCHING, _matches_original("F")),
    "spread_smaller_easy": ("medians", _spread("easy")),
    "spread_larger_easy": ("medians", _spread("hard")),
    "every_pair_above": ("none", _every_pair_above(98)),
    "zero_three_barely_change": ("a loss of 3 points or less", _barely_changes((0, 3), 3)),
    "one_seven_fall": (f"within {NEAR_CHANCE} points", _falls_to_chance((1, 7))),
    "spearman": (f"{SPEARMAN_TOLERANCE}", _spearman(0.96)),
    "hard_pair_loses": ("45 points or more", _loses((7, 9), 45)),
    "easy_pair_keeps": ("10 points or less", _barely_changes((0, 7), 10)),
}


def read_claims(published: Path) -> list[Claim]:
    """Read the statements of the paper and put each beside its check.

    Parameters
    ----------
    published
        The folder with ``statements.csv``: id, dataset, source, statement, published.
    """
    table = pd.read_csv(published / "statements.csv", dtype=str)
    claims = []
    for row in table.itertuples():
        tolerance, check = CHECKS[row.id]
        claims.append(
            Claim(row.source, row.statement, row.published, tolerance, row.dataset, check)
        )
    return claims
