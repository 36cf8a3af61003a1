"""A real SLURM on this machine, for the length of the tests."""

import contextlib
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo")

SLURM_CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CryptoType=crypto/munge
AuthInfo=socket={root}/munge/munge.socket
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation={root}/state
SlurmdSpoolDir={root}/spool
SlurmctldPidFile={root}/slurmctld.pid
SlurmdPidFile={root}/slurmd.pid
SlurmctldLogFile={root}/slurmctld.log
SlurmdLogFile={root}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
MinJobAge=3600
SchedulerParameters=batch_sched_delay=0,sched_min_interval=200000,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
GresTypes=gpu
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=20000 Gres=gpu:2 State=UNKNOWN
PartitionName=cpu Nodes={host} Default=YES MaxTime=02:00:00 State=UP
PartitionName=gpu Nodes={host} MaxTime=02:00:00 State=UP
"""
# Files that do no harm stand for two GPUs; lines with a count alone make the node invalid.
GRES_CONF = """
AutoDetect=off
Name=gpu File=/dev/null
Name=gpu File=/dev/zero
"""


@dataclass(frozen=True)
class Cluster:
    """A running SLURM, and Snakemake sent to it."""

    folder: Path

    @property
    def environment(self):
        path = f"{self.folder / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {**os.environ, "SLURM_CONF": str(self.folder / "slurm.conf"), "PATH": path}

    def ask(self, *command):
        """Run a SLURM command and return what it printed."""
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60
        ).stdout

    def start(self, folder, *arguments, profile="slurm"):
        """Start Snakemake from the repository's root, as a user does, on a folder of its own."""
        return subprocess.Popen(
            [
                *("snakemake", "--profile", profile, f"--directory={folder}"),
                *("--slurm-status-command", "squeue"),
                *("--slurm-init-seconds-before-status-checks", "2"),
                *arguments,
            ],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        lacks = f"lacks {', '.join(missing)}" if missing else "is not run as root"
        pytest.skip(f"a SLURM of its own needs root and slurm-wlm, munge; this machine {lacks}")
    root = tmp_path_factory.mktemp("slurm")
    host = platform.node().split(".")[0]
    for name in ("munge", "state", "spool", "bin"):
        (root / name).mkdir()
    root.chmod(0o755)
    (root / "munge").chmod(0o755)
    (root / "slurm.conf").write_text(SLURM_CONF.format(host=host, root=root))
    (root / "gres.conf").write_text(GRES_CONF)
    # Job steps lose SLURM_CONF, so srun is told by a wrapper that stands first on the path.
    wrapper = root / "bin/srun"
    wrapper.write_text(
        f'#!/bin/sh\nSLURM_CONF={root}/slurm.conf exec {shutil.which("srun")} "$@"\n'
    )
    wrapper.chmod(0o755)
    (root / "munge.key").write_bytes(os.urandom(1024))
    (root / "munge.key").chmod(0o400)
    cluster = Cluster(root)
    munge = [f"--key-file={root}/munge.key", f"--socket={root}/munge/munge.socket"]
    munge += [f"--{kind}-file={root}/munge.{kind}" for kind in ("pid", "log", "seed")]
    try:
        for command in (
            ["munged", "--force", *munge],
            ["slurmctld", "-f", root / "slurm.conf"],
            ["slurmd", "-f", root / "slurm.conf"],
        ):
            subprocess.run(command, env=cluster.environment, check=True, timeout=60)
        for _ in range(60):
            if cluster.ask("sinfo", "-h", "-o", "%T").split()[:1] == ["idle"]:
                break
            time.sleep(0.5)
        else:
            pytest.fail("SLURM did not come up: " + (root / "slurmctld.log").read_text()[-2000:])
        yield cluster
    finally:
        for name in ("slurmd.pid", "slurmctld.pid", "munge.pid"):
            # What did not come up is told by what failed, not by its missing process.
            if (root / name).exists():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int((root / name).read_text()), signal.SIGTERM)
