"""make bench: how fast the workflow is on this machine.

Runs the whole workflow from nothing, then every stage alone, an epoch of a sparse network and the
metrics of convolutional networks beside plain code, and writes results/benchmark/: tables and a
page.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import page
import whole_run

from taskcomplexity.memory import KEEP_FREED_MEMORY

HERE = Path(__file__).parent
CPUINFO = Path("/proc/cpuinfo")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def machine():
    """Say on what was measured."""
    told = CPUINFO.read_text() if CPUINFO.exists() else ""
    names = [line.split(":", 1)[1].strip() for line in told.splitlines() if "model name" in line]
    packages = ("torch", "numpy", "snakemake")
    return {
        "date": datetime.date.today().isoformat(),
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in packages},
    }


def measured(script, *arguments):
    """What a script measures in a process with the variables and the one thread of a job."""
    environment = {**os.environ, **KEEP_FREED_MEMORY, **dict.fromkeys(THREADS, "1")}
    done = subprocess.run(
        [sys.executable, HERE / script, *arguments],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", help="laid on top of config/config.yaml for the whole run")
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cpu", help="of the stages")
    parser.add_argument("--output", type=Path, default=Path("results/benchmark"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        wall = whole_run.run(folder, arguments.config, arguments.cores)
        rules = whole_run.records(folder)
        images = folder / "results/data/mnist.safetensors"
        stages = measured("stages.py", images, "--device", arguments.device)
    sparse, metrics = measured("sparse.py"), measured("metrics.py")
    found = {
        "machine": machine(),
        "config": arguments.config or "config/config.yaml",
        "run": {"seconds": wall, "cores": arguments.cores, "rules": rules},
        **stages,
        "sparse": sparse,
        "metrics": metrics,
    }
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "benchmark.json").write_text(json.dumps(found, indent=1))
    told = page.written(found)
    (arguments.output / "benchmark.md").write_text(told)
    print(told)


if __name__ == "__main__":
    main()
