"""Lines that tell how far a computation is."""

import logging
import subprocess
import sys

import pytest

from taskcomplexity.progress import Progress


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.INFO, "taskcomplexity")
    return caplog


def test_a_line_every_ten_seconds_with_the_time_left(clock, told):
    progress = Progress("Train", 10, "models", clock)
    for clock.now in (4, 8, 12, 16, 20, 24):
        progress.advance()
    assert told.messages == [
        "Train: 3 of 10 models, about 28 s left",
        "Train: 6 of 10 models, about 16 s left",
    ]


def test_what_is_soon_done_says_nothing(clock, told):
    progress = Progress("Train", 2, "models", clock)
    for clock.now in (4, 9):
        progress.advance()
    assert told.messages == []


def test_a_job_tells_on_screen_and_in_its_log(tmp_path):
    log = tmp_path / "job.log"
    script = (
        "import logging, sys\n"
        "from taskcomplexity.joblog import job\n"
        "with job(sys.argv[1]):\n"
        "    print('for the log alone')\n"
        "    logging.getLogger('taskcomplexity').info('3 of 10 models')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, log], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    assert done.stderr.endswith("3 of 10 models\n")
    assert done.stderr.count("\n") == 1
    assert "3 of 10 models" in log.read_text()
    assert "for the log alone" in log.read_text()


def test_a_job_goes_on_when_the_screen_is_gone(tmp_path):
    log = tmp_path / "job.log"
    script = (
        "import logging, sys\n"
        "from taskcomplexity.joblog import job\n"
        "with job(sys.argv[1]):\n"
        "    logging.getLogger('taskcomplexity').info('3 of 10 models')\n"
        "    print('the end')\n"
    )
    command = f'{sys.executable} -c "{script}" {log} 2>/dev/full'
    done = subprocess.run(command, shell=True, check=False)
    assert done.returncode == 0
    assert "3 of 10 models" in log.read_text()
    assert "the end" in log.read_text()
