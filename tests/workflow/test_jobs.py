"""How many jobs a config makes, and what a job holds."""

import re
import time

import numpy as np
import pytest

from taskcomplexity.configuration.datasets import read_datasets
from taskcomplexity.models.names import Models
from taskcomplexity.studies.tasks.plan import Plan

pytestmark = pytest.mark.workflow

MANY = 100
CLASSES = ", ".join(f"c{number:02}" for number in range(MANY))
ONE_DATASET = "datasets: {mnist: null, fashion_mnist: null, many: "
MANY_CLASSES = (
    f"{ONE_DATASET}{{path: many.npz, classes: [{CLASSES}], tasks: {{easy: auto, hard: auto}}, "
    "pairs: all}}"
)


def jobs_of(done):
    """Jobs of a dry run by their rule."""
    assert done.returncode == 0, done.stderr[-3000:]
    table = (done.stdout + done.stderr).split("Job stats:")[1]
    return {name: int(number) for name, number in re.findall(r"^(\w+) +(\d+)$", table, re.M)}


def test_the_paper_is_few_jobs(empty):
    jobs = jobs_of(empty("--dry-run"))
    assert jobs["total"] <= 120
    assert jobs["train"] == 2 * (2 * 3 + 1)


@pytest.fixture
def many(empty):
    """Images of a hundred classes."""
    labels = np.repeat(np.arange(MANY), 3)
    images = np.random.default_rng(0).integers(0, 256, (len(labels), 8, 8), dtype=np.uint8)
    arrays = {"train_images": images, "train_labels": labels}
    arrays |= {"test_images": images, "test_labels": labels}
    np.savez(empty.folder / "many.npz", **arrays)
    return empty


def test_a_hundred_classes_are_not_many_more(many):
    began = time.monotonic()
    jobs = jobs_of(many("--dry-run", config=MANY_CLASSES))
    seconds = time.monotonic() - began
    print(f"{jobs['total']} jobs for {MANY} classes, planned in {seconds:.1f} s")
    assert jobs["total"] <= 400
    # 4,950 pairs and 5,050 cells, 60 in a job.
    assert jobs["prune"] == 83 + 2 * 3
    assert jobs["distance_cells"] == 85
    assert seconds < 120


def test_no_job_grows_with_the_number_of_pairs(config):
    """The pairs of a block are the same however many classes there are."""

    def blocks(classes):
        config["datasets"] = {
            "own": {
                "path": "/own",
                "classes": [f"c{number}" for number in range(classes)],
                "tasks": {"easy": "auto", "hard": "auto"},
                "pairs": "all",
            }
        }
        plan = Plan(config, read_datasets(config))
        return {
            str(models): plan.classes_of("own", Models.parse(str(models)))
            for models in plan.trained("own", "pairs", plan.pair_layers)
        }

    few, more = blocks(12), blocks(30)
    *full, _last = few
    assert len(full) == 1
    assert {name: more[name] for name in full} == {name: few[name] for name in full}
    assert max(map(len, more.values())) == 60
    pairs = [pair for block in more.values() for pair in block.values()]
    assert len(set(pairs)) == len(pairs) == 30 * 29 // 2
