"""The table of variants of the config."""

import re
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from taskcomplexity.configuration.datasets import read_datasets
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.tasks.plan import Plan
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
