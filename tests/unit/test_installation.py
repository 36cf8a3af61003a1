"""What is built, what an installation of it brings, and what an import of the package loads."""

import ast
import email
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest
import yaml
from conftest import ROOT
from test_examples import run_examples

import taskcomplexity as tc

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
STEM = f"taskcomplexity-{PROJECT['version']}"
SECONDS = 0.1
TIMED = """
import sys, time
before = set(sys.modules)
began = time.perf_counter()
import taskcomplexity
print(time.perf_counter() - began, *(set(sys.modules) - before))
"""
# Without extras, print the parts of the package of which a module cannot be imported.
IMPORT_ALL = """
import importlib, pkgutil
import taskcomplexity
for module in pkgutil.walk_packages(taskcomplexity.__path__, "taskcomplexity."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError:
        print(module.name.split(".")[1])
"""
NEED_EXTRAS = {
    *("audit", "configuration", "figures", "page", "studies"),
    *("interrupt", "runlock"),
}
# Without extras, print what is said of pictures and of torchvision.
ASK_FOR_EXTRAS = """
from pathlib import Path
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.pictures import read_picture
from taskcomplexity.data.sources import fetch
for function, *arguments in (
    (read_picture, Path("picture.png")),
    (fetch, CATALOG["mnist"], ["torchvision"], None),
):
    try:
        function(*arguments)
    except DataError as error:
        print(error)
"""


def run(*arguments, python=sys.executable):
    done = subprocess.run([python, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_import_of_the_package_takes_less_than_a_tenth_of_a_second():
    seconds = []
    for _ in range(5):
        taken, *loaded = run("-c", TIMED).split()
        assert not {"numpy", "pandas", "pyarrow", "torch"} & set(loaded)
        assert [name for name in loaded if name.startswith("taskc")] == ["taskcomplexity"]
        seconds.append(float(taken))
    assert min(seconds) < SECONDS


@pytest.mark.parametrize("name", tc.PLACES)
def test_what_stands_at_the_top_is_there_when_it_is_used(name):
    function = getattr(tc, name)
    assert function.__name__ == name
    assert function.__module__ == tc.PLACES[name]
    assert name in dir(tc)


def test_nothing_that_digests_are_made_of_uses_what_stands_at_the_top():
    """Digests of code see no import in it."""
    for folder in ("src", "workflow/scripts"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    assert "taskcomplexity" not in [one.name for one in node.names], path
                elif isinstance(node, ast.ImportFrom) and node.module == "taskcomplexity":
                    assert not {one.name for one in node.names} & set(tc.PLACES), path


def test_extras_bring_each_other():
    extras = PROJECT["optional-dependencies"]
    assert set(extras) == {
        *("figures", "pictures", "language", "peers", "page", "docs", "workflow", "dev")
    }
    assert "taskcomplexity[figures,page,pictures]" in extras["workflow"]
    assert "taskcomplexity[docs,language,peers,workflow]" in extras["dev"]


def test_the_version_is_the_same_wherever_it_stands():
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == PROJECT["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest.group(1) in {PROJECT["version"], "Unreleased"}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What the repository holds, or would with the next commit, and nothing that lies beside it."""
    folder = tmp_path_factory.mktemp("source")
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def build(source, into, *kinds):
    """Build as `python -m build` does; without kinds the sdist, and the wheel from the sdist."""
    run("-m", "build", "--no-isolation", "--outdir", into, *kinds, source)


@pytest.fixture(scope="module")
def built(source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    build(source, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    return built / f"{STEM}-py3-none-any.whl"


def packaged(source):
    """Every file of the package, by its place below src/."""
    files = (path for path in (source / "src").rglob("*") if path.is_file())
    names = {path.relative_to(source / "src").as_posix() for path in files}
    return {name for name in names if ".egg-info/" not in name}


def test_the_sdist_holds_what_it_takes_to_build_and_nothing_else(source, built):
    with tarfile.open(built / f"{STEM}.tar.gz") as archive:
        files = {member.name for member in archive if member.isfile()}
    names = {name.removeprefix(f"{STEM}/") for name in files}
    names = {name for name in names if ".egg-info/" not in name}
    beside = {"LICENSE", "PKG-INFO", "README.md", "pyproject.toml", "setup.cfg"}
    assert names == beside | {f"src/{name}" for name in packaged(source)}


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(source, wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    about = {name for name in names if name.startswith(f"{STEM}.dist-info/")}
    assert names - about == packaged(source)
    assert f"{STEM}.dist-info/licenses/LICENSE" in about
    suffixes = {PurePosixPath(name).suffix for name in names - about}
    assert suffixes == {".py", ".j2", ".css", ".js", ".typed"}


def test_the_wheel_of_the_tree_is_that_of_the_sdist(source, wheel, tmp_path):
    build(source, tmp_path, "--wheel")
    of_both = [zipfile.ZipFile(path).infolist() for path in (wheel, tmp_path / wheel.name)]
    of_sdist, of_tree = ({one.filename: one.CRC for one in files} for files in of_both)
    assert of_sdist == of_tree


def test_what_the_wheel_says_of_itself(wheel):
    with zipfile.ZipFile(wheel) as archive:
        told = email.message_from_bytes(archive.read(f"{STEM}.dist-info/METADATA"))
    assert told["Description-Content-Type"] == "text/markdown"
    assert told.get_payload(decode=True).decode() == (ROOT / "README.md").read_text("utf-8")
    assert told["License-Expression"] == "MIT"
    assert told["Requires-Python"] == PROJECT["requires-python"]
    needed = [one for one in told.get_all("Requires-Dist") if "extra ==" not in one]
    assert needed == PROJECT["dependencies"]
    assert set(told.get_all("Provides-Extra")) == set(PROJECT["optional-dependencies"])


def link_mode(folder):
    """How files of the cache of uv take no room in a folder: hard links are made the fastest."""
    cache = Path(run("-m", "uv", "cache", "dir").strip())
    together = cache.exists() and cache.stat().st_dev == folder.stat().st_dev
    return "hardlink" if together else "symlink"


def install(wheel, folder):
    """Install a wheel and what it declares into an environment, at the versions of the lock.

    From what the environment of the repository left in the cache of uv. Where that was emptied, or
    lacks what tells of the dependencies, from the registry that the environment came from.
    """
    asked = ["-m", "uv", "pip", "install", "--quiet", "--link-mode", link_mode(folder)]
    asked += ["--python", folder, "--constraint", ROOT / "envs/environment.lock", wheel]
    offline = subprocess.run([sys.executable, *asked, "--offline"], capture_output=True)
    if offline.returncode:
        run(*asked)


@pytest.fixture(scope="module")
def alone(wheel, tmp_path_factory):
    """The Python of an environment of the wheel and its dependencies, without extras."""
    folder = tmp_path_factory.mktemp("alone")
    run("-m", "uv", "venv", "--quiet", "--python", sys.executable, folder)
    install(wheel, folder)
    yield folder / "bin/python"
    shutil.rmtree(folder)


def test_the_wheel_alone_brings_no_extra(alone):
    frozen = run("-m", "uv", "pip", "freeze", "--python", alone)
    there = set(re.findall(r"^[\w-]+", frozen, re.MULTILINE))
    asked = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    core, *extras = ({re.match(r"[\w-]+", one).group() for one in some} for some in asked)
    assert core | {"taskcomplexity"} <= there
    of_torch = {"jinja2", "setuptools"}
    assert there & set().union(*extras) == of_torch | {"taskcomplexity"}


# All functions at the top are in the two.
@pytest.mark.parametrize("page", ["README.md", "docs/language.md"])
def test_examples_run_from_the_wheel_alone(page, alone, tmp_path):
    run_examples(page, tmp_path, alone, "-I")


def test_the_rooms_that_compute_need_no_extra(alone):
    missing = run("-I", "-W", "error", "-c", IMPORT_ALL, python=alone).split()
    assert {"figures", "studies"} <= set(missing) <= NEED_EXTRAS


def test_what_needs_an_extra_says_which(alone):
    said = run("-I", "-W", "error", "-c", ASK_FOR_EXTRAS, python=alone)
    assert "PIL is missing" in said
    assert "torchvision is missing" in said
    assert said.count("the extra `pictures` brings: pip install 'taskcomplexity[pictures]'") >= 2
