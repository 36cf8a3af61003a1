"""Locks of runs that were killed.

Snakemake locks its working folder while it runs. A run that is killed outright, by ``kill -9`` or
a power cut, leaves the lock behind, and the next one would refuse to start.
"""

import json
import platform
from pathlib import Path

import psutil

OWNER = "taskcomplexity-owner.json"
LOCKS = "locks/*.lock"


def claim(records: Path) -> None:
    """Write down which process owns the lock of a working folder.

    Parameters
    ----------
    records
        Snakemake's folder ``.snakemake`` of the working folder.
    """
    (records / OWNER).write_text(json.dumps(_this_process()))


def release_if_dead(records: Path) -> bool:
    """Take away the lock of a run that is over without having unlocked its folder.

    A lock stays where the process that made it is alive, ran on another machine or is not known.

    Returns
    -------
    bool
        Whether a lock was taken away.
    """
    locks = list(records.glob(LOCKS))
    if not locks or not (records / OWNER).exists() or not _dead(records / OWNER):
        return False
    for lock in locks:
        lock.unlink(missing_ok=True)
    return True


def _this_process() -> dict[str, object]:
    process = psutil.Process()
    return {"host": platform.node(), "pid": process.pid, "started": process.create_time()}


def _dead(owner: Path) -> bool:
    try:
        about = json.loads(owner.read_text())
        host, pid, started = about["host"], about["pid"], about["started"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return False
    if host != platform.node():
        return False
    try:
        return psutil.Process(pid).create_time() != started
    except psutil.NoSuchProcess:
        return True
