"""What a run would do, as a table: ``python -m taskcomplexity.planned`` with Snakemake's arguments.

A dry run of Snakemake tells every job with all its files, which is more than a reader wants to know
before a run.
"""

import re
import subprocess
import sys
from collections.abc import Sequence

STATS = re.compile(r"^(\w+) +(\d+)$", re.MULTILINE)
# Rules that stand for a target and do nothing.
TARGETS = ("default", "all")
NOTHING = "Nothing to be done"


def planned(told: str) -> list[tuple[str, int, str]]:
    """Read the summary of a dry run.

    Parameters
    ----------
    told
        What ``snakemake -n --quiet rules`` prints.

    Returns
    -------
    list of (rule, jobs, reasons)
        In the order in which they are told.
    """
    if "Job stats:" not in told:
        return []
    counts, _, rest = told.rpartition("Job stats:")[2].partition("Reasons:")
    reasons: dict[str, list[str]] = {}
    reason = ""
    for line in rest.splitlines():
        if re.match(r" {4}\S.*:$", line):
            reason = line.strip(" :")
        elif re.match(r" {8}\S", line):
            for rule in line.split(","):
                reasons.setdefault(rule.strip(), []).append(reason)
    return [
        (rule, int(count), "; ".join(reasons.get(rule, [])))
        for rule, count in STATS.findall(counts)
        if rule not in (*TARGETS, "total", "job")
    ]


def written(rows: Sequence[tuple[str, int, str]]) -> str:
    """Write rows as a table, with the sum of the jobs below."""
    total = ("total", sum(jobs for _, jobs, _ in rows), "")
    width = max(len(rule) for rule, _, _ in [*rows, total])
    lines = [f"{'rule':{width}}  jobs  because"]
    lines += [f"{rule:{width}}  {jobs:4}  {why}".rstrip() for rule, jobs, why in [*rows, total]]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Print what a run with these arguments would do; return the status of the dry run."""
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--dry-run", "--quiet", "rules", *arguments],
        capture_output=True,
        text=True,
    )
    told = done.stdout + done.stderr
    rows = planned(told)
    if done.returncode or not (rows or NOTHING in told):
        print(told, file=sys.stderr)
        return done.returncode or 1
    print(written(rows) if rows else "Nothing would run: all that was asked for is there.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
