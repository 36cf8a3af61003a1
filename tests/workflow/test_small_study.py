"""What a new study costs: one of one figure and one claim, in small_study/."""

import shutil
from difflib import ndiff
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

pytestmark = pytest.mark.workflow

STUDY = Path(__file__).parent / "small_study"
NAME = "brightness"
ITS_OWN = {
    f"{folder}/{NAME}"
    for folder in (
        "src/taskcomplexity/studies",
        "workflow/rules",
        "workflow/scripts",
        "workflow/report",
        "resources/published",
    )
} | {f"config/{NAME}.md", f"workflow/schemas/{NAME}.schema.yaml"}
# What is written elsewhere: that there is such a study, and the values of its keys.
ELSEWHERE = {
    "src/taskcomplexity/configuration/studies.py": lambda text: (
        text.rstrip().removesuffix(")") + f', "{NAME}")\n'
    ),
    "config/config.yaml": lambda text: f"{text}\n{NAME}: {{images: 200}}\n",
}


@pytest.fixture
def enlarged(checkout):
    """A checkout with the study in it."""
    shutil.copytree(STUDY, checkout, dirs_exist_ok=True)
    for name, change in ELSEWHERE.items():
        path = checkout / name
        path.write_text(change(path.read_text()))
    return checkout


def changed_lines(before, after):
    return sum(line[0] in "+-" for line in ndiff(before.splitlines(), after.splitlines()))


def test_it_lies_in_folders_of_its_own_but_for_few_lines(enlarged):
    brought = {str(path.relative_to(STUDY)) for path in STUDY.rglob("*") if path.is_file()}
    assert brought
    assert all(any(name.startswith(own) for own in ITS_OWN) for name in brought)
    assert all((ROOT / name).exists() is False for name in brought)
    lines = [
        changed_lines((ROOT / name).read_text(), (enlarged / name).read_text())
        for name in ELSEWHERE
    ]
    assert all(lines)
    assert sum(lines) <= 5


def test_it_is_planned_drawn_audited_and_reported(finished, enlarged, tmp_path):
    run = type(finished)(tmp_path / "run")
    shutil.copytree(finished.path("data"), run.path("data"))
    entry = f"--snakefile={enlarged / 'workflow/Snakefile'}"
    done = run(entry, NAME)
    assert done.returncode == 0, done.stderr[-3000:]
    table = pd.read_parquet(run.path(f"{NAME}/figures/figure_01.parquet"))
    assert set(table["dataset"]) == {"mnist", "fashion_mnist"}
    assert len(table) == 20
    assert run.path(f"{NAME}/figures/figure_01.png").stat().st_size > 5000
    (verdict,) = pd.read_parquet(run.path(f"{NAME}/audit.parquet")).to_dict("records")
    assert verdict["verdict"] == "reproduced"
    assert "Some classes are brighter" in run.path(f"{NAME}/audit.html").read_text()
    done = run(entry, NAME, "--report", str(tmp_path / "report.html"))
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Mean brightness of the images" in (tmp_path / "report.html").read_text()

    done = run(entry, "--dry-run", f"{NAME}_figure_01", config=f"{NAME}: {{image: 3}}")
    assert f"`{NAME}.image` is no key of the config; did you mean `images`?" in done.stdout


def test_an_edit_of_one_study_is_nothing_to_another(finished, enlarged):
    entry = f"--snakefile={enlarged / 'Snakefile'}"
    done = finished(entry)
    assert "Nothing to be done" in done.stdout + done.stderr
    done = finished(entry, NAME)
    assert done.returncode == 0, done.stderr[-3000:]
    studies = enlarged / "src/taskcomplexity/studies"

    def jobs_after_an_edit(module):
        path = studies / module
        before = path.read_text()
        path.write_text(f"{before}\nADDED = 1\n")
        done = finished(entry, "--dry-run", "all", NAME)
        path.write_text(before)
        told = done.stdout + done.stderr
        table = told.split("Job stats:")[-1].split("total")[0] if "Job stats:" in told else ""
        return {line.split()[0] for line in table.splitlines()[3:] if line.split()}

    own = {
        *("brightness_of_classes", "brightness_figure_01", "brightness_audit"),
        *("page_brightness", "brightness"),
    }
    try:
        assert jobs_after_an_edit(f"{NAME}/measure.py") == own
        drawn = {"brightness_figure_01", "page_brightness", "brightness"}
        assert jobs_after_an_edit(f"{NAME}/figure_01.py") == drawn
        assert jobs_after_an_edit("tasks/figures/distances.py") == {"figure_06", "page_all", "all"}
        assert jobs_after_an_edit("language/measure.py") == set()
    finally:
        shutil.rmtree(finished.path(NAME))
