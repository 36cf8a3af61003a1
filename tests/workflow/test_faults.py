"""What goes wrong is told with the file and the remedy, and the rest goes on."""

import os
import re
import shutil
import subprocess

import pandas as pd
import pytest

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


def test_a_truncated_weights_file_is_named_and_the_rest_goes_on(copy):
    weights = copy.path("models/mnist/easy_d32_seeds000-001.safetensors")
    table = copy.path("probes/flip/mnist/easy_d32_seeds000-001.parquet")
    figure = copy.path("figures/figure_06.png")
    weights.write_bytes(weights.read_bytes()[:1000])
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

    import pickle

    copy.path("models/mnist/easy_d32_seeds000-001.safetensors").write_bytes(pickle.dumps(Command()))
    table = "results/probes/flip/mnist/easy_d32_seeds000-001.parquet"
    (copy.folder / table).unlink()
    assert "not a weights file" in log_of(copy, copy("--", table))
    assert not (copy.folder / "ran").exists()


def test_a_loss_that_is_not_finite_is_told_with_a_remedy(copy):
    name = "results/models/mnist/7-9_d64_seeds000-001.safetensors"
    done = copy("--", name, config="training: {learning_rate: 1.0e+38}")
    told = log_of(copy, done)
    assert "the training loss is not finite in epoch 1" in told
    assert "lower training.learning_rate (it is 1e+38)" in told
    assert "Traceback" in told


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk_is_told_and_leaves_nothing_half_written(copy):
    small = copy.path("models/mnist")
    kept = {path.name: path.read_bytes() for path in small.iterdir()}
    shutil.rmtree(small)
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", small], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"cannot mount a small file system here: {mounted.stderr.strip()}")
    try:
        name = "results/models/mnist/7-9_d64_seeds000-001.safetensors"
        done = copy("--", name)
        assert "No space left on device" in log_of(copy, done)
        assert not list(small.iterdir())
    finally:
        subprocess.run(["umount", small], check=True)
    for name, content in kept.items():
        (small / name).write_bytes(content)
