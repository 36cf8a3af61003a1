import json
import subprocess
import sys

import pytest

from taskcomplexity.runlock import OWNER, claim, has_dead_lock, release


@pytest.fixture
def records(tmp_path):
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks/0.output.lock").write_text("results/x")
    return tmp_path


def test_the_lock_of_a_living_run_stays(records):
    claim(records)
    assert not has_dead_lock(records)
    assert list(records.glob("locks/*"))


def test_the_lock_of_a_dead_run_goes(records):
    program = "from pathlib import Path\nfrom taskcomplexity.runlock import claim\n"
    program += f"claim(Path({str(records)!r}))"
    subprocess.run([sys.executable, "-c", program], check=True)
    assert has_dead_lock(records)
    release(records)
    assert not list(records.glob("locks/*"))
    assert not has_dead_lock(records)


def test_another_process_with_the_same_number_is_not_the_owner(records):
    claim(records)
    about = json.loads((records / OWNER).read_text())
    (records / OWNER).write_text(json.dumps({**about, "started": about["started"] - 100}))
    assert has_dead_lock(records)


@pytest.mark.parametrize("owner", ["", "[]", '{"host": "elsewhere", "pid": 1, "started": 0}'])
def test_the_lock_of_an_unknown_or_distant_owner_stays(records, owner):
    (records / OWNER).write_text(owner)
    assert not has_dead_lock(records)
    (records / OWNER).unlink()
    assert not has_dead_lock(records)
