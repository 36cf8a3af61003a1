"""Statements on metrics: each holds where it is so, and falls where there is nothing to it."""

import re
from collections import namedtuple

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from scipy.stats import norm

from taskcomplexity.audit.claims import read_claims
from taskcomplexity.audit.page import render_page
from taskcomplexity.audit.verdict import NOT_REPRODUCED, NOT_RUN, REPRODUCED, UNDECIDED
from taskcomplexity.studies.metrics.claims.audit import judge
from taskcomplexity.studies.metrics.claims.checks import CHECKS
from taskcomplexity.studies.metrics.claims.evidence import MetricsEvidence
from taskcomplexity.studies.metrics.columns import PERFORMANCE_COLUMNS
from taskcomplexity.studies.metrics.names import QUANTILES, STATES, TRAINED, UNTRAINED, Cell
from taskcomplexity.studies.metrics.table_1 import TABLE_1_COLUMNS, table_1
from taskcomplexity.studies.metrics.tellapart import SHUFFLED, TARGETS, TRUE

PUBLISHED = ROOT / "resources/published/metrics"
TABLE_1 = pd.read_csv(PUBLISHED / "table_1.csv")
STATEMENTS = pd.read_csv(PUBLISHED / "statements.csv")
TITLES = {"mnist": "MNIST", "cifar10": "CIFAR-10"}
INITIAL_SD = {"mnist": 0.05, "cifar10": 0.5}
ARCHITECTURES = ("fc", "cnn", "rnn", "ae")
CELLS = [
    *(("mnist", f"{one}_3_sigmoid") for one in ARCHITECTURES),
    *(("mnist", f"{one}_9_sigmoid") for one in ("fc", "ae")),
    *(
        ("cifar10", f"{one}_3_{activation}")
        for one in ARCHITECTURES
        for activation in ("linear", "relu", "sigmoid")
    ),
    *(("cifar10", f"{one}_7_sigmoid") for one in ("fc", "ae")),
]
ORDERS = ("strength_in", "strength_out", "zeta", "activation")
BY_CELL = {
    name: {cell: deviation for dataset, cell in CELLS if dataset == name}
    for name, deviation in INITIAL_SD.items()
}
ABOUT = {"titles": TITLES, "cells": CELLS, "initial_sd": BY_CELL, "bias": "add"}
# What the statements cannot but find, whatever is trained.
FORCED_WORDS = re.compile("This (cannot|can hardly) fail")
FORCED = {"cnn_strength_multimodal", "rnn_untrained_even"}
FORCED |= {"tells_architecture", "tells_depth"}

At = namedtuple("At", "dataset cell state layer")
PLACES = np.linspace(0, 1, QUANTILES)
INSIDE = np.clip(PLACES, 0.5 / QUANTILES, 1 - 0.5 / QUANTILES)
GAUSSIAN = norm.ppf(INSIDE)
TWO_HUMPS = np.sort(np.concatenate([GAUSSIAN[::2] - 4, GAUSSIAN[1::2] + 4]))
ENDS = np.where(PLACES < 0.5, 0.01, 0.99)
MIDDLE = 0.5 + 0.02 * GAUSSIAN
# Accuracy, share of ζ below 0 and skewness by cell of CIFAR-10; those of MNIST are like them.
ORDERED = {
    "fc_3_linear": (0.28, 0.50, -0.1),
    "fc_3_sigmoid": (0.33, 0.62, -0.4),
    "fc_3_relu": (0.35, 0.63, -0.8),
    "fc_7_sigmoid": (0.39, 0.64, -0.85),
    "fc_9_sigmoid": (0.39, 0.64, -0.85),
    "rnn_3_linear": (0.432, 0.645, -0.9),
    "rnn_3_sigmoid": (0.44, 0.65, -0.95),
    "rnn_3_relu": (0.448, 0.66, -1.3),
    "cnn_3_linear": (0.55, 0.70, -1.35),
    "cnn_3_sigmoid": (0.57, 0.74, -1.4),
    "cnn_3_relu": (0.59, 0.76, -1.8),
}
MNIST_ACCURACY = {"fc": 0.93, "cnn": 0.94, "rnn": 0.87}


def arch(cell):
    return Cell.parse(cell).architecture


def by_arch(trained, untrained):
    """Values of trained networks by architecture, `*` for all others; one of untrained ones."""

    def value(at):
        if at.state == UNTRAINED:
            return untrained
        return trained.get(arch(at.cell), trained.get("*"))

    return value


def negative(at):
    autoencoder = 0.9 if at.dataset == "mnist" else 0.7
    return 0.5 if at.state == UNTRAINED else ORDERED.get(at.cell, (0, autoencoder))[1]


def skewness(at):
    autoencoder = -0.8 if at.cell.endswith("relu") else -0.4
    return 0.0 if at.state == UNTRAINED else ORDERED.get(at.cell, (0, 0, autoencoder))[2]


def of_mnist(more, less, untrained):
    """Values of trained networks by dataset."""
    return lambda at: (
        untrained if at.state == UNTRAINED else more if at.dataset == "mnist" else less
    )


def dead(at):
    if at.state == UNTRAINED:
        return 0.0
    return (0.4 if arch(at.cell) == "ae" else 0.3) - (0.15 if at.dataset == "cifar10" else 0)


def extreme(at):
    if at.state == UNTRAINED:
        return 0.05
    if arch(at.cell) == "ae":
        return 0.9 if at.dataset == "mnist" else 0.1
    return {"fc": 0.6, "rnn": 0.5, "cnn": 0.2}[arch(at.cell)]


def zeta_shape(at):
    if at.state == UNTRAINED:
        return GAUSSIAN
    if arch(at.cell) == "cnn":
        return TWO_HUMPS * (3 if "relu" in at.cell else 1)
    moved = 2.0 if arch(at.cell) == "ae" and Cell.parse(at.cell).layers > 3 else 0.0
    return GAUSSIAN * (2 if "relu" in at.cell else 1) + moved


def activation_shape(at):
    if at.state == UNTRAINED:
        return MIDDLE
    if arch(at.cell) != "ae":
        return ENDS
    return PLACES if Cell.parse(at.cell).layers == 3 else 0.4 + MIDDLE


# A world in which everything holds. First what layers have, then distributions, then the rest.
TRUE_LAYERS = {
    "neurons": lambda at: 50,
    "weight_negative": by_arch({"cnn": 0.65, "*": 0.5}, 0.5),
    "weight_near_zero": of_mnist(0.3, 0.15, 0.08),
    "strength_in_kurtosis": by_arch({"*": 0.0}, 0.0),
    "zeta_mean": by_arch({"*": 0.02}, 0.0),
    "zeta_sd": lambda at: 1.0,
    "zeta_skewness": skewness,
    "zeta_kurtosis": by_arch({"rnn": 5.0, "*": 0.0}, 0.0),
    "zeta_negative": negative,
    "activation_sd": by_arch({"cnn": 0.2, "*": 1.0}, 1.0),
    "activation_middle": by_arch({"rnn": 0.3, "*": 0.1}, 0.2),
    "activation_extreme": extreme,
    "dead": dead,
    "correlation_zeta": lambda at: 0.05,
    "correlation_activation": lambda at: 0.05,
}
TRUE_SHAPES = {
    "weight": lambda at: (
        INITIAL_SD[at.dataset] * (GAUSSIAN - by_arch({"ae": 0.8, "*": 0.3}, 0.0)(at))
    ),
    "strength_in": lambda at: np.floor(PLACES * 7.999) if arch(at.cell) == "cnn" else GAUSSIAN,
    "zeta": zeta_shape,
    "activation": activation_shape,
}


def accuracy(dataset, cell):
    return MNIST_ACCURACY[arch(cell)] if dataset == "mnist" else ORDERED[cell][0]


TRUE_REST = {
    "accuracy": accuracy,
    "mse": lambda dataset: 0.062 if dataset == "mnist" else 0.02,
    "cross_entropy": lambda dataset: 0.1 if dataset == "mnist" else 0.88,
    # How much more the centre has than its brightness, of pixels and of rows.
    "centre": by_arch({"*": 1.0}, 0.0),
    "rows": by_arch({"*": 1.0}, 0.0),
    # What is left of an accuracy by order of removal, and by how much an error grows.
    "left": lambda by: 0.5 if by == "random" else 0.8,
    "error": lambda by: 2.0 if by == "random" else 1.2,
    # How many networks are told right by kind of labels.
    "told": {TRUE: 0.95, SHUFFLED: 0.3, UNTRAINED: 0.9},
}
WHOLE = {**TRUE_LAYERS, **TRUE_SHAPES, **TRUE_REST}


def everywhere(value):
    return lambda at: value


def as_untrained(name):
    """A world in which training changes nothing."""
    return {name: lambda at: WHOLE[name](at._replace(state=UNTRAINED))}


def as_trained(name):
    """A world in which networks have before training what they have after it."""
    return {name: lambda at: WHOLE[name](at._replace(state=TRAINED))}


def less_of(names):
    return {"left": lambda by: 0.5 if by in ("random", names) else 0.8} | {
        "error": lambda by: 2.0 if by in ("random", names) else 1.2
    }


SHUFFLED_ALIKE = {"told": {TRUE: 0.3, SHUFFLED: 0.3, UNTRAINED: 0.3}}
GUESSED = {"accuracy": lambda dataset, cell: 0.1}
ALIKE = {"accuracy": lambda dataset, cell: 0.5}
# Evidence in which there is nothing to a statement.
NULLS = {
    "accuracy_fc": GUESSED,
    "accuracy_cnn": GUESSED,
    "accuracy_rnn": GUESSED,
    "error_ae": {"mse": lambda dataset: 0.2, "cross_entropy": lambda dataset: 0.6},
    "cnn_best": ALIKE,
    "deeper_better": ALIKE,
    "asymmetry_accuracy": {
        "accuracy": lambda dataset, cell: len(cell) + 0.1 * (ord(cell[1]) % 7) if cell else 0
    },
    "cnn_strength_multimodal": {"strength_in": everywhere(GAUSSIAN)},
    "strength_uncorrelated_zeta": {"correlation_zeta": everywhere(-0.8)},
    "strength_uncorrelated_activation": {"correlation_activation": everywhere(0.8)},
    "small_weights": as_untrained("weight"),
    "dead_units": as_trained("dead"),
    "ae_more_dead": as_trained("dead"),
    "weights_balanced": {"weight_negative": everywhere(0.9)},
    "cnn_negative_weights": as_trained("weight_negative"),
    "overparametrised": {"dead": everywhere(0.3), "weight_near_zero": everywhere(0.3)},
    "cnn_zeta_multimodal": as_trained("zeta"),
    "rnn_kurtosis": as_trained("zeta_kurtosis"),
    "rnn_middle": as_trained("activation_middle"),
    "ae_more_negative": as_trained("zeta_negative"),
    "ae_extremes": as_trained("activation_extreme"),
    "zeta_negative_relu": as_trained("zeta_negative"),
    "zeta_negative_sigmoid": as_untrained("zeta_negative"),
    "linear_centred": {"zeta_mean": everywhere(0.5)},
    "cnn_narrowest": as_trained("activation_sd"),
    "relu_more_extreme": as_untrained("zeta"),
    "ae_even": {"activation": everywhere(ENDS)},
    "fc_rnn_extremes": as_trained("activation_extreme"),
    "cnn_not_extremes": as_trained("activation_extreme"),
    "cnn_negative_regions": as_trained("zeta_negative"),
    "ae_like_fc": {
        "zeta": lambda at: zeta_shape(at) + (arch(at.cell) == "ae") * (at.state == TRAINED)
    },
    "rnn_centre": as_trained("centre"),
    "rnn_central_steps": as_trained("rows"),
    "rnn_untrained_even": as_trained("centre"),
    "fc_layers_overlap": {"zeta": lambda at: zeta_shape(at) + (Cell.parse(at.cell).layers > 3)},
    "ae_layers_apart": as_trained("zeta") | as_trained("activation"),
    **{
        f"weak_{name}": less_of(name)
        for name in ("strength_in", "strength_out", "zeta", "activation")
    },
    **{f"tells_{target}": SHUFFLED_ALIKE for target in TARGETS},
}


def network(dataset, cell, seed):
    return {"dataset": dataset, "cell": cell, "seed": seed}


def layers_of(world, rng, seeds):
    for dataset, cell in CELLS:
        for state in STATES:
            for layer in range(2, Cell.parse(cell).layers + 1):
                at = At(dataset, cell, state, layer)
                values = {name: world[name](at) for name in TRUE_LAYERS}
                for seed in range(seeds):
                    noise = rng.normal(0, 0.003, len(values))
                    noise[0] = 0
                    yield {
                        **network(dataset, cell, seed),
                        **{"state": state, "layer": layer},
                        **dict(zip(values, noise + list(values.values()), strict=True)),
                    }


def quantiles_of(world, rng, seeds):
    for dataset, cell in CELLS:
        for state in STATES:
            for layer in range(2, Cell.parse(cell).layers + 1):
                for metric in TRUE_SHAPES:
                    shape = np.asarray(world[metric](At(dataset, cell, state, layer)), float)
                    for seed in range(seeds):
                        yield {
                            **network(dataset, cell, seed),
                            **{"state": state, "layer": layer, "metric": metric},
                            "values": shape * (1 + rng.normal(0, 0.01)),
                        }


def performance_of(world, rng, seeds):
    for dataset, cell in CELLS:
        kind = Cell.parse(cell)
        ours = kind.architecture != "ae"
        for seed in range(seeds):
            right = world["accuracy"](dataset, cell) if ours else np.nan
            low, high = TABLE_1[
                (TABLE_1["dataset"] == dataset) & (TABLE_1["architecture"] == kind.architecture)
            ][["low", "high"]].to_numpy()[0]
            errors = [
                world[name](dataset) * (not ours or np.nan) for name in ("mse", "cross_entropy")
            ]
            luck = rng.normal(0, 0.001)
            row = {
                **network(dataset, cell, seed),
                **{"architecture": kind.architecture, "layers": kind.layers},
                **{"activation": kind.activation, "trained": True, "parameters": 101_770},
                **{"optimizer": "SGD", "learning_rate": 0.01, "batch_size": 16, "epochs": 3},
                **{
                    "measure": "accuracy" if ours else "mse",
                    "initial_sd": INITIAL_SD[dataset],
                    "low": low,
                    "high": high,
                    "within": True,
                },
                **{"accuracy": right + luck, "held_out_accuracy": right + luck},
                **{"mse": errors[0], "held_out_mse": errors[0]},
                **{"cross_entropy": errors[1], "held_out_cross_entropy": errors[1]},
                "mean_picture_mse": np.nan if ours else 0.067,
                "mean_picture_cross_entropy": np.nan if ours else 0.26,
            }
            assert set(row) == set(PERFORMANCE_COLUMNS)
            yield row


def central(place, size=8):
    return size / 4 <= place < 3 * size / 4


def steps_of(world, rng, seeds):
    for dataset, cell in CELLS:
        if arch(cell) == "rnn":
            for state in STATES:
                more = world["rows"](At(dataset, cell, state, 2))
                for seed in range(seeds):
                    for step in range(8):
                        yield {
                            **network(dataset, cell, seed),
                            **{"state": state, "step": step, "brightness": 1.0},
                            "zeta_magnitude": 1 + more * central(step) + rng.normal(0, 0.01),
                        }


def maps_of(world, rng, seeds):
    for dataset, cell in CELLS:
        if arch(cell) == "rnn":
            for state in STATES:
                more = world["centre"](At(dataset, cell, state, 2))
                for seed in range(seeds):
                    for step in range(8):
                        for column in range(8):
                            inside = central(step) and central(column)
                            bright = 1 + inside
                            elicited = bright * (1 + more * inside) + rng.normal(0, 0.01)
                            yield {
                                **network(dataset, cell, seed),
                                **{"state": state, "step": step, "column": column},
                                **{"elicited": elicited, "brightness": bright},
                            }


def pruned_of(world, rng, seeds):
    for dataset, cell in CELLS:
        for seed in range(seeds):
            for by in (*ORDERS, "random"):
                for kept in (0.25, 0.5, 1.0):
                    for draw in range(2 if by == "random" else 1):
                        luck = rng.normal(0, 0.002)
                        left = world["left"](by) if kept < 1 else 1
                        yield {
                            **network(dataset, cell, seed),
                            **{"by": by, "kept": kept, "draw": draw},
                            "accuracy": np.nan if arch(cell) == "ae" else 0.9 * left + luck,
                            "mse": 0.05 * world["error"](by) + luck
                            if arch(cell) == "ae"
                            else np.nan,
                        }


def tellapart_of(world, rng, seeds):
    for dataset in TITLES:
        for target in TARGETS:
            for kind, told in world["told"].items():
                for shuffle in range(3 if kind == SHUFFLED else 1):
                    for fold in range(seeds):
                        yield {
                            **{"dataset": dataset, "target": target, "kind": kind},
                            **{"shuffle": shuffle, "fold": fold, "chance": 0.25, "networks": 12},
                            "accuracy": told + rng.normal(0, 0.02),
                        }


MADE = {
    "layers": layers_of,
    "quantiles": quantiles_of,
    "performance": performance_of,
    "steps": steps_of,
    "maps": maps_of,
    "pruned": pruned_of,
    "tellapart": tellapart_of,
}


def tables(changed=None, names=tuple(MADE), seeds=6):
    """Tables of a world, those that are asked for."""
    world = WHOLE | (changed or {})
    rng = np.random.default_rng(5)
    return {name: pd.DataFrame(MADE[name](world, rng, seeds)) for name in names}


def evidence_of(found):
    return MetricsEvidence(found, 0, TABLE_1, BY_CELL)


def verdicts(evidence, *wanted):
    """Verdicts by id and dataset."""
    return {
        (claim.id, claim.about): claim.judge(evidence)
        for claim in read_claims(PUBLISHED, CHECKS, TITLES)
        if claim.id in (wanted or CHECKS)
    }


@pytest.fixture(scope="module")
def whole():
    return tables()


@pytest.fixture(scope="module")
def report(whole):
    """Of that world, in which one network did not train."""
    performance = whole["performance"]
    failed = (performance["cell"] == "fc_9_sigmoid") & (performance["seed"] == 4)
    weights = pd.DataFrame(
        [
            {**network("mnist", "fc_3_sigmoid", 0), "epoch": epoch, "layer": layer, "bias": "add"}
            | {"mean": 0.001 * epoch, "variance": 0.0025 * (1 + epoch)}
            for epoch in (0, 1)
            for layer in (2, 3)
        ]
    )
    found = {**whole, "performance": performance.assign(trained=~failed), "weights": weights}
    return judge(found, ABOUT, PUBLISHED, 1)


@pytest.fixture(scope="module")
def true(report):
    keys = zip(STATEMENTS["id"], STATEMENTS["dataset"], strict=True)
    return dict(zip(keys, report.statements, strict=True))


def test_the_list_of_sentences_names_every_claim_and_no_other():
    _, text = (ROOT / "docs/claims.md").read_text().split("# The third paper")
    named = set(re.findall(r"`([a-z][a-z0-9_]*)`", text))
    assert named == set(CHECKS)


def test_every_check_has_statements_and_a_null():
    assert set(STATEMENTS["id"]) == set(CHECKS) == set(NULLS)
    assert not STATEMENTS.duplicated(["id", "dataset"]).any()
    assert not STATEMENTS.isna().any().any()


def test_every_margin_is_used_and_says_since_when_and_why():
    margins = pd.read_csv(PUBLISHED / "margins.csv")
    told = " ".join(check.tolerance for check in CHECKS.values())
    assert set(re.findall(r"{(\w+)}", told)) == set(margins["name"])
    assert margins["since"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert margins["reason"].notna().all()


@pytest.mark.parametrize("claim", sorted(CHECKS))
def test_it_holds_where_it_is_so(true, claim):
    for (name, dataset), found in true.items():
        if name == claim:
            assert found.verdict == REPRODUCED, (dataset, found.ours, found.needs)
            assert found.our_value is not None
            assert found.ci_low <= found.our_value <= found.ci_high
            assert "{" not in found.tolerance
            assert found.null
            assert found.claim.startswith(TITLES[dataset])


@pytest.mark.parametrize("claim", sorted(CHECKS))
def test_it_falls_where_there_is_nothing_to_it(claim):
    found = verdicts(evidence_of(tables(NULLS[claim], CHECKS[claim].reads)), claim)
    allowed = (NOT_REPRODUCED, UNDECIDED) if claim == "asymmetry_accuracy" else (NOT_REPRODUCED,)
    for key, one in found.items():
        assert one.verdict in allowed, (key, one.ours)


@pytest.mark.parametrize("claim", sorted(CHECKS))
def test_it_is_not_run_without_each_table_that_it_reads(whole, claim):
    for name in CHECKS[claim].reads:
        without = {key: table for key, table in whole.items() if key != name}
        found = verdicts(evidence_of(without), claim)
        assert {one.verdict for one in found.values()} == {NOT_RUN}
        assert {one.needs for one in found.values()} == {f"no {name}"}


def test_it_is_not_run_without_its_dataset_or_its_networks(whole):
    of_mnist_alone = {name: table[table["dataset"] == "mnist"] for name, table in whole.items()}
    evidence = MetricsEvidence(of_mnist_alone, 0, TABLE_1, {"mnist": BY_CELL["mnist"]})
    found = verdicts(evidence)
    other = {key for key, one in found.items() if one.verdict == NOT_RUN}
    assert other == {key for key in found if key[1] == "cifar10"} | {("overparametrised", "mnist")}
    without = {
        name: table[~table["cell"].str.startswith("rnn")] if "cell" in table else table
        for name, table in whole.items()
    }
    found = verdicts(evidence_of(without), "rnn_middle", "dead_units", "ae_extremes")
    assert {key[0] for key, one in found.items() if one.verdict == NOT_RUN} == {
        "rnn_middle",
        "dead_units",
    }
    assert "rnn_3_sigmoid" in found["rnn_middle", "mnist"].needs


def test_few_networks_decide_nothing():
    """Those of several cells are not few."""
    some = ["cnn_best", "dead_units", "rnn_kurtosis", "ae_even", "rnn_centre", "weak_zeta"]
    some += ["fc_layers_overlap", "tells_depth", "cnn_strength_multimodal"]
    found = verdicts(evidence_of(tables(seeds=2)), *some, "accuracy_fc")
    decided = {name for (name, _), one in found.items() if one.verdict != UNDECIDED}
    assert decided == {"accuracy_fc"}


def test_what_cannot_fail_says_so_and_no_other_does(true):
    said = {name for (name, _), one in true.items() if FORCED_WORDS.search(one.ours)}
    assert said == FORCED
    assert {name for (name, _), one in true.items() if FORCED_WORDS.search(one.null)} == FORCED


def test_an_error_that_cannot_be_an_mse_is_told(true):
    assert "cannot be an MSE" in true["error_ae", "cifar10"].ours
    assert "cannot be" not in true["error_ae", "mnist"].ours
    assert "the mean picture's 0.067" in true["error_ae", "mnist"].ours


def test_twins_that_are_told_apart_as_well_are_told_of(true):
    assert "not by training alone" in true["tells_architecture", "mnist"].ours
    told = {"told": {TRUE: 0.95, SHUFFLED: 0.3, UNTRAINED: 0.3}}
    found = verdicts(evidence_of(tables(told, ["tellapart"])), "tells_depth")
    assert "not by training" not in found["tells_depth", "mnist"].ours


def test_correlation_is_looked_for_in_every_layer():
    """Of either sign, and where the others have none."""
    found = tables(names=["layers", "quantiles"])
    rows = found["layers"]
    odd = (rows["cell"] == "ae_7_sigmoid") & (rows["layer"] == 5)
    sign = np.where(rows["seed"] % 2, 1, -1)
    found["layers"] = rows.assign(correlation_zeta=rows["correlation_zeta"].mask(odd, 0.8 * sign))
    (one,) = [
        one
        for key, one in verdicts(evidence_of(found), "strength_uncorrelated_zeta").items()
        if key[1] == "cifar10"
    ]
    assert one.verdict == NOT_REPRODUCED
    assert "AE 7 sigmoid, layer 5" in one.ours


def test_few_neurons_that_correlate_by_chance_do_not_count():
    rng = np.random.default_rng(0)
    found = tables(names=["layers"], seeds=30)
    rows = found["layers"]
    chance = [np.corrcoef(rng.normal(size=(2, 10)))[0, 1] for _ in range(len(rows))]
    found["layers"] = rows.assign(neurons=10, correlation_zeta=chance)
    named = verdicts(evidence_of(found), "strength_uncorrelated_zeta")
    assert NOT_REPRODUCED not in {one.verdict for one in named.values()}


def test_table_1_has_a_row_per_architecture_and_per_cell(whole):
    table = table_1(whole["performance"], TABLE_1)
    assert list(table) == list(TABLE_1_COLUMNS)
    assert len(table) == len(CELLS) + 8
    row = table.set_index(["dataset", "architecture", "cell"]).loc[("cifar10", "fc", "")]
    ours = whole["performance"].query("dataset == 'cifar10' and architecture == 'fc'")
    assert row["networks"] == row["trained"] == len(ours)
    assert row["accuracy_low"] == ours["accuracy"].min()
    assert row["accuracy_high"] == ours["accuracy"].max()
    assert (row["published_low"], row["published_high"]) == (0.27, 0.41)
    assert row["learning_rate"] == "0.01"
    other = whole["performance"].assign(dataset="fashion_mnist")
    assert table_1(other, TABLE_1)["published_low"].isna().all()


def test_the_report_tells_table_1_what_did_not_train_and_weights(report):
    accuracies, untrained, links = report.sections
    assert len(accuracies.lines) == len(CELLS)
    assert accuracies.lines[0].startswith("MNIST, FC, 3 layers, sigmoid: accuracy 9")
    told = "101,770 parameters, initial deviation 0.05, SGD 0.01, 16 images a batch, 3 epochs"
    assert told in accuracies.lines[0]
    (line,) = [line for line in accuracies.lines if line.startswith("MNIST, AE, 3 layers")]
    assert "MSE 0.0620 to 0.0620, the mean picture's 0.0670" in line
    assert untrained.lines == ["MNIST, FC, 9 layers, sigmoid: 1 of 6, seeds 4"]
    assert links.lines == [
        "MNIST, FC, 3 layers, sigmoid: layer 2 mean 0 to 0.001, variance 0.0025 to 0.005; "
        "layer 3 mean 0 to 0.001, variance 0.0025 to 0.005"
    ]


def test_the_page_renders(report):
    assert len(list(report.rows())) == len(STATEMENTS)
    page = render_page(report, {"seed": 1, "code": "x", "versions": {"numpy": "2"}})
    assert "This cannot fail" in page
    assert "Complex Network Theory" in page
    assert page.count("<tr") > len(STATEMENTS)


def test_an_audit_of_nothing_is_not_run():
    about = {"titles": {"mnist": "MNIST"}, "cells": [], "initial_sd": {}, "bias": "add"}
    report = judge({}, about, PUBLISHED, 1)
    assert {row.verdict for row in report.rows()} == {NOT_RUN}
    assert "Not shown are 39 statements" in report.introduction
    assert not report.sections


def test_networks_that_did_not_train_are_told_and_most_of_them_decide_nothing():
    found = tables()
    performance = found["performance"]
    of = (performance["dataset"] == "mnist") & (performance["cell"] == "rnn_3_sigmoid")
    for failed, decided in (({0}, True), ({0, 1, 2, 3}, False)):
        out = of & performance["seed"].isin(failed)
        told = judge(
            {**found, "performance": performance.assign(trained=~out)}, ABOUT, PUBLISHED, 1
        )
        by_claim = dict(zip(STATEMENTS["id"] + STATEMENTS["dataset"], told.statements, strict=True))
        row = by_claim["rnn_kurtosismnist"]
        assert f"Did not train: RNN 3 sigmoid {len(failed)} of 6" in row.ours
        assert (row.verdict == UNDECIDED and row.needs == "networks that train") != decided
        assert "Did not train" not in by_claim["cnn_strength_multimodalmnist"].ours
        assert by_claim["accuracy_rnnmnist"].verdict == REPRODUCED


def test_one_cell_of_many_that_did_not_train_keeps_no_statement_from_falling():
    found = tables()
    rows, performance = found["layers"], found["performance"]
    odd = (rows["dataset"] == "mnist") & (rows["cell"] == "fc_3_sigmoid")
    found["layers"] = rows.assign(correlation_zeta=rows["correlation_zeta"].mask(odd, 0.9))
    idle = (performance["dataset"] == "mnist") & (performance["cell"] == "ae_9_sigmoid")
    found["performance"] = performance.assign(trained=~idle)
    told = judge(found, ABOUT, PUBLISHED, 1)
    by_claim = dict(zip(STATEMENTS["id"] + STATEMENTS["dataset"], told.statements, strict=True))
    row = by_claim["strength_uncorrelated_zetamnist"]
    assert row.verdict == NOT_REPRODUCED
    assert "Did not train: AE 9 sigmoid 6 of 6" in row.ours
