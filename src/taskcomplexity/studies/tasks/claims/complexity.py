"""Section 4, figures 4 and 8: what the models of pairs of classes lose."""

import numpy as np

from taskcomplexity.audit.claims import Check, Find, Margins
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.judgement import Finding, below, exceeds, within
from taskcomplexity.audit.uncertain import Uncertain, means, medians
from taskcomplexity.studies.tasks.claims.evidence import TaskEvidence
from taskcomplexity.studies.tasks.claims.published import GUESS

PRUNED = ("prune", "smallest")
SIGNIFICANT = 0.05


def _median(evidence: TaskEvidence, dataset: str, pair: tuple[int, int], variant: str) -> Uncertain:
    models = evidence.of_pair(dataset, pair, *PRUNED, variant)
    return medians(models.to_numpy(), evidence.resamples(len(models), dataset, *pair))


def _loss(evidence: TaskEvidence, dataset: str, pair: tuple[int, int]) -> Uncertain:
    whole, signs = (_median(evidence, dataset, pair, variant) for variant in ("weights", "signs"))
    if not evidence.learned(dataset, pair):
        raise NotRun("most of its models did not train, and have nothing to lose")
    return whole - signs


def _loses_at_most(pair: tuple[int, int], margin: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        return below(_loss(evidence, dataset, pair), margins[margin], "loss of")

    return find


def _loses_at_least(pair: tuple[int, int], margin: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        return exceeds(_loss(evidence, dataset, pair), margins[margin], "loss of")

    return find


def _falls_to_chance(pair: tuple[int, int]) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        signs = _median(evidence, dataset, pair, "signs")
        return within(signs, GUESS, margins["near_chance"], "balanced accuracy", "%")

    return find


def _all_pairs(evidence: TaskEvidence, dataset: str) -> list[tuple[int, int]]:
    table = evidence.rows("complexity", dataset=dataset)
    classes = len(evidence.classes[dataset])
    if len(table) < classes * (classes - 1) / 2:
        raise NotRun("not all pairs")
    return list(zip(table["class_a"], table["class_b"], strict=True))


def _every_pair_above(statistic, name: str) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        found = []
        pairs = _all_pairs(evidence, dataset)
        for pair in pairs:
            models = evidence.of_pair(dataset, pair, *PRUNED, "weights").to_numpy()
            found.append(statistic(models, evidence.resamples(len(models), dataset, *pair)))
        lowest = Uncertain(
            np.min([one.value for one in found]),
            np.min([one.draws for one in found], axis=0),
            min(one.models for one in found),
        )
        order = np.argsort([one.value for one in found])
        names = evidence.classes[dataset]
        told = ", ".join(
            f"{{{names[pairs[at][0]]}, {names[pairs[at][1]]}}} {float(found[at].value):.2f} %"
            for at in order[:3]
        )
        return exceeds(lowest, margins["pair_accuracy"], f"lowest {name}s {told}; lowest", "%")

    return find


def _correlation(evidence: TaskEvidence, dataset: str, x: str, y: str):
    _all_pairs(evidence, dataset)
    row = evidence.rows("correlations", dataset=dataset, x=x, y=y).iloc[0]
    if np.isnan(row["ci_low_classes"]):
        raise NotRun(f"no interval of the correlation of {x} and {y}")
    told = (
        f"Spearman's ρ {row['spearman_rho']:.3f} over {row['pairs']} pairs (95 % over classes: "
        f"{row['ci_low_classes']:.2f} to {row['ci_high_classes']:.2f})"
    )
    return row, told


def _spearman_above(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
    row, told = _correlation(evidence, dataset, "delta_binarization", "delta_randomization")
    margin = margins["strong_spearman"]
    return _about_rho(row, told, row["ci_low_classes"] > margin, row["ci_high_classes"] <= margin)


def _spearman_as_published(published: float) -> Find:
    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        row, told = _correlation(evidence, dataset, "delta_binarization", "delta_randomization")
        near = abs(row["spearman_rho"] - published) <= margins["spearman"]
        inside = row["ci_low_classes"] <= published <= row["ci_high_classes"]
        return _about_rho(row, told, near and inside, not near)

    return find


def _correlates(x: str, y: str, sign: int) -> Find:
    """Hold two measures to rise together (1) or against each other (-1)."""

    def find(evidence: TaskEvidence, dataset: str, margins: Margins) -> Finding:
        row, told = _correlation(evidence, dataset, x, y)
        told += f", p {row['p_qap']:.3f} by permuting classes"
        ends = sorted((sign * row["ci_low_classes"], sign * row["ci_high_classes"]))
        holds = ends[0] > 0 and row["p_qap"] < SIGNIFICANT
        return _about_rho(row, told, holds, ends[1] <= 0)

    return find


def _about_rho(row, told: str, holds: bool, fails: bool) -> Finding:
    verdict = True if holds else False if fails else None
    needs = "" if verdict is not None else "more classes, or another dataset"
    return Finding(
        told, verdict, needs, row["spearman_rho"], row["ci_low_classes"], row["ci_high_classes"]
    )


AGAINST = "95 % interval over classes below 0, p < 0.05 by permuting classes"
UNRELATED = "losses dealt to the pairs at random, class by class"
PAIRS, CORRELATIONS = ("pairs",), ("correlations", "complexity")
CHECKS = {
    "every_median_above": Check(
        (*PAIRS, "complexity"),
        "the lowest median above {pair_accuracy} %, with its interval",
        "a pair at {pair_accuracy} %",
        _every_pair_above(medians, "median"),
    ),
    "every_mean_above": Check(
        (*PAIRS, "complexity"),
        "the lowest mean above {pair_accuracy} %, with its interval",
        "a pair at {pair_accuracy} %",
        _every_pair_above(means, "mean"),
    ),
    "zero_three_barely_change": Check(
        PAIRS, "a loss of {barely} points or less", "a guess", _loses_at_most((0, 3), "barely")
    ),
    "one_seven_fall": Check(
        PAIRS,
        "balanced accuracy within {near_chance} points of 50 %",
        "the accuracy of the model as it is",
        _falls_to_chance((1, 7)),
    ),
    "hard_pair_loses": Check(
        PAIRS, "more than {nearly_fifty} points", "no loss", _loses_at_least((7, 9), "nearly_fifty")
    ),
    "easy_pair_keeps": Check(
        PAIRS, "{robust} points or less", "a guess", _loses_at_most((0, 7), "robust")
    ),
    "losses_agree": Check(
        CORRELATIONS,
        "95 % interval over classes above {strong_spearman}",
        UNRELATED,
        _spearman_above,
    ),
    "spearman": Check(
        CORRELATIONS,
        "within {spearman}, and the published value inside our interval over classes",
        UNRELATED,
        _spearman_as_published(0.96),
    ),
    "harder_loses_binarized": Check(
        CORRELATIONS, AGAINST, UNRELATED, _correlates("delta_binarization", "accuracy", -1)
    ),
    "harder_loses_randomized": Check(
        CORRELATIONS, AGAINST, UNRELATED, _correlates("delta_randomization", "accuracy", -1)
    ),
    "distinct_loses_binarized": Check(
        CORRELATIONS, AGAINST, UNRELATED, _correlates("delta_binarization", "ssim_distance", -1)
    ),
    "distinct_loses_randomized": Check(
        CORRELATIONS, AGAINST, UNRELATED, _correlates("delta_randomization", "ssim_distance", -1)
    ),
}
