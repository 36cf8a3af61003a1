"""Statements of the paper's text, each made into something that can hold or not.

A claim returns what we found, in words, and whether that is what the paper says. The tolerances
are ours: the text gives none.
"""

from collections.abc import Callable
from dataclasses import dataclass

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
TASKS = {
    "mnist": {"easy": (0, 7), "hard": (7, 9)},
    "fashion_mnist": {"easy": (2, 3), "hard": (1, 3)},
}
TITLES = {"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST"}
Found = tuple[str, bool]


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
    check: Callable[[Evidence, str], Found]

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


def _extreme(task: str) -> Callable[[Evidence, str], Found]:
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


def _area(curve: pd.Series) -> float:
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
    start = evidence.curve(dataset, "hard", "prune", "signs").loc[0]
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


def _rises(task: str, probe: str) -> Callable[[Evidence, str], Found]:
    letter = {"prune": "p", "noise": "a", "flip": "q"}[probe]

    def check(evidence: Evidence, dataset: str) -> Found:
        evidence.require_task("curves", dataset, task, TASKS[dataset][task])
        curve = evidence.curve(dataset, task, probe, "signs")
        best = curve.idxmax()
        told = (
            f"from {curve.iloc[0]:.1f} % at {letter} = {curve.index[0]:.2g} to "
            f"{curve.max():.1f} % at {letter} = {best:.2g}"
        )
        return told, curve.max() - curve.iloc[0] > RISE and best > 0

    return check


def _each_curve(evidence: Evidence, dataset: str, level: int) -> dict[str, float]:
    """Accuracy of all four curves under noise at the first or the last amplitude."""
    found = {}
    for task, pair in TASKS[dataset].items():
        evidence.require_task("curves", dataset, task, pair)
        for variant, told in (("weights", ""), ("signs", "signed ")):
            name = told + task[0].upper()
            found[name] = evidence.curve(dataset, task, "noise", variant).iloc[level]
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
            change[name] = found[name] - evidence.curve(dataset, task, "prune", variant).loc[0]
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


def _recovers(kind: str) -> Callable[[Evidence, str], Found]:
    def check(evidence: Evidence, dataset: str) -> Found:
        evidence.require_task("recovery", dataset, "hard", TASKS[dataset]["hard"])
        found = evidence.rows("recovery", dataset=dataset, task="hard", kind=kind)
        curve = found.set_index("level")["median"].sort_index()
        best = curve.idxmax()
        told = f"from {curve.iloc[0]:.1f} % at p = 0 to {curve.max():.1f} % at p = {best:g}"
        return told, curve.max() - curve.iloc[0] >= RECOVERY and 0 < best < 1

    return check


def _matches_original(kind: str) -> Callable[[Evidence, str], Found]:
    def check(evidence: Evidence, dataset: str) -> Found:
        evidence.require_task("recovery", dataset, "easy", TASKS[dataset]["easy"])
        curves = [
            evidence.rows("recovery", dataset=dataset, task="easy", kind=one)
            .set_index("level")["median"]
            .sort_index()
            for one in (kind, "original")
        ]
        gap = (curves[0] - curves[1]).dropna()
        sparse = gap[(gap.index > 0) & (gap.index <= 0.8)]
        told = f"gap {gap.iloc[0]:+.1f} points at p = 0, smallest {sparse.abs().min():.1f}"
        return told, sparse.abs().min() <= 1

    return check


def _spread(smaller: str) -> Callable[[Evidence, str], Found]:
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


def _every_pair_above(percent: float) -> Callable[[Evidence, str], Found]:
    def check(evidence: Evidence, dataset: str) -> Found:
        table = evidence.rows("complexity", dataset=dataset)
        if len(table) < len(evidence.classes[dataset]) * (len(evidence.classes[dataset]) - 1) / 2:
            raise NotRun("not all pairs")
        worst = table.loc[table["accuracy"].idxmin()]
        pair = _told(evidence, dataset, (int(worst["class_a"]), int(worst["class_b"])))
        told = f"lowest {100 * worst['accuracy']:.2f} %, {pair}"
        return told, 100 * worst["accuracy"] > percent

    return check


def _barely_changes(pair: tuple[int, int], most: float) -> Callable[[Evidence, str], Found]:
    def check(evidence: Evidence, dataset: str) -> Found:
        delta = evidence.pair(dataset, *pair)["delta_binarization"]
        return f"loss of {delta:.1f} points", delta <= most

    return check


def _falls_to_chance(pair: tuple[int, int]) -> Callable[[Evidence, str], Found]:
    def check(evidence: Evidence, dataset: str) -> Found:
        found = 100 * evidence.pair(dataset, *pair)["accuracy_binarized"]
        return f"{found:.1f} % after binarization", abs(found - CHANCE) <= NEAR_CHANCE

    return check


def _loses(pair: tuple[int, int], least: float) -> Callable[[Evidence, str], Found]:
    def check(evidence: Evidence, dataset: str) -> Found:
        delta = evidence.pair(dataset, *pair)["delta_binarization"]
        return f"loss of {delta:.1f} points", delta >= least

    return check


def _spearman(published: float) -> Callable[[Evidence, str], Found]:
    def check(evidence: Evidence, dataset: str) -> Found:
        table = evidence.rows(
            "correlations", dataset=dataset, x="delta_binarization", y="delta_randomization"
        )
        row = table.iloc[0]
        if np.isnan(row["spearman_rho"]):
            raise NotRun("too few pairs")
        told = (
            f"{row['spearman_rho']:.3f}, 95 % interval {row['ci_low']:.2f} to "
            f"{row['ci_high']:.2f}, {row['pairs']} pairs"
        )
        return told, abs(row["spearman_rho"] - published) <= SPEARMAN_TOLERANCE

    return check


def _all_claims() -> list[Claim]:
    claims = []

    def add(source, statement, published, tolerance, check, datasets=tuple(TASKS)):
        claims.extend(
            Claim(source, statement, published, tolerance, dataset, check) for dataset in datasets
        )

    only_mnist, only_fashion = ("mnist",), ("fashion_mnist",)
    named = {
        ("easy", "mnist"): "{0, 7}",
        ("hard", "mnist"): "{7, 9}",
        ("easy", "fashion_mnist"): "{Pullover, Dress}",
        ("hard", "fashion_mnist"): "{Trouser, Dress}",
    }
    for (task, dataset), pair in named.items():
        most = "largest" if task == "easy" else "smallest"
        add(
            "section 3",
            f"the pair with the {most} SSIM distance, the {task} task",
            pair,
            "the same pair",
            _extreme(task),
            (dataset,),
        )
    add(
        "section 3.1, figure 1a, b",
        "the E-model keeps its accuracy under pruning longer than the H-model",
        "E above H",
        "area under the median curve",
        _easy_lasts_longer,
    )
    add(
        "section 3.1, figure 1a, b",
        "the signed H-model starts near chance",
        "near 50 %",
        f"within {NEAR_CHANCE} points",
        _signed_hard_near_chance,
    )
    add(
        "section 3.1, figure 1a, b",
        "the signed H-model rises above the H-model over a range of p",
        "above",
        f"by {RISE} points at two levels or more",
        _signed_hard_overtakes,
    )
    add(
        "section 3.1, figure 1a, b",
        "pruning can raise the accuracy of the signed E-model",
        "raised",
        f"by more than {RISE} points",
        _rises("easy", "prune"),
    )
    for task in ("easy", "hard"):
        letter = task[0].upper()
        add(
            "section 3.2, figure 1c, d",
            f"moderate noise raises the accuracy of the signed {letter}-model",
            "raised",
            f"by more than {RISE} points",
            _rises(task, "noise"),
        )
    add(
        "section 3.2, figure 1c, d",
        "noise far above σ(w) brings the accuracy near chance",
        "near 50 %",
        f"all curves within {NEAR_CHANCE} points at the largest a",
        _strong_noise,
    )
    add(
        "section 3.2, figure 1c, d",
        "noise far below σ(w) changes nothing",
        "no change",
        f"all curves within {STEADY} points at the smallest a",
        _weak_noise,
    )
    for task in ("easy", "hard"):
        letter = task[0].upper()
        add(
            "section 3.3, figure 1e, f",
            f"flipping some of the smallest weights raises the signed {letter}-model",
            "raised",
            f"by more than {RISE} points",
            _rises(task, "flip"),
        )
    add(
        "section 3.4, figure 2b, c",
        "randomizations B, E and F keep the accuracy of the easy task",
        "high",
        f"medians of {KEPT_ACCURACY} % or more",
        _kinds_keep,
    )
    add(
        "section 3.4, figure 2b, c",
        "randomizations A, C, D and G do not keep the accuracy of the easy task",
        "chance",
        f"medians of {LOST_ACCURACY} % or less",
        _kinds_lose,
    )
    for kind in "BEF":
        add(
            "section 3.4, figure 3",
            f"the H-model recovers from randomization {kind} at intermediate p",
            "recovers",
            f"by {RECOVERY} points or more",
            _recovers(kind),
        )
        add(
            "section 3.4, figure 3",
            f"the E-model under randomization {kind} comes to match the original with pruning",
            "matches",
            "within 1 point at some p up to 0.8",
            _matches_original(kind),
        )
    add(
        "section 3.1, figure 7a",
        "σ(w) is smaller for the easy task",
        "smaller",
        "medians",
        _spread("easy"),
        only_mnist,
    )
    add(
        "section 3.1, figure 7b",
        "σ(w) is larger for the easy task",
        "larger",
        "medians",
        _spread("hard"),
        only_fashion,
    )
    add(
        "section 4, figure 8",
        "the accuracy of every pair exceeds 98 %",
        "above 98 %",
        "none",
        _every_pair_above(98),
        only_mnist,
    )
    add(
        "section 4, figure 4a",
        "digits 0 and 3 barely change under binarization",
        "very little change",
        "a loss of 3 points or less",
        _barely_changes((0, 3), 3),
        only_mnist,
    )
    add(
        "section 4, figure 4a",
        "digits 1 and 7 fall to about 50 % under binarization",
        "around 50 %",
        f"within {NEAR_CHANCE} points",
        _falls_to_chance((1, 7)),
        only_mnist,
    )
    add(
        "section 4, figure 4c",
        "Spearman's ρ of the losses under binarization and randomization",
        "0.96",
        f"{SPEARMAN_TOLERANCE}",
        _spearman(0.96),
        only_mnist,
    )
    add(
        "section 4, figure 4a",
        "binarization costs the SSIM-hard pair {7, 9} nearly 50 points",
        "nearly 50 points",
        "45 points or more",
        _loses((7, 9), 45),
        only_mnist,
    )
    add(
        "section 4, figure 4a",
        "binarization costs the SSIM-easy pair {0, 7} little",
        "a small drop",
        "10 points or less",
        _barely_changes((0, 7), 10),
        only_mnist,
    )
    return claims


CLAIMS = _all_claims()
