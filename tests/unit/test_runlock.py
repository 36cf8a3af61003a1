import json
import subprocess
import sys

import pytest

from taskcomplexity.runlock import OWNER, claim, has_dead_lock, release


@pytest.fixture
def records(tmp_path):
    (tmp_path / "locks").mkdir()
    return tmp_path


def lock(records):
    (records / "locks/0.output.lock").write_text("results/x")


def test_the_lock_of_a_living_run_stays(records):
    claim(records)
    lock(records)
    assert not has_dead_lock(records)
    assert list(records.glob("locks/*"))


def claim_elsewhere(records):
    """Let a process that then ends claim the folder."""
    program = "from pathlib import Path\nfrom taskcomplexity.runlock import claim\n"
    program += f"claim(Path({str(records)!r}))"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_lock_of_a_dead_run_goes(records):
    claim_elsewhere(records)
    lock(records)
    assert has_dead_lock(records)
    release(records)
    assert not list(records.glob("locks/*"))
    assert not has_dead_lock(records)


def test_a_folder_that_is_locked_is_not_claimed(records):
    claim(records)
    lock(records)
    before = (records / OWNER).read_text()
    claim_elsewhere(records)
    assert (records / OWNER).read_text() == before
    assert not has_dead_lock(records)


def test_a_folder_whose_lock_went_is_claimed_anew(records):
    claim_elsewhere(records)
    lock(records)
    release(records)
    claim(records)
    lock(records)
    assert not has_dead_lock(records)


def test_another_process_with_the_same_number_is_not_the_owner(records):
    claim(records)
    lock(records)
    about = json.loads((records / OWNER).read_text())
    (records / OWNER).write_text(json.dumps({**about, "started": about["started"] - 100}))
    assert has_dead_lock(records)


@pytest.mark.parametrize("owner", ["", "[]", '{"host": "elsewhere", "pid": 1, "started": 0}'])
def test_the_lock_of_an_unknown_or_distant_owner_stays(records, owner):
    lock(records)
    (records / OWNER).write_text(owner)
    assert not has_dead_lock(records)
    (records / OWNER).unlink()
    assert not has_dead_lock(records)
