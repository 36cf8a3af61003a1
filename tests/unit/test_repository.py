"""What must hold of the repository itself."""

import re
import subprocess

import pytest
import yaml
from conftest import ROOT

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


@pytest.mark.parametrize("path", sorted((ROOT / "envs").glob("*.yaml")), ids=lambda path: path.name)
def test_conda_environments_have_the_versions_of_the_lock(path):
    environment = yaml.safe_load(path.read_text())
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    for dependency in environment["dependencies"]:
        name, version = dependency.split("=")
        if name != "python":
            assert version in locked(CONDA_NAMES.get(name, name)), dependency


def test_lock_files_that_write_addresses_stay_out():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"uv.lock", "package-lock.json"} & {name.rsplit("/", 1)[-1] for name in tracked}
    assert not [name for name in tracked if name.startswith(("results/", "logs/", "data/"))]


def test_the_readme_names_every_figure():
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    readme = (ROOT / "README.md").read_text()
    figures = re.findall(r"^(?:use )?rule (?:\w+ as )?(figure_\d+)", rules, re.MULTILINE)
    assert len(figures) == 13
    assert all(f"`{figure}`" in readme for figure in figures)


def test_the_examples_of_the_readme_run():
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    names = {}
    exec(example, names)
    assert names["pruned"].count_nonzero() == int(0.3 * 784 * 64)
    assert names["shuffled"].shape == names["weights"].shape


def test_the_example_of_ones_own_model_runs():
    text = (ROOT / "docs/language.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(example.strip().splitlines()) < 20
    names = {}
    exec(example, names)
    assert names["table"]["level"].to_pylist() == [0, 0, 0.5, 0.5, 0.9, 0.9]


def test_every_rule_has_a_script_of_its_name_or_borrows_one():
    scripts = {path.stem for path in (ROOT / "workflow/scripts").glob("*.py")}
    rules = set()
    for path in (ROOT / "workflow/rules").glob("*.smk"):
        rules |= set(re.findall(r"^rule (\w+):", path.read_text(), re.MULTILINE))
    assert scripts == rules


def test_every_rule_with_a_device_gets_a_gpu_from_the_profile():
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    blocks = re.findall(r"^rule (\w+):\n(.*?)(?=^rule |\Z)", rules, re.MULTILINE | re.DOTALL)
    on_device = {name for name, block in blocks if "device=config" in block}
    assert {"train", "language_baseline"} < on_device
    profile = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text())
    assert {name for name, asked in profile["set-resources"].items() if "gpu" in asked} == on_device


def test_the_documentation_has_no_placeholder():
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("config/*.md")]:
        assert not re.findall(r"^[A-Z]{4,}$|TODO|FIXME|XXX", path.read_text(), re.MULTILINE), path
