"""What is told of a run: where its config leaves the default, its machine, its times."""

import csv
import os
import platform
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

MEBIBYTES = "max_rss"


def machine() -> dict[str, Any]:
    """Return what is told of the machine that this runs on."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
    }


def differing(
    config: Mapping[str, Any], usual: Mapping[str, Any], place: str = ""
) -> Iterator[dict[str, str]]:
    """Return every setting that is not the default: its key, its value, the default's."""
    for key in dict.fromkeys([*usual, *config]):
        now, before = config.get(key), usual.get(key)
        name = f"{place}{key}"
        if isinstance(now, Mapping) and isinstance(before, Mapping):
            yield from differing(now, before, f"{name}.")
        elif now != before:
            yield {"key": name, "value": _written(now), "default": _written(before)}


def _written(value: object) -> str:
    return "" if value is None else str(value)


def stage_times(benchmarks: Path, studies: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return jobs, seconds and most memory of every rule, as Snakemake's benchmarks tell them.

    Those of `studies` lie in a folder of their name.
    """
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(benchmarks.rglob("*.tsv")):
        first, *rest = path.relative_to(benchmarks).with_suffix("").parts
        stage = f"{first}, {rest[0]}" if first in studies and rest else first
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
        one = found.setdefault(stage, {"stage": stage, "jobs": 0, "seconds": 0.0, "mebibytes": 0.0})
        one["jobs"] += 1
        one["seconds"] += sum(_number(row.get("s")) for row in rows)
        most = max((_number(row.get(MEBIBYTES)) for row in rows), default=0.0)
        one["mebibytes"] = max(one["mebibytes"], most)
    return sorted(found.values(), key=lambda one: -one["seconds"])


def _number(text: str | None) -> float:
    """Read a number of a benchmark; what was not measured is written as NA or a dash."""
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _processor() -> str:
    """Return the name of the processor, where the system tells it."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
