"""The target `sparse` on small pictures of the user's own."""

import random
import shutil
import subprocess
import sys
import time
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, Run, edit, kill
from own_data import archive
from test_reruns import of_a_study, planned

pytestmark = pytest.mark.workflow

CONFIG = """
datasets:
  mnist: null
  fashion_mnist: null
  kmnist: null
  emnist_letters: null
  halves: {{path: {path}, classes: [upper, lower]}}
sparse:
  datasets: {{halves: all}}
  hidden: [24, 20]
  density: 0.2
  held_out: 20
  training: {{epochs: 3, batch_size: 16}}
  topology: {{zeta: 0.3}}
  methods:
    static: null
    rlr: {{seeds: 2, seeds_per_job: 2}}
    ch3l3: {{seeds: 2, seeds_per_job: 2}}
    ch3l3_soft: null
    dense: {{seeds: 1, seeds_per_job: 1, epochs: 2, test_images: 30}}
    dense_pruned: {{retrain_epochs: 0}}
  probes:
    prune:
      random: {{kept: [0.5], draws: 2}}
      largest: {{kept: [0.9, 0.5]}}
      smallest: {{kept: [1, 0.2]}}
    noise: {{relative: null}}
    flip: {{main: null}}
    shuffle: {{main: null}}
    randomize: {{main: {{kinds: [A, G], kept: [1]}}}}
  attacks: {{epsilons: [0.05], steps: 2}}
  nulls: {{draws: 1}}
"""
METHODS = {"rlr": 2, "ch3l3": 2, "dense": 1, "dense_pruned": 1}


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """The target `sparse`, run once from nothing to the end."""
    folder = tmp_path_factory.mktemp("sparse")
    own = folder / "config.yaml"
    path = archive(folder / "halves.npz", numbers=(120, 40))
    own.write_text(CONFIG.format(path=path))
    run = Run(folder, (own,))
    done = run("sparse")
    assert done.returncode == 0, done.stderr[-5000:]
    return run


def table(run, name):
    paths = sorted(run.path("sparse").glob(f"{name}/halves/*.parquet"))
    assert paths
    return pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)


def test_nothing_is_left_to_do(grown):
    assert planned(grown("sparse", "--dry-run")) == Counter()
    assert not list(grown.folder.rglob("*.part*"))


def test_every_method_has_its_networks_in_every_table(grown):
    for name in ("training", "probes/prune", "probes/randomize", "attacks"):
        networks = table(grown, name).groupby("method")["seed"].nunique()
        assert networks.to_dict() == METHODS, name
    linked = {method: number for method, number in METHODS.items() if method != "dense"}
    for name in ("degrees", "nulls"):
        assert table(grown, name).groupby("method")["seed"].nunique().to_dict() == linked
    assert (table(grown, "probes/prune").query("method == 'dense'")["images"] == 30).all()


def test_updates_keep_the_number_of_links_and_are_told(grown):
    topology = table(grown, "topology")
    assert set(topology["epoch"]) == {0, 1, 2}
    links = topology.groupby("layer")["links"].unique().map(list).to_dict()
    assert links == {1: [round(0.2 * 144 * 24)], 2: [round(0.2 * 24 * 20)]}
    updates = topology[topology["epoch"] > 0]
    assert (updates["removed"] == np.floor(0.3 * updates["links"] + 1e-9)).all()
    assert updates["overlap"].between(0, 1).all()
    explored = topology.sort_values("epoch").groupby(["method", "seed", "layer"])["explored"]
    assert explored.apply(lambda values: values.is_monotonic_increasing).all()


def test_seeds_pair_over_methods(grown):
    """The same start and order of images: until the first update nothing tells methods apart."""
    history = table(grown, "training").set_index(["epoch", "method", "seed"])
    shown = ["training_loss", "test_accuracy", "validation_accuracy"]
    first, second = (history.loc[epoch, shown] for epoch in (1, 2))
    pd.testing.assert_frame_equal(first.loc["rlr"], first.loc["ch3l3"])
    assert (second.loc["rlr", "training_loss"] != second.loc["ch3l3", "training_loss"]).all()
    assert first.loc["rlr", "training_loss"].nunique() == 2


def test_seconds_stand_in_files_of_their_own(grown):
    timings = table(grown, "timings")
    seconds = set(timings) - {"dataset", "method", "epoch", "networks"}
    assert seconds == {"training", "scoring", "updating"}
    assert (timings["training"] > 0).all()
    for name in ("training", "topology"):
        assert not seconds & set(table(grown, name))


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        pytest.param(
            "sparse: {probes: {randomize: {main: {kept: [0.9]}}}}",
            {"sparse_randomize": 3, "figures": "0104", "sparse_audit": 1},
            id="a level",
        ),
        pytest.param(
            "sparse: {topology: {zeta: 0.4}}",
            {
                "sparse_train": 2,
                **dict.fromkeys(["sparse_prune", "sparse_randomize"], 2),
                **dict.fromkeys(["sparse_attack", "sparse_nulls"], 2),
                "figures": "0102030405",
                "sparse_audit": 1,
            },
            id="the fraction that is removed",
        ),
        pytest.param(
            "sparse: {methods: {dense: {test_images: 20}}}",
            {
                **dict.fromkeys(["sparse_prune", "sparse_randomize"], 1),
                "sparse_attack": 1,
                "figures": "0104",
                "sparse_audit": 1,
            },
            id="on how many images the dense networks are measured",
        ),
        pytest.param(
            "sparse: {nulls: {draws: 2}}",
            {"sparse_nulls": 3, "figures": "05", "sparse_audit": 1},
            id="draws of the nulls",
        ),
    ],
)
def test_a_change_of_the_config(grown, config, expected):
    done = grown("sparse", "--dry-run", config=config)
    assert planned(done) - Counter(sparse=1) == of_a_study("sparse", expected)


def test_an_edit_of_the_nulls_is_nothing_to_the_training(grown, checkout):
    edit(checkout / "src/taskcomplexity/links/nulls.py")
    done = grown("sparse", "--dry-run", f"--snakefile={checkout / 'Snakefile'}")
    found = planned(done)
    assert found["sparse_nulls"] == 3
    assert not found["sparse_train"]


def test_what_runs_again_gives_the_same_bits(grown):
    names = [
        "sparse/models/halves/rlr_seeds000-001.safetensors",
        "sparse/training/halves/rlr_seeds000-001.parquet",
        "sparse/topology/halves/rlr_seeds000-001.parquet",
        "sparse/attacks/halves/rlr_seeds000-001.parquet",
        "sparse/nulls/halves/rlr_seeds000-001.parquet",
    ]
    before = {name: grown.path(name).read_bytes() for name in names}
    for name in (names[0], *names[3:]):
        grown.path(name).unlink()
    done = grown(*(f"results/{name}" for name in names))
    assert done.returncode == 0, done.stderr[-3000:]
    assert {name: grown.path(name).read_bytes() for name in names} == before


def test_a_killed_training_leaves_nothing_half_written(grown, tmp_path):
    other = Run(tmp_path, grown.configs)
    data = other.path("data/halves.safetensors")
    data.parent.mkdir(parents=True)
    shutil.copy(grown.path("data/halves.safetensors"), data)
    target = "results/sparse/models/halves/ch3l3_seeds000-001.safetensors"
    arguments = ["--cores=1", f"--directory={tmp_path}", "--configfile", *grown.configs]
    moments = random.Random(5)
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "snakemake", target, *arguments],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(2, 5))
        kill(process)
    done = other(target)
    assert done.returncode == 0, done.stderr[-3000:]
    assert not list(tmp_path.rglob("*.part*"))
    assert (tmp_path / target).read_bytes() == (grown.folder / target).read_bytes()


def test_what_cannot_be_done_is_told_before_any_job(empty):
    done = empty("sparse", config="sparse: {density: 0.001, datasets: {minst: all}}")
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert "`sparse.density` 0.001 gives layer 1 784 links for 1,000 outputs" in told
    assert "`sparse.datasets.minst` is not among `datasets`; did you mean `mnist`?" in told
    assert "Traceback" not in told
    assert not (empty.folder / "results").exists()
