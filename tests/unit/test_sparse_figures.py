"""The tables that the figures of sparse networks are drawn from, and the figures themselves."""

import importlib
import warnings

import numpy as np
import pandas as pd
import pytest
from drawn import assert_legible, texts
from matplotlib.colors import to_rgb
from small_sparse import DATASETS, EPOCHS, HIDDEN, about, tables

from taskcomplexity.figures.style import Style, styled
from taskcomplexity.studies.sparse.figures.look import METHOD_LOOK, TASK_LOOK
from taskcomplexity.studies.sparse.names import DENSE, METHODS, PRUNED, STATIC

FIGURES = ("robustness", "convergence", "structure", "five_probes", "nulls", "tasks")
STYLE = Style(dpi=100, font_size=8)
READ = tables()


def functions(name):
    return importlib.import_module(f"taskcomplexity.studies.sparse.figures.{name}")


def drawn(name, read, told):
    """The table of a figure, and the figure."""
    figure = functions(name)
    table = figure.table(read, told)
    with styled(STYLE):
        return table, figure.draw(table, read, told)


def one(table, **chosen):
    for column, value in chosen.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def rows_of(table, **chosen):
    for column, value in chosen.items():
        table = table[table[column] == value]
    return table


def check_spread(row, networks):
    """Compare a row of a summary with a value per network, from 0 to 1."""
    networks = np.asarray(networks)
    assert row["mean"] == pytest.approx(networks.mean())
    assert row["median"] == pytest.approx(np.median(networks))
    assert row["quartile_1"] == pytest.approx(np.percentile(networks, 25))
    assert row["quartile_3"] == pytest.approx(np.percentile(networks, 75))
    assert row["networks"] == len(networks)


@pytest.mark.parametrize(
    ("probe", "kind", "level"),
    [("prune", "random", 0.5), ("prune", "largest", 0.02), ("shuffle", "uniform", 0.3)],
)
def test_draws_are_averaged_before_networks(probe, kind, level):
    table = functions("robustness").table(READ, about())
    chosen = {"method": "rlr", "probe": probe, "kind": kind, "level": level}
    rows = rows_of(READ["probes"], variant="weights", **chosen)
    check_spread(one(table, **chosen), rows.groupby("seed")["accuracy"].mean())


def test_attacks_are_curves_over_their_bound():
    table = functions("robustness").table(READ, about())
    row = one(table, method="ch3l3", probe="attack", kind="pgd", level=0.05)
    rows = rows_of(READ["attacks"], method="ch3l3", kind="pgd", epsilon=0.05)
    check_spread(row, rows["accuracy"])


@pytest.mark.parametrize(("method", "epoch"), [("static", EPOCHS), (PRUNED, 0)])
def test_every_curve_begins_with_the_networks_as_they_are(method, epoch):
    table = functions("robustness").table(READ, about())
    starts = rows_of(table, method=method, level=0.0)
    assert len(starts) == 8
    whole = rows_of(READ["history"], method=method, epoch=epoch)["test_accuracy"]
    for _, row in starts.iterrows():
        check_spread(row, whole)


@pytest.mark.parametrize(
    ("name", "column", "chosen"),
    [
        ("robustness", "median", {"method": "rlr", "kind": "pgd", "level": 0.05}),
        ("convergence", "mean", {"part": "curve", "method": "rlr", "epoch": EPOCHS}),
        ("structure", "share", {"method": "rlr", "side": "outputs", "degree": 4}),
        ("five_probes", "median", {"method": "rlr", "kind": "G"}),
        ("nulls", "accuracy", {"method": "rlr", "kind": "random", "seed": 2}),
        ("tasks", "median", {"task": "hard", "kind": "fgsm", "level": 0.0}),
    ],
)
def test_shares_are_fractions_and_drawn_in_percent(name, column, chosen):
    table, figure = drawn(name, READ, about())
    value = one(table, **chosen)[column]
    assert 0 < value <= 1
    heights = [line.get_ydata() for axes in figure.axes for line in axes.lines]
    assert np.isclose(np.concatenate(heights), 100 * value).any()


def test_networks_on_fewer_images_are_told():
    _, figure = drawn("robustness", READ, about())
    assert not any("Did not train" in text for text in texts(figure))
    assert "Measured on 2,000 of the 10,000 test images of MNIST: dense." in texts(figure)
    read = {**READ, "attacks": READ["attacks"].assign(images=2000)}
    _, figure = drawn("robustness", read, about())
    assert "Measured on 2,000 of the 10,000 test images of MNIST: attacks, dense." in texts(figure)
    methods = [method for method in METHODS if method != DENSE]
    _, figure = drawn("robustness", tables(methods=methods), about(methods=methods))
    assert not any(text.startswith("Measured on") for text in texts(figure))


@pytest.mark.parametrize("name", [name for name in FIGURES if name != "tasks"])
def test_networks_that_did_not_train_count_and_are_told(name):
    read = tables(untrained={("rlr", 1)})
    table, figure = drawn(name, read, about())
    assert any("Did not train, and count: MNIST RLR 1 of 3." in text for text in texts(figure))
    if name == "robustness":
        row = one(table, method="rlr", kind="pgd", level=0.05)
        assert (row["networks"], row["untrained_networks"]) == (3, 1)


def first_epochs(history, share):
    """The first epoch that reaches a share of the last accuracy, network by network."""
    found = {}
    for (method, seed), rows in history.groupby(["method", "seed"]):
        rows = rows.sort_values("epoch")
        enough = share * rows["test_accuracy"].iloc[-1]
        found[method, seed] = next(
            row.epoch for row in rows.itertuples() if row.test_accuracy >= enough
        )
    return pd.Series(found)


@pytest.mark.parametrize("share", [0.95, 0.99])
def test_epochs_are_counted_until_a_share_of_the_last_accuracy(share):
    read = tables(networks=6)
    table = functions("convergence").table(read, about())
    first = first_epochs(rows_of(read["history"]), share)
    for method in ("static", "rlr", "ch3l3"):
        row = one(table, part="epochs", method=method, share=share)
        assert row["mean"] == pytest.approx(first[method].mean())
        assert first[method].min() <= row["low"] <= row["mean"] <= row["high"]
        assert row["high"] <= first[method].max()
    paired = first["ch3l3"] - first["rlr"]
    row = one(table, part="difference", method="ch3l3", share=share)
    assert row["mean"] == pytest.approx(paired.mean())
    assert row["networks"] == 6
    assert not len(rows_of(table, part="difference", method="rlr"))


def test_differences_are_of_the_seeds_that_both_have():
    history = READ["history"]
    some = history[(history["method"] != "static") | (history["seed"] > 0)]
    table = functions("convergence").table({"history": some}, about())
    assert set(rows_of(table, part="difference", method="static")["networks"]) == {2}


def test_one_network_has_no_interval():
    table = functions("convergence").table(tables(networks=1), about())
    assert rows_of(table, part="epochs")[["low", "high"]].isna().all(axis=None)


def test_networks_that_were_only_pruned_do_not_converge():
    table = functions("convergence").table(READ, about())
    assert PRUNED not in set(table["method"])
    retrained = READ["history"].assign(epoch=READ["history"]["epoch"] + 1)
    assert PRUNED in set(functions("convergence").table({"history": retrained}, about())["method"])


def test_degrees_are_shares_of_units_with_so_many_links_or_more():
    table = functions("structure").table(READ, about())
    rows = rows_of(READ["degrees"], method="ch3l3", layer=2, side="outputs")
    for degree in (0, 1, 4, 9):
        row = one(table, part="degrees", method="ch3l3", side="outputs", degree=degree)
        units = rows[rows["degree"] >= degree].groupby("seed")["units"].sum()
        assert row["share"] == pytest.approx(units.sum() / (3 * HIDDEN))
    assert set(rows_of(table, part="degrees")["layer"]) == {2}


def test_updates_are_averaged_layer_by_layer():
    table = functions("structure").table(READ, about())
    chosen = {"method": "rlr", "layer": 1, "epoch": 4}
    row, rows = one(table, part="updates", **chosen), rows_of(READ["topology"], **chosen)
    assert row["active_inputs"] == pytest.approx(rows["active_inputs"].mean() / 784)
    assert row["active_outputs"] == pytest.approx(rows["active_outputs"].mean() / HIDDEN)
    assert row["overlap"] == pytest.approx(rows["overlap"].mean())
    assert row["explored"] == pytest.approx(rows["explored"].mean())


def test_networks_whose_links_stay_are_level():
    topology = READ["topology"]
    frozen = topology[(topology["method"] != "ch3l3") | (topology["epoch"] <= 5)]
    table = functions("structure").table({**READ, "topology": frozen}, about())
    for method, last in ((STATIC, 0), ("ch3l3", 5)):
        rows = rows_of(table, part="updates", method=method, layer=2)
        assert rows["epoch"].max() == EPOCHS - 1
        after = rows[rows["epoch"] >= last]
        assert after["explored"].nunique() == after["active_inputs"].nunique() == 1
        assert after.loc[after["epoch"] > last, "overlap"].isna().all()


def test_networks_as_they_are_stand_beside_the_randomizations():
    table = functions("five_probes").table(READ, about())
    rows = rows_of(
        READ["probes"], method="rlr", probe="prune", kind="smallest", level=0, variant="weights"
    )
    for kind, probe in (("none", "randomize"), ("relative", "noise"), ("smallest", "flip")):
        check_spread(one(table, method="rlr", probe=probe, kind=kind, level=0), rows["accuracy"])
    signs = one(table, method="rlr", probe="prune", variant="signs", level=0.5)
    rows = rows_of(READ["probes"], method="rlr", probe="prune", variant="signs", level=0.5)
    check_spread(signs, rows["accuracy"])


def unmixed(table, kind, seeds):
    rows = (table["kind"] == kind) & table["seed"].isin(seeds) & (table["method"] == "rlr")
    return table.assign(accuracy=table["accuracy"].mask(rows))


@pytest.mark.parametrize(("seeds", "number"), [([1], 1), ([0, 1, 2], 3)])
def test_networks_that_a_randomization_could_not_mix_are_told(seeds, number):
    read = {**READ, "probes": unmixed(READ["probes"], "G", seeds)}
    table, figure = drawn("five_probes", read, about())
    told = f"Could not be mixed by G, and do not count: MNIST RLR {number} of 3."
    assert any(told in text for text in texts(figure))
    assert one(table, method="rlr", kind="G")["networks"] == 3 - number


def test_links_put_elsewhere_are_points_of_networks():
    read = {**READ, "nulls": unmixed(READ["nulls"], "degrees", [1])}
    table, figure = drawn("nulls", read, about())
    row = one(table, method="ch3l3", kind="random", seed=2)
    rows = rows_of(READ["nulls"], method="ch3l3", kind="random")
    means = rows.groupby("seed")["accuracy"].mean()
    assert row["accuracy"] == pytest.approx(means[2])
    assert row["median"] == pytest.approx(means.median())
    told = "Have a layer that did not mix, and do not count: MNIST RLR 1 of 3."
    assert told in texts(figure)


def test_tasks_begin_with_the_models_as_they_are():
    table = functions("tasks").table(READ, about())
    rows = rows_of(READ["tasks"], task="hard", probe="prune", variant="weights", level=0)
    for kind in ("random", "largest", "smallest", "relative", "fgsm"):
        starts = rows_of(table, task="hard", kind=kind, level=0)
        for _, row in starts.iterrows():
            check_spread(row, rows["accuracy"])
        assert len(starts)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(
    ("datasets", "networks", "methods"), [(1, 2, METHODS), (4, 1, METHODS), (1, 2, (STATIC,))]
)
def test_figures_are_drawn_without_overlap(name, datasets, networks, methods):
    read = tables(datasets, methods, networks, untrained={(methods[0], 0)})
    if name == "tasks" and datasets == 4:
        read["tasks"] = read["tasks"][read["tasks"]["dataset"].isin(["mnist", "kmnist"])]
    told = about(datasets, methods)
    table, figure = drawn(name, read, told)
    shown = {title for dataset, title in told["titles"].items() if dataset in set(table["dataset"])}
    assert {title for title in DATASETS.values() if title in "".join(texts(figure))} >= shown
    with styled(STYLE), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_legible(figure)


def test_sweeps_that_are_missing_are_told():
    probes = READ["probes"]
    some = probes[~probes["probe"].isin(["noise", "randomize"])]
    read = {**READ, "probes": some, "attacks": rows_of(READ["attacks"], kind="fgsm")}
    assert texts(drawn("robustness", read, about())[1]).count("not measured") == 3
    assert texts(drawn("five_probes", read, about())[1]).count("not measured") == 2


@pytest.mark.parametrize("looks", [METHOD_LOOK, TASK_LOOK])
def test_curves_are_told_apart_by_colour_and_without_it(looks):
    for key in ("color", "linestyle", "marker"):
        assert len({look[key] for look in looks.values()}) == len(looks)
    assert all(to_rgb(look["color"]) for look in looks.values())
    assert set(METHOD_LOOK) == set(METHODS)
