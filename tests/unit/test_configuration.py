import copy
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from taskcomplexity.configuration.check import ConfigError, check_schema
from taskcomplexity.configuration.language import Language
from taskcomplexity.configuration.names import Models, SeedRange
from taskcomplexity.configuration.plan import Plan, seed_ranges
from taskcomplexity.configuration.twice import keys_given_twice


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
        ("config/config.yaml", "01 02 03 04 06 07 08 10 11 12 13"),
        ("config/quick.yaml", "01 02 03 04 06 07 08 10 11 12 13"),
        ("tests/workflow/tiny.yaml", "01 02 03 04 06 07 08 10 11"),
    ],
)
def test_our_configs_can_be_used(config, schema, name, figures):
    whole = merged(config, yaml.safe_load((ROOT / name).read_text()))
    check_schema(whole, schema)
    assert Plan(whole).figures() == figures.split()


@pytest.mark.parametrize("name", ["config.yaml", "minilm.yaml", "quick.yaml"])
def test_our_language_models_can_be_probed(config, schema, name):
    whole = merged(config, yaml.safe_load((ROOT / "config" / name).read_text()))
    check_schema(whole, schema)
    assert list(Language(whole["language"]).layers) == [
        "position_embeddings",
        "first_block_lin1",
        "first_block_lin2",
        "last_block_lin1",
        "last_block_lin2",
        "classifier",
    ]


def test_the_paper_at_full_size(config):
    plan = Plan(config)
    for dataset in plan.datasets:
        assert len(plan.datasets[dataset].pairs) == 45
        trained = [
            len(list(models.seeds))
            for group, hidden in plan.trained_widths()
            for models in plan.trained(dataset, group, hidden)
        ]
        assert sum(trained) == 2 * 3 * 100 + 45 * 20
    assert plan.classes_of("mnist", "easy") == (0, 7)
    assert plan.classes_of("fashion_mnist", "hard") == (1, 3)


def test_more_seeds_leave_the_jobs_of_the_others_alone(config):
    before, after = Plan(config), Plan(merged(config, {"models": {"tasks": {"seeds": 120}}}))
    old, new = (plan.trained("mnist", "tasks", 64) for plan in (before, after))
    assert set(old) < set(new)
    assert {str(models.seeds) for models in set(new) - set(old)} == {"seeds100-119"}
    for models in before.probed("prune", "tasks", 64):
        assert before.job_sweeps("prune", models) == after.job_sweeps("prune", models)


def test_a_sweep_over_fewer_seeds_has_its_own_names(config):
    plan = Plan(config)
    names = [str(models) for models in plan.probed("prune", "tasks", 32)]
    assert names == ["easy_d32_seeds000-019", "hard_d32_seeds000-019"]
    blocks = plan.probed_blocks("mnist", Models.parse(names[0]))
    assert [str(block) for block in blocks] == ["easy_d32_seeds000-099"]
    (sweep,) = plan.job_sweeps("prune", Models.parse(names[0]))
    assert sweep["seeds"] == [0, 19]
    assert len(sweep["kept"]) == 37


def test_the_levels_of_one_sweep_do_not_reach_another(config):
    changed = merged(config, {"probes": {"prune": {"kept": [1, 0.5]}}})
    pairs = Models.parse("pairs_d64")
    assert Plan(changed).job_sweeps("prune", pairs) == Plan(config).job_sweeps("prune", pairs)
    task = Models.parse("easy_d64_seeds000-099")
    assert Plan(changed).job_sweeps("prune", task) != Plan(config).job_sweeps("prune", task)


def test_figures_without_their_models_are_left_out(config):
    config["models"]["tasks"]["hidden"] = [32]
    for probe in config["probes"].values():
        probe["sweeps"] = [one for one in probe["sweeps"] if one["hidden"] == 32]
    assert Plan(config).figures() == ["06", "10", "11"]
    config["probes"]["noise"]["sweeps"] = []
    assert Plan(config).figures() == ["06", "11"]


def test_levels_are_written_out(config):
    plan = Plan(config)
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
    config["probes"]["randomize"]["sweeps"].append({**more, "shuffles": 1})
    with pytest.raises(ConfigError, match=r"sweeps\.5` measures E at 0\.5 .*sweeps\.0` does"):
        Plan(config)


def test_a_dataset_can_be_left_out_and_another_brought(config, schema):
    own = {
        "path": "here.npz",
        "classes": ["cat", "dog", "bird"],
        "tasks": {"easy": "auto", "hard": ["dog", "cat"]},
        "pairs": "all",
    }
    config = merged(config, {"datasets": {"mnist": None, "pets": own}})
    check_schema(config, schema)
    plan = Plan(config)
    assert list(plan.datasets) == ["fashion_mnist", "pets"]
    assert plan.classes_of("pets", "hard") == (0, 1)
    assert plan.classes_of("pets", "easy") == "auto"
    assert plan.datasets["pets"].pairs == ((0, 1), (0, 2), (1, 2))
    assert plan.datasets["pets"].path == Path("here.npz").absolute()


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
    assert Plan(config).datasets["own"].in_use == in_use


def test_labels_may_be_named_with_the_classes(config, schema):
    tasks = {"easy": [1, 2], "hard": ["upper", -7]}
    classes = {1: "upper", 2: "lower", -7: "other"}
    config = merged(config, own(classes=classes, tasks=tasks, pairs=[[2, "other"]]))
    check_schema(config, schema)
    dataset = Plan(config).datasets["own"]
    assert (dataset.classes, dataset.labels) == (("upper", "lower", "other"), (1, 2, -7))
    assert dataset.tasks == {"easy": (0, 1), "hard": (0, 2)}
    assert dataset.pairs == ((1, 2),)


def test_home_is_written_out(config, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Plan(merged(config, own())).datasets["own"].path == tmp_path / "x.npz"
    language = Language({**config["language"], "corpus": "~/corpus"})
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
        Plan(config)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"datasets": {"mnist": {"sources": []}}}, "`datasets.mnist` has no source"),
        ({"datasets": {"mnist": {"tasks": {"easy": [0, "seven"]}}}}, "class 'seven', which MNIST"),
        ({"datasets": {"mnist": {"tasks": {"easy": [0, 10]}}}}, "class 10, which MNIST lacks"),
        ({"datasets": {"mnist": {"pairs": [[4, 4]]}}}, r"a pair of one class, \[4, 4\]"),
        ({"datasets": {"mnist": {"pairs": [[4, 5], [5, 4]]}}}, r"names \[4, 5\] more than once"),
        ({"datasets": {"mnist": None, "fashion_mnist": None}}, "no dataset to work on"),
        ({"models": {"tasks": {"seeds": 10}}}, "is 20, but models.tasks.seeds trains 10"),
        ({"models": {"tasks": {"hidden": [64, 128]}}}, "is 32, but models.tasks trains 64, 128"),
    ],
)
def test_what_does_not_fit_is_named(config, schema, change, told):
    config = merged(config, change)
    check_schema(config, schema)
    with pytest.raises(ConfigError, match=told):
        Plan(config)


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
        ({"datasets": {"mnist": {"tasks": {"easy": [1, 2, 3]}}}}, "datasets.mnist.tasks.easy"),
        ({"datasets": {"own": {"path": "x"}}}, "`datasets.own` lacks the key.s. tasks, pairs"),
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


@pytest.mark.parametrize("name", ["config.yaml", "minilm.yaml", "quick.yaml"])
def test_our_configs_give_no_key_twice(name):
    assert keys_given_twice(ROOT / "config" / name) == []


@given(st.integers(1, 400), st.integers(1, 60))
def test_blocks_hold_every_seed_once(seeds, per_job):
    ranges = seed_ranges(seeds, per_job)
    assert [seed for block in ranges for seed in block] == list(range(seeds))
    assert all(len(list(block)) == per_job for block in ranges[:-1])
    for block in ranges:
        assert SeedRange.parse(str(block)) == block
        models = Models("easy", 64, block)
        assert Models.parse(str(models)) == models


def documented_keys(schema, definitions, prefix=""):
    """Every key of the schema as config/README.md writes it, `*` for names and numbers."""
    if schema.get("$ref") == "#/$defs/spacing":
        prefix = "probes.*.*."
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


def test_the_documentation_names_every_key_and_no_other(schema):
    import re

    text = (ROOT / "config/README.md").read_text()
    rows = re.findall(r"^\| (`.+?) \|", text, re.MULTILINE)
    written = {key for row in rows for key in re.findall(r"`([^`]+)`", row)}
    assert written == set(documented_keys(schema, schema["$defs"]))


def test_every_key_of_the_schema_has_a_description(schema):
    def undescribed(part, where):
        for key, inner in part.get("properties", {}).items():
            if "$ref" not in inner and "description" not in inner and "properties" not in inner:
                yield f"{where}.{key}"
            yield from undescribed(inner, f"{where}.{key}")
            yield from undescribed(inner.get("items", {}), f"{where}.{key}.*")

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
        Language(config["language"])


def test_the_authors_curves_are_compared_with_their_model_on_all_sentences(config):
    assert Language(config["language"]).comparable
    for change in ({"model": "minilm"}, {"sentences": 10}, {"corpus": "other"}):
        assert not Language({**config["language"], **change}).comparable
