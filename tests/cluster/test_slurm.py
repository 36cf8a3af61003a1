"""`snakemake --profile slurm` on a real SLURM, GPU requests included.

The GPUs are not real, so that the config's device is set back to the CPU; the jobs ask for GPUs
all the same.
"""

import re
import time

import pytest
from conftest import ROOT

pytestmark = pytest.mark.cluster

SMALL = """
datasets:
  fashion_mnist: null
  mnist: {pairs: [[0, 7]]}
distances: {image_pairs: 20}
training: {epochs: 1}
models:
  tasks: {hidden: [64], seeds: 1, seeds_per_job: 1}
  pairs: {seeds: 1, seeds_per_job: 1, pairs_per_job: 20}
probes:
  prune:
    kept: [1, 0.5]
    sweeps:
      main: {models: tasks, hidden: 64, seeds: all, selections: [smallest], kept: all}
  noise:
    amplitudes: [0.001, 0.1]
    sweeps:
      main: {models: tasks, hidden: 64, seeds: all, amplitudes: all, draws: 1}
  flip:
    fractions: [0, 0.5]
    sweeps:
      main: {models: tasks, hidden: 64, seeds: all, selections: [smallest], fractions: all}
  randomize:
    kept: [1, 0.5]
    sweeps:
      main: {models: tasks, hidden: 64, seeds: 1, kinds: [A, B, C, D, E, F, G], kept: [1], draws: 1}
      start: null
      pairs: {draws: 1}
"""
LIMIT = 600


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


def arguments(config, **changes):
    changes = [f"{key}={value}" for key, value in {"device": "cpu", **changes}.items()]
    return ("--configfile", config, "--config", *changes)


def number(job):
    return int(job["JobId"])


def minutes(job):
    hours, minutes, _ = job["TimeLimit"].split(":")
    return 60 * int(hours) + int(minutes)


def megabytes(job):
    figure, unit = re.search(r"mem=([\d.]+)([MG])", job["TRES"]).groups()
    return float(figure) * (1024 if unit == "G" else 1)


def test_the_workflow_runs_on_a_cluster_and_survives_a_cancelled_job(cluster, config, tmp_path):
    folder = tmp_path / "run"
    process = cluster.start(folder, *arguments(config))
    cancelled = None
    deadline = time.monotonic() + LIMIT
    while cancelled is None and process.poll() is None and time.monotonic() < deadline:
        for line in cluster.ask("squeue", "-h", "-t", "R", "-o", "%i %k %P %b").splitlines():
            if "training" in line:
                cancelled = line.split()[0]
                cluster.ask("scancel", cancelled)
                break
        time.sleep(0.3)
    said, _ = process.communicate(timeout=LIMIT)
    assert process.returncode == 0, said[-5000:]
    assert cancelled, "no training job was seen running"
    print(*re.findall(r"^.*(?:submitted with|Trying to restart|steps).*$", said, re.M), sep="\n")
    assert (folder / "results/audit.html").exists()
    for figure in ("01", "02", "04", "06", "07", "08"):
        assert (folder / f"results/figures/figure_{figure}.pdf").exists()

    jobs = cluster.ask("scontrol", "show", "job", "--oneliner").splitlines()
    told = [dict(re.findall(r"(\S+?)=(\S+)", job)) for job in jobs]
    gpu = [job for job in told if job["Partition"] == "gpu"]
    cpu = [job for job in told if job["Partition"] == "cpu"]
    assert len(gpu) == 1 + 1 + 1, "training, the cancelled job again, and the probes"
    assert cpu, "data and distances"
    assert sum("cells" in job["Comment"] for job in cpu) == 1, "three blocks of distances"
    assert all("gpu:1" in job.get("TresPerJob", job.get("TresPerNode", "")) for job in gpu)
    killed, again = sorted((job for job in gpu if "training" in job["Comment"]), key=number)
    assert minutes(again) == 2 * minutes(killed)
    assert megabytes(again) == 2 * megabytes(killed)
    states = [job["JobState"] for job in told]
    for job in told:
        print(job["JobId"], job["Partition"], job["JobState"], job["NumCPUs"], job["RunTime"])
    assert states.count("CANCELLED") == 1
    assert set(states) == {"COMPLETED", "CANCELLED"}


def test_a_failed_job_names_rule_log_and_cause(cluster, config, tmp_path):
    folder = tmp_path / "run"
    config.write_text(SMALL.replace("{epochs: 1}", "{epochs: 1, learning_rate: 1.0e+38}"))
    target = "results/models/mnist/easy_d64_seeds000-000.safetensors"
    process = cluster.start(
        folder, *arguments(config), "--retries", "0", "--", target, profile="slurm-cpu"
    )
    said, _ = process.communicate(timeout=LIMIT)
    assert process.returncode != 0
    assert "rule train" in said
    assert "logs/train/mnist/easy_d64_seeds000-000.log" in said
    assert "the training loss is not finite in epoch 1" in said
    assert "lower training.learning_rate" in said
    assert not (folder / target).exists()


def test_the_profiles_are_found_by_name_at_the_root():
    for name in ("slurm", "slurm-cpu"):
        assert (ROOT / name).resolve() == ROOT / "profiles" / name
