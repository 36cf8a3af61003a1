"""Snakemake as a user runs it, in a folder of its own."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from browser import started
from own_data import archive

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests/workflow/tiny.yaml"
SNAKEMAKE = Path(sys.executable).parent / "snakemake"


def environment():
    """The environment of a run, with the programs beside this Python."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


@dataclass(frozen=True)
class Run:
    """A folder with its own results, and Snakemake started for it from the repository's root."""

    folder: Path
    configs: tuple[Path, ...] = (TINY,)

    def __call__(self, *arguments, config="", cores=2):
        configs = list(self.configs)
        if config:
            own = self.folder / "own.yaml"
            own.write_text(config)
            configs.append(own)
        return subprocess.run(
            [
                SNAKEMAKE,
                *(["--configfile", *configs] if configs else []),
                f"--cores={cores}",
                f"--directory={self.folder}",
                *arguments,
            ],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=900,
        )

    def path(self, name):
        return self.folder / "results" / name


def run_on_archive(folder, target, config):
    """A config with a small archive of two classes, `own.npz`, run once to the end of a target."""
    run = Run(folder)
    archive(folder / "own.npz", (80, 40))
    done = run(target, config=config)
    assert done.returncode == 0, done.stderr[-3000:]
    return run


@contextlib.contextmanager
def alone(path):
    """Keep other processes out that ask for the same."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The tiny config, run once from nothing to the end; each process of tests has its copy."""
    own, shared = tmp_path_factory.mktemp("finished"), tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    once = Run(shared / "finished_once")
    with alone(shared / "finished_once.lock"):
        if not (shared / "finished_once.ok").exists():
            once.folder.mkdir(exist_ok=True)
            done = once()
            assert done.returncode == 0, done.stderr[-5000:]
            (shared / "finished_once.ok").touch()
    shutil.copytree(once.folder, own, symlinks=True, dirs_exist_ok=True)
    return Run(own)


@pytest.fixture
def empty(tmp_path):
    """Nothing run yet, the paper's config."""
    return Run(tmp_path, ())


@pytest.fixture
def checkout(tmp_path):
    """A copy of the repository's files, as a fresh clone has them."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    shutil.copy(ROOT / "Snakefile", copy)
    for folder in ("src", "workflow", "config", "envs", "profiles", "resources"):
        shutil.copytree(ROOT / folder, copy / folder, copy_function=shutil.copyfile)
    return copy


def edit(place):
    """Change the code of a module, or of all modules in a folder."""
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        path.write_text(f"{path.read_text()}\nADDED = 1\n")


def kill(process):
    """Kill a run with all that it started."""
    family = [psutil.Process(process.pid)]
    with contextlib.suppress(psutil.NoSuchProcess):
        family += family[0].children(recursive=True)
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with started(tmp_path_factory.mktemp("profile")) as driver:
        yield driver
