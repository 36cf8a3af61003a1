"""Snakemake as a user runs it, in a folder of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests/workflow/tiny.yaml"


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
                Path(sys.executable).parent / "snakemake",
                *(["--configfile", *configs] if configs else []),
                f"--cores={cores}",
                f"--directory={self.folder}",
                *arguments,
            ],
            cwd=ROOT,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=900,
        )

    def path(self, name):
        return self.folder / "results" / name


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The tiny config, run once from nothing to the end."""
    run = Run(tmp_path_factory.mktemp("finished"))
    done = run()
    assert done.returncode == 0, done.stderr[-5000:]
    return run


@pytest.fixture
def empty(tmp_path):
    """Nothing run yet, the paper's config."""
    return Run(tmp_path, ())
