"""Which models of other studies a config has, held against what those studies say."""

import pytest
import yaml
from plans import planned
from snakemake.utils import update_config

from taskcomplexity.configuration.check import check_schema
from taskcomplexity.configuration.datasets import read_datasets
from taskcomplexity.studies.metrics.neighbours.plan import FOLDER, Neighbours


@pytest.fixture
def changed(config, schema):
    """The neighbours of a changed config, and the plans of both studies."""

    def read(text=""):
        update_config(config, yaml.safe_load(f"{{{text}}}"))
        check_schema(config, schema)
        neighbours = Neighbours(config, read_datasets(config))
        return neighbours, planned(config, "tasks"), planned(config, "sparse")

    return read


CONFIGS = [
    "",
    "models: {tasks: {hidden: [[128, 64], 64, 32, 128], seeds_per_job: 30}}",
    "models: {pairs: {hidden: 32}}, probes: {prune: {sweeps: {pairs: {hidden: 32}}}, "
    "randomize: {sweeps: {pairs: {hidden: 32}}}}",
    "models: {pairs: {pairs_per_job: 10}}, datasets: {fashion_mnist: {pairs: [[0, 1], [8, 9]]}}",
    "datasets: {mnist: null}, sparse: {methods: {rlr: {seeds: 3, seeds_per_job: 2}}}",
    "sparse: {datasets: {mnist: null}, methods: {dense: null, dense_pruned: null}}",
    "sparse: {methods: {rlr: {probes: {prune: {random: null, largest: null, smallest: null}}}}}",
    "sparse: {methods: {rlr: {probes: {prune: {random: null}}}}, probes: {prune: {random: null}}}",
    "sparse: {probes: {prune: {random: null, largest: null, smallest: null}}}",
    "sparse: {datasets: {mnist: [0, 7]}, inputs: standardized}",
    "probes: {prune: {sweeps: {pairs: null}}}",
    "probes: {prune: {sweeps: {pairs: {kept: [0.5]}}}}",
    "probes: {prune: {sweeps: {pairs: {kept: all, selections: [largest]}}}}",
    "probes: {randomize: {sweeps: {pairs: {kinds: [A]}}}}, complexity: {randomization: A}",
    "complexity: {randomization: A}",
]


@pytest.mark.parametrize("text", CONFIGS)
def test_models_and_networks_are_those_of_their_studies(changed, text):
    neighbours, tasks, sparse = changed(text)
    for group in ("tasks", "pairs"):
        layers = tasks.widths(group)[0]
        assert neighbours.models[group] == {
            dataset: tasks.trained(dataset, group, layers) for dataset in tasks.datasets
        }
    assert neighbours.networks == {
        dataset: list(map(str, sparse.networks)) for dataset in sparse.datasets
    }
    sources = sparse.sources()
    assert neighbours.histories == [
        sparse.files("training", dataset, one)
        for dataset in sparse.datasets
        for one in sparse.networks
    ]
    assert set(neighbours.histories) == set(sources["history"].files)
    assert neighbours.pruned == list(sparse.probed("prune"))
    assert tuple(neighbours.complexity.values()) == tasks.sources.complexity().files
    for dataset in sparse.datasets:
        told = sparse.inputs(dataset)
        assert neighbours.inputs(dataset) == {key: told[key] for key in ("classes", "inputs")}
    for one in sparse.networks:
        method = "dense" if one.method == "dense_pruned" else one.method
        assert neighbours.density(str(one)) == sparse.training(method)["density"]


def made(neighbours):
    """Names of the tables that are made of all."""
    return {
        file.removeprefix(f"{FOLDER}/").removesuffix(".parquet")
        for file in neighbours.every_file()
        if file.count("/") == FOLDER.count("/") + 1
    }


EVERY = {"tasks", "complexity", "correlations", "sparse", "robustness"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", EVERY),
        ("datasets: {mnist: null, fashion_mnist: null}", {"sparse", "robustness"}),
        ("probes: {randomize: {sweeps: {pairs: null}}}", EVERY - {"complexity", "correlations"}),
        (
            "sparse: {datasets: "
            "{mnist: null, fashion_mnist: null, kmnist: null, emnist_letters: null}}",
            EVERY - {"sparse", "robustness"},
        ),
        (
            "sparse: {probes: {prune: {random: null, largest: null, smallest: null}}}",
            EVERY - {"sparse", "robustness"},
        ),
    ],
)
def test_what_the_config_leaves_out_is_left_out(changed, text, left):
    neighbours, _, _ = changed(text)
    assert made(neighbours) == left
    assert len(set(neighbours.every_file())) == len(neighbours.every_file())


def test_a_config_may_have_none_of_them(changed):
    neighbours, _, _ = changed(
        "datasets: {mnist: null, fashion_mnist: null}, sparse: {datasets: "
        "{kmnist: null, emnist_letters: null}}"
    )
    assert neighbours.every_file() == []
