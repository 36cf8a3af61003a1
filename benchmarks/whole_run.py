"""One run of the whole workflow from nothing, and where its time goes."""

import csv
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKED = re.compile(r"^worked for ([\d.]+) s$", re.MULTILINE)


def run(folder, config, cores):
    """Run the workflow in a folder; return the seconds it takes."""
    began = time.monotonic()
    subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", f"--cores={cores}", f"--directory={folder}"),
            *(["--configfile", config] if config else []),
        ],
        cwd=ROOT,
        check=True,
        stdout=sys.stderr,
    )
    return time.monotonic() - began


def records(folder):
    """Jobs, seconds, seconds of work and most memory (MiB) of every rule of a finished run.

    A job's seconds are those of its process; its work begins after Python and the imports.
    """
    rules = defaultdict(lambda: {"jobs": 0, "seconds": 0.0, "worked": 0.0, "memory": 0.0})
    benchmarks = folder / "logs/benchmarks"
    for path in sorted(benchmarks.rglob("*.tsv")):
        name = path.relative_to(benchmarks).with_suffix("")
        rule = name.name if name.parts[0] == "figures" else name.parts[0]
        with path.open() as file:
            (measured,) = csv.DictReader(file, delimiter="\t")
        log = (folder / "logs" / name).with_suffix(".log").read_text()
        sums = rules[rule]
        sums["jobs"] += 1
        sums["seconds"] += float(measured["s"])
        sums["worked"] += float(WORKED.findall(log)[-1])
        # Processes that end within a second are not looked at by psutil.
        sums["memory"] = max(
            sums["memory"], 0.0 if measured["max_rss"] == "NA" else float(measured["max_rss"])
        )
    return dict(rules)
