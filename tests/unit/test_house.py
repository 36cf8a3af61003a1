"""Where things lie, and what may know of what."""

import ast
import importlib
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from plans import planned

from taskcomplexity.audit.margins import read_margins
from taskcomplexity.configuration.studies import STUDIES

PACKAGE = ROOT / "src/taskcomplexity"
# A room imports only what stands before it. What stands alone, beside the rooms, is first.
ALONE = (
    *("atomic", "columns", "content", "devices", "intact", "interrupt", "joblog", "memory"),
    *("normal", "planned", "progress"),
    *("compiled", "provenance", "runlock", "scores", "streams", "study", "tables", "frames"),
)
ROOMS = (
    *(
        "data",
        "distances",
        "models",
        "training",
        "probes",
        "links",
        "metrics",
        "complexity",
        "figures",
        "audit",
        "page",
    ),
    *("configuration", "studies"),
)
ORDER = [*ALONE, *ROOMS]
# Heavy, and not needed to read a config and plan its jobs.
HEAVY = {"matplotlib", "numba", "pandas", "scipy", "torch", "transformers"}


def modules():
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports(path):
    """Dotted names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports from a place relative to it"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module


def room(module):
    return module.split(".")[1] if "." in module else ""


def study(module):
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and parts[1] == "studies" else None


def ours(path):
    return [name for name in imports(path) if name.split(".")[0] == PACKAGE.name]


def test_every_room_has_a_place_in_the_order():
    assert {room(module) for module in MODULES} == {"", *ORDER}


@pytest.mark.parametrize("module", MODULES)
def test_a_room_imports_only_what_stands_before_it(module):
    if not room(module):
        return
    later = [
        name
        for name in ours(MODULES[module])
        if ORDER.index(room(name)) > ORDER.index(room(module))
    ]
    assert not later


def test_the_package_itself_imports_no_room():
    """Every digest of code holds its file, and what that imports."""
    assert not ours(MODULES[PACKAGE.name])


def study_files():
    """Every file of code of a study."""
    for name in STUDIES:
        places = [PACKAGE / "studies" / name, ROOT / "workflow/scripts" / name]
        for place in places:
            for path in sorted(place.rglob("*.py")):
                yield pytest.param(name, path, id=str(path.relative_to(ROOT)))


@pytest.mark.parametrize(("name", "path"), list(study_files()))
def test_no_study_imports_another(name, path):
    assert {study(module) for module in ours(path)} <= {name, None}


@pytest.mark.parametrize("name", STUDIES)
def test_the_rules_of_a_study_know_no_other(name):
    others = [other for other in STUDIES if other != name]
    for path in (ROOT / "workflow/rules" / name).glob("*.smk"):
        text = path.read_text()
        for other in others:
            assert f"studies.{other}" not in text
            assert f'PLANS["{other}"]' not in text
            assert f"scripts/{other}/" not in text
            assert f"report/{other}/" not in text


def test_what_studies_share_names_none_of_them():
    shared = [
        *(path for module, path in MODULES.items() if not study(module)),
        *(ROOT / "workflow/scripts").glob("*.py"),
        *(ROOT / "workflow/rules").glob("*.smk"),
        ROOT / "workflow/Snakefile",
    ]
    for path in shared:
        for name in STUDIES:
            assert f"studies.{name}" not in path.read_text(), path


@pytest.mark.parametrize("name", STUDIES)
def test_every_study_has_its_wing(name, config):
    plan = planned(config, name)
    assert plan.study.name == name
    assert (ROOT / f"workflow/rules/{name}/study.smk").exists()
    assert (ROOT / f"workflow/schemas/{name}.schema.yaml").exists()
    assert (ROOT / f"config/{name}.md").exists()
    for figure in plan.figures():
        assert (ROOT / f"workflow/report/{name}/{figure.caption}.rst").read_text().strip()
        functions = importlib.import_module(figure.module)
        assert callable(functions.table)
        assert callable(functions.draw)
    if audit := plan.audit():
        assert callable(importlib.import_module(audit.module).judge)
        assert len(read_margins(ROOT / f"resources/published/{name}"))


def test_wings_hold_nothing_of_a_study_that_there_is_not():
    for place in ("workflow/rules", "workflow/scripts", "workflow/report", "resources/published"):
        folders = {path.name for path in (ROOT / place).iterdir() if path.is_dir()}
        assert folders - {"__pycache__"} <= set(STUDIES), place
    schemas = {path.name.split(".")[0] for path in (ROOT / "workflow/schemas").iterdir()}
    assert schemas == {"config", *STUDIES}


def test_studies_are_listed_in_one_place():
    listed = [
        path
        for path in [*MODULES.values(), ROOT / "workflow/Snakefile"]
        if all(f'"{name}"' in path.read_text() for name in STUDIES)
    ]
    assert listed == [PACKAGE / "configuration/studies.py"]


def reached(module):
    """Everything that importing a module of the package imports."""
    found, pending = set(), [module]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        if name in MODULES:
            tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
            for node in tree.body:
                if isinstance(node, ast.Import):
                    pending += [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    pending += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    return found


@pytest.mark.parametrize("plan", [name for name in MODULES if name.endswith(".plan")])
def test_plans_are_made_without_heavy_packages(plan):
    assert not {module.split(".")[0] for module in reached(plan)} & HEAVY


def test_the_package_knows_nothing_of_snakemake():
    for path in MODULES.values():
        assert "snakemake" not in {name.split(".")[0] for name in imports(path)}, path


def test_the_first_paper_keeps_the_names_of_its_results(config):
    plans = {name: planned(config, name) for name in STUDIES}
    figures = [
        (plan.study.figure_rule(one.number), plan.study.figure_files(one.number)["pdf"])
        for name in ("tasks", "language")
        for plan in [plans[name]]
        for one in plan.figures()
        if not one.target
    ]
    assert sorted(figures) == [
        (f"figure_{number:02}", f"results/figures/figure_{number:02}.pdf")
        for number in range(1, 14)
    ]
    assert plans["tasks"].study.audit_files()["page"] == "results/audit.html"
    assert plans["tasks"].study.audit_rule == "audit"


def test_profiles_name_rules_that_there_are():
    """A rule that a profile groups or asks a device for exists, by name or as that of a probe."""
    from taskcomplexity.probes.probe import PROBES

    of_probes = {f"{study}{name}" for study in ("", "sparse_") for name in PROBES}
    of_probes |= {f"{name}_layers" for name in PROBES}
    text = "".join(path.read_text() for path in Path(ROOT / "workflow/rules").rglob("*.smk"))
    for path in sorted((ROOT / "profiles").glob("slurm*/config.yaml")):
        profile = yaml.safe_load(path.read_text())
        named = {*profile["set-resources"], *(one.split("=")[0] for one in profile["groups"])}
        assert not [n for n in named if f"rule {n}:" not in text and n not in of_probes]
