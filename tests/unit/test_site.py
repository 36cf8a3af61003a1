"""The documentation as a site: it builds without a warning, and what is wrong in it is told."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT

import taskcomplexity as tc

# A site of one page, a page outside docs/ and a module, with the settings of ours.
SMALL = {
    "docs/index.md": """# Home

[run](../README.md#run-it), [table](../config/table.csv), [here](#home)

::: taskcomplexity.function
""",
    "README.md": "# All\n\n## Run it\n\n[home](docs/index.md#home)\n",
    "config/table.csv": "a,b\n",
    "src/taskcomplexity/__init__.py": 'def function():\n    """Do."""\n',
}


def build(root, site):
    """Build the site of a checkout."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", site],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def small(tmp_path):
    """A function that builds the small site with some files changed."""
    shutil.copytree(ROOT / "site_hooks", tmp_path / "site_hooks")
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text())
    del settings["extra_css"]
    settings["nav"] = ["index.md", "readme.md"]
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))

    def built(**changed):
        for name, text in {**SMALL, **changed}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return build(tmp_path, tmp_path / "site")

    return built


def in_nav(entries):
    """Every page that a navigation names."""
    for entry in entries:
        inner = next(iter(entry.values())) if isinstance(entry, dict) else entry
        yield from [inner] if isinstance(inner, str) else in_nav(inner)


def test_every_page_has_a_place_in_the_navigation(site):
    pages = list(in_nav(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"]))
    docs = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert docs - set(pages) == set()
    assert len(set(pages)) == len(pages)
    for page in pages:
        assert (site / page.replace("README", "index")).with_suffix(".html").exists(), page


def test_links_out_of_docs_lead_to_pages_and_else_are_paths(site):
    claims, metrics = ((site / f"{name}.html").read_text() for name in ("claims", "metrics"))
    assert "<code>resources/published/tasks/margins.csv</code>" in claims
    assert 'href="config/metrics.html"' in metrics
    readme = (site / "readme.html").read_text()
    assert 'href="measure.html"' in readme
    assert 'src="images/figure_01.png"' in readme


def test_nothing_is_loaded_from_elsewhere(site):
    loads = re.compile(r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//")
    for page in site.rglob("*.html"):
        assert not loads.search(page.read_text()), page


def test_the_reference_tells_of_every_function_at_the_top(site):
    pages = "".join(path.read_text() for path in (site / "reference").glob("*.html"))
    for name, place in tc.PLACES.items():
        assert f'id="{place}.{name}"' in pages


def test_dead_links_and_pages_without_a_place_fail(small):
    done = small()
    assert done.returncode == 0, done.stderr
    wrong = "[a](gone.md) [b](#gone) [c](../config/gone.md) [d](../README.md#gone) [e](gone)\n"
    done = small(**{"docs/index.md": f"# Home\n\n{wrong}", "docs/lost.md": "# Lost\n"})
    assert done.returncode == 1
    told = done.stderr.split("Building documentation")[1]
    for name in ("lost.md", "'gone.md'", "'#gone'", "'../config/gone.md'", "#gone'", "'gone'"):
        assert name in told, told
    assert "Aborted with 6 warnings in strict mode!" in done.stdout


def test_a_function_that_there_is_not_fails(small):
    done = small(**{"docs/index.md": "# Home\n\n::: taskcomplexity.gone\n"})
    assert done.returncode == 1
    assert "taskcomplexity.gone" in done.stderr
