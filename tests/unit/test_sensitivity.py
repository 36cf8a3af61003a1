"""The table of variants of the config."""

import re
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from taskcomplexity.configuration.datasets import read_datasets
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.tasks.figures.scalings import BIN, densities
from taskcomplexity.studies.tasks.plan import Plan
from taskcomplexity.studies.tasks.sensitivity.audit import of_common_seeds
from taskcomplexity.studies.tasks.sensitivity.variants import (
    LOSSES,
    VARIANT_COLUMNS,
    variant_table,
)

PAIRS = [(a, b) for a in range(10) for b in range(a + 1, 10)]
STREAM = partial(numpy_generator, 1, "sensitivity")


def complexity(variant, seed, losses=None):
    """Losses of every pair that go with its error, and noise."""
    rng = np.random.default_rng(seed)
    error = np.linspace(0.001, 0.1, len(PAIRS))
    table = pd.DataFrame(PAIRS, columns=["class_a", "class_b"]).assign(
        dataset="toy",
        variant=variant,
        accuracy=1 - error,
        accuracy_binarized=0.9 - error,
        models=20,
        untrained_models=0,
    )
    for loss in LOSSES:
        noise = rng.normal(0, 0.1, len(PAIRS))
        table[loss] = 100 * (error + noise) if losses is None else losses
    return table


def reliability(variant, value):
    return pd.DataFrame({"dataset": "toy", "variant": variant, "measure": LOSSES}).assign(
        reliability=value
    )


def table_of(**variants):
    return variant_table(
        pd.concat(variants.values()),
        pd.concat([reliability(name, 0.5 + len(name) / 100) for name in variants]),
        500,
        STREAM,
    ).set_index("variant")


def test_a_row_summarises_a_variant():
    default, unit = complexity("default", 1), complexity("unit", 2)
    unit.loc[:4, "accuracy_binarized"] = 0.55
    found = table_of(default=default, unit=unit)
    assert ["dataset", "variant", *found.columns[1:]] == list(VARIANT_COLUMNS)
    row = found.loc["unit"]
    assert (row["pairs"], row["models"], row["collapsed_pairs"]) == (45, 900, 5)
    for loss in LOSSES:
        assert row[loss] == unit[loss].median()
        assert row[f"{loss}_most"] == unit[loss].max()
        assert row[f"{loss}_reliability"] == 0.54
        for other, values in (("default", default[loss]), ("error", 1 - unit["accuracy"])):
            rho = spearmanr(unit[loss], values).statistic
            assert row[f"{loss}_rho_{other}"] == pytest.approx(rho)
            assert row[f"{loss}_rho_{other}_low"] < rho < row[f"{loss}_rho_{other}_high"]
    assert found.loc["default", "delta_binarization_rho_default"] == pytest.approx(1)


def test_pairs_without_a_loss_are_counted_and_left_out():
    default, unit = complexity("default", 1), complexity("unit", 2)
    unit.loc[:9, "untrained_models"] = 11
    unit.loc[:9, list(LOSSES)] = np.nan
    found = table_of(default=default, unit=unit).loc["unit"]
    assert (found["pairs_without_loss"], found["untrained_models"]) == (10, 110)
    rho = spearmanr(unit["delta_binarization"][10:], default["delta_binarization"][10:]).statistic
    assert found["delta_binarization_rho_default"] == pytest.approx(rho)


def test_losses_that_are_all_one_order_nothing():
    found = table_of(default=complexity("default", 1), flat=complexity("flat", 2, losses=3.0))
    assert found.loc["flat", "delta_binarization"] == 3
    assert np.isnan(found.loc["flat", "delta_binarization_rho_error"])


def test_a_variant_is_the_config_with_what_it_changes(config):
    config["variants"] = {
        "unit": {"training": {"scaling": "unit"}},
        "wide": {"models": {"pairs": {"hidden": [9, 8]}}},
        "none": None,
    }
    plan = Plan(config, read_datasets(config))
    assert list(plan.variants) == ["", "variants/unit/", "variants/wide/"]
    assert plan.variants[""] is plan
    unit, wide = (plan.variants[f"variants/{name}/"] for name in ("unit", "wide"))
    assert unit.training("mnist") == {**plan.training("mnist"), "scaling": "unit"}
    assert wide.training("mnist") == plan.training("mnist")
    assert (plan.pair_layers, wide.pair_layers) == ((64,), (9, 8))
    assert wide.widths("tasks") == plan.widths("tasks")
    (file, _) = wide.sources.complexity().files
    assert file == "results/variants/wide/complexity/mnist.parquet"
    assert plan.by_variant("complexity") == [
        (dataset, variant, f"results/{place}complexity/{dataset}.parquet")
        for variant, place in (
            ("default", ""),
            ("unit", "variants/unit/"),
            ("wide", "variants/wide/"),
        )
        for dataset in ("mnist", "fashion_mnist")
    ]


def test_what_a_variant_cannot_be_names_it(config):
    config["variants"] = {"odd": {"models": {"tasks": {"hidden": [[64, 64, 64]]}}}}
    plan = Plan(config, read_datasets(config))
    assert list(plan.variants) == [""]
    assert re.match(r"(?s)`variants.odd`: .*64-64-64", plan.unfit["variants/odd/"])


def test_scalings_are_variants_that_differ_in_nothing_else(config):
    config["variants"] |= {
        "again": {"training": {"scaling": "unit"}},
        "both": {"training": {"scaling": "centred", "epochs": 3}},
        "wide": {"training": {"scaling": "centred"}, "models": {"tasks": {"hidden": [16]}}},
    }
    plan = Plan(config, read_datasets(config))
    assert list(plan.scalings) == ["signed", "unit", "centred", "standardized"]
    assert plan.scalings["signed"] is plan
    assert plan.scalings["unit"] is plan.variants["variants/unit/"]
    assert plan.scalings["centred"] is plan.variants["variants/centred/"]
    del config["variants"]["centred"]
    assert list(Plan(config, read_datasets(config)).scalings) == ["signed", "unit", "standardized"]


def test_a_variant_of_the_threshold_has_the_models_of_the_config(config):
    plan = Plan(config, read_datasets(config))
    fitted = plan.variants["variants/threshold/"]
    assert (fitted.threshold, fitted.models_place) == ("fitted", "")
    assert plan.variants["variants/unit/"].models_place == "variants/unit/"
    pair = fitted.shown_pair("mnist")
    assert fitted.pair_block("mnist", pair) == plan.pair_block("mnist", pair)


def test_the_hard_task_is_shown_where_it_is_a_pair(config):
    plan = Plan(config, read_datasets(config))
    assert plan.shown_pair("mnist") == (7, 9)
    config["datasets"]["mnist"]["pairs"] = [[2, 1], [0, 2]]
    assert Plan(config, read_datasets(config)).shown_pair("mnist") == (0, 2)
    config["datasets"]["mnist"]["tasks"] = {"hard": "auto"}
    assert Plan(config, read_datasets(config)).shown_pair("mnist") == (0, 2)


def test_only_the_config_itself_has_the_figure_of_scalings(config):
    plan = Plan(config, read_datasets(config))
    assert [one.target for one in plan.figures() if one.number == "scalings"] == ["sensitivity"]
    numbers = [one.number for one in plan.variants["variants/unit/"].figures()]
    assert "scalings" not in numbers
    (losses,) = [one for one in plan.variants["variants/unit/"].figures() if one.number == "04"]
    assert all("variants/unit/" in file for file in losses.reads["complexity"].files)


def models(seeds, accuracy):
    return pd.DataFrame({"seed": list(seeds), "accuracy": accuracy})


def test_scalings_are_judged_on_models_that_all_have():
    found = of_common_seeds(
        {
            "signed": {"probes": models(range(9), 0.5), "complexity": models([], [])},
            "unit": {"probes": models(range(2, 20), 0.9), "spread": models([1, 2], 1)},
        }
    )
    assert all(set(one["probes"]["seed"]) == set(range(2, 9)) for one in found.values())
    assert len(found["unit"]["spread"]) == 2
    assert "spread" not in found["signed"]


def logits(offset, models=4, samples=400):
    rng = np.random.default_rng(3)
    label = np.tile(np.arange(samples) % 2, models)
    seed = np.repeat(np.arange(models), samples)
    # The offsets of models point either way.
    difference = 2 * label - 1 + rng.normal(0, 0.5, label.size) + offset * (-1) ** seed
    table = pd.DataFrame({"seed": seed, "label": label, "difference": difference})
    deviation = table.groupby("seed")["difference"].transform("std")
    return table.assign(dataset="toy", class_a=3, class_b=8, deviation=deviation)


@pytest.mark.parametrize("offset", [0, 6, -6])
def test_logits_are_shown_of_the_median_model(offset):
    table = logits(offset)
    found = densities(table)
    (seed,) = set(found["seed"])
    areas = {
        one: roc_auc_score(rows["label"], rows["difference"]) for one, rows in table.groupby("seed")
    }
    assert sorted(areas, key=areas.get)[1] == seed
    assert (BIN * found.groupby("side")["density"].sum()).round(6).tolist() == [1, 1]
    middle = found["at"].mul(found["density"]).groupby(found["side"]).sum() * BIN
    assert middle[1] > middle[0]
    # Whichever way the offset points, it is drawn to the right.
    assert (middle.min() > 2) == (offset != 0)
