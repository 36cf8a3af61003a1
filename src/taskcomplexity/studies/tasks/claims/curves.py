"""Sections 3.1 to 3.3, figures 1 and 7: pruning, noise and sign flips of E- and H-models."""

import numpy as np

from taskcomplexity.audit.claims import Check, Find, Margins
from taskcomplexity.audit.curves import Curve
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.judgement import (
    Finding,
    all_of,
    below,
    everywhere_above,
    exceeds,
    somewhere_above,
    within,
)
from taskcomplexity.audit.uncertain import Uncertain, means, medians, ranges
from taskcomplexity.studies.tasks.claims.evidence import TaskEvidence
from taskcomplexity.studies.tasks.claims.published import GUESS, LETTER, TASKS

KINDS = {"prune": "smallest", "noise": "uniform", "flip": "smallest"}
STRENGTH = {"prune": "p", "noise": "a", "flip": "q"}
VARIANTS = {"weights": "", "signs": "signed "}
# The standard deviation of U(-a, a) is a over the root of three.
UNIFORM = 3**0.5


def curve(evidence: TaskEvidence, dataset: str, task: str, probe: str, variant: str) -> Curve:
    """Return the median balanced accuracy of the models of a task against a probe."""
    return median_curve(evidence, dataset, task, probe, KINDS[probe], variant)


def median_curve(
    evidence: TaskEvidence, dataset: str, task: str, probe: str, kind: str, variant: str
) -> Curve:
    """Return the same of any kind of a probe."""

    def compute() -> Curve:
        models = evidence.of_task(dataset, task, TASKS[dataset][task], probe, kind, variant)
        accuracy = medians(models.to_numpy(), evidence.resamples(len(models), dataset, task))
        return Curve(models.columns.to_numpy(), accuracy)

    return evidence.once((dataset, task, probe, kind, variant), compute)


def _outlasts(probe: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        easy, hard = (curve(evidence, dataset, task, probe, "weights") for task in LETTER)
        gap = easy - hard
        # Where both have come to a guess there is nothing left to keep.
        apart = [np.abs(one.accuracy.value - GUESS) for one in (easy, hard)]
        left = gap.where(np.maximum(*apart) > margins["near_chance"])
        return all_of(
            everywhere_above(left, -margins["nowhere_below"], "E minus H:"),
            exceeds(gap.mean(), margins["outlast"], "mean of E minus H"),
        )

    return find


def _signed_hard_near_chance(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
    start = curve(evidence, dataset, "hard", "prune", "signs").at(0)
    return within(start, GUESS, margins["near_chance"], "balanced accuracy", "%")


def _signed_easy_robust(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
    whole, signs = (
        curve(evidence, dataset, "easy", "prune", variant).at(0) for variant in VARIANTS
    )
    return below(whole - signs, margins["robust"], "loss under binarization")


def _signed_hard_overtakes(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
    signs, weights = (
        curve(evidence, dataset, "hard", "prune", variant) for variant in ("signs", "weights")
    )
    gap = signs - weights
    # Levels where both have come to a guess must not count.
    skill = signs - (GUESS + margins["near_chance"])
    both = Curve(gap.levels, (gap - margins["rise"]).accuracy.smaller(skill.accuracy))
    best = int(np.argmax(gap.accuracy.value))
    told = (
        f"signed H minus H at most {gap.accuracy.value[best]:+.1f} points, at p = "
        f"{gap.levels[best]:.3g}; beyond both margins:"
    )
    return somewhere_above(both, 0, told, neighbours=2)


def _signed_hard_sharp(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
    return sharp_rise(curve(evidence, dataset, "hard", "prune", "signs"), margins)


def sharp_rise(rising: Curve, margins: Margins) -> Finding:
    """Hold a curve to rise, and to do so within a narrow range of levels."""
    rise = somewhere_above(rising - rising.at(0), margins["sharp_rise"], "rise from p = 0:")
    if rise.holds is False:
        return rise
    width = rising.rise_width()
    return all_of(
        rise, below(width, margins["sharp_width"], "middle half of the rise within", "of p")
    )


def _rises(task: str, probe: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        raised = curve(evidence, dataset, task, probe, "signs")
        start = curve(evidence, dataset, task, "prune", "signs").at(0)
        told = f"signed {LETTER[task]} against {float(start.value):.1f} % undisturbed, by"
        told += f" {STRENGTH[probe]}:"
        return somewhere_above(raised - start, margins["rise"], told)

    return find


def _far_noise(
    evidence: TaskEvidence, dataset: str, margins: Margins, *, strong: bool
) -> dict[str, Uncertain]:
    """Return what noise does at the amplitude that is furthest from σ(w), of all four curves."""
    found = {}
    for task, pair in TASKS[dataset].items():
        rows = evidence.rows("spread", dataset=dataset, task=task)
        rows = rows[(rows["class_a"] == pair[0]) & (rows["class_b"] == pair[1])]
        if rows.empty:
            raise NotRun(f"no σ(w) of {pair}")
        sigma = rows["standard_deviation"].mean()
        for variant, told in VARIANTS.items():
            noisy = curve(evidence, dataset, task, "noise", variant)
            place = -1 if strong else 0
            ratio = noisy.levels[place] / UNIFORM / sigma
            if (ratio if strong else 1 / ratio) < margins["far_from_sigma"]:
                raise NotRun(f"no noise {margins['far_from_sigma']:g} times from σ(w)")
            start = curve(evidence, dataset, task, "prune", variant).at(0)
            at = noisy.accuracy[place]
            found[told + LETTER[task]] = at if strong else at - start
    return found


def _strong_noise(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
    found = _far_noise(evidence, dataset, margins, strong=True)
    return all_of(
        *(within(at, GUESS, margins["near_chance"], name, "%") for name, at in found.items())
    )


def _weak_noise(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
    found = _far_noise(evidence, dataset, margins, strong=False)
    return all_of(*(within(change, 0, margins["steady"], name) for name, change in found.items()))


def _spread(evidence: TaskEvidence, dataset: str, statistic) -> dict[str, Uncertain]:
    found = {}
    for task, pair in TASKS[dataset].items():
        rows = evidence.rows("spread", dataset=dataset, task=task)
        rows = rows[(rows["class_a"] == pair[0]) & (rows["class_b"] == pair[1]) & rows["trained"]]
        if rows.empty:
            raise NotRun(f"no σ(w) of {pair}")
        values = rows.sort_values("seed")["standard_deviation"].to_numpy()
        found[task] = statistic(values, evidence.resamples(len(values), dataset, task))
    return found


def _ratio(statistic, smaller: str, margin: str, told: str) -> Find:
    """Hold a statistic of σ(w) to be smaller for one task than for the other."""

    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        found = _spread(evidence, dataset, statistic)
        larger = "hard" if smaller == "easy" else "easy"
        one, other = found[smaller], found[larger]
        models = min(one.models, other.models)
        with np.errstate(divide="ignore", invalid="ignore"):
            less = Uncertain(
                100 * (1 - one.value / other.value), 100 * (1 - one.draws / other.draws), models
            )
        said = ", ".join(f"{LETTER[task]} {float(at.value):.5f}" for task, at in found.items())
        return exceeds(less, margins[margin], f"{told} {said}: smaller by", "percent")

    return find


SAME = "the same curve for both tasks"
FLAT = "a level curve, one answer always included"
RAISED = "by more than {rise} point somewhere (band over all levels)"
PROBES = ("probes",)
CHECKS = {
    "easy_outlasts_hard": Check(
        PROBES,
        "nowhere {nowhere_below} points below where one is more than {near_chance} points from a "
        "guess (band over all levels), mean over p more than {outlast} point above",
        SAME,
        _outlasts("prune"),
    ),
    "signed_hard_near_chance": Check(
        PROBES,
        "balanced accuracy within {near_chance} points of 50 %",
        "the accuracy of the model as it is",
        _signed_hard_near_chance,
    ),
    "signed_easy_robust": Check(
        PROBES, "a loss of {robust} points or less", "a guess", _signed_easy_robust
    ),
    "signed_hard_overtakes": Check(
        PROBES,
        "by more than {rise} point at two neighbouring levels (band over all levels), where it is "
        "more than {near_chance} points above a guess",
        "both models answer one class",
        _signed_hard_overtakes,
    ),
    "signed_hard_sharp": Check(
        PROBES,
        "rises by more than {sharp_rise} points, the middle half of it within {sharp_width} of p",
        "a rise along a line",
        _signed_hard_sharp,
    ),
    "pruning_raises_signed_easy": Check(PROBES, RAISED, FLAT, _rises("easy", "prune")),
    "noise_outlasts_hard": Check(
        PROBES,
        "nowhere {nowhere_below} points below where one is more than {near_chance} points from a "
        "guess (band over all levels), mean over the levels more than {outlast} point above",
        SAME,
        _outlasts("noise"),
    ),
    "noise_raises_signed_easy": Check(PROBES, RAISED, FLAT, _rises("easy", "noise")),
    "noise_raises_signed_hard": Check(PROBES, RAISED, FLAT, _rises("hard", "noise")),
    "strong_noise": Check(
        (*PROBES, "spread"),
        "at the largest a, σ of the noise {far_from_sigma} times σ(w) or more: all four curves "
        "within {near_chance} points of 50 %",
        "the accuracy of the models as they are",
        _strong_noise,
    ),
    "weak_noise": Check(
        (*PROBES, "spread"),
        "at the smallest a, σ of the noise at most a {far_from_sigma}th of σ(w): all four curves "
        "within {steady} points of the undisturbed ones",
        "a change of a point",
        _weak_noise,
    ),
    "flips_raise_signed_easy": Check(PROBES, RAISED, FLAT, _rises("easy", "flip")),
    "flips_raise_signed_hard": Check(PROBES, RAISED, FLAT, _rises("hard", "flip")),
    "spread_smaller_easy": Check(
        ("spread",),
        "means over models that trained, by more than {smaller} percent",
        "the same σ(w) for both tasks",
        _ratio(means, "easy", "smaller", "mean σ(w)"),
    ),
    "spread_larger_easy": Check(
        ("spread",),
        "means over models that trained, by more than {smaller} percent",
        "the same σ(w) for both tasks",
        _ratio(means, "hard", "smaller", "mean σ(w)"),
    ),
    "spread_narrower_easy": Check(
        ("spread",),
        "interquartile ranges over models that trained, by more than {narrower} percent",
        "the same range for both tasks",
        _ratio(ranges, "easy", "narrower", "interquartile range of σ(w)"),
    ),
    "spread_wider_easy": Check(
        ("spread",),
        "interquartile ranges over models that trained, by more than {narrower} percent",
        "the same range for both tasks",
        _ratio(ranges, "hard", "narrower", "interquartile range of σ(w)"),
    ),
}
