"""What is wrong in the config is told before any job starts."""

import numpy as np
import pytest
from own_data import archive, drawn, picture_folder

from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.idx import IDX_FILES

pytestmark = pytest.mark.workflow


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("sede: 3", "`sede` is no key of the config; did you mean `seed`? allowed here: seed,"),
        (
            "training: {epocs: 3}",
            "`training.epocs` is no key of the config; did you mean `epochs`? allowed here: epochs",
        ),
        (
            "datasets: {mnist: {tasks: {hard: [7, 10]}}}",
            "names the class 10, which MNIST lacks; allowed: 0 (0), 1 (1)",
        ),
        (
            "datasets: {fashion_mnist: {pairs: [[Boot, Bag]]}}",
            "names the class 'Boot', which Fashion-MNIST lacks; allowed: 0 (T-shirt/top)",
        ),
        ("datasets: {mnist: {tasks: {easy: [3, 3]}}}", "is a pair of one class, [3, 3]"),
        (
            "probes: {prune: {kept: [1, 1.2]}}",
            "`probes.prune.kept.1` is 1.2; allowed: number from 0 to 1",
        ),
        ("datasets: {mnist: {sources: []}}", "`datasets.mnist` has no source; name a `path`"),
        (
            "datasets: {letters: {tasks: {easy: auto, hard: auto}, pairs: all}}",
            "`datasets.letters` is not in the catalog (mnist, fashion_mnist, kmnist, emnist_",
        ),
        (
            "datasets: {kmnist: {sources: [package]}}",
            "`datasets.kmnist.sources` names package, which does not carry KMNIST; name a `path`",
        ),
        (
            "datasets: {penbased: {sources: [package], pairs: all}}\ndistances: {measure: ssim}",
            "`datasets.penbased`: `distances.measure` is ssim, which compares pictures of at least",
        ),
        (
            "datasets: {mnist: {tasks: {all: [1, 2]}}}",
            "`datasets.mnist.tasks.all` has a name that stands for something else",
        ),
        ("datasets: {mnist: {tasks: {odd: [1]}}}", "is [1]; allowed: 2 entries or more"),
        ("models: {tasks: {hidden: []}}", "`models.tasks.hidden` is []; allowed: 1 entries or"),
        ("training: {learning_rate: 1e-3}", "YAML reads 1e-3 as text; write 0.001"),
        ("training: {activation: relux}", "did you mean `relu`? allowed: relu, tanh, sigmoid"),
    ],
)
def test_it_is_named_with_what_is_allowed(empty, config, told):
    done = empty(config=config)
    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (empty.folder / "results").exists()


def told_before_any_job(run, done, *parts):
    assert done.returncode != 0
    told = done.stdout + done.stderr
    for part in parts:
        assert part in told
    assert "Traceback" not in told
    assert not (run.folder / "results").exists()


def own(path, classes="[upper, lower]", tasks="{easy: [0, 1], hard: [0, 1]}"):
    return (
        "datasets: {mnist: null, fashion_mnist: null, own: "
        f"{{path: {path}, classes: {classes}, tasks: {tasks}, pairs: [[0, 1]]}}}}"
    )


WITHOUT_TASKS = """datasets:
  mnist: null
  fashion_mnist: null
  kmnist: null
  own: {path: own.npz, classes: [upper, lower], pairs: null}
"""


@pytest.mark.parametrize("target", ["all", "audit", "figure_06"])
def test_the_paper_without_a_dataset_with_tasks_is_told(empty, target):
    archive(empty.folder / "own.npz")
    done = empty("--dry-run", target, config=WITHOUT_TASKS)
    assert done.returncode != 0
    assert "the config lacks a dataset with `tasks` or `pairs`" in done.stdout


def test_a_dataset_without_tasks_is_read_but_not_measured(empty):
    archive(empty.folder / "own.npz")
    done = empty("--dry-run", "results/distances/own.parquet", config=WITHOUT_TASKS)
    assert done.returncode != 0
    assert "`datasets.own` has neither `tasks` nor `pairs`" in done.stdout
    done = empty("results/data/own.safetensors", config=WITHOUT_TASKS)
    assert done.returncode == 0, done.stderr
    assert empty.path("data/own.safetensors").exists()


def test_text_from_the_command_line_is_told_to_be_text(empty):
    done = empty("--dry-run", "--config", "training={epochs: 2}")
    told_before_any_job(
        empty,
        done,
        "`training.epochs` is '2'; allowed: integer (it is text; write 2 without quotes; ",
        "name a file with --configfile",
    )


def test_a_key_given_twice_is_told(empty):
    done = empty("--dry-run", config="training: {epochs: 2}\nseed: 1\ntraining: {keep: best}")
    told_before_any_job(
        empty,
        done,
        f"{empty.folder / 'own.yaml'}, line 3: the key `training` is given a second time, first in "
        "line 1",
    )


def test_own_data_that_is_not_there_is_told_with_its_place(empty):
    done = empty("--dry-run", config=own("data/own"))
    told_before_any_job(
        empty,
        done,
        f"datasets.own.path: {empty.folder}/data/own: expected the four IDX files",
        f"found nothing (there is {empty.folder})",
    )


def test_a_class_without_a_folder_is_told(empty):
    picture_folder(empty.folder / "data", names=("Upper", "lower"))
    done = empty("--dry-run", config=own("data"))
    told_before_any_job(
        empty,
        done,
        f"{empty.folder}/data/train: expected a folder 'upper' with pictures of this class",
        "it holds Upper, lower; did you mean 'Upper'?",
        f"{empty.folder}/data/test: expected a folder 'upper'",
    )


def test_a_folder_of_a_known_dataset_is_looked_at_before_any_job(empty):
    config = f"datasets: {{mnist: {{sources: [], path: {empty.folder / 'void'}}}}}"
    done = empty("results/data/mnist.safetensors", config=config)
    told_before_any_job(
        empty, done, "void: expected train-images-idx3-ubyte or", "in it, found nothing"
    )
    (empty.folder / "void").mkdir()
    done = empty("--dry-run", config=config.replace("[]", "[package]"))
    assert done.returncode == 0, done.stderr
    assert "found none of them; it is empty" in done.stdout
    assert "The sources of mnist are tried in its place." in done.stdout


def test_a_folder_of_letters_is_looked_for_by_its_own_names(empty):
    for name in IDX_FILES:
        (empty.folder / name).write_bytes(b"")
    config = f"datasets: {{emnist_letters: {{sources: [], path: {empty.folder}}}}}"
    done = empty("--dry-run", config=config)
    told_before_any_job(
        empty, done, f"{empty.folder}: expected emnist-letters-train-images-idx3-ubyte or"
    )
    for name in CATALOG["emnist_letters"].files.values():
        (empty.folder / name).write_bytes(b"")
    failed_in_fetch(
        empty, "emnist_letters", config, "emnist-letters-train-images-idx3-ubyte: not an IDX file"
    )


def test_a_folder_of_batches_is_looked_for_and_read(empty):
    config = f"datasets: {{cifar10: {{sources: [], path: {empty.folder}}}}}"
    for number in range(1, 6):
        (empty.folder / f"data_batch_{number}.bin").write_bytes(b"")
    done = empty("--dry-run", config=config)
    told_before_any_job(
        empty, done, f"{empty.folder}: expected test_batch.bin or test_batch.bin.gz, found neither"
    )
    (empty.folder / "test_batch.bin").write_bytes(b"")
    failed_in_fetch(empty, "cifar10", config, "data_batch_1.bin (0 bytes): expected SHA-256 cee916")


def failed_in_fetch(run, dataset, config, *parts):
    done = run(f"results/data/{dataset}.safetensors", config=config)
    assert done.returncode != 0
    for text in (done.stderr, (run.folder / f"logs/fetch/{dataset}.log").read_text()):
        for part in parts:
            assert part in text
    assert not (run.folder / f"results/data/{dataset}.safetensors").exists()
    assert not list((run.folder / "results").rglob("*.part*"))


def test_another_file_than_that_of_the_dataset_fails_with_the_reason_in_the_log(empty):
    for name in IDX_FILES:
        (empty.folder / name).write_bytes(b"")
    config = f"datasets: {{mnist: {{sources: [], path: {empty.folder}}}}}"
    failed_in_fetch(empty, "mnist", config, "train-images-idx3-ubyte (0 bytes): expected SHA-256")


def test_data_that_cannot_be_used_fails_where_it_comes_in(empty):
    path = archive(empty.folder / "own.npz", test_labels=np.zeros(4, int))
    failed_in_fetch(
        empty,
        "own",
        own("own.npz"),
        f"Read {path}",
        f"{path}: cannot be used:",
        "class 1 (lower): no test images; add some, or name tasks and pairs without it",
    )


def test_what_is_done_to_data_and_what_is_odd_about_it_is_told_on_screen(empty, monkeypatch):
    monkeypatch.setenv("HOME", str(empty.folder))
    images, labels = drawn(6)
    path = archive(
        empty.folder / "own.npz",
        train_images=np.concatenate([images[:, None]] * 2 + [images[:1, None]] * 30),
        train_labels=np.concatenate([labels + 1] * 2 + [labels[:1] + 1] * 30),
        test_labels=drawn(4)[1] + 1,
    )
    config = own("~/own.npz", "{1: upper, 2: lower}", "{easy: [1, 2], hard: [upper, lower]}")
    done = empty(
        "results/data/own.safetensors", config=config.replace("[[0, 1]]", "[[lower, upper]]")
    )
    assert done.returncode == 0, done.stderr
    for text in (done.stderr, (empty.folder / "logs/fetch/own.log").read_text()):
        assert f"Read {path}" in text
        assert "the shape (42, 1, 12, 12) is taken as (42, 12, 12)" in text
        assert "The training images are uneven: 6 of lower, 36 of upper" in text


def test_a_class_that_comes_into_use_later_is_checked_by_the_training(empty):
    labels = np.array([0, 0, 0, 1, 1, 1, 2, 2], np.uint8)
    images = drawn(8)[0]
    few = {"test_images": images[:6], "test_labels": labels[:6]}
    archive(empty.folder / "own.npz", train_images=images, train_labels=labels, **few)
    config = own("own.npz", "[upper, lower, other]")
    assert empty("results/data/own.safetensors", config=config).returncode == 0
    model = "results/models/own/pairs0000-0059_d64_seeds000-019.safetensors"
    done = empty(model, config=config.replace("[[0, 1]]", "[[upper, other]]"))
    assert done.returncode != 0
    assert "rule fetch" not in done.stderr
    assert "class 2 (other): no test images; add some, or name tasks" in done.stderr
