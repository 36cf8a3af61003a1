"""The workflow as a module of another one, below a prefix."""

import re
import subprocess
import time

import pandas as pd
import pytest
from conftest import ROOT, SNAKEMAKE, TINY, environment, kill
from own_data import archive

pytestmark = pytest.mark.workflow

OUTER = """
configfile: "{root}/config/config.yaml"
configfile: "{tiny}"
configfile: "own.yaml"

module complexity:
    snakefile: "{root}/{entry}"
    config: config
    prefix: "part"

use rule * from complexity as tc_*

rule mine:
    input: rules.tc_all.input
    output: "mine.txt"
    default_target: True
    shell: "ls -R part/results > {{output}}"
"""
OWN = """
datasets:
  mnist: null
  fashion_mnist: null
  own:
    path: own.npz
    classes: [upper, lower]
    tasks: {easy: auto, hard: [0, 1]}
    pairs: all
"""


@pytest.fixture
def outer(tmp_path):
    """A workflow of one's own that takes this one in, with small data."""
    entry = "workflow/Snakefile"
    archive(tmp_path / "own.npz", numbers=(40, 20))
    (tmp_path / "own.yaml").write_text(OWN)
    (tmp_path / "Snakefile").write_text(OUTER.format(root=ROOT, tiny=TINY, entry=entry))
    return tmp_path


def command(*arguments):
    return [SNAKEMAKE, "--cores=2", *arguments]


def run(folder, *arguments):
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
    )


def test_both_entries_plan_the_same(outer):
    plans = []
    for entry in ("workflow/Snakefile", "Snakefile"):
        (outer / "Snakefile").write_text(OUTER.format(root=ROOT, tiny=TINY, entry=entry))
        done = run(outer, "--dry-run", "--quiet", "rules")
        assert done.returncode == 0, done.stderr[-3000:]
        plans.append(re.findall(r"^(\w+) +(\d+)$", done.stdout + done.stderr, re.MULTILINE))
    assert ("mine", "1") in plans[0]
    assert sorted(plans[0]) == sorted(plans[1])


def test_all_results_lie_below_the_prefix(outer):
    done = run(outer)
    assert done.returncode == 0, done.stderr[-5000:]
    assert not (outer / "results").exists()
    results = outer / "part/results"
    assert (results / "figures/figure_01.png").exists()
    assert (results / "audit.html").exists()
    assert (results / "index.html").exists()
    assert "figure_06.pdf" in (outer / "mine.txt").read_text()
    probed = pd.read_parquet(results / "probes/prune/own/hard_d64_seeds000-001.parquet")
    assert probed["accuracy"].between(0, 1).all()
    again = run(outer, "--dry-run")
    assert "Nothing to be done" in again.stdout + again.stderr


def test_the_lock_of_a_killed_run_is_taken_away(outer):
    process = subprocess.Popen(
        command(),
        cwd=outer,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    data = outer / "part/results/data/own.safetensors"
    for _ in range(600):
        time.sleep(0.1)
        if data.exists():
            break
    kill(process)
    assert list((outer / ".snakemake/locks").glob("*"))
    target = "part/results/distances/own.parquet"
    told = run(outer, "--dry-run", target)
    assert "the next run takes its lock away" in told.stdout + told.stderr
    assert list((outer / ".snakemake/locks").glob("*"))
    done = run(outer, target)
    assert done.returncode == 0, done.stderr[-5000:]
    assert "its lock is taken away" in done.stdout + done.stderr
    assert (outer / target).exists()
    assert not list((outer / ".snakemake/locks").glob("*"))
