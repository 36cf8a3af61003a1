"""The page of tables names every table that rules write, and every column that they have."""

import ast
import importlib
import re
from itertools import chain

import numpy as np
import pandas as pd
import pytest
import small_metrics
import small_sparse
from conftest import ROOT
from plans import planned

from taskcomplexity import columns as shared
from taskcomplexity.audit.verdict import Verdict
from taskcomplexity.complexity.peers import names as peers
from taskcomplexity.configuration.studies import STUDIES
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.probes.randomize import Randomized, summarise
from taskcomplexity.studies.language import columns as language
from taskcomplexity.studies.language import corpus
from taskcomplexity.studies.metrics import columns as metrics
from taskcomplexity.studies.metrics import plan as metrics_plan
from taskcomplexity.studies.metrics import table_1
from taskcomplexity.studies.metrics.neighbours import columns as neighbours
from taskcomplexity.studies.metrics.neighbours import plan as neighbours_plan
from taskcomplexity.studies.sparse import columns as sparse
from taskcomplexity.studies.tasks.peers import names as of_peers
from taskcomplexity.studies.tasks.sensitivity import audit, variants

PAGE = (ROOT / "docs/tables.md").read_text()
SOURCE = ROOT / "src/taskcomplexity"
RULES = ROOT / "workflow/rules"
PLACEHOLDERS = {
    "PROBE": f"({'|'.join(PROBES)})",
    "DATASET": f"({'|'.join(CATALOG)})",
    **dict.fromkeys(("MODELS", "PAIRS", "CELLS", "NETWORKS"), r"[a-z][\w-]*"),
    **{"LAYERS": r"\d+(-\d+)*", "LAYER": r"\w+"},
}
# What a tuple of columns is called, and the section of the page that has them, no others and all.
SECTIONS = {
    (shared, "MODEL_COLUMNS"): "models",
    (shared, "HISTORY_COLUMNS"): "training",
    (shared, "PROBE_COLUMNS"): "models disturbances scores",
    (shared, "DISTANCE_COLUMNS"): "distances",
    (shared, "SPREAD_COLUMNS"): "spread-of-weights",
    (shared, "COMPLEXITY_COLUMNS"): "complexity-of-pairs",
    (shared, "RELIABILITY_COLUMNS"): "reliability",
    (shared, "LOGIT_COLUMNS"): "logits",
    (shared, "CORRELATION_COLUMNS"): "correlations",
    (peers, "PAIR_COLUMNS"): "pairs",
    (peers, "DATA_COLUMNS"): "samples-measured",
    (peers, "CURVE_COLUMNS"): "learning-curves",
    (peers, "PEER_COLUMNS"): "measures-of-pairs",
    (peers, "SECONDS_COLUMNS"): "seconds-of-samples",
    (of_peers, "DRIFT_COLUMNS"): "drift",
    (of_peers, "SECONDS_COLUMNS"): "seconds",
    (variants, "VARIANT_COLUMNS"): "variants",
    (audit, "AUDIT_COLUMNS"): "claims-by-scaling",
    (language, "LAYER_COLUMNS"): "probed-layers",
    (language, "CURVE_COLUMNS"): "curves",
    (corpus, "CORPUS_COLUMNS"): "corpus",
    (sparse, "NETWORK_COLUMNS"): "networks",
    (sparse, "HISTORY_COLUMNS"): "training-of-networks",
    (sparse, "TOPOLOGY_COLUMNS"): "links",
    (sparse, "DEGREE_COLUMNS"): "degrees",
    (sparse, "PROBE_COLUMNS"): "probes-of-networks",
    (sparse, "ATTACK_COLUMNS"): "attacks",
    (sparse, "NULL_COLUMNS"): "links-elsewhere",
    (sparse, "TASK_COLUMNS"): "easy-and-hard-tasks",
    (metrics, "NETWORK_COLUMNS"): "cells",
    (metrics, "HISTORY_COLUMNS"): "training-of-cells",
    (metrics, "WEIGHT_COLUMNS"): "weights-while-training",
    (metrics, "PERFORMANCE_COLUMNS"): "performance",
    (metrics, "LAYER_COLUMNS"): "metrics-of-layers",
    (metrics, "QUANTILE_COLUMNS"): "distributions",
    (metrics, "NEURON_COLUMNS"): "neurons",
    (metrics, "STEP_COLUMNS"): "steps",
    (metrics, "MAP_COLUMNS"): "maps",
    (metrics, "PRUNED_COLUMNS"): "neurons-silenced",
    (metrics, "TELLAPART_COLUMNS"): "telling-apart",
    (table_1, "TABLE_1_COLUMNS"): "table-1",
    (neighbours, "MODEL_LAYER_COLUMNS"): "metrics-of-models",
    (neighbours, "NETWORK_LAYER_COLUMNS"): "metrics-of-networks",
    (neighbours, "BESIDE_COLUMNS"): "metrics-beside-complexity",
    (neighbours, "CORRELATION_COLUMNS"): "correlations-of-metrics",
    (neighbours, "TASK_COLUMNS"): "easy-against-hard",
    (neighbours, "ROBUSTNESS_COLUMNS"): "robustness",
    (neighbours, "SPARSE_COLUMNS"): "metrics-beside-robustness",
}
# Those that are a part of a table, of columns that are read or that stand first.
PARTS = {
    (metrics, "STATE_COLUMNS"): "metrics-of-layers",
    (neighbours, "LAYER_COLUMNS"): "metrics-of-networks",
    (neighbours, "ACTIVATION_METRICS"): "metrics",
    (neighbours, "HISTORY_COLUMNS"): "training-of-networks",
    (neighbours, "PRUNED_COLUMNS"): "probes-of-networks",
    (neighbours, "CORRELATED_COLUMNS"): "correlations-of-metrics",
    (sparse, "SCORE_COLUMNS"): "attacks",
}
# Tables that have no tuple: a section, and where their columns are written.
WRITTEN = {
    "layers": ('"layer": name, "path": path, "outputs": outputs, "inputs": inputs', "language/fit"),
    "timings": ('("epoch", "networks", "training", "scoring", "updating")', "sparse/pruned"),
}


def anchor(heading):
    return re.sub(r"[^a-z0-9-]", "", heading.lower().replace(" ", "-"))


def cut():
    """The text of every section of the page by its anchor."""
    parts = re.split(r"^#{2,3} (.+)$", PAGE, flags=re.MULTILINE)
    names = list(map(anchor, parts[1::2]))
    assert len(names) == len(set(names))
    return dict(zip(names, parts[2::2], strict=True))


PARTED = cut()


def columns_of(section):
    """The columns that a section has, those of the sections that it has with its own among them."""
    text = PARTED[section]
    standing = dict(re.findall(r"`([A-Z]+)` stands for ((?:`\w+`(?:, | and )?)+)", text))
    found = []
    for table in re.findall(r"^\| column \|.*\n\|[-|]+\n((?:\|.*\n?)+)", text, re.MULTILINE):
        for row in table.splitlines():
            for name in re.findall(r"`(\w+)`", row.split("|")[1]):
                key = next((key for key in standing if name.startswith(key)), None)
                every = re.findall(r"`(\w+)`", standing[key]) if key else [""]
                found += [name.replace(key, one) if key else name for one in every]
    for listed in re.findall(r"With\s+the\s+columns\s+of\s+([^.,]*(?:,[^.]*)?)", text):
        found += chain.from_iterable(map(columns_of, re.findall(r"\(#([\w-]+)\)", listed)))
    return found


def assert_has(section, columns):
    found = columns_of(section)
    assert sorted(found) == sorted(set(columns)), section


@pytest.mark.parametrize(("tuples", "section"), SECTIONS.items(), ids=str)
def test_every_column_of_a_tuple_stands_in_its_section(tuples, section):
    module, name = tuples
    found = list(chain.from_iterable(map(columns_of, section.split())))
    assert sorted(found) == sorted(getattr(module, name)), section


@pytest.mark.parametrize(("tuples", "section"), PARTS.items(), ids=str)
def test_columns_that_are_a_part_stand_in_its_section(tuples, section):
    assert set(getattr(*tuples)) <= set(columns_of(section))


def test_every_tuple_of_columns_has_a_section():
    known = {(module.__name__, name) for module, name in (*SECTIONS, *PARTS)}
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if re.fullmatch(r"[A-Z0-9_]*_COLUMNS", name):
                    dotted = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
                    found.add((dotted, name))
    assert len(found) > 40
    assert found <= known


def test_tables_without_a_tuple_have_the_columns_that_are_written():
    for section, (written, module) in WRITTEN.items():
        assert written in (SOURCE / f"studies/{module}.py").read_text()
        named = set(re.findall(r'"(\w+)"', written))
        assert named | ({"dataset", "method"} if section == "timings" else set()) == set(
            columns_of(section)
        )
    assert_has("fine-tuning", ["epoch", "training_loss"])
    assert_has("model-as-it-is", ["precision", "sentences", *language.SCORES])
    assert_has("audits", Verdict.__dataclass_fields__)
    mixed, _ = summarise([[Randomized(None, 0.0, 0.0, 0.0, 0.0, mixed=True)]])
    assert_has("probes", [*shared.PROBE_COLUMNS, *mixed])
    assert_has("probes-of-one-layer", [*shared.PROBE_COLUMNS, *mixed, "layer"])


def test_levels_are_told_of_every_probe():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)`.*?\| (.*?) \| (.*?) \|$", PARTED["levels"], re.M)
    told = {name: (levels, what, kinds) for name, levels, what, kinds in rows}
    assert set(told) == {*PROBES, "attack"}
    for name, probe in PROBES.items():
        levels, what, _ = told[name]
        assert levels == probe.levels
        assert ("1 − kept" in what) is probe.kept
        assert probe.told(0.1) == (0.9 if probe.kept else 0.1)


def named():
    """Every table that the page names, with a pattern of the files that it stands for."""
    found = {}
    for name in re.findall(r"`(results/[\w/-]+\.parquet)`", PAGE):
        pattern = re.escape(name)
        for one, stands in PLACEHOLDERS.items():
            pattern = pattern.replace(one, stands)
        found[name] = re.compile(pattern)
    return found


NAMED = named()
# Constants that outputs of rules are written with.
CONSTANTS = {
    "NEIGHBOURS_FOLDER": neighbours_plan.FOLDER,
    "CORRELATIONS": neighbours_plan.CORRELATIONS,
    "TABLE_1": metrics_plan.TABLE_1,
    "TELLAPART": metrics_plan.TELLAPART,
}
STANDING = {
    **{"dataset": "mnist", "models": "easy_d64_seeds000-001", "task_models": "hard_d64_seeds000-1"},
    **{"networks": "rlr_seeds000-004", "linked": "rlr_seeds000-004", "seeds": "seeds000-004"},
    **{"measured": "fc_3_relu_seeds000-029", "measured_networks": "rlr_seeds000-004"},
    **{"measured_models": "easy_d64_seeds000-001", "measured_group": "tasks"},
    **{"cells": "cells0000-0059", "pairs": "pairs0000-0059", "layer": "classifier"},
    **{"language_probe": "prune", "probe.name": "flip", "variant": "", "number": "04"},
}


def outputs():
    """Every table that a rule writes by a name that stands in its file, with wildcards filled."""
    for path in sorted(RULES.rglob("*.smk")):
        blocks = re.findall(r"^( +)output:\n((?:\1 +.*\n)+)", path.read_text(), re.MULTILINE)
        for _, block in blocks:
            text = block.replace("{NEIGHBOURS_FOLDER}", CONSTANTS["NEIGHBOURS_FOLDER"])
            for name in re.findall(r'"(results/[^"]*\.parquet)"', text):
                filled = name.replace("{{", "{").replace("}}", "}")
                for wildcard, value in STANDING.items():
                    filled = filled.replace(f"{{{wildcard}}}", value)
                yield path.name, filled
            for constant in re.findall(r"^\s+(?:\w+=)?([A-Z]\w+),$", text, re.MULTILINE):
                yield path.name, CONSTANTS[constant]


def told(file):
    """The tables of the page that a file is one of."""
    return [name for name, pattern in NAMED.items() if pattern.fullmatch(file)]


def test_every_table_that_a_rule_writes_is_named():
    found = list(outputs())
    assert len(found) > 45
    for place, file in found:
        assert "{" not in file, (place, file)
        assert told(file), (place, file)


def asked_for(config):
    """Every table that the studies read, draw, show or judge, of a config."""
    config["models"]["tasks"]["hidden"].append(256)
    for study in STUDIES:
        plan = planned(config, study)
        yield plan.study.audit_files()["table"]
        for figure in plan.figures():
            yield plan.study.figure_files(figure.number)["table"]
        for made in (*plan.figures(), plan.audit(), *plan.pages()):
            reads = made.reads.values() if hasattr(made, "reads") else [made]
            yield from (file for one in reads for file in one.files)
    yield from planned(config, "metrics").neighbours.every_file()


def test_every_table_that_a_config_asks_for_is_named_once(config):
    files = {re.sub(r"variants/\w+/", "", file) for file in asked_for(config)}
    tables = {file for file in files if file.endswith(".parquet")}
    assert len(tables) > 150
    for file in tables:
        assert len(told(file)) == 1, (file, told(file))


def test_every_table_that_is_named_is_written(config):
    made = {*asked_for(config), *(file for _, file in outputs())}
    for name, pattern in NAMED.items():
        assert any(pattern.fullmatch(file) for file in made), name


@pytest.mark.parametrize("line", re.findall(r"\]\((?!#)([^)#]+)", PAGE))
def test_pages_that_are_linked_are_there(line):
    assert (ROOT / "docs" / line).exists()


def test_sections_that_are_linked_are_there():
    assert set(re.findall(r"\(#([\w-]+)\)", PAGE)) <= set(PARTED)


def section_of(file):
    """The section that names the table of a figure."""
    (name,) = told(file)
    (section,) = [one for one, text in PARTED.items() if f"`{name}`" in text]
    return section


def rows_of(columns, **values):
    """Two rows of a table, whatever is not given made up."""
    numbers = {name: [0.5, 0.6] for name in columns}
    texts = {"dataset": "mnist", "task": "easy", "task_name": "easy", "layers": "64"}
    counts = {"class_a": 0, "class_b": 7, "hidden": 64, "seed": [0, 1], "draw": 0, "level": 0.0}
    return pd.DataFrame({**numbers, **texts, **counts, "trained": True, **values})


def probed(columns):
    parts = [
        rows_of(columns, probe=probe, kind=kind, variant=variant)
        for probe, kind in (("prune", "smallest"), ("noise", "uniform"), ("flip", "smallest"))
        for variant in ("weights", "signs")
    ]
    parts += [
        rows_of(columns, probe="randomize", kind=kind, variant="weights") for kind in "ABCDEFG"
    ]
    return pd.concat(parts, ignore_index=True)


def read_of_tasks(figure):
    """Tables as the figures of the first paper read them."""
    found = {}
    for name, source in figure.reads.items():
        what = name.rsplit("_", 1)[-1]
        columns = ("dataset", *source.columns) if source.datasets else source.columns
        if what in ("probed", "each", "whole"):
            table = probed(columns).assign(**({"layer": 1} if "layer" in columns else {}))
        elif what == "logits":
            table = rows_of(columns, label=[0, 1], difference=[-1.5, 1.2], deviation=1.0, seed=0)
        else:
            table = rows_of(columns, measure="ssim", x="test_error", y="f1")
        layers = figure.about.get("hidden", "64")
        table = table.assign(layers=layers) if "layers" in columns else table
        found[name] = table[list(dict.fromkeys(columns))]
    return found


def drawn_tables(config):
    """The table of every figure, of made-up results, by where it lies."""
    plan = planned(config, "tasks")
    for figure in plan.figures():
        module = importlib.import_module(figure.module)
        file = plan.study.figure_files(figure.number)["table"]
        yield file, module.table(read_of_tasks(figure), figure.about)
    plan = planned(config, "language")
    for figure in plan.figures():
        module = importlib.import_module(figure.module)
        curves = rows_of(language.CURVE_COLUMNS, probe="prune")[list(language.CURVE_COLUMNS)]
        yield plan.study.figure_files(figure.number)["table"], module.table({"curves": curves}, {})
    plan = planned(config, "sparse")
    read, about = small_sparse.tables(), small_sparse.about()
    for figure in plan.figures():
        module = importlib.import_module(figure.module)
        yield plan.study.figure_files(figure.number)["table"], module.table(read, about)
    plan = planned(config, "metrics")
    cells = [("mnist", "rnn_3_sigmoid"), ("cifar10", "fc_3_relu")]
    size = small_metrics.Size(networks=1)
    read, about = small_metrics.tables(cells, size), small_metrics.about(cells, None, size)
    for figure in plan.figures():
        module = importlib.import_module(figure.module)
        yield plan.study.figure_files(figure.number)["table"], module.table(read, about)


def test_the_tables_of_figures_have_the_columns_that_are_told(config):
    found = list(drawn_tables(config))
    assert len(found) > 28
    for file, table in found:
        assert_has(section_of(file), list(table))


def test_shares_in_the_tables_of_figures_are_fractions(config):
    """A column that the page calls a fraction is one, of accuracies from 0 to 1."""
    for file, table in drawn_tables(config):
        section = section_of(file)
        told = re.findall(r"^\| (.*?) \| number, fraction \|", PARTED[section], re.MULTILINE)
        names = [name for cell in told for name in re.findall(r"`(\w+)`", cell)]
        values = table[names].to_numpy(float)
        assert np.nanmax(values, initial=0) <= 1, (file, names)
