"""What goes wrong is told with the file and the remedy, and the rest goes on."""

import os
import pickle
import re
import shutil
import subprocess
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest
import torch
from safetensors.numpy import save_file

from taskcomplexity.models.storage import WeightsError, load_ensembles

pytestmark = pytest.mark.workflow


@pytest.fixture
def copy(finished, tmp_path):
    """A finished run of its own, with Snakemake's records."""
    run = type(finished)(tmp_path / "copy")
    shutil.copytree(finished.folder, run.folder)
    return run


def log_of(run, done):
    """The log of the one job that failed, as the message on the screen names it."""
    assert done.returncode != 0
    named = set(re.findall(r"\(log: (\S+)\)", done.stdout + done.stderr))
    assert len(named) == 1, done.stderr[-3000:]
    return (run.folder / named.pop()).read_text()


def test_a_foreign_weights_file_is_named_and_the_rest_goes_on(copy):
    weights = copy.path("models/mnist/easy_d32_seeds000-001.safetensors")
    table = copy.path("probes/flip/mnist/easy_d32_seeds000-001.parquet")
    figure = copy.path("figures/figure_06.png")
    save_file({"weight": np.zeros((2, 2))}, weights)
    table.unlink()
    figure.unlink()
    done = copy("--keep-going", "--", str(table.relative_to(copy.folder)), "figure_06")
    for told in (log_of(copy, done), done.stdout + done.stderr):
        assert "easy_d32_seeds000-001.safetensors: not a weights file" in told
        assert "Delete the file and run the workflow again to train the models anew" in told
    assert "rule flip" in done.stdout + done.stderr
    assert figure.exists()
    assert not table.exists()

    weights.unlink()
    done = copy("--", str(table.relative_to(copy.folder)))
    assert done.returncode == 0, done.stderr[-3000:]
    assert table.exists()


def test_a_truncated_result_is_made_again_with_the_same_bits(copy):
    names = [
        "models/mnist/easy_d32_seeds000-001.safetensors",
        "probes/flip/mnist/easy_d32_seeds000-001.parquet",
    ]
    before = {name: copy.path(name).read_bytes() for name in names}
    for name in names:
        copy.path(name).write_bytes(before[name][:1000])
    mine = copy.path("mytable.parquet")
    mine.write_text("of the user")
    done = copy("--", f"results/{names[1]}")
    assert done.returncode == 0, done.stderr[-3000:]
    assert mine.read_text() == "of the user"
    for name in names:
        assert f"results/{name} is damaged. A run makes it again" in done.stderr
        aside = copy.path(f"{name}.damaged").name
        assert f"results/{name} is set aside as {aside}" in done.stderr
        assert copy.path(name).read_bytes() == before[name]
        assert copy.path(f"{name}.damaged").read_bytes() == before[name][:1000]


def test_a_table_with_missing_columns_is_named(copy):
    table = copy.path("complexity/mnist.parquet")
    frame = pd.read_parquet(table)
    frame.drop(columns="accuracy").to_parquet(table)
    done = copy("--", "figure_08")
    told = log_of(copy, done)
    assert re.search(r"complexity/mnist\.parquet: lacks the column\(s\) accuracy; it has", told)
    assert "Delete the file" in told
    assert copy.path("figures/figure_04.png").exists()


def test_a_pickle_is_not_opened(copy):
    """A file that would run a command when unpickled is refused and does nothing."""

    class Command:
        def __reduce__(self):
            return (os.system, (f"touch {copy.folder / 'ran'}",))

    weights = copy.path("models/mnist/easy_d32_seeds000-001.safetensors")
    pickled = pickle.dumps(Command())
    weights.write_bytes(pickled)
    with pytest.raises(WeightsError, match="not a weights file"):
        next(load_ensembles(weights, torch.device("cpu")))
    table = "results/probes/flip/mnist/easy_d32_seeds000-001.parquet"
    (copy.folder / table).unlink()
    done = copy("--", table)
    assert done.returncode == 0, done.stderr[-3000:]
    assert weights.with_name(f"{weights.name}.damaged").read_bytes() == pickled
    assert not (copy.folder / "ran").exists()


def test_a_loss_that_is_not_finite_is_told_with_a_remedy(copy):
    name = "results/models/mnist/pairs0040-0079_d64_seeds000-001.safetensors"
    done = copy("--", name, config="training: {learning_rate: 1.0e+38}")
    told = log_of(copy, done)
    assert "the training loss is not finite in epoch 1" in told
    assert "lower training.learning_rate (it is 1e+38)" in told
    assert "Traceback" in told


@contextmanager
def mounted(folder, *mounts):
    """Mount something on a folder, by one or more mount commands."""
    if os.geteuid() != 0:
        pytest.skip("mounting a file system needs root")
    made = 0
    try:
        for options in mounts:
            done = subprocess.run(["mount", *options, folder], capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"cannot mount a file system here: {done.stderr.strip()}")
            made = 1
        yield
    finally:
        if made:
            subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(copy):
    small = copy.path("models/mnist")
    shutil.rmtree(small)
    small.mkdir()
    with mounted(small, ["-t", "tmpfs", "-o", "size=200k", "tmpfs"]):
        name = "results/models/mnist/pairs0040-0079_d64_seeds000-001.safetensors"
        told = log_of(copy, copy("--", name))
        assert f"{name}: cannot be written (No space left on device)" in told
        assert "Make room on the disk and run the workflow again" in told
        assert not list(small.iterdir())


def test_read_only_results_are_told_before_any_job(copy):
    results = copy.folder / "results"
    copy.path("figures/figure_06.png").unlink()
    before = {path: path.read_bytes() for path in results.rglob("*.*")}
    with mounted(results, ["--bind", results], ["-o", "remount,ro,bind"]):
        done = copy("--keep-going")
        assert done.returncode != 0
        assert f"{results} is read-only: nothing can be made there." in done.stderr
        assert "choose another folder with --directory" in done.stderr
        assert "Traceback" not in done.stderr
        assert "localrule figure_06" not in done.stderr
        assert "rule figure_06" in copy("--dry-run", "figure_06").stdout
    assert {path: path.read_bytes() for path in results.rglob("*.*")} == before
    assert copy().returncode == 0
