"""The whole graph on real images, small."""

import json

import matplotlib.image
import pandas as pd
import pyarrow.parquet as pq
import pytest
import torch
from conftest import ROOT

from taskcomplexity.columns import (
    CLASS_NAMES,
    COMPLEXITY_COLUMNS,
    DISTANCE_COLUMNS,
    PROBE_COLUMNS,
)
from taskcomplexity.distances.extremes import extreme_pair
from taskcomplexity.models.storage import load_ensembles
from taskcomplexity.studies.tasks.claims.audit import claims

pytestmark = pytest.mark.workflow


def read(run, name):
    return pd.read_parquet(run.path(name))


def test_nothing_is_left_to_do(finished):
    done = finished("--dry-run")
    assert done.returncode == 0
    assert "Nothing to be done" in done.stdout + done.stderr


def test_distances_are_of_every_pair_and_class(finished):
    for dataset in ("mnist", "fashion_mnist"):
        table = read(finished, f"distances/{dataset}.parquet")
        assert tuple(table.columns) == (*DISTANCE_COLUMNS, *CLASS_NAMES)
        assert len(table) == 55
        assert (table["class_a"] <= table["class_b"]).all()
        assert table["distance"].between(0.3, 1.1).all()
    mnist = read(finished, "distances/mnist.parquet").set_index(["class_a", "class_b"])["distance"]
    assert mnist[0, 1] > mnist[7, 9] > mnist[1, 1]


def test_models_of_real_digits_learn(finished):
    history = read(finished, "training/mnist/hard_d64_seeds000-001.parquet")
    assert len(history) == 2
    assert (history["test_accuracy"] > 0.9).all()
    assert history[["class_a", "class_b"]].drop_duplicates().values.tolist() == [[7, 9]]


def test_auto_takes_the_extremes_of_our_distances(finished):
    distances = pq.read_table(finished.path("distances/fashion_mnist.parquet"))
    for task in ("easy", "hard"):
        history = read(finished, f"training/fashion_mnist/{task}_d64_seeds000-001.parquet")
        pair = tuple(history[["class_a", "class_b"]].iloc[0])
        assert pair == extreme_pair(distances, task)


def test_pruning_covers_what_the_config_says(finished):
    table = read(finished, "probes/prune/mnist/easy_d64_seeds000-001.parquet")
    assert tuple(table.columns) == PROBE_COLUMNS
    assert set(table["kind"]) == {"smallest", "largest", "random"}
    assert set(table["level"]) == {0, 0.5, 0.95}
    assert len(table) == 2 * 3 * 3 * 2
    assert table["accuracy"].between(0, 1).all()
    assert len(read(finished, "probes/prune/mnist/easy_d64_seeds002-003.parquet")) == 2 * 3 * 3 * 2
    few = read(finished, "probes/prune/mnist/hard_d32_seeds000-001.parquet")
    assert set(few["level"]) == {0, 0.5}
    assert not finished.path("probes/prune/mnist/hard_d32_seeds002-003.parquet").exists()


def test_networks_of_two_hidden_layers_are_trained_and_pruned(finished):
    name = "mnist/hard_d16-8_seeds000-001"
    ((models, block),) = load_ensembles(
        finished.path(f"models/{name}.safetensors"), torch.device("cpu")
    )
    assert block.layers == (16, 8)
    shapes = [tuple(layer.weight.shape) for layer in models.layers]
    assert shapes == [(2, 16, 784), (2, 8, 16), (2, 2, 8)]
    assert (read(finished, f"training/{name}.parquet")["test_accuracy"] > 0.8).all()
    table = read(finished, f"probes/prune/{name}.parquet")
    assert set(table["layers"]) == {"16-8"}
    assert set(table["level"]) == {0, 0.5}
    whole = table[(table["variant"] == "weights") & (table["level"] == 0)]
    assert (whole["accuracy"] > 0.8).all()
    spread = read(finished, "training/mnist_weights.parquet")
    assert set(spread["layers"]) == {"64", "32", "16-8"}


@pytest.mark.parametrize(
    ("probe", "kinds", "levels", "draws"),
    [
        ("noise", {"uniform"}, {0.001, 0.05, 1}, {0, 1}),
        ("flip", {"smallest", "random"}, {0, 0.2, 1}, {0}),
        ("randomize", set("ABCDEFG"), {0, 0.7, 0.999}, {0}),
    ],
)
def test_every_probe_has_its_table(finished, probe, kinds, levels, draws):
    table = read(finished, f"probes/{probe}/mnist/hard_d64_seeds000-001.parquet")
    assert set(PROBE_COLUMNS) <= set(table.columns)
    assert set(table["probe"]) == {probe}
    assert set(table["kind"]) == kinds
    assert set(table["level"]) == levels
    assert set(table["draw"]) == draws
    assert set(table["variant"]) == {"weights", "signs"}
    keys = ["seed", "kind", "level", "draw", "variant"]
    assert not table.duplicated(keys).any()


def test_undisturbed_models_are_the_same_in_every_probe(finished):
    keys = ["seed", "variant"]

    def level_zero(probe, kind):
        table = read(finished, f"probes/{probe}/mnist/hard_d64_seeds000-001.parquet")
        return table[(table["kind"] == kind) & (table["level"] == 0)].set_index(keys)["accuracy"]

    pruned, flipped = level_zero("prune", "smallest"), level_zero("flip", "smallest")
    assert len(pruned) == 4
    assert pruned.equals(flipped)
    # Randomization B keeps the sign of every place.
    signs = level_zero("randomize", "B").xs("signs", level="variant")
    assert signs.equals(pruned.xs("signs", level="variant"))


def test_layers_that_were_too_sparse_to_mix_are_counted(finished):
    table = read(finished, "probes/randomize/mnist/hard_d64_seeds000-001.parquet")
    swapped = table[table["kind"] == "G"].set_index("level")
    assert (swapped.loc[0, "unmixed_layers"] == 0).all()
    assert (swapped.loc[0, "swaps_per_edge"] >= 1).all()
    assert (swapped.loc[0.999, "unmixed_layers"] > 0).all()
    assert swapped.loc[0.999, "accuracy"].isna().all()
    assert table.loc[table["kind"] != "G", "swaps_per_edge"].isna().all()


def test_the_audit_has_a_verdict_on_every_claim_and_value(finished):
    table = read(finished, "audit.parquet")
    columns = ["source", "claim", "published", "ours", "tolerance", "verdict"]
    numbers = ["published_value", "our_value", "ci_low", "ci_high"]
    assert list(table.columns) == [*columns, *numbers, "needs", "null"]
    # With two models of each task there are no intervals.
    assert set(table["verdict"]) == {"reproduced", "not reproduced", "undecided", "not run"}
    assert len(table) == len(claims(ROOT / "resources/published/tasks")) + 3 + 55 + 2 * 45
    assert not table["claim"].duplicated().any()
    assert (finished.path("audit.html")).read_text().count("<tr ") == len(table)


def test_the_pairs_are_in_blocks_by_their_rank(finished):
    for block, pairs in (("pairs0000-0039", {(0, 7)}), ("pairs0040-0079", {(4, 9), (7, 9)})):
        for name in ("training/mnist", "probes/prune/mnist", "probes/randomize/mnist"):
            table = read(finished, f"{name}/{block}_d64_seeds000-001.parquet")
            found = table[["class_a", "class_b"]].drop_duplicates().itertuples(index=False)
            assert set(map(tuple, found)) == pairs
            assert set(table["task"]) == {"pair"}
            assert set(table["task_name"]) == {f"{a}-{b}" for a, b in pairs}


def test_a_model_is_the_same_as_a_pair_and_as_a_task(finished):
    pairs = read(finished, "probes/prune/mnist/pairs0040-0079_d64_seeds000-001.parquet")
    task = read(finished, "probes/prune/mnist/hard_d64_seeds000-001.parquet")
    assert pairs.dtypes.equals(task.dtypes)
    keys = ["class_a", "class_b", "seed", "kind", "level", "variant"]
    both = pairs.merge(task, on=keys, suffixes=("_pair", "_task"))
    assert len(both) == 4
    assert (both["accuracy_pair"] == both["accuracy_task"]).all()


def test_complexity_is_a_row_per_pair(finished):
    table = read(finished, "complexity/mnist.parquet")
    assert tuple(table.columns) == (*COMPLEXITY_COLUMNS, *CLASS_NAMES)
    assert table[["class_a", "class_b"]].values.tolist() == [[0, 7], [4, 9], [7, 9]]
    delta = 100 * (table["accuracy"] - table["accuracy_binarized"])
    assert delta.tolist() == pytest.approx(table["delta_binarization"].tolist())


@pytest.mark.parametrize("figure", ["01", "02", "03", "04", "06", "07", "08", "10", "11"])
def test_every_figure_is_drawn_from_its_table(finished, figure):
    picture = matplotlib.image.imread(finished.path(f"figures/figure_{figure}.png"))
    assert picture.shape[1] > 1000
    assert (picture[..., :3].std(axis=2) > 0.05).mean() > 0.001, "no colour was drawn"
    assert finished.path(f"figures/figure_{figure}.pdf").read_bytes().startswith(b"%PDF")
    assert len(read(finished, f"figures/figure_{figure}.parquet"))


def test_every_table_says_how_it_was_made(finished):
    tables = sorted(finished.path(".").rglob("*.parquet"))
    assert len(tables) > 30
    for path in tables:
        about = json.loads(pq.read_schema(path).metadata[b"taskcomplexity"])
        assert about["seed"] == 20250811
        assert len(about["code"]) == 16
        assert about["device"] == "cpu"
        assert about["threads"] == 1
        assert "torch" in about["versions"]


def test_logs_tell_where_the_data_came_from(finished):
    log = (finished.folder / "logs/fetch/mnist.log").read_text()
    assert "complete, all 4 sums are right" in log


def test_no_partial_files_are_left(finished):
    assert not list(finished.folder.rglob("*.part*"))
