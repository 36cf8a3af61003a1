"""The tables that figures are drawn from, and the figures themselves."""

import importlib
import warnings

import numpy as np
import pandas as pd
import pytest
from drawn import assert_legible, parts, texts
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from plans import planned

from taskcomplexity.columns import SPREAD_COLUMNS
from taskcomplexity.figures.matrices import draw_matrix, pair_matrix
from taskcomplexity.figures.style import Style, save_figure, styled
from taskcomplexity.figures.tasks import task_looks
from taskcomplexity.studies.tasks.figures.curves import curve_table, draw_curves
from taskcomplexity.studies.tasks.figures.layers import draw_layers, layer_table
from taskcomplexity.studies.tasks.figures.losses import draw_complexity
from taskcomplexity.studies.tasks.figures.randomizations import (
    EXAMPLE,
    box_table,
    draw_randomizations,
)
from taskcomplexity.studies.tasks.figures.recovery import draw_recovery, recovery_table
from taskcomplexity.studies.tasks.figures.summaries import pairs_told, summarised

TITLES = {"mnist": "MNIST"}
CLASSES = {"mnist": list("0123456789")}
PAIRS = {"easy": (0, 7), "hard": (7, 9)}
TASKS = {"mnist": PAIRS}
SEEDS = range(5)


def rows(probe, kinds, levels, accuracy, layers="64"):
    """Rows of a probe over both tasks; `accuracy(task, kind, level, variant, seed)`."""
    return pd.DataFrame(
        [
            {
                **{"dataset": "mnist", "task": task, "task_name": task},
                **{"class_a": pair[0], "class_b": pair[1]},
                **{"hidden": int(layers.split("-")[0]), "layers": layers, "seed": seed},
                **{"probe": probe, "kind": kind, "level": level},
                **{"draw": 0, "variant": variant},
                **{"trained": task == "easy" or seed != 4, "chance": 0.51},
                "accuracy": accuracy(task, kind, level, variant, seed),
            }
            for task, pair in PAIRS.items()
            for kind in kinds
            for level in levels
            for variant in ("weights", "signs")
            for seed in SEEDS
        ]
    )


def skewed(task, kind, level, variant, seed):
    """Accuracies whose mean, median and quartiles all differ, and differ between all groups."""
    base = 0.5 + 0.1 * (task == "easy") + 0.05 * (variant == "weights") + 0.02 * level
    return base + seed**2 / 100 + 0.001 * ord(kind[0])


PRUNED = rows("prune", ["smallest", "largest"], [0.0, 0.5], skewed)
RANDOMIZED = rows("randomize", list("ABCDEFG"), [0.0, 0.5], skewed)


def one(table, **chosen):
    for column, value in chosen.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def of_curves(layers="64"):
    """Rows of all probes that curves are drawn of."""
    return pd.concat(
        [
            rows("prune", ["smallest", "largest"], [0.0, 0.5], skewed, layers),
            rows("noise", ["uniform"], [0.1, 1.0], skewed, layers),
            rows("flip", ["smallest", "random"], [0.0, 1.0], skewed, layers),
        ]
    )


def sigma(layers, seed):
    return 0.01 * seed + sum(map(int, layers.split("-"))) / 1000


SPREAD = pd.DataFrame(
    [
        (
            *("mnist", task, task, *pair, int(layers.split("-")[0]), layers),
            *(seed, seed != 4, 0.0, sigma(layers, seed)),
        )
        for task, pair in PAIRS.items()
        for layers in ("32", "64", "64-8")
        for seed in SEEDS
    ],
    columns=SPREAD_COLUMNS,
)


@pytest.fixture
def curves():
    return curve_table(of_curves(), SPREAD)


def test_curves_are_medians_and_quartiles(curves):
    assert set(zip(curves["probe"], curves["kind"], strict=True)) == {
        ("prune", "smallest"),
        ("noise", "uniform"),
        ("flip", "smallest"),
    }
    row = one(curves, task="hard", probe="prune", variant="signs", level=0.5)
    values = [skewed("hard", "smallest", 0.5, "signs", seed) for seed in SEEDS]
    assert row["median"] == pytest.approx(np.median(values))
    assert row["quartile_1"] == pytest.approx(np.percentile(values, 25))
    assert row["quartile_3"] == pytest.approx(np.percentile(values, 75))
    assert row["models"] == len(SEEDS)
    assert row["untrained_models"] == 1
    assert row["trained_median"] == pytest.approx(np.median(values[:4]))
    assert row["chance"] == pytest.approx(0.51)
    assert row["trained_sigma"] == pytest.approx(
        np.mean([0.01 * seed + 0.064 for seed in range(4)])
    )
    assert row["sigma"] == pytest.approx(np.mean([0.01 * seed + 0.064 for seed in SEEDS]))


def test_boxes_hold_every_model_with_its_weights():
    table = box_table(pd.concat([PRUNED, RANDOMIZED]))
    assert len(table) == 2 * 8 * len(SEEDS)
    row = one(table, task="easy", kind="original", seed=3)
    assert row["accuracy"] == pytest.approx(skewed("easy", "smallest", 0, "weights", 3))
    row = one(table, task="easy", kind="G", seed=3)
    assert row["accuracy"] == pytest.approx(skewed("easy", "G", 0, "weights", 3))


def undone(seeds):
    """Accuracies where kind G could not mix the layers of some models."""
    rows = RANDOMIZED.copy()
    rows.loc[(rows["kind"] == "G") & rows["seed"].isin(seeds), "accuracy"] = np.nan
    return rows


@pytest.mark.parametrize(("seeds", "told"), [([1], 0), (SEEDS, 2)])
def test_models_that_could_not_be_randomized_are_told_in_place_of_an_empty_box(seeds, told):
    table = box_table(pd.concat([PRUNED, undone(seeds)]))
    assert len(table) == 2 * 8 * len(SEEDS)
    with styled(Style(dpi=80, font_size=8)):
        figure = draw_randomizations(table, TITLES, CLASSES, TASKS)
    assert texts(figure).count("could not be mixed") == told


def test_models_without_an_accuracy_are_not_counted():
    table = recovery_table(pd.concat([PRUNED, RANDOMIZED.assign(kind="B"), undone([1, 4])]))
    assert set(table["models"]) == {5}
    some = summarised(undone([1, 4]), ["task", "kind", "level", "variant"])
    counts = some[some["kind"] == "G"]
    assert set(counts["models"]) == {3}
    assert set(counts["untrained_models"]) == {0}


def test_chance_is_drawn_for_each_task(curves):
    curves.loc[curves["task"] == "hard", "chance"] = 0.96
    with styled(Style(dpi=80, font_size=8)):
        axes = draw_curves(curves, TITLES, CLASSES, TASKS).axes[0]
    level = [line for line in axes.lines if set(np.shape(line.get_ydata())) == {2}]
    heights = {line.get_ydata()[0] for line in level if len(set(line.get_ydata())) == 1}
    assert {51.0, 96.0} <= heights


def test_accuracies_are_fractions_and_drawn_in_percent(curves):
    with styled(Style(dpi=80, font_size=8)):
        axes = draw_curves(curves, TITLES, CLASSES, TASKS).axes[0]
        boxes = draw_randomizations(
            box_table(pd.concat([PRUNED, RANDOMIZED])), TITLES, CLASSES, TASKS
        )
    row = one(curves, task="hard", probe="prune", variant="signs", level=0.5)
    points = np.concatenate([line.get_xydata() for line in axes.lines])
    assert np.isclose(points, (0.5, 100 * row["median"])).all(axis=1).any()
    bands = [path for band in axes.collections for path in band.get_paths()]
    edges = np.concatenate([path.vertices for path in bands])
    for quartile in ("quartile_1", "quartile_3"):
        assert np.isclose(edges, (0.5, 100 * row[quartile])).all(axis=1).any()
    heights = np.concatenate([line.get_ydata() for line in boxes.axes[-1].lines])
    best = 100 * skewed("easy", "G", 0, "weights", max(SEEDS))
    assert np.isclose(heights, best).any()
    assert axes.get_ylabel() == boxes.axes[-1].get_ylabel() == "test accuracy (%)"


def test_models_that_did_not_train_are_told_below_the_figure(curves):
    with styled(Style(dpi=80, font_size=8)):
        figures = {
            "curves": draw_curves(curves, TITLES, CLASSES, TASKS),
            "boxes": draw_randomizations(
                box_table(pd.concat([PRUNED, RANDOMIZED])), TITLES, CLASSES, TASKS
            ),
            "all trained": draw_curves(curves.assign(untrained_models=0), TITLES, CLASSES, TASKS),
            "pairs": complexity_figure(),
        }
    note = "Did not train, and count: MNIST hard 1 of 5."
    told = {name: texts(figure) for name, figure in figures.items()}
    assert note in told["curves"]
    assert note in told["boxes"]
    assert not any("Did not train" in text for text in told["all trained"])
    assert "Did not train, and count: MNIST {7, 9} 2 of 20." in told["pairs"]


def test_recovery_is_of_weights():
    table = recovery_table(pd.concat([PRUNED, RANDOMIZED]))
    assert set(table["kind"]) == {"original", "B", "E", "F"}
    row = one(table, task="hard", kind="E", level=0.5)
    values = [skewed("hard", "E", 0.5, "weights", seed) for seed in SEEDS]
    assert row["median"] == pytest.approx(np.median(values))


def test_a_matrix_is_a_lower_triangle():
    table = pd.DataFrame({"class_a": [0, 1], "class_b": [2, 1], "x": [5.0, 6.0]})
    matrix = pair_matrix(table, "x", 3)
    assert matrix[2, 0] == 5
    assert matrix[1, 1] == 6
    assert np.isnan(matrix).sum() == 7


@pytest.mark.parametrize(("classes", "numbers", "names"), [(30, 465, 30), (300, 0, 30)])
def test_a_matrix_of_many_classes_stays_readable(classes, numbers, names):
    axes = Figure().subplots()
    lower = np.where(np.tri(classes, dtype=bool), 0.5, np.nan)
    draw_matrix(axes, lower, [f"class {number}" for number in range(classes)], 1, (0, 1))
    assert len(axes.texts) == numbers
    for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
        assert len(labels) == names
        assert labels[1].get_text() == f"class {classes // 30}"


def test_the_example_of_figure_2_has_weights_that_all_differ():
    assert len(np.unique(np.abs(EXAMPLE))) == EXAMPLE.size
    assert (EXAMPLE > 0).any(axis=0).all()
    assert (EXAMPLE < 0).any(axis=0).all()


def complexity_figure():
    table = pd.DataFrame(
        {
            "dataset": "mnist",
            "class_a": [0, 7],
            "class_b": [7, 9],
            "delta_binarization": [3.0, 48.0],
            "delta_randomization": [4.0, 57.0],
            "models": 20,
            "untrained_models": [0, 2],
            "few_test_rows": False,
            "delta_binarization_ci_low": 0.0,
            "delta_binarization_ci_high": 9.0,
        }
    )
    correlations = pd.DataFrame(
        {
            "dataset": ["mnist"],
            "x": ["delta_binarization"],
            "y": ["delta_randomization"],
            "spearman_rho": [np.nan],
            "ci_low_classes": [np.nan],
            "ci_high_classes": [np.nan],
            "pairs": [2],
        }
    )
    return draw_complexity(table, correlations, "B", TITLES, CLASSES)


def test_too_few_pairs_are_said_to_be_too_few():
    with styled(Style(dpi=80, font_size=8)):
        assert "2 pairs,\ntoo few to correlate" in texts(complexity_figure())


def test_the_colours_of_losses_reach_the_largest():
    with styled(Style(dpi=80, font_size=8)):
        image = complexity_figure().axes[0].images[0]
    assert image.norm.vmax == 57
    assert image.norm.vmin == 0


@pytest.mark.parametrize("name", ["curves", "randomizations", "recovery", "complexity"])
def test_figures_are_drawn_twice_in_the_same_bytes_without_overlap(tmp_path, curves, name):
    both = pd.concat([PRUNED, RANDOMIZED])
    draw = {
        "curves": lambda: draw_curves(curves, TITLES, CLASSES, TASKS),
        "randomizations": lambda: draw_randomizations(box_table(both), TITLES, CLASSES, TASKS),
        "recovery": lambda: draw_recovery(recovery_table(both), TITLES, CLASSES, TASKS),
        "complexity": complexity_figure,
    }[name]
    with styled(Style(dpi=80, font_size=8)), warnings.catch_warnings():
        warnings.simplefilter("error")
        for copy in ("one", "two"):
            figure = draw()
            save_figure(figure, tmp_path / f"{copy}.png")
            save_figure(figure, tmp_path / f"{copy}.pdf")
        assert_legible(figure)
        notes = [text for text in texts(figure) if text.startswith("Did not train, and count")]
    for kind in ("png", "pdf"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()
    assert len(notes) == sum(part._supxlabel is not None for part in parts(figure)) == 1


def of_widths(config, *hidden):
    """A plan for one dataset with these hidden layers of its tasks, every probe on all of them."""
    config["datasets"]["fashion_mnist"] = None
    config["models"]["tasks"]["hidden"] = list(hidden)
    config["models"]["layers"] = None
    main = {name: section["sweeps"]["main"] for name, section in config["probes"].items()}
    main["randomize"]["kinds"] = list("ABCDEFG")
    for name, section in config["probes"].items():
        section["sweeps"] = {
            f"w{number}": {**main[name], "hidden": one} for number, one in enumerate(hidden)
        }
    return planned(config)


def test_figures_of_further_widths_are_named_by_them(config):
    plan = of_widths(config, 64, 256, [64, 8], 32)
    numbers = [one.number for one in plan.figures()]
    assert [one for one in numbers if one[:2] in ("01", "03", "10", "11", "12", "13")] == [
        *("01", "01_d256", "01_d64-8", "03", "03_d256", "03_d64-8", "10", "11")
    ]
    (figure,) = [one for one in plan.figures() if one.number == "01_d256"]
    assert plan.study.figure_rule(figure.number) == "figure_01_d256"
    assert plan.study.figure_files(figure.number)["png"] == "results/figures/figure_01_d256.png"
    assert figure.caption == "figure_01"
    assert figure.about["hidden"] == "256"
    assert "d = 256" in figure.shows
    assert len(figure.reads["probed"].files) == 6
    assert all("_d256_seeds" in file for file in figure.reads["probed"].files)


def test_the_only_width_is_that_of_the_main_figures(config):
    figures = [one for one in of_widths(config, 256).figures() if "hidden" in one.about]
    assert [one.number for one in figures] == ["01", "02", "03", "07"]
    assert {one.about["hidden"] for one in figures} == {"256"}
    assert not any(one.lacks for one in figures)


@pytest.mark.parametrize("number", ["01", "01_d64-8", "02", "03_d64-8", "07"])
def test_a_figure_is_drawn_of_its_hidden_layers_alone(config, number):
    plan = of_widths(config, 64, [64, 8])
    (figure,) = [one for one in plan.figures() if one.number == number]
    layers = "64-8" if "_" in number else "64"
    assert figure.about["hidden"] == layers
    randomized = rows("randomize", list("ABCDEFG"), [0.0, 0.5], skewed, layers)
    read = {"probed": pd.concat([of_curves(layers), randomized]), "spread": SPREAD}
    read = {name: read[name] for name in figure.reads}
    functions = importlib.import_module(figure.module)
    table = functions.table(read, figure.about)
    assert set(table["layers"]) == {layers}
    if "sigma" in table:
        expected = np.mean([sigma(layers, seed) for seed in SEEDS])
        assert table["sigma"].to_numpy() == pytest.approx(expected)
    with styled(Style(dpi=80, font_size=8)):
        drawn = functions.draw(table, read, figure.about)
        FigureCanvasAgg(drawn).draw()
    assert any("MNIST" in text for text in texts(drawn))


def test_figures_of_pairs_are_drawn_of_their_tables(config):
    plan = planned(config)
    complexity = pd.DataFrame(
        {
            "dataset": "mnist",
            "class_a": [0, 7],
            "class_b": [7, 9],
            **{key: [0.99, 0.97] for key in ["accuracy", "mean_accuracy", "trained_accuracy"]},
            "models": 20,
            "untrained_models": [0, 2],
            "least_test_rows": [980, 49],
            "few_test_rows": [False, True],
            "accuracy_ci_low": [0.98, 0.9],
            "accuracy_ci_high": [0.995, 0.99],
        }
    )
    (figure,) = [one for one in plan.figures() if one.number == "08"]
    about = {**figure.about, "titles": TITLES}
    functions = importlib.import_module(figure.module)
    table = functions.table({"complexity": complexity}, about)
    assert table["accuracy"].tolist() == [0.99, 0.97]
    with styled(Style(dpi=80, font_size=8)):
        drawn = functions.draw(table, {"complexity": complexity}, about)
    told = texts(drawn)
    assert {"99.0", "97.0*"} <= set(told)
    assert (
        "Did not train, and count: MNIST {7, 9} 2 of 20.\n"
        "* Fewer than 50 test rows of a class; 95 %: MNIST {7, 9} 90 to 99."
    ) in told


def test_pairs_most_of_whose_models_did_not_train_are_told_apart():
    number = 15
    table = pd.DataFrame(
        {
            "dataset": "mnist",
            "class_a": [0] * 4 + [0] * number,
            "class_b": [1, 2, 3, 4] + [9] * number,
            "models": 20,
            "untrained_models": [0, 1, 10, 11] + [20] * number,
            "few_test_rows": False,
            "accuracy_ci_low": 90.0,
            "accuracy_ci_high": 95.0,
        }
    )
    some, most = " ".join(pairs_told(table, TITLES, CLASSES, "accuracy").split("\n")).split(". ")
    assert some == "Did not train, and count: MNIST {0, 2} 1 of 20, MNIST {0, 3} 10 of 20"
    assert most.startswith(
        "Have no loss, as most did not train: MNIST {0, 4} 11 of 20, MNIST {0, 9}"
    )
    assert most.endswith("4 pairs more.")


def test_further_tasks_have_looks_of_their_own_after_those_of_the_paper():
    looks = task_looks(["odd", "hard", "odd", "even", "easy"])
    assert list(looks) == ["easy", "hard", "odd", "even"]
    assert looks["easy"].label == "E-model"
    assert looks["odd"].label == "odd model"
    assert len({look.color for look in looks.values()}) == len({*map(str, looks.values())}) == 4


def test_figures_of_tasks_show_every_task_whatever_its_classes():
    some = of_curves()
    three = some[some["task"] == "easy"].assign(task="odd", class_a=np.nan, class_b=np.nan)
    table = curve_table(
        pd.concat([some, three]),
        pd.concat(
            [
                SPREAD,
                SPREAD[SPREAD["task"] == "easy"].assign(task="odd", class_a=np.nan, class_b=np.nan),
            ]
        ),
    )
    assert set(table["task"]) == {"easy", "hard", "odd"}
    assert table["sigma"].notna().all()
    tasks = {"mnist": {**PAIRS, "odd": (1, 3, 9)}}
    both = pd.concat([PRUNED, RANDOMIZED])
    wide = both[both["task"] == "easy"].assign(task="odd", class_a=np.nan, class_b=np.nan)
    with styled(Style(dpi=80, font_size=8)):
        curves = draw_curves(table, TITLES, CLASSES, tasks)
        boxes = draw_randomizations(box_table(pd.concat([both, wide])), TITLES, CLASSES, tasks)
        recovered = recovery_table(pd.concat([both, wide]))
        for figure in (curves, boxes, draw_recovery(recovered, TITLES, CLASSES, tasks)):
            told = texts(figure)
            assert any("easy: 0 / 7, hard: 7 / 9, odd: 1 / 3 / 9" in text for text in told)
            assert any("odd model" in text for text in told)


def test_the_figure_of_layers_has_a_curve_for_each_beside_all_at_once():
    each = pd.concat(
        [
            pd.concat([of_curves("8-6"), rows("randomize", "AB", [0.0], skewed, "8-6")]).assign(
                layer=layer
            )
            for layer in (1, 2, 3)
        ]
    )
    whole = each[each["layer"] == 1].drop(columns="layer")
    table = layer_table(each, whole)
    assert sorted(set(table["layer"])) == [0, 1, 2, 3]
    assert set(zip(table["probe"], table["kind"], strict=True)) == {
        ("prune", "smallest"),
        ("noise", "uniform"),
        ("flip", "smallest"),
        ("randomize", "B"),
    }
    with styled(Style(dpi=80, font_size=8)):
        figure = draw_layers(table, TITLES, CLASSES, TASKS)
        assert_legible(figure)
        alone = draw_layers(layer_table(each, whole.iloc[:0]), TITLES, CLASSES, TASKS)
    assert len(figure.axes) == 8
    assert all(len(axes.collections) == 4 for axes in figure.axes)
    assert all(len(axes.collections) == 3 for axes in alone.axes)
    assert {"all layers at once", "1, from the inputs", "layer 2", "3, to the outputs"} <= set(
        texts(figure)
    )
