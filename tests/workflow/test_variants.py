"""Variants of the config: other trainings, by the same rules."""

from collections import Counter

import pandas as pd
import pytest
import torch
from conftest import run_on_archive
from safetensors.torch import load_file
from test_reruns import planned

from taskcomplexity.studies.tasks.sensitivity.audit import AUDIT_COLUMNS

pytestmark = pytest.mark.workflow

CONFIG = """
datasets:
  mnist: null
  fashion_mnist: null
  own: {path: own.npz}
distances: {image_pairs: 20, most_image_pairs: 40}
training: {batch_size: 16, epochs: 2}
models: {pairs: {hidden: 8}}
variants:
  tanh: null
  sigmoid: null
  d32: null
  d128: null
  deep: null
  no_first_bias: null
  weight_decay: null
  slow: null
  centred: null
  standardized: null
  same: {training: {epochs: 2}}
  wide: {models: {pairs: {hidden: [9, 8]}}}
  unit: {training: {scaling: unit}}
"""
PEER_RULES = ("peer_measures", "peer_drift", "learning_curves", "peer_orders", "peer_seconds")
TABLES = [f"results/{place}complexity/own.parquet" for place in ("", "variants/same/")]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return run_on_archive(tmp_path_factory.mktemp("variants"), "sensitivity", CONFIG)


def weights_of(done, place, hidden="8"):
    (path,) = done.path(f"{place}models/own").glob(f"*_d{hidden}_*.safetensors")
    return load_file(path)


def test_a_variant_that_changes_nothing_has_the_same_models(done):
    """Names of variants are not in the streams, so that seeds pair."""
    first, second = weights_of(done, ""), weights_of(done, "variants/same/")
    assert list(first) == list(second)
    assert all(torch.equal(first[name], second[name]) for name in first)
    tables = [pd.read_parquet(done.folder / path) for path in TABLES]
    assert tables[0].equals(tables[1])


def test_a_variant_is_trained_as_it_says(done):
    first, second = weights_of(done, ""), weights_of(done, "variants/unit/")
    assert all(not torch.equal(first[name], second[name]) for name in first if "weight" in name)
    wide = weights_of(done, "variants/wide/", "9-8")
    assert {tuple(stack.shape[1:]) for stack in wide.values()} >= {(9, 144), (8, 9), (2, 8)}


def test_variants_stand_side_by_side(done):
    found = pd.read_parquet(done.path("sensitivity/variants.parquet")).set_index("variant")
    assert sorted(found.index) == ["default", "same", "threshold", "unit", "wide"]
    for variant, row in found.iterrows():
        place = "" if variant == "default" else f"variants/{variant}/"
        pairs = pd.read_parquet(done.path(f"{place}complexity/own.parquet"))
        assert row["accuracy"] == pairs["accuracy"].median()
        assert row["delta_randomization_auc"] == pairs["delta_randomization_auc"].median()


def test_a_fitted_threshold_changes_answers_and_no_ranks(done):
    """It is measured on the models of the config: none are trained for it."""
    assert not done.path("variants/threshold/models").exists()
    default, fitted = (
        pd.read_parquet(done.path(f"{place}complexity/own.parquet"))
        for place in ("", "variants/threshold/")
    )
    assert not default["accuracy_binarized"].equals(fitted["accuracy_binarized"])
    assert default["auc_binarized"].equals(fitted["auc_binarized"])


def test_scalings_are_drawn_and_judged(done):
    drawn = ["figures/figure_scalings", "figures/figure_04", "variants/unit/figures/figure_04"]
    for name in drawn:
        assert all(done.path(f"{name}.{end}").stat().st_size > 1000 for end in ("png", "pdf"))
    shown = pd.read_parquet(done.path("figures/figure_scalings.parquet"))
    assert set(shown["panel"]) == {"logits", "pairs", "reliability"}
    assert set(shown["scaling"]) == {"signed", "unit"}
    judged = pd.read_parquet(done.path("sensitivity/audit_scalings.parquet"))
    assert tuple(judged) == AUDIT_COLUMNS
    assert judged.empty, "no claim is about data of one's own"


def test_what_others_measure_stands_beside(done):
    """On the models that there are: two classes make one pair, which orders nothing."""
    ran = done("peers", config=CONFIG)
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert set(planned(ran)) == {*PEER_RULES, "figure_peers", "peers"}
    (row,) = pd.read_parquet(done.path("peers/own.parquet")).to_dict("records")
    lost = pd.read_parquet(done.path("complexity/own.parquet"))["delta_binarization"].item()
    assert row["delta_binarization"] == lost
    assert 0 < row["f1"] < 1
    assert 0 <= row["linear_error"] < 0.5
    assert 1 <= row["rows_needed"] <= 80
    seconds = pd.read_parquet(done.path("peers/seconds.parquet"))
    assert (seconds["seconds"] > 0).all()
    drift = pd.read_parquet(done.path("peers/own_drift.parquet"))
    assert (drift["value"] == drift["value_of_all"]).all(), "there are no more rows"
    assert pd.read_parquet(done.path("peers/own_orders.parquet"))["spearman_rho"].isna().all()
    assert not planned(done("--dry-run", "peers", config=CONFIG))
    fewer = planned(done("--dry-run", "peers", config=CONFIG + "peers: {draws: 2}\n"))
    assert set(fewer) == {"learning_curves", "peer_orders", "peer_seconds", "figure_peers", "peers"}
    without = CONFIG.replace("{path: own.npz}", "{path: own.npz, pairs: null}")
    refused = done("--dry-run", "peers", config=without)
    assert "lacks a dataset with `tasks` or `pairs`" in refused.stdout + refused.stderr


def test_a_variant_runs_again_alone(done):
    assert not planned(done("--dry-run", *TABLES, config=CONFIG))
    more = CONFIG.replace("same: {training: {epochs: 2}}", "same: {training: {epochs: 3}}")
    jobs = Counter(train=1, prune=1, randomize=1, measure_pairs=1)
    assert planned(done("--dry-run", *TABLES, config=more)) == jobs


@pytest.mark.parametrize(
    ("config", "target", "told"),
    [
        (CONFIG, "results/variants/nope/complexity/own.parquet", "has no nope; it has same, wide"),
        (
            CONFIG + "  odd: {training: {scaling: grey}}\n",
            TABLES[0],
            "`variants.odd.training.scaling`",
        ),
        (
            CONFIG + "  odd: {probes: {}}\n",
            TABLES[0],
            "variants.odd",
        ),
        (CONFIG + "  default: {training: {epochs: 3}}\n", TABLES[0], "default"),
        (
            CONFIG + "  odd: {models: {tasks: {hidden: [[12, 10, 8]]}}}\n",
            "sensitivity",
            "`variants.odd`: ",
        ),
    ],
    ids=["unknown", "out of range", "no training", "the config itself", "a width twice"],
)
def test_what_a_variant_cannot_be_is_told(done, config, target, told):
    refused = done("--dry-run", target, config=config)
    assert refused.returncode != 0
    assert told in refused.stdout + refused.stderr
