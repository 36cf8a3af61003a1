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
    """Write down that this process is about to lock a working folder, unless it is locked.

    Parameters
    ----------
    records
        Snakemake's folder ``.snakemake`` of the working folder.
    """
    if not any(records.glob(LOCKS)):
        (records / OWNER).write_text(json.dumps(_this_process()))


def has_dead_lock(records: Path) -> bool:
    """Tell whether a run is over without having unlocked its folder.

    Where the process that locked it is alive, ran on another machine or is not known, it may not
    be over.
    """
    locked = any(records.glob(LOCKS)) and (records / OWNER).exists()
    return locked and _dead(records / OWNER)


def release(records: Path) -> None:
    """Take the lock of a folder away."""
    for lock in records.glob(LOCKS):
        lock.unlink(missing_ok=True)


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
