"""What the docs and config/modalities.yaml say of known datasets is what the catalog says."""

import pytest
import yaml
from conftest import ROOT
from snakemake.utils import update_config

from taskcomplexity.configuration.check import ConfigError, check_schema
from taskcomplexity.configuration.datasets import read_datasets
from taskcomplexity.data.catalog import CATALOG

CLIENTS = {"npm": "npm", "debian": "apt", "pypi": "pip"}


@pytest.fixture(scope="module")
def docs():
    text = (ROOT / "config/README.md").read_text()
    return text.split("## Known datasets\n")[1].split("\n## ")[0]


def row(*cells):
    return f"| {' | '.join(cells)} |\n"


@pytest.mark.parametrize("name", CATALOG)
def test_the_docs_tell_every_known_dataset(docs, name):
    entry = CATALOG[name]
    numbers = ", ".join(f"{number:,}" for number in entry.samples)
    of_package = entry.package and f"package ({CLIENTS[entry.package.registry]})"
    sources = [of_package if source == "package" else source for source in entry.sources]
    assert (
        row(
            f"`{name}`",
            entry.modality,
            str(len(entry.classes)),
            numbers if entry.is_split else f"{numbers}, not split",
            " × ".join(map(str, entry.shape)),
            ", ".join(sources),
            str(len(entry.sha256) or "none"),
        )
        in docs
    )
    assert row(f"`{name}`", entry.origin, entry.licence) in docs
    table = docs.split("| name | classes |\n")[1].split("\n\n")[0]
    (told,) = (
        line.split(" | ")[1] for line in table.splitlines() if f"`{name}`" in line.split(" | ")[0]
    )
    first, last = entry.classes[0], entry.classes[-1]
    assert ", ".join(entry.classes) in told or f"{first} to {last}" in told


def test_the_docs_tell_the_packages_of_pypi(docs):
    names = {one.package.name for one in CATALOG.values() if one.package}
    assert all(f"`{name}`" in docs for name in names if "==" in name)


def test_many_modalities_come_from_packages_alone(config, schema):
    own = yaml.safe_load((ROOT / "config/modalities.yaml").read_text())
    update_config(config, own)
    check_schema(config, schema)
    datasets = read_datasets(config)
    assert len(datasets) >= 6
    assert len({CATALOG[name].modality for name in datasets}) >= 4
    for dataset in datasets.values():
        classes = len(dataset.classes)
        assert dataset.sources == ("package",)
        assert not dataset.tasks
        assert len(dataset.pairs) == classes * (classes - 1) // 2


def test_a_test_fraction_is_of_what_has_no_published_split(config):
    of_pen = {"penbased": {"sources": ["package"], "test_fraction": 0.4}}
    asked = read_datasets({"datasets": of_pen})["penbased"].asked
    assert asked.fraction == 0.4
    of_vowel = {"vowel": {"sources": ["package"], "test_fraction": 0.4}}
    with pytest.raises(
        ConfigError, match="datasets.vowel.test_fraction.*test samples of Vowel are"
    ):
        read_datasets({"datasets": of_vowel})


def test_what_is_known_of_rows_is_no_picture():
    of_pen = {"sources": ["package"]}
    assert read_datasets({"datasets": {"penbased": of_pen}})["penbased"].outline.shape == (16,)
    with pytest.raises(ConfigError, match="Penbased is not in colour: it holds rows of features"):
        read_datasets({"datasets": {"penbased": {**of_pen, "colour": "grey"}}})
