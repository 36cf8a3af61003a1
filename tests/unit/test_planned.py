"""What a run would do, as a table."""

import pytest

from taskcomplexity.planned import planned, written

TOLD = """\
Building DAG of jobs...
Job stats:
job          count
---------  -------
train           14
figure_01        1
total           16

Job stats:
job          count
---------  -------
train           14
figure_01        1
default          1
total           16

Reasons:
    (check individual jobs above for details)
    input files updated by another job:
        default, figure_01
    output files have to be generated:
        figure_01, train
This was a dry-run (flag -n). The order of jobs does not reflect the order of execution.
"""


def test_rules_are_told_with_their_jobs_and_reasons():
    rows = planned(TOLD)
    assert rows == [
        ("train", 14, "output files have to be generated"),
        ("figure_01", 1, "input files updated by another job; output files have to be generated"),
    ]
    lines = written(rows).splitlines()
    assert lines[0].split() == ["rule", "jobs", "because"]
    assert lines[-1].split() == ["total", "15"]
    assert max(map(len, lines)) < 120


@pytest.mark.parametrize("told", ["", "Nothing to be done (all requested files are present)."])
def test_nothing_to_do_is_no_row(told):
    assert planned(told) == []
