"""What a config asks of sparse networks, and what it cannot."""

from functools import partial

import pytest
from plans import planned, with_section

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.probes.probe import PROBES


@pytest.fixture
def changed(config, schema):
    """What a config and a change of its section `sparse` ask for."""

    return partial(with_section, config, schema, "sparse")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("density: 0.001", "`sparse.density` 0.001 gives layer 1 784 links for 1,000 outputs"),
        ("density: 0.9", "are more than the 78,400 places without one"),
        ("topology: {zeta: 0}", "`sparse.topology.zeta` is 0; allowed: number above 0 and below 1"),
        ("topology: {zeta: 1}", "`sparse.topology.zeta` is 1; allowed: number above 0 and below 1"),
        ("datasets: {mnist: [0, 12]}", "names the class 12, which MNIST lacks"),
        ("datasets: {minst: all}", "`sparse.datasets.minst` is not among `datasets`; did you mean"),
        ("topology: {removal: magnitud}", "did you mean `magnitude`?"),
        ("methods: {rrl: {seeds: 1, seeds_per_job: 1}}", "did you mean `rlr`?"),
        ("methods: {dense: null}", "`sparse.methods.dense_pruned` prunes the networks of `dense`"),
        ("probes: {prune: {random: {kept: [1.5]}}}", "is 1.5; allowed: number from 0 to 1"),
        (
            "methods: {rlr: {probes: {prune: {random: {kept: [1.5]}}}}}",
            "`sparse.methods.rlr.probes.prune.random.kept` comes to 1.5; allowed: numbers",
        ),
        (
            "methods: {rlr: {probes: {prune: {rondom: {kept: [0.5]}}}}}",
            "changes a sweep that there is not; there are random, largest, smallest",
        ),
        ("attacks: {epsilons: [2]}", "is 2; allowed: number from 0 to 1"),
    ],
)
def test_what_cannot_be_done_is_told(changed, text, told):
    with pytest.raises(ConfigError) as error:
        changed(text)
    assert told in str(error.value)


def test_a_dense_network_needs_no_free_places(changed):
    assert changed("density: 1").methods


def test_a_method_may_be_trained_and_measured_otherwise(changed, config):
    plan = changed("methods: {rlr: {epochs: 7, probes: {prune: {random: {draws: 2}}}}}")
    assert plan.training("rlr")["epochs"] == 7
    assert plan.training("ch3l3")["epochs"] == config["sparse"]["training"]["epochs"]
    draws = {
        method: [sweep["draws"] for sweep in plan.sweeps(method, "prune") if "draws" in sweep]
        for method in ("rlr", "ch3l3")
    }
    assert draws == {"rlr": [2], "ch3l3": [10]}


def test_a_sweep_may_be_left_out_of_a_method_or_of_all(changed):
    plan = changed("methods: {rlr: {probes: {noise: {relative: null}}}}")
    assert not plan.sweeps("rlr", "noise")
    assert plan.sweeps("static", "noise")
    plan = changed("probes: {noise: {relative: null}}")
    assert not [file for file in plan.every_table() if "/noise/" in file]


def test_classes_are_named_by_label_or_name(changed):
    plan = changed("datasets: {fashion_mnist: [Dress, 9, 0]}")
    assert plan.datasets["fashion_mnist"] == (3, 9, 0)
    assert plan.inputs("fashion_mnist")["classes"] == [3, 9, 0]


def test_every_sweep_is_one_that_its_probe_knows(config):
    plan = planned(config, "sparse")
    for method in plan.methods:
        for name, probe in PROBES.items():
            for sweep in plan.sweeps(method, name):
                settings = {key: value for key, value in sweep.items() if key != "variants"}
                assert probe.steps(settings)


def test_tables_are_of_every_dataset_and_block(config):
    plan = planned(config, "sparse")
    tables = plan.every_table()
    assert len(tables) == len(set(tables))
    blocks = 4 * 2 + 3 + 3
    assert sum("/models/" in file for file in tables) == len(plan.datasets) * blocks


def test_a_dataset_that_is_left_out_is_left_out_here_too(config):
    config["datasets"]["mnist"] = None
    assert "mnist" not in planned(config, "sparse").datasets
    config["sparse"]["datasets"] = {"mnist": "all"}
    plan = planned(config, "sparse")
    assert {figure.lacks for figure in plan.figures()} == {"a dataset of `sparse.datasets`"}
    assert plan.audit().lacks == "a dataset of `sparse.datasets`"
    assert plan.every_table() == []
