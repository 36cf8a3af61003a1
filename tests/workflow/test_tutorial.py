"""The tutorial, followed word for word."""

import re
import subprocess
import sys

import pandas as pd
import pytest
from conftest import ROOT, environment
from fences import blocks

pytestmark = pytest.mark.workflow

PAGE = ROOT / "docs/tutorial.md"
NAMED = re.compile(r"`(my/\w+\.yaml)`")
# The tests run in an environment that is there.
LEFT_OUT = ("make env", "source ")


def run(command, folder):
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, (command, done.stderr[-3000:])
    return done.stdout + done.stderr


def follow(text, folder):
    """Do what the page says, block by block; return what the commands said."""
    told = []
    for block in blocks(text):
        if block.language == "python":
            run([sys.executable, "-c", block.code], folder)
        elif block.language == "yaml":
            before = "\n".join(text.splitlines()[: block.line])
            (folder / NAMED.findall(before)[-1]).write_text(block.code)
        else:
            lines = [line for line in block.code.splitlines() if not line.startswith(LEFT_OUT)]
            assert all(line.startswith(("snakemake ", "make plan ")) for line in lines)
            told += [run(planned(line), folder) for line in lines]
    return told


def planned(line):
    """The command of a line; what `make plan` stands for, as the copy has no environment."""
    found = re.fullmatch(r'make plan ARGS="(.*)"', line)
    if found:
        return [sys.executable, "-m", "taskcomplexity.planned", "--cores", "all", *found[1].split()]
    return line.split()


def test_the_tutorial_leads_to_two_matrices_and_a_page(checkout):
    told = follow(PAGE.read_text(), checkout)
    assert len(told) == 3
    assert re.search(r"^measure_pairs +1  ", told[0], re.MULTILINE)
    assert told[1].splitlines()[-1].endswith("/results/index.html")
    assert not re.search("Train digits", told[2])
    for name, number in (("digits", 45), ("wine", 3)):
        table = pd.read_parquet(checkout / f"results/complexity/{name}.parquet")
        assert len(table) == number
        assert (table["accuracy"] > 0.9).all()
    page = (checkout / "results/index.html").read_text()
    assert '"digits"' in page
    assert '"wine"' in page
