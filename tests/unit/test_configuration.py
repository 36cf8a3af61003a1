import copy
import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from plans import planned

from taskcomplexity.configuration.check import ConfigError, check_schema
from taskcomplexity.configuration.datasets import read_datasets
from taskcomplexity.configuration.studies import STUDIES
from taskcomplexity.configuration.twice import keys_given_twice
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.models.names import Models


def ready(plan):
    """Numbers of the figures that a config has the models and sweeps for."""
    return [figure.number for figure in plan.figures() if not figure.lacks]


ALL = {"pairs": "all"}
DEEP, SCALINGS, PEERS = "layers_d64-64-64", "scalings", "peers"


def merged(base, over):
    """Lay one config over another, as Snakemake does."""
    base = copy.deepcopy(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        base[key] = merged(base[key], value) if both else value
    return base


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("config/config.yaml", "01 02 03 04 06 07 08 10 11 12 13 layers_d64-64-64 scalings peers"),
        ("config/quick.yaml", "01 02 03 04 06 07 08 10 11 12 13 layers_d64-64-64 scalings peers"),
        ("tests/workflow/tiny.yaml", "01 02 03 04 06 07 08 10 11 layers_d12-10-8 scalings peers"),
    ],
)
def test_our_configs_can_be_used(config, schema, name, figures):
    whole = merged(config, yaml.safe_load((ROOT / name).read_text()))
    check_schema(whole, schema)
    assert ready(planned(whole)) == figures.split()


@pytest.mark.parametrize("name", ["config.yaml", "registries.yaml", "quick.yaml"])
def test_our_language_models_can_be_probed(config, schema, name):
    whole = merged(config, yaml.safe_load((ROOT / "config" / name).read_text()))
    check_schema(whole, schema)
    assert list(planned(whole, "language").layers) == [
        "position_embeddings",
        "first_block_lin1",
        "first_block_lin2",
        "last_block_lin1",
        "last_block_lin2",
        "classifier",
    ]


def test_package_registries_are_enough(config, schema):
    whole = merged(config, yaml.safe_load((ROOT / "config/registries.yaml").read_text()))
    check_schema(whole, schema)
    assert all("package" in dataset.sources for dataset in read_datasets(whole).values())
    assert planned(whole, "language").tuned


def test_the_paper_at_full_size(config):
    plan = planned(config)
    for dataset in plan.datasets:
        assert len(plan.datasets[dataset].pairs) == 45
        trained = [
            len(list(models.seeds)) * len(plan.classes_of(dataset, models))
            for group, layers in plan.trained_widths()
            for models in plan.trained(dataset, group, layers)
        ]
        assert sum(trained) == 2 * 3 * 100 + 45 * 20
    easy, hard = (Models.parse(f"{task}_d64_seeds000-099") for task in ("easy", "hard"))
    assert plan.classes_of("mnist", easy) == {"easy": (0, 7)}
    assert plan.classes_of("fashion_mnist", hard) == {"hard": (1, 3)}


def test_more_seeds_leave_the_jobs_of_the_others_alone(config):
    more = merged(config, {"models": {"tasks": {"seeds": 120}}})
    before, after = planned(config), planned(more)
    old, new = (plan.trained("mnist", "tasks", (64,)) for plan in (before, after))
    assert set(old) < set(new)
    assert {str(models.seeds) for models in set(new) - set(old)} == {"seeds100-119"}
    for models in before.probed("mnist", "prune", "tasks", (64,)):
        assert before.job_sweeps("prune", models) == after.job_sweeps("prune", models)


def test_a_sweep_over_fewer_seeds_has_its_own_names(config):
    plan = planned(config)
    names = [str(models) for models in plan.probed("mnist", "prune", "tasks", (32,))]
    assert names == ["easy_d32_seeds000-019", "hard_d32_seeds000-019"]
    block = plan.probed_block("mnist", Models.parse(names[0]))
    assert str(block) == "easy_d32_seeds000-099"
    (sweep,) = plan.job_sweeps("prune", Models.parse(names[0]))
    assert sweep["seeds"] == [0, 19]
    assert len(sweep["kept"]) == 37


def test_the_levels_of_one_sweep_do_not_reach_another(config):
    changed = merged(config, {"probes": {"prune": {"kept": [1, 0.5]}}})
    pairs = Models.parse("pairs0000-0059_d64_seeds000-019")
    assert planned(changed).job_sweeps("prune", pairs) == planned(config).job_sweeps("prune", pairs)
    task = Models.parse("easy_d64_seeds000-099")
    assert planned(changed).job_sweeps("prune", task) != planned(config).job_sweeps("prune", task)


def only(config, hidden, sweep):
    """The config with widths of its own and one sweep of each probe."""
    config["models"]["tasks"]["hidden"] = hidden
    config["models"]["layers"] = None
    for probe in config["probes"].values():
        probe["sweeps"] = {"widths": {**probe["sweeps"]["widths"], "hidden": sweep}}
    return config


def test_figures_without_their_models_are_left_out(config):
    assert ready(planned(only(config, [64, 32], 32))) == ["06", "07", "10", "11"]
    config["probes"]["noise"]["sweeps"] = {}
    assert ready(planned(config)) == ["06", "07", "11"]


def test_the_first_of_the_widths_is_that_of_the_main_figures(config):
    only(config, [32], 32)
    figures = planned(config).figures()
    assert [one.number for one in figures] == [
        *("01", "02", "03", "04", "06", "07", "08", "scalings", "peers")
    ]
    assert ready(planned(config)) == ["01", "03", "06", "07"]
    assert {one.about["hidden"] for one in figures if "hidden" in one.about} == {"32"}


def test_other_widths_are_one_change(config, schema):
    changed = merged(config, {"models": {"tasks": {"hidden": [16, 64, 256]}}})
    check_schema(changed, schema)
    plan = planned(changed)
    new = ["01_d256", "01_d64", "03_d256", "03_d64"]
    assert ready(plan) == [
        "01",
        *new[:2],
        "02",
        "03",
        *new[2:],
        *["04", "06", "07", "08"],
        DEEP,
        SCALINGS,
        PEERS,
    ]
    assert {str(models) for models in plan.probed("mnist", "flip", "tasks", (256,))} == {
        "easy_d256_seeds000-019",
        "hard_d256_seeds000-019",
    }
    (main,) = plan.job_sweeps("prune", Models.parse("easy_d16_seeds000-099"))
    assert main["selections"] == ["smallest", "largest", "random"]
    (other,) = plan.job_sweeps("prune", Models.parse("easy_d64_seeds000-019"))
    assert other["selections"] == ["smallest"]


def test_a_sweep_over_all_widths_leaves_out_what_another_measures(config):
    probes = config["probes"]["randomize"]["sweeps"]
    probes["widths"]["kinds"] = ["A", "B", "E"]
    plan = planned(config)
    sweeps = plan.job_sweeps("randomize", Models.parse("easy_d64_seeds000-099"))
    assert [sweep["kinds"] for sweep in sweeps[:2]] == [["B", "E", "F"], ["A", "C", "D", "G"]]
    (sweep,) = plan.job_sweeps("randomize", Models.parse("easy_d32_seeds000-099"))
    assert sweep["kinds"] == ["A", "B", "E"]
    last = sweeps[-1]
    assert (last["kinds"], 1.0 in last["kept"], len(last["kept"])) == (["A"], False, 22)
    probes["start"]["kinds"] = ["C", "D", "G"]
    last = planned(config).job_sweeps("randomize", Models.parse("easy_d64_seeds000-099"))[-1]
    assert (last["kinds"], len(last["kept"])) == (["A"], 23)


def test_fewer_seeds_are_one_change(config, schema):
    few = merged(config, {"models": {"tasks": {"seeds": 5}}})
    check_schema(few, schema)
    plan = planned(few)
    (table, _) = plan.probed("mnist", "prune", "tasks", (32,))
    assert str(table) == "easy_d32_seeds000-004"


def test_one_layer_at_a_time_has_models_tables_and_a_figure_of_its_own(config, schema):
    plan = planned(config)
    deep = (64, 64, 64)
    (table, _) = plan.probed("mnist", "flip", "layers", deep, each=True)
    assert str(table) == "easy_d64-64-64_seeds000-019"
    assert plan.group_of(table) == "layers"
    each, whole = (plan.job_sweeps("flip", table, each=one) for one in (True, False))
    assert each == whole
    (figure,) = [one for one in plan.figures() if one.target == "layers"]
    assert figure.number == DEEP
    assert all("/flip_layers/" in file for file in figure.reads["each"].files if "flip" in file)
    without = merged(config, {"models": {"layers": None}})
    check_schema(without, schema)
    assert not [one for one in planned(without).figures() if one.target == "layers"]
    again = merged(config, {"models": {"layers": {"hidden": [[32]]}}})
    with pytest.raises(ConfigError, match=r"`models.layers.hidden` names 32, which models.tasks"):
        planned(again)


def test_a_layer_at_a_time_may_be_asked_of_the_models_of_tasks(config, schema):
    config["probes"]["flip"]["sweeps"]["mine"] = {
        **config["probes"]["flip"]["sweeps"]["widths"],
        "layers": "each",
        "hidden": 32,
    }
    check_schema(config, schema)
    plan = planned(config)
    assert plan.probed("mnist", "flip", "tasks", (32,), each=True)
    assert not plan.probed("mnist", "flip", "tasks", (64,), each=True)


def test_levels_are_written_out(config):
    plan = planned(config)
    (noise,) = plan.job_sweeps("noise", Models.parse("easy_d64_seeds000-049"))
    assert len(noise["amplitudes"]) == 30
    assert noise["amplitudes"][0] == 2**-10
    assert noise["amplitudes"][-1] == 1
    ratios = [b / a for a, b in pairwise(noise["amplitudes"])]
    assert ratios == pytest.approx([2 ** (10 / 29)] * 29)
    (flip,) = plan.job_sweeps("flip", Models.parse("easy_d32_seeds000-019"))
    assert flip["fractions"] == pytest.approx([n / 29 for n in range(30)])


def test_sweeps_that_measure_the_same_are_named(config):
    more = {"models": "tasks", "hidden": 64, "seeds": 5, "kinds": ["A", "E"], "kept": [0.5]}
    config["probes"]["randomize"]["sweeps"]["more"] = {**more, "draws": 1}
    with pytest.raises(ConfigError, match=r"sweeps\.more` measures E at 0\.5 .*sweeps\.main` does"):
        planned(config)


def test_a_dataset_can_be_left_out_and_another_brought(config, schema):
    own = {
        "path": "here.npz",
        "classes": ["cat", "dog", "bird"],
        "tasks": {"easy": "auto", "hard": ["dog", "cat"]},
        "pairs": "all",
    }
    config = merged(config, {"datasets": {"mnist": None, "pets": own}})
    check_schema(config, schema)
    plan = planned(config)
    assert list(plan.datasets) == ["fashion_mnist", "pets"]
    easy, hard = (Models.parse(f"{task}_d64_seeds000-099") for task in ("easy", "hard"))
    assert plan.classes_of("pets", hard) == {"hard": (0, 1)}
    assert plan.classes_of("pets", easy) == {"easy": "auto"}
    assert plan.datasets["pets"].pairs == ((0, 1), (0, 2), (1, 2))
    assert plan.datasets["pets"].path == Path("here.npz").absolute()


def test_a_sweep_is_changed_by_its_name(config, schema):
    changed = merged(config, {"probes": {"noise": {"sweeps": {"main": {"seeds": 7}}}}})
    check_schema(changed, schema)
    old, new = planned(config), planned(changed)
    (sweep,) = new.job_sweeps("noise", Models.parse("easy_d64_seeds000-006"))
    assert sweep["seeds"] == [0, 6]
    assert len(sweep["amplitudes"]) == 30
    for layers, seeds in (((32,), "000-019"), ((128,), "000-019")):
        names = [str(models) for models in new.probed("mnist", "noise", "tasks", layers)]
        assert names == [f"{task}_d{layers[0]}_seeds{seeds}" for task in ("easy", "hard")]
        for models in map(Models.parse, names):
            assert new.job_sweeps("noise", models) == old.job_sweeps("noise", models)
    for probe in ("prune", "flip", "randomize"):
        for group, layers in new.trained_widths():
            tables = new.probed("mnist", probe, group, layers)
            assert tables == old.probed("mnist", probe, group, layers)
            for models in tables:
                assert new.job_sweeps(probe, models) == old.job_sweeps(probe, models)
    assert ready(new) == ready(old)


def test_null_takes_a_sweep_away_and_leaves_the_others(config, schema):
    changed = merged(config, {"probes": {"noise": {"sweeps": {"widths": None}}}})
    check_schema(changed, schema)
    old, new = planned(config), planned(changed)
    for layers in ((32,), (128,)):
        assert new.probed("mnist", "noise", "tasks", layers) == []
    tables = new.probed("mnist", "noise", "tasks", (64,))
    assert tables
    assert tables == old.probed("mnist", "noise", "tasks", (64,))
    assert ready(new) == [number for number in ready(old) if number not in ("10", "12")]
    (figure,) = [one for one in new.figures() if one.number == "10"]
    assert figure.lacks == "a sweep of probes.noise over the tasks (hidden: 32)"


def test_hidden_layers_are_a_number_or_a_list(config, schema):
    config["models"]["tasks"]["hidden"] = [64, 32, [16, 8]]
    check_schema(config, schema)
    plan = planned(config)
    assert plan.widths("tasks") == [(64,), (32,), (16, 8)]
    names = [str(models) for models in plan.trained("mnist", "tasks", (16, 8))]
    assert names == ["easy_d16-8_seeds000-099", "hard_d16-8_seeds000-099"]
    (table, _) = plan.probed("mnist", "noise", "tasks", (16, 8))
    assert str(table) == "easy_d16-8_seeds000-019"
    assert plan.probed_block("mnist", table) == Models.parse(names[0])
    assert [one.number for one in plan.figures() if "d16-8" in one.number] == [
        "01_d16-8",
        "03_d16-8",
    ]
    assert {"01_d16-8", "03_d16-8", "10", "11"} <= set(ready(plan))
    assert not {"12", "13"} & {one.number for one in plan.figures()}


@pytest.mark.parametrize(
    ("hidden", "sweep", "told"),
    [
        ([64, [64]], 64, "names 64 more than once"),
        (
            [64, [16, 8]],
            [8, 16],
            r"is \[8, 16\], but models.tasks trains 64, 16-8 hidden units; allowed too: main",
        ),
    ],
)
def test_hidden_layers_that_do_not_fit_are_named(config, schema, hidden, sweep, told):
    config["models"]["tasks"]["hidden"] = hidden
    config["probes"]["noise"]["sweeps"]["main"]["hidden"] = sweep
    check_schema(config, schema)
    with pytest.raises(ConfigError, match=told):
        planned(config)


def test_the_table_of_needs_is_that_of_the_figures(config):
    text = (ROOT / "config/tasks.md").read_text()
    (table,) = re.findall(r"^\| rule \| needs \|\n\|---\|---\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    plan = planned(config)
    assert table.splitlines() == [
        f"| `{plan.study.figure_rule(one.number)}` | {one.needs or 'nothing further'} |"
        for one in plan.figures()
    ]


def own(**changes):
    """A dataset of one's own, of two classes."""
    section = {"path": "~/x.npz", "classes": ["upper", "lower"], "pairs": [[0, 1]]}
    section["tasks"] = {"easy": [0, 1], "hard": ["lower", "upper"]}
    return {"datasets": {"own": {**section, **changes}}}


@pytest.mark.parametrize(
    ("change", "in_use"),
    [
        ({}, {0, 1}),
        ({"classes": ["upper", "lower", "other"]}, {0, 1}),
        ({"classes": ["upper", "lower", "other"], "pairs": "all"}, {0, 1, 2}),
        ({"classes": ["upper", "lower", "other"], "pairs": [["lower", "other"]]}, {0, 1, 2}),
        (
            {"classes": ["a", "upper", "lower"], "tasks": {"easy": "auto", "hard": [1, 2]}},
            {0, 1, 2},
        ),
    ],
)
def test_the_classes_in_use(config, schema, change, in_use):
    config = merged(config, own(**change))
    check_schema(config, schema)
    assert planned(config).datasets["own"].in_use == in_use


def test_a_dataset_without_tasks_and_pairs_takes_no_part_in_the_paper(config, schema):
    section = own(classes=["upper", "lower", "other"], pairs=None, tasks={})["datasets"]["own"]
    more = merged(config, {"datasets": {"own": section}})
    check_schema(more, schema)
    dataset = read_datasets(more)["own"]
    assert (dataset.tasks, dataset.pairs, dataset.in_use) == ({}, (), {0, 1, 2})
    plan = planned(more)
    assert list(plan.datasets) == list(planned(config).datasets)
    assert plan.figures() == planned(config).figures()
    assert plan.audit() == planned(config).audit()
    with pytest.raises(ConfigError, match="`datasets.own` has neither `tasks` nor `pairs`"):
        plan.cell_blocks("own")


def test_data_of_ones_own_have_all_pairs_and_no_tasks_where_nothing_is_said(config, schema):
    section = {"path": "here.npz", "classes": ["cat", "dog", "bird"]}
    config = merged(config, {"datasets": {"pets": section}})
    check_schema(config, schema)
    plan = planned(config)
    assert plan.datasets["pets"].pairs == ((0, 1), (0, 2), (1, 2))
    assert plan.datasets["pets"].tasks == {}
    assert list(plan.with_tasks) == ["mnist", "fashion_mnist"]
    assert list(plan.with_pairs) == ["mnist", "fashion_mnist", "pets"]
    titles = {figure.number: list(figure.about["titles"]) for figure in plan.figures()}
    assert titles["04"] == titles["06"] == list(plan.with_pairs)
    assert titles["01"] == titles["07"] == list(plan.with_tasks)
    assert plan.trained("pets", "tasks", (64,)) == []
    assert [str(one) for one in plan.trained("pets", "pairs", (64,))] == [
        "pairs0000-0059_d64_seeds000-019"
    ]
    assert not [file for file in plan.sources.spread().files if "pets" in file]


def test_tasks_have_free_names_and_any_number_of_classes(config, schema):
    tasks = {"odd": [9, "1", 3], "every": "all", "easy": None}
    config = merged(config, {"datasets": {"mnist": {"tasks": tasks}}})
    check_schema(config, schema)
    plan = planned(config)
    assert plan.datasets["mnist"].tasks == {
        "hard": (7, 9),
        "odd": (1, 3, 9),
        "every": tuple(range(10)),
    }
    odd = Models.parse("odd_d64_seeds000-099")
    assert odd in plan.trained("mnist", "tasks", (64,))
    assert plan.classes_of("mnist", odd) == {"odd": (1, 3, 9)}
    assert not plan.datasets["mnist"].has_extremes
    assert "mnist" not in planned(config, "sparse").task_models()


@pytest.mark.parametrize(
    ("tasks", "told"),
    [
        ({"all": [1, 2]}, "`datasets.mnist.tasks.all` has a name that stands for something else"),
        ({"pairs": [1, 2]}, "`datasets.mnist.tasks.pairs` has a name that stands for something"),
        (
            {"odd": "auto"},
            "`datasets.mnist.tasks.odd` is auto, which is for the tasks easy and har",
        ),
        ({"odd": [1, 2, "1"]}, "`datasets.mnist.tasks.odd` names the class 1 more than once"),
        ({"odd": [1, 1]}, r"is a pair of one class, \[1, 1\]"),
        ({"odd": [1, 11]}, "names the class 11, which MNIST lacks"),
    ],
)
def test_tasks_that_cannot_be_are_named(config, schema, tasks, told):
    config = merged(config, {"datasets": {"mnist": {"tasks": tasks}}})
    check_schema(config, schema)
    with pytest.raises(ConfigError, match=told):
        planned(config)


@pytest.mark.parametrize(
    ("tasks", "told"),
    [
        ({"odd": [1]}, "`datasets.mnist.tasks.odd` is .1.; allowed: 2 entries or more"),
        ({"Odd": [1, 2]}, "has the name 'Odd'; allowed: small letters"),
        ({"my_odd": [1, 2]}, "has the name 'my_odd'; allowed: small letters"),
        ({"odd": "every"}, "`datasets.mnist.tasks.odd` is 'every'"),
    ],
)
def test_tasks_that_are_none_are_named(config, schema, tasks, told):
    with pytest.raises(ConfigError, match=told):
        check_schema(merged(config, {"datasets": {"mnist": {"tasks": tasks}}}), schema)


def test_all_pairs_of_more_than_a_thousand_classes_need_a_list(config, schema):
    many = {"path": "x.npz", "classes": [f"class {n}" for n in range(1001)]}
    with pytest.raises(ConfigError, match=r"`datasets.own.pairs` are all pairs of 1001 classes"):
        planned(merged(config, {"datasets": {"own": many}}))
    listed = merged(config, {"datasets": {"own": {**many, "pairs": [[0, 1000]]}}})
    check_schema(listed, schema)
    assert planned(listed).datasets["own"].pairs == ((0, 1000),)
    fewer = {**many, "classes": many["classes"][:1000]}
    assert (
        len(planned(merged(config, {"datasets": {"own": fewer}})).datasets["own"].pairs) == 499500
    )


def test_datasets_may_train_for_a_number_of_steps_of_their_own(config):
    plan = planned(merged(config, {"datasets": {"kmnist": {"pairs": "all"}}}))
    assert plan.training("mnist")["minimum_steps"] == 0
    assert plan.training("kmnist")["minimum_steps"] == 1000


def test_images_in_colour_are_there_for_who_needs_no_distances(config):
    assert "cifar10" in read_datasets(config)
    for study in ("tasks", "sparse"):
        assert "cifar10" not in planned(config, study).datasets
    config["sparse"]["datasets"] = {"cifar10": "all"}
    plan = planned(config, "sparse")
    assert plan.datasets == {"cifar10": tuple(range(10))}
    assert {figure.about["inputs"] for figure in plan.figures()} == {3072}


def test_letters_are_named_by_their_labels_in_the_files(config, schema):
    tasks = {"easy": [1, 26], "hard": ["I", "L"]}
    config = merged(config, {"datasets": {"emnist_letters": {"tasks": tasks, "pairs": [[2, 1]]}}})
    check_schema(config, schema)
    letters = planned(config).datasets["emnist_letters"]
    assert letters.tasks == {"easy": (0, 25), "hard": (8, 11)}
    assert letters.pairs == ((0, 1),)


def test_without_tasks_and_pairs_nothing_of_the_paper_can_be_made(config):
    for name, dataset in config["datasets"].items():
        config["datasets"][name] = {"sources": dataset["sources"]}
    plan = planned(config)
    lacking = {made.lacks for made in (*plan.figures(), plan.audit())}
    assert lacking == {"a dataset with `tasks` or `pairs`"}


def test_labels_may_be_named_with_the_classes(config, schema):
    tasks = {"easy": [1, 2], "hard": ["upper", -7]}
    classes = {1: "upper", 2: "lower", -7: "other"}
    config = merged(config, own(classes=classes, tasks=tasks, pairs=[[2, "other"]]))
    check_schema(config, schema)
    dataset = planned(config).datasets["own"]
    assert (dataset.classes, dataset.labels) == (("upper", "lower", "other"), (1, 2, -7))
    assert dataset.tasks == {"easy": (0, 1), "hard": (0, 2)}
    assert dataset.pairs == ((1, 2),)


def test_home_is_written_out(config, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert planned(merged(config, own())).datasets["own"].path == tmp_path / "x.npz"
    language = planned(merged(config, {"language": {"corpus": "~/corpus"}}), "language")
    assert language.corpus == str(tmp_path / "corpus")
    assert language.model == config["language"]["model"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"tasks": {"easy": ["0", "1"], "hard": [0, 1]}},
            "class '0', which own lacks; '0' is text; write 0 without quotes.*allowed: 0 .upper.",
        ),
        (
            {"tasks": {"easy": ["Upper", "lower"], "hard": [0, 1]}},
            "class 'Upper', which own lacks; did you mean 'upper'? allowed",
        ),
        ({"classes": {"1": "upper", "2": "lower"}}, "has the label '1'; labels are whole numbers"),
        ({"classes": {"upper": 0, "lower": 1}}, "write each as LABEL: NAME, `0: upper`"),
        ({"classes": {0: "upper", 1: 7}}, "has the name 7; quote it: '7'"),
        ({"classes": ["caf\u00e9", "cafe\u0301"]}, "has the name 'café' more than once"),
        ({"classes": {1: "upper", 2: "upper"}}, "has the name 'upper' more than once"),
        ({"classes": ["upper", " "]}, "has the name ' '; names have letters"),
        ({"classes": ["upper", "lo\nwer"]}, "all on one line"),
        ({"path": "~no-such-user/x"}, "`datasets.own.path`: ~no-such-user/x: .*whole path"),
    ],
)
def test_classes_that_do_not_fit_are_named(config, schema, change, told):
    config = merged(config, own(**change))
    check_schema(config, schema)
    with pytest.raises(ConfigError, match=told.replace("?", r"\?")):
        planned(config)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"datasets": {"mnist": {"sources": []}}}, "`datasets.mnist` has no source"),
        ({"datasets": {"mnist": {"tasks": {"easy": [0, "seven"]}}}}, "class 'seven', which MNIST"),
        ({"datasets": {"mnist": {"tasks": {"easy": [0, 10]}}}}, "class 10, which MNIST lacks"),
        ({"datasets": {"mnist": {"pairs": [[4, 4]]}}}, r"a pair of one class, \[4, 4\]"),
        ({"datasets": {"mnist": {"pairs": [[4, 5], [5, 4]]}}}, r"names \[4, 5\] more than once"),
        ({"datasets": dict.fromkeys(CATALOG)}, "no dataset to work on"),
        (
            {"datasets": {"kmnist": {"sources": ["torchvision", "package"]}}},
            "`datasets.kmnist.sources` names package, which does not carry KMNIST; name a `path`, "
            "or `sources` of: torchvision$",
        ),
        ({"datasets": {"kmnist": {"sources": []}}}, "or `sources` of: torchvision$"),
        (
            {"datasets": {"emnist_letters": {"tasks": {"easy": [0, 1], "hard": "auto"}, **ALL}}},
            r"class 0, which EMNIST Letters lacks; allowed: 1 \(A\), 2 \(B\)",
        ),
        (
            {
                "models": {"tasks": {"seeds": 10}},
                "probes": {"flip": {"sweeps": {"main": {"seeds": 20}}}},
            },
            "main.seeds` is 20, but models.tasks.seeds trains 10",
        ),
        (
            {"probes": {"flip": {"sweeps": {"widths": {"hidden": 33}}}}},
            "is 33, but models.tasks trains 64, 32, 128",
        ),
    ],
)
def test_what_does_not_fit_is_named(config, schema, change, told):
    config = merged(config, change)
    check_schema(config, schema)
    with pytest.raises(ConfigError, match=told):
        planned(config)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"fonts": 1}, "`fonts` is no key of the config; allowed here: seed"),
        ({"models": {"tasks": {"seed": 1}}}, "`models.tasks.seed`.*did you mean `seeds`?"),
        (
            {"models": {"tasks": {"seeds": 0}}},
            "`models.tasks.seeds` is 0; allowed: integer from 1 up",
        ),
        ({"models": {"tasks": {"seeds": "many"}}}, "is 'many'; allowed: integer"),
        ({"training": {"learning_rate": "1e-3"}}, "YAML reads 1e-3 as text; write 0.001"),
        ({"training": {"learning_rate": 0}}, "number above 0"),
        ({"training": {"keep": "lasst"}}, "did you mean `last`? allowed: last, best"),
        ({"probes": {"prune": {"kept": [1, -0.1]}}}, "`probes.prune.kept.1` is -0.1"),
        (
            {"datasets": {"mnist": {"sorces": []}}},
            "`datasets.mnist.sorces`.*did you mean `sources`",
        ),
        ({"device": "gpu"}, "`device` is 'gpu'; did you mean `cuda`? allowed: cpu, cuda, mps"),
        ({"device": "CPU"}, "`device` is 'CPU'; did you mean `cpu`? allowed: cpu, cuda, mps"),
        (
            {"training": {"epochs": "2"}},
            "`training.epochs` is '2'; allowed: integer .it is text; write 2 without quotes; "
            "inside .* of --config everything is text",
        ),
        ({"training": {"epochs": 2.0}}, "`training.epochs` is 2.0; allowed: integer .write 2."),
        ({"training": {"epochs": "1e1"}}, "YAML reads 1e1 as text; write 10"),
        ({"training": {"epochs": 2.5}}, "`training.epochs` is 2.5; allowed: integer$"),
        ({"language": {"sentences": "300"}}, "allowed: `all` or integer .*it is text; write 300"),
        (
            {"datasets": {"mnist": {"tasks": {"easy": [False, True]}}}},
            "easy.0` is False; allowed: integer or string .YAML reads yes, no, on and off",
        ),
        (own(classes=[False, True]), "classes.0` is False; allowed: string .YAML reads yes, no"),
        (own(classes=[0, 1]), "classes.1` is 1; allowed: string .quote it: '1'"),
        (own(classes={1: "a", 2: None}), "classes.2` is None; allowed: .*quote it: 'null'"),
        (own(path=""), "datasets.own.path"),
        (own(classes=["upper"]), "classes` is .'upper'.; allowed: 2 entries or more"),
        (own(classes=["upper", "upper"]), "'upper', 'upper'.; allowed: no entry twice"),
        ({"probes": {"prune": {"kept": ["0.5"]}}}, "it is text; write 0.5 without quotes"),
        ({"datasets": {"My-Data": own()["datasets"]["own"]}}, "name 'My-Data'; allowed: small"),
        (
            {"probes": {"noise": {"sweeps": {"main": {"seed": 3}}}}},
            "`probes.noise.sweeps.main.seed`.*did you mean `seeds`",
        ),
        ({"probes": {"noise": {"sweeps": {"My-Own": None}}}}, "name 'My-Own'; allowed: small"),
        ({"probes": {"noise": {"sweeps": []}}}, "`probes.noise.sweeps` is ..; allowed: object"),
        ({"models": {"pairs": {"hidden": 0}}}, "pairs.hidden` is 0; allowed: integer from 1 up"),
        ({"models": {"pairs": {"hidden": [64, 0]}}}, "pairs.hidden.1` is 0; allowed: integer from"),
        ({"models": {"tasks": {"hidden": [[]]}}}, "hidden.0` is ..; allowed: 1 entries or more"),
    ],
)
def test_a_wrong_key_is_named_with_what_is_allowed(config, schema, change, told):
    with pytest.raises(ConfigError, match=told.replace("?", r"\?")):
        check_schema(merged(config, change), schema)


def test_all_errors_are_told_at_once(config, schema):
    with pytest.raises(ConfigError) as error:
        check_schema(merged(config, {"a": 1, "b": 2, "training": {"epochs": 0}}), schema)
    assert str(error.value).count("\n  - ") == 3


def test_a_missing_section_is_told_once(config, schema):
    for key in ("seeds", "hidden", "seeds_per_job"):
        del config["models"]["tasks"][key]
    with pytest.raises(ConfigError) as error:
        check_schema(config, schema)
    assert str(error.value).count("\n  - ") == 1
    assert "`models.tasks` lacks the key(s) hidden, seeds, seeds_per_job" in str(error.value)


def test_a_key_that_a_file_gives_twice_is_named_with_its_lines(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(
        "training:\n  epochs: 2\nseed: 1\ndatasets:\n  own: {pairs: all, classes: {0: a, '0': b},\n"
        "    pairs: [[0, 1]]}\ntraining: {keep: last}\n"
    )
    told = keys_given_twice(path)
    assert told == [
        f"{path}, line 6: the key `datasets.own.pairs` is given a second time, first in line 5; "
        "YAML keeps the last alone, so bring the two together",
        f"{path}, line 7: the key `training` is given a second time, first in line 1; YAML keeps "
        "the last alone, so bring the two together",
    ]


@pytest.mark.parametrize("name", ["config.yaml", "registries.yaml", "quick.yaml"])
def test_our_configs_give_no_key_twice(name):
    assert keys_given_twice(ROOT / "config" / name) == []


def documented_keys(schema, definitions, prefix=""):
    """Every key of the schema as the files of config/ write it, `*` for names and numbers."""
    if schema.get("$ref") == "#/$defs/spacing":
        prefix = "*."
    # What a variant changes is told where it stands.
    if prefix == "variants.*.":
        return
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[-1]]
    for key, inner in schema.get("properties", {}).items():
        yield prefix + key
        yield from documented_keys(inner, definitions, f"{prefix}{key}.")
    for option in schema.get("anyOf", []):
        yield from documented_keys(option, definitions, prefix)
    for inner in (schema.get("additionalProperties"), schema.get("items")):
        if isinstance(inner, dict):
            yield from documented_keys(inner, definitions, f"{prefix}*.")


def written_keys(name):
    """The keys that a file of config/ has a row for. Rows of several probes have a `*`."""
    text = (ROOT / "config" / name).read_text()
    (table,) = re.findall(r"^\| key \| what \|\n\|---\|---\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    for row in table.splitlines():
        yield from re.findall(r"`([^`]+)`", re.match(r"\| (.+?) \|", row)[1])


def test_the_documentation_names_every_key_once_and_no_other(schema):
    """What studies share in README.md, what is of one in its own file."""
    written = [key for name in ("README", *STUDIES) for key in written_keys(f"{name}.md")]
    assert len(written) == len(set(written))
    keys = set(documented_keys(schema, schema["$defs"]))
    found = set()
    for key in written:
        # What all probes have in common is written once: `probes.*.sweeps`.
        pattern = re.escape(key).replace(r"\*", r"[^.]+")
        named = {one for one in keys if one == key or re.fullmatch(pattern, one)}
        assert named, f"{key} is no key of the config"
        assert not named & found, f"{named & found} are written twice"
        found |= named
    assert not keys - found


def test_every_study_documents_its_own_keys(schema):
    for name in STUDIES:
        part = yaml.safe_load((ROOT / f"workflow/schemas/{name}.schema.yaml").read_text())
        sections = {key.split(".")[0] for key in written_keys(f"{name}.md")}
        assert sections == set(part["properties"])


def test_every_key_of_the_schema_has_a_description(schema):
    def undescribed(part, where):
        for key, inner in part.get("properties", {}).items():
            if "$ref" not in inner and "description" not in inner and "properties" not in inner:
                yield f"{where}.{key}"
            yield from undescribed(inner, f"{where}.{key}")
        for inner in (part.get("items"), part.get("additionalProperties")):
            if isinstance(inner, dict):
                yield from undescribed(inner, f"{where}.*")
        for option in part.get("anyOf", []):
            yield from undescribed(option, where)

    parts = {"": schema, **schema["$defs"]}
    assert not [key for name, part in parts.items() for key in undescribed(part, name)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"probes": {"prune": {"kept": [0.5]}}}, r"probes.prune.kept` lacks 1, which the losses"),
        ({"probes": {"randomize": {"kept": [0.5]}}}, r"probes.randomize.kept` lacks 1"),
        ({"probes": {"randomize": {"kinds": ["A", "G"]}}}, "kinds` lacks B, which figure 5"),
        (
            {
                "probes": {
                    "flip": {"fractions": {"spacing": "log2", "first": 0, "last": 1, "number": 2}}
                }
            },
            "language.probes.flip.fractions` comes to 2; allowed",
        ),
    ],
)
def test_what_figure_5_lacks_is_named(config, schema, change, told):
    config = merged(config, {"language": change})
    check_schema(config, schema)
    with pytest.raises(ConfigError, match=told):
        planned(config, "language")


def test_the_authors_curves_are_compared_with_their_model_on_all_sentences(config):
    assert planned(config, "language").comparable
    for change in ({"model": "minilm"}, {"sentences": 10}, {"corpus": "other"}):
        assert not planned(merged(config, {"language": change}), "language").comparable


@pytest.mark.parametrize("name", ["own_drift", "own_orders", "own_reliability", "seconds"])
def test_a_dataset_that_is_called_as_a_table_is_told(config, schema, name):
    config["datasets"][name] = {"path": "own.csv", "classes": ["a", "b"]}
    check_schema(config, schema)
    with pytest.raises(ConfigError, match=rf"`datasets.{name}` ends in .* choose another name"):
        read_datasets(config)
