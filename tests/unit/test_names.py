"""Models, pairs and cells by their names in files."""

from itertools import combinations, combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import planned

from taskcomplexity.models.layers import as_layers, read_layers, written
from taskcomplexity.models.names import Models, SeedRange, seed_ranges
from taskcomplexity.models.pairs import PairRange, pair_ranges, rank
from taskcomplexity.studies.tasks.names import CellRange, cell_ranges

BOUNDS = st.tuples(st.integers(0, 99_999), st.integers(0, 99_999)).map(sorted)
LAYERS = st.lists(st.integers(1, 5000), min_size=1, max_size=4).map(tuple)
TASKS = st.sampled_from(["easy", "hard", "7-9"]) | BOUNDS.map(lambda ends: str(PairRange(*ends)))
TRAININGS = st.sampled_from(["", "slow", "lr0.1"])
CLASSES, SIZES = st.integers(2, 40), st.integers(1, 70)


@pytest.mark.parametrize("kind", [SeedRange, PairRange, CellRange])
@given(BOUNDS)
def test_ranges_are_read_as_they_are_written(kind, ends):
    whole = kind(*ends)
    assert kind.parse(str(whole)) == whole


@given(TASKS, LAYERS, BOUNDS, TRAININGS)
def test_models_are_read_as_they_are_written(task, layers, seeds, training):
    models = Models(task, layers, SeedRange(*seeds), training)
    assert Models.parse(str(models)) == models


@given(LAYERS)
def test_layers_are_read_as_they_are_written(layers):
    assert read_layers(written(layers)) == as_layers(list(layers)) == layers
    assert as_layers(layers[0]) == layers[:1]


def test_names_look_as_they_are_documented():
    assert str(Models("easy", (64,), SeedRange(0, 49))) == "easy_d64_seeds000-049"
    assert str(Models("hard", (128, 64), SeedRange(0, 9))) == "hard_d128-64_seeds000-009"
    assert str(Models("easy", (8,), SeedRange(0, 9), "slow")) == "easy_d8_slow_seeds000-009"
    assert str(PairRange(60, 119)) == "pairs0060-0119"
    assert str(CellRange(0, 59)) == "cells0000-0059"


def test_a_task_is_known_from_a_range_of_pairs(config):
    plan = planned(config)
    seeds = SeedRange(0, 9)
    assert plan.group_of(Models("easy", (64,), seeds)) == "tasks"
    assert plan.group_of(Models("easy", (64, 64, 64), seeds)) == "layers"
    assert plan.group_of(Models(str(PairRange(0, 59)), (64,), seeds)) == "pairs"


@given(st.integers(1, 400), st.integers(1, 60))
def test_blocks_hold_every_seed_once(seeds, per_job):
    ranges = seed_ranges(seeds, per_job)
    assert [seed for block in ranges for seed in block] == list(range(seeds))
    assert all(len(list(block)) == per_job for block in ranges[:-1])


def in_order(pairs):
    """Pairs in the order of the larger class, then of the smaller."""
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]))


@given(CLASSES, SIZES)
def test_every_pair_is_in_one_block(classes, size):
    pairs = in_order(combinations(range(classes), 2))
    assert [rank(pair) for pair in pairs] == list(range(len(pairs)))
    blocks = set()
    for number, pair in enumerate(pairs):
        block = PairRange.of(pair, size)
        assert block.first == number // size * size
        assert block.last == block.first + size - 1
        blocks.add(block)
    assert pair_ranges(pairs[::-1], size) == sorted(blocks, key=lambda block: block.first)
    assert pair_ranges(pairs[::-1], size) == sorted(blocks, key=lambda block: block.first)
    for pair in pairs:
        assert [block for block in blocks if pair in block] == [PairRange.of(pair, size)]


@given(CLASSES, SIZES)
def test_every_cell_is_in_one_block(classes, size):
    cells = in_order(combinations_with_replacement(range(classes), 2))
    blocks = cell_ranges(classes, size)
    assert [cell for block in blocks for cell in block.cells(classes)] == cells
    assert all(len(block.cells(classes)) == size for block in blocks[:-1])
    assert all(block.last == block.first + size - 1 for block in blocks)


@given(CLASSES, SIZES)
def test_a_further_class_leaves_full_blocks_of_cells_as_they_were(classes, size):
    before, after = cell_ranges(classes, size), cell_ranges(classes + 1, size)
    assert after[: len(before)] == before
    for block in before:
        old, new = block.cells(classes), block.cells(classes + 1)
        assert new[: len(old)] == old
        assert len(new) == size or block == after[-1]


def of_classes(config, classes, pairs="all", size=60):
    """A plan for one dataset of one's own with so many classes."""
    names = [f"class {number}" for number in range(classes)]
    own = {"path": "x.npz", "classes": names, "tasks": {"easy": "auto", "hard": "auto"}}
    config = {**config, "datasets": {"own": {**own, "pairs": pairs}}}
    models = config["models"]
    config["models"] = {**models, "pairs": {**models["pairs"], "pairs_per_job": size}}
    return planned(config)


def blocks_of_pairs(plan):
    """The pairs of each block that is trained, by the block's name."""
    trained = plan.trained("own", "pairs", plan.pair_layers)
    return {str(models): plan.classes_of("own", models) for models in trained}


@pytest.mark.parametrize("size", [1, 7, 60])
def test_a_plan_trains_every_pair_in_one_block(config, size):
    blocks = blocks_of_pairs(of_classes(config, 12, size=size))
    found = [pair for tasks in blocks.values() for pair in tasks.values()]
    assert found == in_order(combinations(range(12), 2))
    assert all(name == f"{a}-{b}" for tasks in blocks.values() for name, (a, b) in tasks.items())
    assert max(map(len, blocks.values())) == size


def test_a_further_class_leaves_full_blocks_of_pairs_as_they_were(config):
    before, after = (blocks_of_pairs(of_classes(config, classes)) for classes in (17, 18))
    assert [len(tasks) for tasks in before.values()] == [60, 60, 16]
    assert [len(tasks) for tasks in after.values()] == [60, 60, 33]
    assert list(before) == list(after)
    assert list(before.values())[:2] == list(after.values())[:2]


def test_pairs_that_a_config_names_are_where_all_pairs_have_them(config):
    some = [[0, 1], [3, 11], [15, 16]]
    blocks = blocks_of_pairs(of_classes(config, 17, some))
    assert blocks == {
        "pairs0000-0059_d64_seeds000-019": {"0-1": (0, 1), "3-11": (3, 11)},
        "pairs0120-0179_d64_seeds000-019": {"15-16": (15, 16)},
    }


def test_a_probe_of_pairs_has_the_blocks_of_their_training(config):
    plan = of_classes(config, 17)
    for models in plan.probed("own", "prune", "pairs", (64,)):
        assert plan.probed_block("own", models) == models
    assert set(map(str, plan.probed("own", "prune", "pairs", (64,)))) == set(blocks_of_pairs(plan))


def test_the_cells_of_a_plan_are_all_of_a_dataset(config):
    plan = of_classes(config, 12, size=50)
    assert plan.cell_blocks("own") == ["cells0000-0049", "cells0050-0099"]
    cells = [cell for block in plan.cell_blocks("own") for cell in plan.cells_of("own", block)]
    assert cells == in_order(combinations_with_replacement(range(12), 2))
