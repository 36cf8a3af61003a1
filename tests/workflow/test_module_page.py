"""The workflow that docs/module.md takes this one into, as it stands there."""

import re
import subprocess

import pytest
from conftest import ROOT, SNAKEMAKE, environment

pytestmark = pytest.mark.workflow

PAGE = (ROOT / "docs/module.md").read_text()
FILES = dict(re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL))
CLONE = 'WORKFLOW = "/path/to/the/clone"\n'


@pytest.fixture
def outer(tmp_path):
    """The files of the page, of which the place of the clone alone is another."""
    assert sorted(FILES) == ["Snakefile", "config.yaml"]
    assert FILES["Snakefile"].count(CLONE) == 1
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace(CLONE, f'WORKFLOW = "{ROOT}"\n'))
    return tmp_path


def dry_run(folder, *targets):
    """How many jobs of each rule a dry run plans."""
    done = subprocess.run(
        [SNAKEMAKE, "--cores=1", "--dry-run", *targets],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    jobs = re.findall(r"^(\w+) +(\d+)$", done.stdout + done.stderr, re.MULTILINE)
    return {rule: int(number) for rule, number in jobs}


def test_the_jobs_of_the_module_are_planned(outer):
    jobs = dry_run(outer)
    of_module = {"fetch", "distances", "train", "prune", "randomize", "measure_pairs"}
    assert {f"tc_{rule}" for rule in of_module} | {"hardest"} <= set(jobs)
    assert jobs["total"] == 9, "the page tells how many"
    assert not (outer / "measured").exists()


def test_its_targets_go_by_the_names_that_the_page_tells(outer):
    targets = re.findall(r"\btc_\w+\b", PAGE.split("## What holds")[1])
    assert "tc_complexity" in targets
    assert set(targets) - {"tc_"} <= set(dry_run(outer, "tc_complexity", "tc_all"))
