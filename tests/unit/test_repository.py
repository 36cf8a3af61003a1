"""What must hold of the repository itself."""

import re
import subprocess
import tomllib

import pytest
import torch
import yaml
from conftest import ROOT
from plans import planned
from torch import nn

import taskcomplexity as tc
from taskcomplexity.probes.probe import PROBES

LOCK = (ROOT / "envs/environment.lock").read_text()
CONDA_NAMES = {"pytorch": "torch", "matplotlib-base": "matplotlib"}


def locked(name):
    """Versions of a package in the lock; one per Python version where they differ."""
    return set(re.findall(rf"^{name}==([^ \\;]+)", LOCK, re.MULTILINE))


def test_the_lock_has_hashes_and_no_addresses():
    packages = re.findall(r"^[a-z0-9-]+==.*$", LOCK, re.MULTILINE)
    assert len(packages) > 80
    assert all(line.endswith("\\") for line in packages)
    assert "://" not in LOCK
    bootstrap = (ROOT / "envs/bootstrap.lock").read_text()
    assert bootstrap in LOCK


def asked_of_conda(environment):
    """Packages of a conda environment and their versions, those that pip installs among them."""
    for one in environment["dependencies"]:
        if isinstance(one, str):
            yield tuple(one.split("="))
        else:
            yield from (tuple(inner.split("==")) for inner in one["pip"])


@pytest.mark.parametrize("path", sorted((ROOT / "envs").glob("*.yaml")), ids=lambda path: path.name)
def test_conda_environments_have_the_versions_of_the_lock(path):
    environment = yaml.safe_load(path.read_text())
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    for name, version in asked_of_conda(environment):
        if name != "python":
            assert version in locked(CONDA_NAMES.get(name, name)), name


@pytest.mark.parametrize("path", sorted((ROOT / "envs").glob("*.yaml")), ids=lambda path: path.name)
def test_conda_environments_have_what_the_package_needs(path):
    """The dependencies, and the packages of the extras that scripts of the rules import."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["figures"], *extras["pictures"]]
    needed += extras.get(path.stem, [])
    there = [name for name, _ in asked_of_conda(yaml.safe_load(path.read_text()))]
    there = {CONDA_NAMES.get(name, name) for name in there}
    assert {re.match(r"[\w-]+", one).group() for one in needed} <= there


def test_everything_that_is_asked_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for asked in [project["dependencies"], *project["optional-dependencies"].values()]:
        for one in asked:
            name = re.match(r"[\w-]+", one).group()
            assert name == "taskcomplexity" or locked(name), one


def test_make_runs_every_folder_of_tests():
    commands = re.findall(r"^\t.*pytest (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = {word for command in commands for word in command.split() if "/" in word}
    folders = {path.parent for path in (ROOT / "tests").glob("*/test_*.py")}
    assert named == {str(path.relative_to(ROOT)) for path in folders}


def test_lock_files_that_write_addresses_stay_out():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"uv.lock", "package-lock.json"} & {name.rsplit("/", 1)[-1] for name in tracked}
    assert not [name for name in tracked if name.startswith(("results/", "logs/", "data/"))]


def test_the_readme_names_every_figure(config):
    readme = (ROOT / "README.md").read_text()
    plans = [planned(config, study) for study in ("tasks", "language")]
    figures = [plan.study.figure_rule(one.number) for plan in plans for one in plan.figures()]
    assert len(figures) == 16
    assert all(f"`{figure}`" in readme for figure in figures)


def test_every_column_of_the_metrics_is_told():
    text = (ROOT / "docs/metrics.md").read_text().split("## Bring your own")[1].split("\n## ")[0]
    columns = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.+?) \|", text, re.MULTILINE)))
    table = tc.network_metrics(nn.Linear(3, 2), torch.rand(4, 3))
    assert tuple(columns) == tuple(table.columns)


def rules():
    """Every rule as (file, name, text); no name for those that a loop makes."""
    for path in sorted((ROOT / "workflow/rules").rglob("*.smk")):
        text = path.read_text()
        for name, block in re.findall(
            r"^ *rule ?(\w*):\n(.*?)(?=^ *rule ?\w*:|\Z)", text, re.MULTILINE | re.DOTALL
        ):
            yield path, name, block


def test_every_rule_has_a_script_of_its_name_and_no_script_lacks_one():
    folder = ROOT / "workflow/scripts"
    scripts, of_loops = [], set()
    for path, name, block in rules():
        for script in re.findall(r'^ *script:\n *"(.+)"$', block, re.MULTILINE):
            scripts.append((path.parent / script).resolve())
            if name:
                assert scripts[-1].stem == name
            else:
                of_loops.add(scripts[-1].stem)
            study = path.parent.relative_to(ROOT / "workflow/rules")
            assert scripts[-1].parent == folder / study, "a study has its own scripts"
    assert of_loops == {"figure", "audit", "page", "probe", "sparse_probe"}
    assert sorted(set(scripts)) == sorted(folder.rglob("*.py"))


def test_every_rule_with_a_device_gets_a_gpu_from_the_profile():
    on_device = set()
    for _, name, block in rules():
        if "device=config" in block:
            on_device |= {name} if name else {*PROBES, *(f"{probe}_layers" for probe in PROBES)}
    assert {"train", "language_baseline", "prune"} < on_device
    profile = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text())
    assert {name for name, asked in profile["set-resources"].items() if "gpu" in asked} == on_device


def test_the_documentation_has_no_placeholder():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("config/*.md")]:
        assert not re.findall(r"^[A-Z]{4,}$|TODO|FIXME|XXX", path.read_text(), re.MULTILINE), path
