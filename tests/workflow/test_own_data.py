"""Tables, arrays and photos of one's own: from nothing to the data, and what reads them again."""

import shutil

import numpy as np
import pandas as pd
import pytest
from conftest import Run
from own_data import archive, class_folders, rows, save_in_colour, table
from test_reruns import jobs, planned

import taskcomplexity as tc
from taskcomplexity.data.stored import load_data

pytestmark = pytest.mark.workflow

ALL = ("table", "tested", "arrays", "photos")
TARGETS = [f"results/data/{name}.safetensors" for name in ALL]


def config(**changes):
    """Four datasets of one's own, without those of the paper."""
    sections = {
        **dict.fromkeys(("mnist", "fashion_mnist", "kmnist", "emnist_letters", "cifar10"), "null"),
        "table": "{path: own.csv, label: species}",
        "tested": "{path: own.csv, label: species, test_path: test.csv}",
        "arrays": "{path: own.npz, test_fraction: 0.3}",
        "photos": "{path: photos, colour: channels, size: [9, 9]}",
    }
    own = "".join(f"  {name}: {section}\n" for name, section in {**sections, **changes}.items())
    return f"datasets:\n{own}"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """All of them, read."""
    run = Run(tmp_path_factory.mktemp("own"))
    table(run.folder / "own.csv", rows(60))
    table(run.folder / "test.csv", rows(20, seed=9))
    values = np.random.default_rng(1).normal(size=(30, 3))
    np.savez(run.folder / "own.npz", features=values, labels=np.arange(30) % 3)
    class_folders(run.folder / "photos", ("sky", "leaf"), save_in_colour)
    done = run(*TARGETS, config=config())
    assert done.returncode == 0, done.stderr[-3000:]
    return run


def test_they_come_from_nothing_to_the_disk(own):
    read = {name: load_data(own.path(f"data/{name}.safetensors")) for name in ALL}
    assert {name: one.values("train").shape for name, one in read.items()} == {
        "table": (48, 6),
        "tested": (60, 6),
        "arrays": (21, 3),
        "photos": (8, 9, 9, 3),
    }
    assert {name: one.values("test").shape[0] for name, one in read.items()} == {
        "table": 12,
        "tested": 20,
        "arrays": 9,
        "photos": 2,
    }
    assert read["arrays"].classes == ("0", "1", "2")
    assert read["photos"].classes == ("leaf", "sky")
    log = (own.folder / "logs/fetch/table.log").read_text()
    assert "has no test part, so that 12 of 60 samples are kept for the test" in log


@pytest.mark.parametrize(
    ("changes", "fetched"),
    [
        ({}, ()),
        ({"arrays": "{path: own.npz, test_fraction: 0.4}"}, ("arrays",)),
        ({"table": "{path: own.csv, label: species, test_fraction: 0.2}"}, ()),
        ({"table": "{path: own.csv, label: shade}"}, ("table",)),
        ({"table": "{path: own.csv, label: species, test_path: test.csv}"}, ("table",)),
        ({"tested": "{path: own.csv, label: species, test_path: more.csv}"}, ("tested",)),
        ({"photos": "{path: photos, colour: grey, size: [9, 9]}"}, ("photos",)),
        ({"photos": "{path: photos, colour: channels}"}, ("photos",)),
        ({"photos": "{path: photos, colour: channels, size: [9, 8]}"}, ("photos",)),
        ({"photos": "{path: photos, colour: channels, size: [9, 9], pairs: null}"}, ()),
    ],
)
def test_a_key_reads_again_what_it_is_of(own, changes, fetched):
    table(own.folder / "more.csv", rows(18, seed=10))
    done = own("--dry-run", *TARGETS, config=config(**changes))
    assert planned(done) == jobs(fetch=len(fetched))
    for name in fetched:
        assert f"Fetch {name}" in done.stdout + done.stderr


def test_another_root_seed_reads_again_what_is_split_here(own):
    done = own("--dry-run", *TARGETS, config=f"seed: 3\n{config()}")
    assert planned(done) == jobs(fetch=3)
    assert "Fetch tested" not in done.stdout + done.stderr


def test_another_test_table_reads_again_its_dataset(own):
    kept = shutil.copy(own.folder / "test.csv", own.folder / "kept.csv")
    table(own.folder / "test.csv", rows(20, seed=11))
    done = own("--dry-run", *TARGETS, config=config())
    shutil.move(kept, own.folder / "test.csv")
    assert planned(done) == jobs(fetch=1)
    assert "Fetch tested" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("{path: own.csv}", "`datasets.own` gives no `classes`, and they cannot be found: "),
        ("{path: own.csv, label: specis}", "which `label` names; did you mean 'species'? it has"),
        (
            "{path: own.csv, label: specis, classes: [upper, lower]}",
            "datasets.own.path: {folder}/own.csv: has no column 'specis', which `label` names",
        ),
        (
            "{path: own.npz, test_fraction: 0.2}",
            "datasets.own: `test_fraction` is for data without",
        ),
        ("{path: own.npz, label: x}", "datasets.own: `label` names a column of a table, but"),
        (
            "{path: own.csv, label: species, test_path: void.csv}",
            "{folder}/void.csv: expected a ta",
        ),
        ("{path: own.csv, label: species, size: [9, 9]}", "datasets.own: `size` is for pictures"),
    ],
)
def test_what_does_not_fit_is_told_before_any_job(empty, section, told):
    table(empty.folder / "own.csv")
    archive(empty.folder / "own.npz")
    done = empty("results/data/own.safetensors", config=f"datasets:\n  own: {section}\n")
    assert done.returncode != 0
    assert told.format(folder=empty.folder) in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert not (empty.folder / "results").exists()


def test_what_is_wrong_with_a_column_fails_where_it_comes_in(empty):
    columns = rows()
    columns["length"][4] = None
    table(empty.folder / "own.csv", columns)
    config = "datasets:\n  own: {path: own.csv, label: species}\n"
    done = empty("results/data/own.safetensors", config=config)
    assert done.returncode != 0
    for text in (done.stderr, (empty.folder / "logs/fetch/own.log").read_text()):
        assert "column length: 1 values are missing, the first in row 5; fill them" in text


MEASURED = """
distances: {image_pairs: 50, most_image_pairs: 100}
training: {epochs: 2, minimum_steps: 40}
models: {pairs: {seeds: 2, hidden: 8, seeds_per_job: 2, pairs_per_job: 60}}
probes: {randomize: {sweeps: {pairs: {draws: 2}}}}
complexity: {resamples: 100}
"""


def test_the_measure_is_that_of_the_function(own):
    """From nothing but a path, all pairs; and the same numbers as in Python."""
    done = own("complexity", config=config() + MEASURED)
    assert done.returncode == 0, done.stderr[-3000:]
    with np.load(own.folder / "own.npz") as stored:
        found = tc.task_complexity(
            stored["features"],
            stored["labels"],
            test_fraction=0.3,
            **{"seeds": 2, "hidden": 8, "epochs": 2, "minimum_steps": 40, "draws": 2},
            name="arrays",
        )
    made = pd.read_parquet(own.path("complexity/arrays.parquet"))
    same = [name for name in found if name in made and name not in ("class_a", "class_b")]
    assert len(same) > 15
    pd.testing.assert_frame_equal(found[same], made[same], check_exact=True, check_dtype=False)
    assert made["energy_distance"].notna().all()
    assert made["ssim_distance"].isna().all()
    photos = pd.read_parquet(own.path("complexity/photos.parquet"))
    assert photos["ssim_distance"].notna().all()
    assert own.path("figures/figure_04.png").exists()
    assert made["few_test_rows"].all()


def test_pairs_that_did_not_train_are_told_at_the_end(own, tmp_path):
    copy = Run(tmp_path)
    shutil.copy(own.folder / "own.npz", tmp_path)
    lazy = "training: {epochs: 1, minimum_steps: 0, learning_rate: 1.0e-9}\n"
    some = config(table="null", tested="null", photos="null")
    done = copy(
        "results/complexity/arrays.parquet",
        config=some + MEASURED.replace("training: {epochs: 2, minimum_steps: 40}\n", lazy),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    made = pd.read_parquet(copy.path("complexity/arrays.parquet"))
    assert made[["delta_binarization", "delta_randomization"]].isna().all(axis=None)
    assert made["accuracy"].notna().all()
    assert "arrays: 3 of 3 pairs have no loss, as most of their models did not train" in done.stderr
