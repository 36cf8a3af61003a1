import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from drawn import assert_legible, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from scipy.stats import energy_distance
from skimage.metrics import structural_similarity as reference

from taskcomplexity.columns import DISTANCE_COLUMNS
from taskcomplexity.configuration.check import ConfigError, check_schema
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.images import Images
from taskcomplexity.distances.classes import (
    Distance,
    cell_table,
    distance_table,
    opened,
    part_extremes,
)
from taskcomplexity.distances.energy import energy_distances
from taskcomplexity.distances.extremes import Estimate, candidates, extreme_pair
from taskcomplexity.distances.measure import AUTO, ENERGY, SSIM, WINDOW, chosen, unfit
from taskcomplexity.distances.ssim import ssim_distances, structural_similarity
from taskcomplexity.figures.style import Style, styled
from taskcomplexity.studies.tasks.figures.distances import LABELS, draw_distances
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


def scaled(pixels):
    return (pixels / 255 - 0.5) / 0.5


@pytest.mark.parametrize(
    ("height", "width", "channels"), [(28, 28, 3), (7, 7, 3), (12, 30, 2), (9, 9, 4)]
)
def test_a_stack_in_colour_gives_what_scikit_image_gives_one_by_one(height, width, channels):
    rng = np.random.default_rng(0)
    first, second = (rng.random((40, height, width, channels)).cumsum(axis=1) for _ in range(2))
    first[7, ..., 0] = 0.5  # One channel may be constant.
    second[:5] = first[:5]
    expected = [
        reference(a, b, data_range=np.ptp(a), channel_axis=-1)
        for a, b in zip(first, second, strict=True)
    ]
    found = structural_similarity(first, second)
    assert found.shape == (40,)
    assert np.abs(found - expected).max() < 1e-10
    assert np.allclose(found[:5], 1)


def test_a_single_channel_and_equal_ones_are_grey():
    rng = np.random.default_rng(1)
    first, second = random_images(rng, 30, 13, 11), random_images(rng, 30, 13, 11)
    grey = structural_similarity(first, second)
    assert (structural_similarity(first[..., None], second[..., None]) == grey).all()
    three = (np.repeat(stack[..., None], 3, axis=3) for stack in (first, second))
    assert np.abs(structural_similarity(*three) - grey).max() < 1e-12


@pytest.mark.parametrize("size", [(28, 28), (9, 60), (60, 50), (12, 9, 3)])
def test_how_many_pairs_are_in_work_at_once_changes_nothing(size):
    rng = np.random.default_rng(2)
    first, second = (rng.integers(0, 256, (50, *size)).astype(np.uint8) for _ in range(2))
    found = ssim_distances(first, second, 450, np.random.default_rng(3))
    rng = np.random.default_rng(3)
    left, right = rng.integers(50, size=450), rng.integers(50, size=450)
    expected = [
        1 - structural_similarity(scaled(first[i : i + 1]), scaled(second[j : j + 1]))[0]
        for i, j in zip(left, right, strict=True)
    ]
    assert (found == expected).all()


def test_what_ssim_cannot_do_is_refused():
    flat, images = np.zeros((1, 9, 9)), np.random.default_rng(0).random((1, 9, 9))
    with pytest.raises(ValueError, match="constant"):
        structural_similarity(flat, images)
    with pytest.raises(ValueError, match="at least 7"):
        structural_similarity(images[:, :6], images[:, :6])
    with pytest.raises(ValueError, match="one shape"):
        structural_similarity(images, images[0])
    with pytest.raises(ValueError, match="one shape"):
        structural_similarity(images[0], images[0])
    with pytest.raises(ValueError, match="constant"):
        structural_similarity(np.full((1, 9, 9, 3), 0.5), np.zeros((1, 9, 9, 3)))


def test_a_distance_is_the_mean_over_the_pairs_it_drew():
    rng = np.random.default_rng(1)
    first, second = (rng.integers(0, 256, (4, 9, 9)).astype(np.uint8) for _ in range(2))
    sampled = Distance(first, second, np.random.default_rng(2), ssim_distances).draw(20000).estimate
    every = np.array(
        [
            1 - reference(scaled(a), scaled(b), data_range=np.ptp(a) / 127.5)
            for a in first
            for b in second
        ]
    )
    assert abs(sampled.mean - every.mean()) < 5 * sampled.standard_error
    assert np.isclose(sampled.standard_error, every.std() / np.sqrt(20000), rtol=0.05)


def test_within_a_class_no_image_meets_itself():
    images = np.random.default_rng(3).integers(0, 256, (2, 9, 9)).astype(np.uint8)
    distance = Distance(images, None, np.random.default_rng(4), ssim_distances).draw(500).estimate
    forth = 1 - reference(*map(scaled, images), data_range=np.ptp(images[0]) / 127.5)
    back = 1 - reference(*map(scaled, images[::-1]), data_range=np.ptp(images[1]) / 127.5)
    assert min(forth, back) - 1e-9 <= distance.mean <= max(forth, back) + 1e-9
    assert distance.mean > 0.1


def all_distances(dataset, data, image_pairs, most_image_pairs, size=6, asked=AUTO):
    """The distances of all classes, in blocks of cells as jobs make them."""
    classes = len(data.classes)
    cells = [
        cell_table(dataset, data, block.cells(classes), image_pairs, 1, asked)
        for block in cell_ranges(classes, size)
    ]
    return distance_table(dataset, data, pa.concat_tables(cells), most_image_pairs, root_seed=1)


def noise_images(classes=3, each=30, size=(9, 9), seed=6):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (classes * each, *size)).astype(np.uint8)
    labels = np.repeat(np.arange(classes, dtype=np.uint8), each)
    return Images(*(images, labels) * 2, tuple("abcdef"[:classes]))


def rows_of(means, each=30, columns=5, seed=6):
    """Features of so many classes, each around its mean."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(means), dtype=np.uint8), each)
    values = rng.normal(np.repeat(means, each)[:, None], 1, (len(labels), columns))
    arrays = (values.astype(np.float32), labels) * 2
    names = tuple(f"x{number}" for number in range(columns))
    return Features(*arrays, tuple("abcdef"[: len(means)]), names)


KINDS = {
    "grey": (noise_images(), AUTO, SSIM),
    "colour": (noise_images(size=(9, 9, 3)), AUTO, SSIM),
    "small": (noise_images(size=(6, 9)), AUTO, ENERGY),
    "grey by energy": (noise_images(), ENERGY, ENERGY),
    "features": (rows_of([0, 0.5, 2]), AUTO, ENERGY),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_does_not_depend_on_the_other_classes(kind):
    three, asked, measure = KINDS[kind]
    inside = three.train_labels < 2
    arrays = (three.values("train")[inside], three.train_labels[inside]) * 2
    more = (three.columns,) if isinstance(three, Features) else ()
    two = type(three)(*arrays, ("a", "b"), *more)
    table = all_distances("toy", three, 50, 50, asked=asked)
    full = table.to_pandas()
    part = all_distances("toy", two, 50, 50, asked=asked).to_pandas()
    assert len(full) == 6
    assert tuple(full.columns) == DISTANCE_COLUMNS
    assert set(full["measure"]) == {measure}
    assert full[full["class_b"] < 2].reset_index(drop=True).equals(part)
    between = full[full.class_a != full.class_b]
    for task, found in (
        ("easy", between["distance"].idxmax()),
        ("hard", between["distance"].idxmin()),
    ):
        assert extreme_pair(table, task) == tuple(between.loc[found, ["class_a", "class_b"]])


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
    assert "25000 random pairs do not tell which classes are the least distant" in caplog.text
    assert candidates({pair: cell.estimate for pair, cell in cells.items()}, "hard") == [
        (1, 3),
        (5, 7),
    ]


@pytest.mark.parametrize("measure", [ssim_distances, energy_distances])
def test_pairs_that_are_drawn_later_go_on_where_the_first_ended(measure):
    images = np.random.default_rng(5).integers(0, 256, (20, 9, 9)).astype(np.uint8)
    halves = images[:10], images[10:]
    once = Distance(*halves, np.random.default_rng(6), measure).draw(60)
    more = Distance(*halves, np.random.default_rng(6), measure).draw(60).draw(40)
    assert (more.drawn[:60] == once.drawn).all()
    assert len(more.drawn) == 100
    assert more.estimate.mean == pytest.approx(more.drawn.mean())


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_tells_how_many_pairs_a_cell_has(kind):
    data, asked, _ = KINDS[kind]
    table = all_distances("toy", data, 20, 160, asked=asked)
    drawn = table.to_pandas().set_index(["class_a", "class_b"])["image_pairs"]
    assert (drawn[[(0, 0), (1, 1), (2, 2)]] == 20).all()
    if kind != "features":
        # Images of noise are all equally far from each other.
        assert drawn[[(0, 1), (0, 2), (1, 2)]].max() > 20


@pytest.mark.parametrize("kind", KINDS)
def test_blocks_of_cells_change_nothing(kind):
    """More pairs are drawn of those that need them as if all had been drawn at once."""
    data, asked, measure = KINDS[kind]
    whole = all_distances("toy", data, 20, 160, asked=asked)
    for size in (1, 4):
        assert all_distances("toy", data, 20, 160, size, asked).equals(whole)
    for row in whole.to_pylist():
        cell = row["class_a"], row["class_b"]
        distance = opened("toy", data, cell, measure, root_seed=1).draw(20)
        while len(distance.drawn) < row["image_pairs"]:
            distance.draw(len(distance.drawn))
        assert distance.estimate == (row["distance"], row["standard_error"])


def test_energy_tells_classes_that_differ_from_those_that_do_not():
    table = all_distances("toy", rows_of([0, 0, 3], each=200), 2000, 2000)
    distance = table.to_pandas().set_index(["class_a", "class_b"])["distance"]
    assert extreme_pair(table, "hard") == (0, 1)
    assert abs(distance[0, 1]) < 0.15
    assert (distance[[(0, 2), (1, 2)]] > 5).all()
    of_class = table.to_pandas().query("class_a == class_b")
    assert (of_class[["distance", "standard_error"]] == 0).all(axis=None)


def u_statistic(first, second):
    """The energy distance over all pairs, in which no sample meets itself."""
    first, second = (one.reshape(len(one), -1).astype(float) for one in (first, second))
    n, m = len(first), len(second)
    within = cdist(first, first).sum() / (n * (n - 1)), cdist(second, second).sum() / (m * (m - 1))
    return 2 * cdist(first, second).mean() - sum(within)


def drawn_energy(first, second, draws, seed):
    return Distance(first, second, np.random.default_rng(seed), energy_distances).draw(draws)


def two_classes(kind, seed=0):
    rng = np.random.default_rng(seed)
    if kind == "pictures":
        return [
            rng.integers(low, 256, (count, 5, 6)).astype(np.uint8)
            for low, count in ((0, 9), (60, 7))
        ]
    return [
        rng.standard_t(4, (count, 12)).astype(np.float32) + shift
        for shift, count in ((0, 11), (0.4, 17))
    ]


@pytest.mark.parametrize("kind", ["pictures", "features"])
@pytest.mark.parametrize("seed", range(5))
def test_the_energy_distance_is_that_of_all_pairs(kind, seed):
    first, second = two_classes(kind, seed)
    found = drawn_energy(first, second, 20_000, seed).estimate
    if kind == "pictures":
        first, second = scaled(first), scaled(second)
    assert abs(found.mean - u_statistic(first, second)) < 4 * found.standard_error


def test_the_energy_distance_is_unbiased_and_its_error_is_its_spread():
    first, second = two_classes("features")
    every = [drawn_energy(first, second, 50, seed).estimate for seed in range(2000)]
    means, errors = np.array(every).T
    assert abs(means.mean() - u_statistic(first, second)) < 4 * means.std() / np.sqrt(len(means))
    assert np.isclose(means.std(), np.sqrt((errors**2).mean()), rtol=0.06)


def test_samples_of_one_distribution_are_at_0_on_average():
    """The U-statistic is unbiased for the distributions too, which the V-statistic is not."""
    rng = np.random.default_rng(1)
    found = np.array([u_statistic(*rng.normal(size=(2, 6, 3))) for _ in range(1000)])
    assert abs(found.mean()) < 4 * found.std() / np.sqrt(len(found))
    drawn = [
        drawn_energy(*rng.normal(size=(2, 6, 3)), 200, seed).estimate.mean for seed in range(500)
    ]
    assert abs(np.mean(drawn)) < 4 * np.std(drawn) / np.sqrt(len(drawn))


@pytest.mark.parametrize("seed", range(3))
def test_the_energy_distance_of_numbers_is_scipys(seed):
    """Scipy gives the root of the V-statistic, in which a sample meets itself at distance 0."""
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=25), rng.exponential(size=14)
    itself = sum(
        np.abs(np.subtract.outer(one, one)).mean() / (len(one) - 1) for one in (first, second)
    )
    expected = energy_distance(first, second) ** 2 - itself
    assert u_statistic(first, second) == pytest.approx(expected)
    found = drawn_energy(first[:, None], second[:, None], 20_000, seed).estimate
    assert abs(found.mean - expected) < 4 * found.standard_error


def test_within_a_class_no_sample_meets_itself_by_energy_either():
    """Two samples at distance 1 in each class, the classes far apart: every draw is the same."""
    first, second = np.array([[0.0, 0], [0, 1]]), np.array([[9.0, 0], [9, 1]])
    drawn = drawn_energy(first, second, 300, 0).drawn
    cross = np.hypot(9, 1)
    assert set(drawn.round(9)) == {round(2 * far - 2, 9) for far in (9, cross)}


@pytest.mark.parametrize("rows", [1, 2, 1000])
def test_the_distance_of_a_class_to_itself_is_0_by_energy(rows):
    found = drawn_energy(np.random.default_rng(0).normal(size=(rows, 4)), None, 30, 0)
    assert found.estimate == (0, 0)


@given(
    seed=st.integers(0, 2**32 - 1),
    sizes=st.tuples(st.integers(2, 12), st.integers(2, 12)),
    columns=st.integers(1, 9),
    shift=st.floats(-50, 50),
    factor=st.floats(1e-3, 1e3),
)
@settings(max_examples=60)
def test_the_energy_distance_moves_with_neither_place_nor_order_and_grows_with_the_scale(
    seed, sizes, columns, shift, factor
):
    rng = np.random.default_rng(seed)
    first, second = (rng.normal(size=(count, columns)) for count in sizes)

    def drawn(*classes):
        return drawn_energy(*classes, 40, seed).drawn

    values = drawn(first, second)
    assert np.allclose(drawn(first + shift, second + shift), values, atol=1e-9)
    assert np.allclose(drawn(factor * first, factor * second), factor * values)
    turned = np.linalg.qr(rng.normal(size=(columns, columns))).Q
    assert np.allclose(drawn(first @ turned, second @ turned), values)
    one, other = (
        drawn_energy(*classes, 2000, seed).estimate
        for classes in ((first, second), (second, first))
    )
    assert (
        abs(one.mean - other.mean) <= 6 * np.hypot(one.standard_error, other.standard_error) + 1e-9
    )


@given(seed=st.integers(0, 2**32 - 1), columns=st.integers(1, 9))
@settings(max_examples=30)
def test_equal_classes_are_no_further_apart_than_all_pairs_say(seed, columns):
    """Of n equal samples twice, E is -2/(n - 1) of their mean distance: below 0, and near it."""
    same = np.random.default_rng(seed).normal(size=(60, columns))
    found = drawn_energy(same, same, 4000, seed).estimate
    expected = -2 * cdist(same, same).mean() / 59
    assert abs(found.mean - expected) < 5 * found.standard_error


def test_how_many_numbers_are_in_work_at_once_changes_nothing(monkeypatch):
    first, second = two_classes("features")
    whole = drawn_energy(first, second, 500, 0).drawn
    monkeypatch.setattr("taskcomplexity.distances.energy.NUMBERS_AT_ONCE", 1)
    assert np.allclose(drawn_energy(first, second, 500, 0).drawn, whole, rtol=1e-12)


def test_pictures_are_measured_as_networks_see_them():
    data = noise_images(classes=2)
    found = all_distances("toy", data, 400, 400, asked=ENERGY).to_pandas()
    first, second = scaled(data.of_class(0)), scaled(data.of_class(1))
    row = found.set_index(["class_a", "class_b"]).loc[0, 1]
    assert abs(row["distance"] - u_statistic(first, second)) < 4 * row["standard_error"]


@pytest.mark.parametrize(
    ("data", "measure"),
    [
        (noise_images(), SSIM),
        (noise_images(size=(7, 7)), SSIM),
        (noise_images(size=(7, 7, 3)), SSIM),
        (noise_images(size=(6, 30)), ENERGY),
        (noise_images(size=(30, 6, 3)), ENERGY),
        # Channels are no side.
        (noise_images(size=(9, 9, 2)), SSIM),
        (rows_of([0, 1], columns=64), ENERGY),
    ],
)
def test_auto_takes_ssim_where_there_is_some(data, measure):
    assert chosen(data, AUTO) == measure
    assert chosen(data, ENERGY) == ENERGY
    if measure == SSIM:
        assert chosen(data, SSIM) == SSIM


@pytest.mark.parametrize(
    ("data", "found"),
    [(rows_of([0, 1]), "rows of features"), (noise_images(size=(8, 6, 3)), "pictures of 8 × 6")],
)
def test_ssim_of_what_has_none_is_refused_with_what_is_allowed(data, found):
    told = (
        "toy: `distances.measure` is ssim, which compares pictures of at least 7 × 7 pixels, but "
        f"the samples are {found}; allowed: auto, which takes the energy distance here, or energy"
    )
    with pytest.raises(DataError) as error:
        cell_table("toy", data, [(0, 1)], 10, 1, SSIM)
    assert str(error.value) == told
    with pytest.raises(DataError, match="'cosine' is not known; allowed: auto, ssim, energy"):
        chosen(data, "cosine")


def test_what_is_not_known_yet_speaks_against_nothing():
    assert unfit(SSIM, "images") == ""
    assert unfit(SSIM, "images", (WINDOW, WINDOW, 3)) == ""
    assert "pictures of 3 × 30" in unfit(SSIM, "images", (3, 30))
    assert "rows of features" in unfit(SSIM, "features")
    for asked in (AUTO, ENERGY):
        assert unfit(asked, "features") == unfit(asked, "images", (1, 1)) == ""


def test_a_class_of_one_row_has_no_energy_distance(caplog):
    data = rows_of([0, 1, 2, 3], each=3)
    labels = np.array([0, 0, 0, 1, 1, 1, 2, *[3] * 5], np.uint8)
    arrays = (data.train_features, labels)
    data = Features(*arrays * 2, tuple("abcde"), data.columns)
    table = all_distances("own", data, 10, 10)
    cells = set(zip(table["class_a"].to_pylist(), table["class_b"].to_pylist(), strict=True))
    assert cells == {(a, b) for a in (0, 1, 3) for b in (0, 1, 3) if a <= b}
    assert {line.split(": ")[1] + line.split(": ")[2] for line in caplog.messages} == {
        "no distances of class 2 (c)a single training row (training sample 6), but the distance "
        "within a class needs two; add some",
        "no distances of class 4 (e)no training rows; add some",
    }
    with pytest.raises(DataError, match="needs two of its samples, found 1"):
        energy_distances(data.of_class(0), data.of_class(2), 5, np.random.default_rng(0))
    with pytest.raises(DataError, match="own: no class has features that distances can be"):
        distance_table("own", data, cell_table("own", data, [(2, 2)], 10, 1), 10, 1)


def test_blank_images_have_an_energy_distance():
    images = np.zeros((4, 9, 9), np.uint8)
    images[2:] = 255
    labels = np.array([0, 0, 1, 1], np.uint8)
    data = Images(*(images, labels) * 2, ("black", "white"))
    assert cell_table("own", data, [(0, 1)], 10, 1).num_rows == 0
    (row,) = cell_table("own", data, [(0, 1)], 10, 1, ENERGY).to_pylist()
    assert row["distance"] == pytest.approx(2 * np.sqrt(81 * 4))
    assert row["standard_error"] == pytest.approx(0)


def test_the_measure_is_one_that_there_is(config, schema):
    assert config["distances"]["measure"] == AUTO
    for measure in (AUTO, SSIM, ENERGY):
        config["distances"]["measure"] = measure
        check_schema(config, schema)
    config["distances"]["measure"] = "cosine"
    with pytest.raises(ConfigError, match="measure"):
        check_schema(config, schema)


def matrices(measures, classes=10, names=None):
    """The figure of datasets whose distances are of given measures."""
    rng = np.random.default_rng(0)
    cells = [(a, b) for b in range(classes) for a in range(b + 1)]
    frames = []
    for number, measure in enumerate(measures):
        frame = pd.DataFrame(cells, columns=["class_a", "class_b"])
        frame.insert(0, "dataset", f"set{number}")
        frame["distance"] = rng.uniform(0.4, 1, len(cells)) * (1 if measure == SSIM else 7**number)
        frame["measure"] = measure
        frames.append(frame)
    titles = {f"set{number}": f"Set {number}" for number in range(len(measures))}
    names = names or list("0123456789"[:classes])
    return pd.concat(frames), titles, dict.fromkeys(titles, names)


LONG = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"]


def bars(figure):
    return [axes for axes in figure.axes if axes.get_ylabel() in LABELS.values()]


@pytest.mark.parametrize("names", [None, LONG])
@pytest.mark.parametrize(
    "measures",
    [
        [SSIM],
        [SSIM, SSIM],
        [SSIM] * 5,
        [ENERGY],
        [ENERGY, ENERGY],
        [SSIM, ENERGY],
        [ENERGY, SSIM, ENERGY, SSIM, ENERGY],
    ],
)
def test_figure_6_is_legible_whatever_was_measured(measures, names):
    table, titles, classes = matrices(measures, len(names or range(10)), names)
    with styled(Style(dpi=80, font_size=8)):
        figure = draw_distances(table, titles, classes)
        assert_legible(figure)
    panels = [axes for axes in figure.axes if axes.images and axes not in bars(figure)]
    assert [axes.get_title() for axes in panels] == list(titles.values())
    assert [text for text in texts(figure) if text in titles.values()] == list(titles.values())
    shared = set(measures) == {SSIM}
    told = [LABELS[SSIM]] if shared else [LABELS[measure] for measure in measures]
    assert [axes.get_ylabel() for axes in bars(figure)] == told
    lines = {round(axes.get_position().y0, 3) for axes in panels}
    assert len(lines) == -(-len(measures) // 2)
    of_ssim = table.loc[table["measure"] == SSIM, "distance"]
    for axes, dataset, measure in zip(panels, titles, measures, strict=True):
        own = table.loc[table["dataset"] == dataset, "distance"]
        scale = of_ssim if measure == SSIM else own
        norm = axes.images[0].norm
        assert (norm.vmin, norm.vmax) == (scale.min(), scale.max())


@pytest.mark.parametrize(
    ("largest", "told"), [(0.0123, "0.0123"), (0.987, "0.987"), (3.14159, "3.14"), (256.4, "256")]
)
def test_numbers_of_energy_have_the_digits_that_count(largest, told):
    table = pd.DataFrame({"dataset": "own", "class_a": [0, 0, 1], "class_b": [0, 1, 1]})
    table = table.assign(distance=[0.0, largest, 0.0], measure=ENERGY)
    figure = draw_distances(table, {"own": "own"}, {"own": ["a", "b"]})
    assert told in texts(figure)


def test_distances_that_are_all_0_are_drawn():
    table = pd.DataFrame({"dataset": "own", "class_a": [0], "class_b": [0], "distance": [0.0]})
    figure = draw_distances(table.assign(measure=ENERGY), {"own": "own"}, {"own": ["a"]})
    assert "0.00" in texts(figure)
