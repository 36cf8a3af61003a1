"""A run that is killed again and again ends with the same bits as one that is left alone."""

import os
import random
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from conftest import ROOT, kill

pytestmark = pytest.mark.workflow

KILLS = 6
SMALL = """
datasets:
  fashion_mnist: null
  mnist: {pairs: [[0, 7]]}
models:
  tasks: {hidden: [64], seeds: 2, seeds_per_job: 1}
  pairs: {seeds: 1, seeds_per_job: 1}
probes:
  prune:
    sweeps: {main: {selections: [smallest]}, d32: null, deep: null}
  noise: {sweeps: {main: {draws: 1, seeds: all}, d32: null}}
  flip: {sweeps: {main: null, d32: null}}
  randomize:
    sweeps: {main: {seeds: 1}, start: null, d32: null}
"""


def started(run, config, **options):
    """Start a run that is not waited for."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "snakemake", "--cores=2", f"--directory={run.folder}"),
            *("--configfile", *run.configs, config),
        ],
        cwd=ROOT,
        **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options},
    )


def bits(run):
    """What every file holds, but for the page, which tells of times."""
    return {
        str(path.relative_to(run.folder)): path.read_bytes()
        for path in sorted((run.folder / "results").rglob("*"))
        if path.is_file() and path.name != "index.html"
    }


def test_kills_at_random_moments(finished, tmp_path):
    config = tmp_path / "small.yaml"
    config.write_text(SMALL)
    runs = [type(finished)(tmp_path / name) for name in ("calm", "killed")]
    for run in runs:
        data = run.path("data/mnist.safetensors")
        data.parent.mkdir(parents=True)
        data.symlink_to(finished.path("data/mnist.safetensors"))
    calm, killed = runs
    done = calm(config=SMALL)
    assert done.returncode == 0, done.stderr[-3000:]

    moments = random.Random(4)
    kills = 0
    while kills < KILLS:
        process = started(killed, config)
        time.sleep(moments.uniform(0.5, 7))
        if process.poll() is None:
            kill(process)
            kills += 1
        else:
            # Over before it was killed: give it work again.
            for table in killed.path("probes").rglob("*.parquet"):
                table.unlink()

    done = killed(config=SMALL)
    assert done.returncode == 0, done.stderr[-3000:]
    assert not list(killed.folder.rglob("*.part*"))
    expected, found = bits(calm), bits(killed)
    assert list(found) == list(expected)
    assert [name for name in expected if found[name] != expected[name]] == []
    assert not list((killed.folder / ".snakemake").glob("locks/*"))


def test_an_interrupt_ends_a_run_in_a_few_words(finished, tmp_path):
    run = type(finished)(tmp_path)
    data = run.path("data/mnist.safetensors")
    data.parent.mkdir(parents=True)
    data.symlink_to(finished.path("data/mnist.safetensors"))
    config = tmp_path / "long.yaml"
    config.write_text(f"{SMALL}\ntraining: {{epochs: 500}}")
    told = tmp_path / "told"
    with told.open("w") as file:
        process = started(
            run,
            config,
            stderr=file,
            start_new_session=True,
            # Where the tests themselves were started in the background, interrupts are ignored.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
    while "Train mnist" not in told.read_text():
        assert process.poll() is None
        time.sleep(0.2)
    time.sleep(5)
    os.killpg(process.pid, signal.SIGINT)
    try:
        assert process.wait(30) != 0
    finally:
        if process.poll() is None:
            kill(process)
    lines = told.read_text().splitlines()
    assert not [line for line in lines if "Traceback" in line]
    assert lines[-1] == "Stopped. What was finished stays; the same command goes on from there."
    assert not list((run.folder / ".snakemake").glob("locks/*"))
    assert not run.path("models").exists() or not list(run.path("models").rglob("*.safetensors"))
