"""The target `metrics_neighbours` on small pictures of the user's own."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from conftest import Run, edit
from own_data import archive
from test_reruns import planned

from taskcomplexity.studies.metrics.neighbours.columns import MODEL_LAYER_COLUMNS

pytestmark = pytest.mark.workflow

CONFIG = """
datasets:
  mnist: null
  fashion_mnist: null
  kmnist: null
  emnist_letters: null
  cifar10: null
  quarters:
    path: {path}
    classes: [a, b, c, d]
    tasks: {{easy: [a, b], hard: [d, c]}}
    pairs: all
distances: {{image_pairs: 20, most_image_pairs: 40}}
training: {{epochs: 2, batch_size: 16}}
models:
  tasks: {{hidden: [8, [6, 5]], seeds: 3, seeds_per_job: 3}}
  pairs: {{hidden: 8, seeds: 2, seeds_per_job: 2}}
probes:
  prune: {{sweeps: {{main: null, widths: null, pairs: {{hidden: 8}}}}}}
  noise: {{sweeps: {{main: null, widths: null}}}}
  flip: {{sweeps: {{main: null, widths: null}}}}
  randomize:
    sweeps: {{main: null, start: null, widths: null, pairs: {{hidden: 8, draws: 1}}}}
complexity: {{resamples: 100}}
sparse:
  datasets: {{mnist: null, fashion_mnist: null, kmnist: null, emnist_letters: null, quarters: all}}
  hidden: [24, 20]
  density: 0.2
  held_out: 20
  training: {{epochs: 2, batch_size: 16}}
  methods:
    static: null
    rlr: {{seeds: 4, seeds_per_job: 4}}
    ch3l3: null
    ch3l3_soft: null
    dense: {{seeds: 1, seeds_per_job: 1, epochs: 1, test_images: 30}}
    dense_pruned: null
  probes:
    prune: {{random: {{kept: [0.5], draws: 1}}, largest: null, smallest: {{kept: [1, 0.2]}}}}
metrics: {{samples: 20, datasets: {{mnist: null, cifar10: null}}}}
"""
MADE = ("tasks", "complexity", "correlations", "sparse", "robustness", "figures/correlations")


def quarters(number, seed):
    """Pictures of four classes, each brighter in a quarter of its own."""
    labels = np.arange(number) % 4
    images = np.random.default_rng(seed).integers(0, 120, (number, 12, 12))
    for label in range(4):
        images[labels == label, 3 * label : 3 * label + 3] += 30 + 20 * label
    return images.astype(np.uint8), labels.astype(np.uint8)


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """The target `metrics_neighbours`, run once from nothing to the end."""
    folder = tmp_path_factory.mktemp("neighbours")
    own = folder / "config.yaml"
    names = ("train_images", "train_labels", "test_images", "test_labels")
    arrays = dict(zip(names, (*quarters(160, 1), *quarters(80, 2)), strict=True))
    own.write_text(CONFIG.format(path=archive(folder / "quarters.npz", **arrays)))
    run = Run(folder, (own,))
    done = run("metrics_neighbours")
    assert done.returncode == 0, done.stderr[-5000:]
    return run


def table(run, name):
    return pd.read_parquet(run.path(f"metrics/neighbours/{name}.parquet"))


def test_nothing_is_left_to_do(grown):
    assert planned(grown("metrics_neighbours", "--dry-run")) == Counter()
    assert not list(grown.folder.rglob("*.part*"))


def test_every_model_has_its_layers_in_both_states(grown):
    for name, number in (("tasks/quarters/hard_d8_seeds000-002", 3), ("pairs/quarters/", 12)):
        path = f"metrics/neighbours/{name}*.parquet"
        (file,) = grown.path("").glob(path)
        rows = pd.read_parquet(file)
        assert list(rows.columns) == list(MODEL_LAYER_COLUMNS)
        assert len(rows) == 2 * 2 * number
        assert set(rows["samples"]) == {20}
    assert not list(grown.path("metrics/neighbours/tasks").rglob("*d6-5*"))
    beside = table(grown, "complexity")
    assert len(beside) == 2 * 2 * 6
    known = pd.read_parquet(grown.path("complexity/quarters.parquet"))
    merged = beside.merge(known, on=["class_a", "class_b"], suffixes=("", "_known"))
    assert (merged["delta_binarization"] == merged["delta_binarization_known"]).all()
    assert set(table(grown, "tasks")["hard_pair"]) == {"2-3"}


def test_sparse_networks_stand_beside_what_is_left_of_them(grown):
    robustness = table(grown, "robustness")
    kinds = robustness.groupby("selection")["removed"].unique().map(list).to_dict()
    assert kinds == {"random": [0.5], "smallest": [0.0, 0.8]}
    found = table(grown, "sparse").groupby("method")
    assert set(found.groups) <= {"rlr", "dense"}
    assert set(table(grown, "sparse")["layer"]) == {2, 3, 4}
    assert found["selection"].unique().map(sorted)["dense"] == ["random", "smallest"]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            "metrics: {samples: 10}",
            {
                **{"metrics_neighbours_models": 3, "metrics_neighbours_networks": 2},
                **{"metrics_neighbours_complexity": 1, "metrics_neighbours_tasks": 1},
                **{"metrics_neighbours_robustness": 1, "metrics_neighbours_figure": 1},
            },
        ),
        ("metrics: {held_out: 10, networks: 2}", {}),
        (
            "sparse: {methods: {dense: {epochs: 2}}}",
            {
                **{"sparse_train_dense": 1, "sparse_prune": 1, "metrics_neighbours_networks": 1},
                "metrics_neighbours_robustness": 1,
            },
        ),
    ],
)
def test_a_change_of_the_config(grown, config, expected):
    found = planned(grown("metrics_neighbours", "--dry-run", config=config))
    assert found - Counter(metrics_neighbours=1) == Counter(expected)


def test_an_edit_of_what_is_measured_is_nothing_to_the_training(grown, checkout):
    edit(checkout / "src/taskcomplexity/studies/metrics/taken.py")
    done = grown("metrics_neighbours", "--dry-run", f"--snakefile={checkout / 'Snakefile'}")
    found = planned(done)
    assert found["metrics_neighbours_models"] == 3
    assert found["metrics_neighbours_networks"] == 2
    assert not {rule for rule in found if "train" in rule}


def test_what_runs_again_gives_the_same_bits(grown):
    names = [f"metrics/neighbours/{name}.parquet" for name in MADE]
    before = {name: grown.path(name).read_bytes() for name in names}
    for name in names:
        grown.path(name).unlink()
    done = grown("metrics_neighbours")
    assert done.returncode == 0, done.stderr[-3000:]
    assert {name: grown.path(name).read_bytes() for name in names} == before


def test_a_config_without_these_models_is_told(empty):
    config = (
        "datasets: {mnist: null, fashion_mnist: null}\n"
        "sparse: {datasets: {kmnist: null, emnist_letters: null}}"
    )
    done = empty("--dry-run", "metrics_neighbours", config=config)
    assert done.returncode != 0
    assert "the config lacks a dataset with `tasks` and `pairs`" in done.stdout + done.stderr
