"""What an installation brings, and what an import of the package loads."""

import ast
import subprocess
import sys
import tomllib

import pytest
from conftest import ROOT

import taskcomplexity as tc

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SECONDS = 0.1
TIMED = """
import sys, time
before = set(sys.modules)
began = time.perf_counter()
import taskcomplexity
print(time.perf_counter() - began, *(set(sys.modules) - before))
"""


def run(*arguments):
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_import_of_the_package_takes_less_than_a_tenth_of_a_second():
    seconds = []
    for _ in range(5):
        taken, *loaded = run("-c", TIMED).split()
        assert not {"numpy", "pandas", "pyarrow", "torch"} & set(loaded)
        assert [name for name in loaded if name.startswith("taskc")] == ["taskcomplexity"]
        seconds.append(float(taken))
    assert min(seconds) < SECONDS


@pytest.mark.parametrize("name", tc.PLACES)
def test_what_stands_at_the_top_is_there_when_it_is_used(name):
    function = getattr(tc, name)
    assert function.__name__ == name
    assert function.__module__ == tc.PLACES[name]
    assert name in dir(tc)


def test_nothing_that_digests_are_made_of_uses_what_stands_at_the_top():
    """Digests of code see no import in it."""
    for folder in ("src", "workflow/scripts"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    assert "taskcomplexity" not in [one.name for one in node.names], path
                elif isinstance(node, ast.ImportFrom) and node.module == "taskcomplexity":
                    assert not {one.name for one in node.names} & set(tc.PLACES), path


def test_the_core_runs_without_the_extras():
    said = run("-W", "error", str(ROOT / "tests/lean.py"))
    assert "PIL is missing" in said
    assert "torchvision is missing" in said


def test_extras_bring_each_other():
    extras = PROJECT["optional-dependencies"]
    assert set(extras) == {"figures", "pictures", "language", "peers", "workflow", "dev"}
    assert "taskcomplexity[figures,pictures]" in extras["workflow"]
    assert "taskcomplexity[language,peers,workflow]" in extras["dev"]
