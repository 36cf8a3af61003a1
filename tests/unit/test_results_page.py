"""The page on the folder of results tells of every folder there is, and of what is set."""

import re

import pytest
import yaml
from conftest import ROOT
from plans import planned

from taskcomplexity.configuration.studies import STUDIES
from taskcomplexity.intact import DAMAGED

PAGE = (ROOT / "docs/results.md").read_text()
RULES = [path.read_text() for path in sorted((ROOT / "workflow").rglob("*.smk"))]


def test_every_folder_that_is_written_is_told(config):
    written = {
        place
        for text in RULES
        for place in re.findall(r'"results/(?:\{variant\})?(\w+)[/."]', text)
    }
    for study in STUDIES:
        plan = planned(config, study)
        files = [file for page in plan.pages() for file in page.files]
        written |= {re.match(r"results/(\w+)", file).group(1) for file in files}
    assert {"figures", "probes", "models", "pages", "data", "sensitivity"} <= written
    told = set(re.findall(r"`results/(\w+)[/.]", PAGE))
    assert written - told == set()
    known = {*written, "index", "variants", "benchmark"}
    assert told <= known


def test_every_place_that_is_told_is_written():
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"rm -rf results quick logs site \.snakemake", makefile)
    assert f"`{DAMAGED}`" in PAGE
    assert "`results/benchmark/`" in PAGE
    assert "results/benchmark" in (ROOT / "benchmarks/run.py").read_text()
    assert all("logs/benchmarks/" in text for text in RULES if "    benchmark:" in text)


def test_sums_are_compared_up_to_what_the_page_says():
    profile = yaml.safe_load((ROOT / "profiles/default/config.yaml").read_text())
    (told,) = re.findall(r"inputs of up to (\d+) MB, which `profiles/default` sets", PAGE)
    assert profile["max-checksum-file-size"] == int(told) * 10**6


def test_keys_and_options_that_are_told_are_there(config):
    assert config["keep_models"] is True
    assert "temp(path)" in (ROOT / "workflow/rules/files.smk").read_text()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)", PAGE))))
def test_pages_that_are_linked_are_there(link):
    assert (ROOT / "docs" / link).exists()
