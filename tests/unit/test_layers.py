"""Figures 5 and 9 and the audit of the language model, on tables made by hand."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from taskcomplexity.studies.language.claims import CHECKS, judge, judge_curves
from taskcomplexity.studies.language.columns import LAYER_COLUMNS
from taskcomplexity.studies.language.figures import (
    draw_disturbed_layers,
    draw_pruned_layers,
    drops,
    layer_table,
)

PUBLISHED = ROOT / "resources/published/language"
EARLY = ["position_embeddings", "first_block_lin1", "first_block_lin2"]
LATE = ["last_block_lin1", "last_block_lin2", "classifier"]
# Points of F1 that each layer loses to binarization, A and B.
LOST = {
    "position_embeddings": (80, 50, 8),
    "first_block_lin1": (80, 80, 25),
    "first_block_lin2": (70, 30, 2),
    "last_block_lin1": (2, 8, 0.2),
    "last_block_lin2": (1, 13, 0.1),
    "classifier": (-0.5, 80, 0),
}


@pytest.fixture
def probed():
    """Two draws of every randomization, a point around their mean."""
    rows = []
    for layer, (signs, a, b) in LOST.items():

        def add(probe, kind, level, draw, variant, f1, layer=layer):
            rows.append((layer, probe, kind, level, draw, variant, f1 / 100, f1 / 100 - 1))

        for level, loss in ((0, 0), (0.5, 10)):
            add("prune", "smallest", level, 0, "weights", 85 - loss)
            raised = 0.5 * loss if layer in EARLY else -0.1 * loss
            add("prune", "smallest", level, 0, "signs", 85 - signs + raised)
            for draw, around in enumerate((-1, 1)):
                for kind, lost in (("A", a), ("B", b)):
                    add("randomize", kind, level, draw, "weights", 85 - lost - loss + around)
                    add("randomize", kind, level, draw, "signs", 2)
        for variant, lost in (("weights", 20), ("signs", signs + 5)):
            add("prune", "smallest", 0.9, 0, variant, 85 - lost)
        for q, f1 in ((0, 85), (0.6, 10), (1, 60)):
            for variant in ("weights", "signs"):
                add("flip", "smallest", q, 0, variant, f1)
                add("noise", "gaussian", q, 0, variant, 85 - 80 * q)
    return pd.DataFrame(rows, columns=LAYER_COLUMNS)


def statements(table, layers):
    """Verdicts on the statements."""
    return judge(
        {"curves": table}, {"layers": layers, "comparable": False}, PUBLISHED, 0
    ).statements


def test_f1_is_averaged_over_draws(probed):
    table = layer_table(probed)
    one = table.query("layer == 'classifier' and kind == 'A' and level == 0").set_index("variant")
    assert one.loc["weights", "f1"] == pytest.approx(0.05)
    assert one.loc["weights", "log_probability"] == pytest.approx(-0.95)
    assert one.loc["weights", "draws"] == 2


def test_losses_are_those_at_the_start(probed):
    lost = drops(layer_table(probed), [*EARLY, *LATE])
    assert list(lost.columns) == ["binarization", "A", "B"]
    np.testing.assert_allclose(lost.to_numpy(), list(LOST.values()))


def test_the_figures_show_every_layer(probed):
    table, layers = layer_table(probed), [*EARLY, *LATE]
    pruned, disturbed = draw_pruned_layers(table, layers), draw_disturbed_layers(table, layers)
    assert [len(axes.lines) for axes in pruned.axes[:3]] == [12, 6, 6]
    assert max(line.get_ydata().max() for line in pruned.axes[0].lines) == pytest.approx(85.5)
    for axes, column in zip(pruned.axes[3:], range(3), strict=True):
        heights = [bar.get_height() for bar in axes.patches]
        np.testing.assert_allclose(heights, [lost[column] for lost in LOST.values()])
    assert [len(axes.lines) for axes in disturbed.axes] == [6, 6, 6, 6]
    assert len(pruned.legends[0].get_texts()) == 7


def test_statements_hold_or_do_not(probed):
    table = layer_table(probed)
    verdicts = statements(table, [*EARLY, *LATE])
    assert [one.verdict for one in verdicts] == ["reproduced"] * 9
    assert not any("{" in one.tolerance for one in verdicts)
    swapped = dict(zip([*EARLY, *LATE], [*LATE, *EARLY], strict=True))
    upside_down = table.assign(layer=table["layer"].map(swapped))
    verdicts = statements(upside_down, [*EARLY, *LATE])
    assert {one.verdict for one in verdicts[:4]} == {"not reproduced"}


def test_losses_that_differ_in_the_seventh_decimal_differ_by_nothing(probed):
    """Every layer and every disturbance costs the same, but for a millionth of a point."""
    table = layer_table(probed)
    start = table["level"] == 0
    same = table.assign(f1=table["f1"].where(~start, 0.6 + 1e-8 * np.arange(len(table))))
    as_they_are = start & (table["probe"] == "prune") & (table["variant"] == "weights")
    same.loc[as_they_are, "f1"] = 0.85
    verdicts = statements(same, [*EARLY, *LATE])
    found = dict(zip(CHECKS, [one.verdict for one in verdicts], strict=True))
    for name in ("early_layers_binarized", "b_costs_less", "b_costs_less_than_a"):
        assert found[name] == "not reproduced", name
    for name in ("late_layers_binarized", "b_in_late_layers"):
        assert found[name] == "not reproduced", name


def test_statements_on_what_was_not_probed_are_not_run(probed):
    without = probed[(probed["probe"] != "flip") & (probed["kind"] != "B")]
    verdicts = statements(layer_table(without), [*EARLY, *LATE])
    assert [one.verdict for one in verdicts] == [
        *["reproduced"] * 4,
        *["not run"] * 5,
    ]


def test_statements_on_layers_that_are_not_there_are_not_run(probed):
    late = probed[probed["layer"].isin(LATE)]
    verdicts = statements(layer_table(late), LATE)
    assert [one.verdict for one in verdicts] == [
        "not run",
        "reproduced",
        "not run",
        "reproduced",
        "not run",
        "reproduced",
        "reproduced",
        "reproduced",
        "not run",
    ]
    short = probed[(probed["probe"] != "flip") | (probed["level"] < 1)]
    verdicts = statements(layer_table(short), [*EARLY, *LATE])
    assert verdicts[-1].verdict == "not run"


def test_curves_are_compared_for_the_published_model_alone(probed):
    theirs = pd.read_csv(PUBLISHED / "figures_05_09.csv")
    names = {"gaussian_noise": ("noise", "gaussian"), "randomize_A": ("randomize", "A")}
    names |= {"randomize_B": ("randomize", "B"), "prune": ("prune", "smallest")}
    names |= {"flip": ("flip", "smallest")}
    same = theirs[theirs["probe"] != "none"].copy()
    same["kind"] = [names[probe][1] for probe in same["probe"]]
    same["probe"] = [names[probe][0] for probe in same["probe"]]
    table = layer_table(same.assign(draw=0, log_probability=np.nan))
    verdicts = judge_curves(table, PUBLISHED, comparable=True)
    assert len(verdicts) == 60
    assert {one.verdict for one in verdicts} == {"reproduced"}
    shifted = judge_curves(table.assign(f1=table["f1"] + 0.06), PUBLISHED, comparable=True)
    assert {one.verdict for one in shifted} == {"not reproduced"}
    assert {one.verdict for one in judge_curves(table, PUBLISHED, comparable=False)} == {"not run"}
