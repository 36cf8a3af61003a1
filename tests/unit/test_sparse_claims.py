"""Statements on sparse networks: each holds where it is so, and falls where there is nothing."""

import copy
import re

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from scipy.stats import ttest_ind

from taskcomplexity.audit.claims import read_claims
from taskcomplexity.audit.evidence import NotRun
from taskcomplexity.audit.margins import read_margins
from taskcomplexity.audit.verdict import NOT_REPRODUCED, NOT_RUN, REPRODUCED, UNDECIDED
from taskcomplexity.studies.sparse.claims.audit import DATASETS, judge
from taskcomplexity.studies.sparse.claims.checks import CHECKS
from taskcomplexity.studies.sparse.claims.evidence import Apart, SparseEvidence

PUBLISHED = ROOT / "resources/published/sparse"
MARGINS = read_margins(PUBLISHED)
METHODS = ("static", "rlr", "ch3l3", "dense", "dense_pruned")
CHANCE = 0.1
# Perturbation, and how strong it is where the statements look at it.
PERTURBED = {
    ("prune", "random"): MARGINS["random_removed"],
    ("prune", "smallest"): MARGINS["smallest_removed"],
    ("shuffle", "uniform"): MARGINS["shuffled"],
    ("noise", "relative"): MARGINS["noise"],
    ("attack", "fgsm"): MARGINS["attack"],
}
# A world in which everything holds: what each method loses, in points.
TRUE = {
    "accuracy": {"static": 95, "rlr": 97, "ch3l3": 97, "dense": 98, "dense_pruned": 97},
    "lost": {
        **{(name, method): 3 for name in PERTURBED for method in METHODS},
        **{(name, "static"): 8 for name in PERTURBED},
        **{(name, "rlr"): 1 for name in PERTURBED},
        **{(name, "dense_pruned"): 20 for name in PERTURBED},
    },
    "largest": dict.fromkeys(METHODS, 30),
    "few_largest": dict.fromkeys(METHODS, 1),
    "few_random": dict.fromkeys(METHODS, 1),
    "fall": dict.fromkeys(METHODS),
    "epochs": dict.fromkeys(METHODS, (8, 20)) | {"ch3l3": (3, 9)},
    "spread": dict.fromkeys(METHODS, 3) | {"ch3l3": 12},
    "share": 0.01,
}


def with_change(**changed):
    world = copy.deepcopy(TRUE)
    for key, value in changed.items():
        if isinstance(world[key], dict):
            world[key] |= value
        else:
            world[key] = value
    return world


def everything(method, lost):
    return {(name, method): lost for name in PERTURBED}


def same(one, other):
    """What one method loses in a true world, of another."""
    return {(name, other): TRUE["lost"][name, one] for name in PERTURBED}


# Evidence in which there is nothing to a statement.
GUESS = {"rlr": 10, "ch3l3": 10}
FELL = 87
NULLS = {
    "accuracy_comparable": with_change(accuracy=GUESS),
    "share_of_weights": with_change(share=1.0),
    "rlr_competitive": with_change(accuracy=GUESS),
    "ch3l3_competitive": with_change(accuracy=GUESS),
    "ch3l3_faster": with_change(epochs={"ch3l3": TRUE["epochs"]["rlr"]}),
    "graceful": with_change(fall={"rlr": 1, "ch3l3": 1}),
    "rlr_keeps_accuracy": with_change(lost=everything("rlr", FELL)),
    "rlr_quality": with_change(lost=same("rlr", "static")),
    "information_distributed": with_change(few_largest={"rlr": FELL}),
    "sensitive_to_largest": with_change(largest=TRUE["few_random"]),
    "resilient_random": with_change(lost=everything("ch3l3", FELL)),
    "resilient_reverse": with_change(lost=everything("rlr", FELL)),
    "robust_shuffling": with_change(lost=everything("rlr", FELL)),
    "robust_noise": with_change(lost=everything("ch3l3", FELL)),
    "robust_attack": with_change(lost=everything("rlr", FELL)),
    **{
        f"{name}_beside_static": with_change(lost=same("ch3l3", "static") | same("ch3l3", "rlr"))
        for name in ("random", "reverse", "shuffling", "noise", "attack")
    },
    "random_beside_pruned": with_change(lost=same("rlr", "dense_pruned")),
    "maintains_robustness": with_change(
        lost=everything("dense", 0) | everything("rlr", FELL) | everything("ch3l3", FELL)
    ),
    "method_affects": with_change(spread={"ch3l3": 3}, lost=same("rlr", "ch3l3")),
    "rlr_more_stable": with_change(lost=same("ch3l3", "rlr")),
    "rlr_more_compressible": with_change(lost=same("ch3l3", "rlr")),
}


def tables(world, seeds=10, dense=4, noise=0.1):
    """Tables of a world, in which networks of one seed have some luck in common."""
    rng = np.random.default_rng(3)
    luck = rng.normal(0, noise, seeds)
    history, probes, attacks, degrees, topology = [], [], [], [], []
    for method in METHODS:
        for seed in range(dense if method.startswith("dense") else seeds):
            about = {"dataset": "mnist", "method": method, "seed": seed, "trained": True}
            whole = world["accuracy"][method] + luck[seed] + rng.normal(0, noise)
            slow, late = world["epochs"][method]
            for epoch in range(1, 31):
                reached = 0.9 if epoch < slow else 0.96 if epoch < late else 1.0
                history.append({**about, "epoch": epoch, "test_accuracy": reached * whole / 100})

            def scored(lost, whole=whole):
                left = max(whole - lost - (lost > 0) * rng.normal(0, noise), 100 * CHANCE)
                return {"accuracy": left / 100, "chance": CHANCE}

            def probed(probe, kind, level, lost, about=about, scored=scored):
                return {
                    **about,
                    "probe": probe,
                    "kind": kind,
                    "level": level,
                    "draw": 0,
                    "variant": "weights",
                    **scored(lost),
                }

            for (probe, kind), level in PERTURBED.items():
                lost = world["lost"][(probe, kind), method]
                if probe == "attack":
                    attacks.append({**about, "kind": "none", "epsilon": 0, **scored(0)})
                    attacks.append({**about, "kind": kind, "epsilon": level, **scored(lost)})
                elif (probe, kind) != ("prune", "smallest"):
                    probes.append(probed(probe, kind, level, lost))
            at_80 = world["lost"][("prune", "smallest"), method]
            fall = world["fall"][method]
            for level in (0, 0.2, 0.5, 0.8, 0.9):
                gradual = at_80 * level if level < 0.8 else at_80
                # Along the straight line to chance, as often above as below it.
                line = level * (whole - 100 * CHANCE) + rng.normal(0, 1)
                probes.append(probed("prune", "smallest", level, line if fall else gradual))
            few = MARGINS["few_largest"]
            probes.append(probed("prune", "largest", few, world["few_largest"][method]))
            level = MARGINS["largest_removed"]
            probes.append(probed("prune", "largest", level, world["largest"][method]))
            probes.append(probed("prune", "random", level, world["few_random"][method]))
            spread = world["spread"][method] + rng.normal(0, 0.01)
            for side in ("inputs", "outputs"):
                for degree in (10 - spread, 10 + spread):
                    degrees.append(
                        {**about, "layer": 1, "side": side, "degree": degree, "units": 50}
                    )
            topology.append(
                {
                    **about,
                    "epoch": 0,
                    "layer": 1,
                    "links": int(100_000 * world["share"]),
                    "places": 100_000,
                }
            )
    found = {
        "history": history,
        "probes": probes,
        "attacks": attacks,
        "degrees": degrees,
        "topology": topology,
    }
    return {name: pd.DataFrame(rows) for name, rows in found.items()}


def verdicts(evidence, *wanted):
    return {
        claim.id: claim.judge(evidence)
        for claim in read_claims(PUBLISHED, CHECKS, DATASETS)
        if claim.about == "mnist" and claim.id in (wanted or CHECKS)
    }


def test_the_list_of_sentences_names_every_claim_and_no_other():
    _, text = (ROOT / "docs/claims.md").read_text().split("# The second paper")
    text, *_ = text.split("# The third paper")
    assert set(re.findall(r"`([a-z][a-z0-9_]*)`", text)) == set(CHECKS)


@pytest.fixture(scope="module")
def true():
    return verdicts(SparseEvidence(tables(TRUE)))


def test_every_statement_has_a_null():
    assert set(NULLS) == set(CHECKS)


@pytest.mark.parametrize("claim", sorted(CHECKS))
def test_it_holds_where_it_is_so(true, claim):
    assert true[claim].verdict == REPRODUCED, true[claim].ours


@pytest.mark.parametrize("claim", sorted(CHECKS))
def test_it_falls_where_there_is_nothing_to_it(claim):
    found = verdicts(SparseEvidence(tables(NULLS[claim])), claim)[claim]
    assert found.verdict in (NOT_REPRODUCED, UNDECIDED), found.ours
    if claim != "graceful":
        assert found.verdict == NOT_REPRODUCED, found.ours


def test_what_controls_lose_is_told_beside_it(true):
    assert "controls lose: static 8.0; dense, pruned 20.0" in true["robust_noise"].ours
    assert "controls lose: static 30.0; dense, pruned 30.0" in true["sensitive_to_largest"].ours
    whole = tables(TRUE)
    alone = whole["probes"][~whole["probes"]["method"].isin(["static", "dense_pruned"])]
    found = verdicts(SparseEvidence({**whole, "probes": alone}), "robust_noise")["robust_noise"]
    assert found.verdict == REPRODUCED
    assert "controls" not in found.ours


def test_few_networks_decide_nothing():
    found = verdicts(SparseEvidence(tables(TRUE, seeds=2, dense=2)))
    del found["share_of_weights"]
    assert {one.verdict for one in found.values()} == {UNDECIDED}


def test_what_was_not_measured_is_not_run():
    whole = tables(TRUE)
    found = verdicts(SparseEvidence({"history": whole["history"]}))
    assert found["ch3l3_faster"].verdict == REPRODUCED
    assert found["robust_noise"].verdict == NOT_RUN
    assert "no probes" in found["robust_noise"].needs
    without = whole["probes"][whole["probes"]["probe"] != "noise"]
    assert (
        verdicts(SparseEvidence({**whole, "probes": without}), "robust_noise")[
            "robust_noise"
        ].verdict
        == NOT_RUN
    )


def test_a_level_that_was_not_measured_is_named():
    whole = tables(TRUE)
    probes = whole["probes"]
    whole["probes"] = probes[~((probes["kind"] == "relative") & (probes["level"] > 0))]
    assert "no probes" in verdicts(SparseEvidence(whole), "robust_noise")["robust_noise"].needs
    probes = probes.assign(level=probes["level"].where(probes["kind"] != "relative", 0.25))
    found = verdicts(SparseEvidence({**whole, "probes": probes}), "robust_noise")["robust_noise"]
    assert found.verdict == NOT_RUN
    assert f"no level {MARGINS['noise']:g} of noise" in found.needs


def test_welchs_interval_is_that_of_scipy():
    rng = np.random.default_rng(2)
    one, other = pd.Series(rng.normal(3, 2, 10)), pd.Series(rng.normal(1, 1, 3))
    apart = Apart.of(one, other)
    expected = ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert apart.interval() == pytest.approx((expected.low, expected.high))
    with pytest.raises(NotRun):
        Apart.of(one, other[:1])


def test_differences_are_taken_seed_by_seed():
    """Networks that share their luck tell a small difference that others do not."""
    rng = np.random.default_rng(1)
    luck = pd.Series(rng.normal(90, 5, 10))
    evidence = SparseEvidence({})
    low, high = evidence.paired("mnist", luck + 0.5, luck).interval()
    assert low == pytest.approx(0.5)
    assert high == pytest.approx(0.5)
    shifted = evidence.paired("mnist", luck + 0.5, pd.Series(luck.to_numpy(), index=luck.index + 5))
    assert shifted.models == 5


def test_epochs_are_counted_until_an_accuracy():
    rows = pd.DataFrame(
        {
            "dataset": "mnist",
            "method": "rlr",
            "seed": [0] * 4 + [1] * 4,
            "epoch": [1, 2, 3, 4] * 2,
            "test_accuracy": [0.5, 0.94, 0.97, 0.98, 0.98, 0.9, 0.97, 0.96],
        }
    )
    evidence = SparseEvidence({"history": rows})
    last = evidence.accuracy("mnist", "rlr")
    assert evidence.epochs_until("mnist", "rlr", 0.95 * last).to_dict() == {0: 2, 1: 1}
    assert evidence.epochs_until("mnist", "rlr", last).to_dict() == {0: 4, 1: 1}
    assert evidence.epochs_until("mnist", "rlr", last + 1).to_dict() == {1: 1}


def test_a_network_that_ends_lower_is_not_faster_by_that():
    """Its own final accuracy is reached sooner, that of both is not."""
    lower = with_change(accuracy={"ch3l3": 94}, epochs={"ch3l3": TRUE["epochs"]["rlr"]})
    found = verdicts(SparseEvidence(tables(lower)), "ch3l3_faster")
    assert found["ch3l3_faster"].verdict == NOT_REPRODUCED


def test_what_is_reached_at_once_tells_nothing_of_speed():
    found = verdicts(SparseEvidence(tables(with_change(epochs={"rlr": (2, 20)}))), "ch3l3_faster")
    assert found["ch3l3_faster"].verdict == REPRODUCED
    assert "too soon to tell" in found["ch3l3_faster"].ours
    soon = with_change(epochs={"rlr": (1, 2), "ch3l3": (1, 1)})
    found = verdicts(SparseEvidence(tables(soon)), "ch3l3_faster")
    assert found["ch3l3_faster"].verdict == UNDECIDED


def test_a_control_that_never_classified_tells_nothing():
    weak = with_change(accuracy={"dense_pruned": 40}, lost=everything("dense_pruned", 0))
    found = verdicts(SparseEvidence(tables(weak)), "random_beside_pruned")["random_beside_pruned"]
    assert found.verdict == UNDECIDED
    assert "a control that classifies" in found.needs


def test_attacks_are_held_against_the_same_images():
    whole = tables(TRUE)
    attacks = whole["attacks"]
    lower = attacks.assign(accuracy=attacks["accuracy"] - 0.1, images=100)
    found = verdicts(SparseEvidence({**whole, "attacks": lower}), "robust_attack")
    assert found["robust_attack"].verdict == REPRODUCED


def test_spreads_that_differ_either_way_are_no_difference():
    whole = tables(with_change(spread={"ch3l3": 3}))
    degrees = whole["degrees"]
    odd = (degrees["method"] == "ch3l3") & (degrees["seed"] % 2 == 1)
    even = (degrees["method"] == "ch3l3") & (degrees["seed"] % 2 == 0)
    apart = degrees["degree"] - 10
    changed = degrees["degree"].mask(odd, 10 + 2 * apart).mask(even, 10 + apart / 2)
    whole["degrees"] = degrees.assign(degree=changed)
    assert verdicts(SparseEvidence(whole), "method_affects")["method_affects"].verdict != REPRODUCED


def test_the_report_tells_accuracies_and_what_did_not_train():
    whole = tables(TRUE)
    history = whole["history"]
    whole["history"] = history.assign(
        trained=~((history["method"] == "rlr") & (history["seed"] == 4))
    )
    about = {"titles": {"mnist": "MNIST"}, "methods": list(METHODS)}
    report = judge(whole, about, PUBLISHED, 1)
    accuracies, untrained = report.sections
    (line,) = [line for line in accuracies.lines if line.startswith("MNIST, RLR")]
    last = 100 * history.query("method == 'rlr' and epoch == 30")["test_accuracy"]
    assert line == f"MNIST, RLR: {last.mean():.2f} ± {last.std():.2f} (10 networks)"
    assert untrained.lines == ["MNIST, RLR: 1 of 10, seeds 4"]
    assert not [one for one in report.statements if "KMNIST" in one.claim]
    assert "Not shown are 75 statements" in report.introduction
