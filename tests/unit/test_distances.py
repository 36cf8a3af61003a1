import numpy as np
import pyarrow as pa
import pytest
from skimage.metrics import structural_similarity as reference

from taskcomplexity.data.images import Images
from taskcomplexity.distances.classes import (
    Distance,
    cell_table,
    distance_table,
    opened,
    part_extremes,
)
from taskcomplexity.distances.extremes import Estimate, candidates, extreme_pair
from taskcomplexity.distances.ssim import structural_similarity
from taskcomplexity.studies.tasks.names import cell_ranges


def random_images(rng, count, height, width):
    smooth = rng.random((count, height, width)).cumsum(axis=1)
    return 2 * smooth / smooth.max() - 1


@pytest.mark.parametrize(("height", "width"), [(28, 28), (7, 7), (12, 30)])
def test_a_stack_gives_what_scikit_image_gives_one_by_one(height, width):
    rng = np.random.default_rng(0)
    first, second = random_images(rng, 40, height, width), random_images(rng, 40, height, width)
    second[:5] = first[:5]
    expected = [
        reference(a, b, data_range=a.max() - a.min()) for a, b in zip(first, second, strict=True)
    ]
    found = structural_similarity(first, second)
    assert np.abs(found - expected).max() < 1e-10
    assert np.allclose(found[:5], 1)


def test_what_ssim_cannot_do_is_refused():
    flat, images = np.zeros((1, 9, 9)), np.random.default_rng(0).random((1, 9, 9))
    with pytest.raises(ValueError, match="constant"):
        structural_similarity(flat, images)
    with pytest.raises(ValueError, match="at least 7"):
        structural_similarity(images[:, :6], images[:, :6])
    with pytest.raises(ValueError, match="one shape"):
        structural_similarity(images, images[0])


def test_a_distance_is_the_mean_over_the_pairs_it_drew():
    rng = np.random.default_rng(1)
    first, second = (rng.integers(0, 256, (4, 9, 9)).astype(np.uint8) for _ in range(2))
    sampled = Distance(first, second, np.random.default_rng(2)).draw(20000).estimate
    every = np.array(
        [
            1
            - reference((a / 255 - 0.5) / 0.5, (b / 255 - 0.5) / 0.5, data_range=np.ptp(a) / 127.5)
            for a in first
            for b in second
        ]
    )
    assert abs(sampled.mean - every.mean()) < 5 * sampled.standard_error
    assert np.isclose(sampled.standard_error, every.std() / np.sqrt(20000), rtol=0.05)


def test_within_a_class_no_image_meets_itself():
    images = np.random.default_rng(3).integers(0, 256, (2, 9, 9)).astype(np.uint8)
    distance = Distance(images, None, np.random.default_rng(4)).draw(500).estimate
    forth = 1 - reference(
        *((i / 255 - 0.5) / 0.5 for i in images), data_range=np.ptp(images[0]) / 127.5
    )
    back = 1 - reference(
        *((i / 255 - 0.5) / 0.5 for i in images[::-1]), data_range=np.ptp(images[1]) / 127.5
    )
    assert min(forth, back) - 1e-9 <= distance.mean <= max(forth, back) + 1e-9
    assert distance.mean > 0.1


def all_distances(dataset, images, image_pairs, most_image_pairs, size=6):
    """The distances of all classes, in blocks of cells as jobs make them."""
    classes = len(images.classes)
    cells = [
        cell_table(dataset, images, block.cells(classes), image_pairs, root_seed=1)
        for block in cell_ranges(classes, size)
    ]
    return distance_table(dataset, images, pa.concat_tables(cells), most_image_pairs, root_seed=1)


def test_a_cell_does_not_depend_on_the_other_classes():
    rng = np.random.default_rng(6)
    images = rng.integers(0, 256, (90, 9, 9)).astype(np.uint8)
    labels = np.repeat(np.arange(3, dtype=np.uint8), 30)
    three = Images(images, labels, images, labels, ("a", "b", "c"))
    two = Images(images[:60], labels[:60], images[:60], labels[:60], ("a", "b"))
    table = all_distances("toy", three, 50, 50)
    full, part = table.to_pandas(), all_distances("toy", two, 50, 50).to_pandas()
    assert len(full) == 6
    assert full[full["class_b"] < 2].reset_index(drop=True).equals(part)
    assert extreme_pair(table, "easy") == tuple(
        full[full.class_a != full.class_b].nlargest(1, "distance")[["class_a", "class_b"]].iloc[0]
    )
    assert extreme_pair(table, "hard") == tuple(
        full[full.class_a != full.class_b].nsmallest(1, "distance")[["class_a", "class_b"]].iloc[0]
    )


class Cell:
    """A distance that is known, with the error of as many pairs as were drawn."""

    def __init__(self, mean, spread=0.14):
        self.mean, self.spread, self.drawn = mean, spread, np.empty(10_000)

    @property
    def estimate(self):
        return Estimate(self.mean, self.spread / np.sqrt(len(self.drawn)))

    def draw(self, number):
        self.drawn = np.empty(len(self.drawn) + number)
        return self


def parted(cells, most):
    """Draw more of cells, each opened again where it is needed."""
    between = {pair: cell.estimate for pair, cell in cells.items()}
    return part_extremes(between, cells.__getitem__, most)


def test_more_pairs_are_drawn_of_those_that_are_too_near_to_be_told_apart():
    """Fashion-MNIST's nearest: at 10,000 pairs {5, 7} and {1, 3} are apart by one error."""
    cells = {(1, 3): Cell(0.7497), (5, 7): Cell(0.75126), (0, 2): Cell(0.8), (1, 2): Cell(0.99)}
    grown = parted(cells, 200_000)
    assert [len(cell.drawn) for cell in cells.values()] == [160_000, 160_000, 10_000, 10_000]
    assert set(grown) == {(1, 3), (5, 7)}


def test_what_cannot_be_told_apart_ends_at_the_most_that_is_allowed(caplog):
    cells = {(1, 3): Cell(0.75), (5, 7): Cell(0.75001), (0, 2): Cell(0.9), (2, 3): Cell(0.9)}
    with caplog.at_level("INFO", logger="taskcomplexity"):
        parted(cells, 25_000)
    assert [len(cell.drawn) for cell in cells.values()] == [25_000] * 4
    assert "25000 image pairs do not tell which classes are the least distant" in caplog.text
    assert candidates({pair: cell.estimate for pair, cell in cells.items()}, "hard") == [
        (1, 3),
        (5, 7),
    ]


def test_pairs_that_are_drawn_later_go_on_where_the_first_ended():
    images = np.random.default_rng(5).integers(0, 256, (20, 9, 9)).astype(np.uint8)
    once = Distance(images, None, np.random.default_rng(6)).draw(60)
    more = Distance(images, None, np.random.default_rng(6)).draw(60).draw(40)
    assert (more.drawn[:60] == once.drawn).all()
    assert len(more.drawn) == 100
    assert more.estimate.mean == pytest.approx(more.drawn.mean())


def test_the_table_tells_how_many_pairs_a_cell_has():
    rng = np.random.default_rng(7)
    images = rng.integers(0, 256, (90, 9, 9)).astype(np.uint8)
    labels = np.repeat(np.arange(3, dtype=np.uint8), 30)
    table = all_distances("toy", Images(*(images, labels) * 2, ("a", "b", "c")), 20, 160)
    drawn = table.to_pandas().set_index(["class_a", "class_b"])["image_pairs"]
    # Images of noise are all equally far from each other.
    assert drawn[[(0, 1), (0, 2), (1, 2)]].max() > 20
    assert (drawn[[(0, 0), (1, 1), (2, 2)]] == 20).all()


def test_blocks_of_cells_change_nothing():
    """More pairs are drawn of those that need them as if all had been drawn at once."""
    images = np.random.default_rng(8).integers(0, 256, (60, 9, 9)).astype(np.uint8)
    labels = np.repeat(np.arange(3, dtype=np.uint8), 20)
    three = Images(*(images, labels) * 2, ("a", "b", "c"))
    whole = all_distances("toy", three, 20, 160)
    for size in (1, 4):
        assert all_distances("toy", three, 20, 160, size).equals(whole)
    assert whole["image_pairs"].to_pylist() == [20, 160, 160, 20, 160, 20]
    for row in whole.to_pylist():
        distance = opened("toy", three, (row["class_a"], row["class_b"]), root_seed=1).draw(20)
        while len(distance.drawn) < row["image_pairs"]:
            distance.draw(len(distance.drawn))
        assert distance.estimate == (row["distance"], row["standard_error"])
