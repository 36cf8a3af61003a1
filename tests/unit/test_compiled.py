"""Compiled loops where their cache cannot be used."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import taskcomplexity
from taskcomplexity.probes.kernels import shuffle_groups

PROGRAM = """
import logging
import numpy as np
logging.basicConfig(level="INFO")
from taskcomplexity.probes.kernels import shuffle_groups
values = np.arange(9.0)
shuffle_groups(values, np.zeros(9, np.int32), np.random.default_rng(0))
print(values.tolist())
"""


@pytest.fixture(scope="module")
def expected():
    values = np.arange(9.0)
    shuffle_groups(values, np.zeros(9, np.int32), np.random.default_rng(0))
    return values.tolist()


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A copy of the package that was never compiled."""
    source = Path(taskcomplexity.__file__).parent
    copy = tmp_path_factory.mktemp("source") / source.name
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def shuffle(package, **environment):
    """Shuffle in a process of its own; return the order and what was told."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": str(package.parent), **environment},
        cwd=package.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return [float(value) for value in done.stdout.strip(" []\n").split(",")], done.stderr


def test_without_a_place_for_the_cache_each_process_compiles(package, expected):
    in_the_way = package / "probes" / "__pycache__"
    in_the_way.write_text("a file where the folder of the cache would be")
    nowhere = "/dev/null/nowhere"
    found, told = shuffle(package, HOME=nowhere, XDG_CACHE_HOME=nowhere, NUMBA_CACHE_DIR=nowhere)
    assert found == expected
    assert "Compiled in every process anew" in told
    assert "no locator available" in told
    in_the_way.unlink()


@pytest.fixture(scope="module")
def cache(package, expected, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    assert shuffle(package, NUMBA_CACHE_DIR=str(folder)) == (expected, "")
    return folder


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("*.nbi", lambda content: content[: len(content) // 2]),
        ("*.nbc", lambda content: content[: len(content) // 2]),
    ],
    ids=["index", "code"],
)
def test_a_damaged_cache_is_passed_over_and_made_anew(package, expected, cache, file, damage):
    (path,) = cache.rglob(file)
    intact = path.read_bytes()
    path.write_bytes(damage(intact))
    found, told = shuffle(package, NUMBA_CACHE_DIR=str(cache))
    assert found == expected
    assert "its cache fails" in told
    assert shuffle(package, NUMBA_CACHE_DIR=str(cache)) == (expected, "")
    (path,) = cache.rglob(file)
    assert len(path.read_bytes()) == len(intact)
