"""Whether the workflow can use a dataset is told where it comes in, for the classes in use."""

import numpy as np
import pytest
from own_data import NAMES, archive, drawn, picture_folder
from PIL import Image

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.data.local import read_local
from taskcomplexity.data.usable import SMALLEST_SIDE, UNEVEN, check_usable, tell_uneven
from taskcomplexity.distances.classes import cell_table, distance_table
from taskcomplexity.distances.ssim import WINDOW
from taskcomplexity.studies.tasks.names import CellRange

IMAGES, LABELS = drawn(6)


def own(path, **changed):
    return read_local(archive(path / "own.npz", **changed), NAMES)


def test_what_can_be_used_is_let_by(tmp_path):
    check_usable(own(tmp_path).images, {0, 1}, "own.npz")


def blank(images, *places):
    images = images.copy()
    images[list(places)] = 17
    return images


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"test_labels": np.zeros(4, int)}, "class 1 (lower): no test images"),
        ({"train_labels": np.zeros(6, int)}, "class 1 (lower): no training images"),
        (
            {"train_labels": np.array([0, 0, 0, 0, 1, 0])},
            "class 1 (lower): a single training image ({path}: train_images[4])",
        ),
        (
            {"train_images": blank(IMAGES, 3, 5)},
            "class 1 (lower): 2 blank training image(s), all pixels equal, which leaves SSIM "
            "undefined: {path}: train_images[3], {path}: train_images[5]; take them out",
        ),
        (
            {"train_images": IMAGES[:, :6], "test_images": IMAGES[:4, :6]},
            "{path}: train_images[0]: expected at least 7 × 7 pixels, the window of SSIM, found 6",
        ),
        (
            {"train_images": IMAGES[:, :1, :1], "test_images": IMAGES[:4, :1, :1]},
            "found 1 × 1; enlarge all images",
        ),
        (
            {"train_images": (IMAGES > 99).astype(int)},
            "found 0 and 1 alone, in all training images",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_place_and_remedy(tmp_path, changed, told):
    read = own(tmp_path, **changed)
    with pytest.raises(DataError) as error:
        check_usable(read.images, {0, 1}, "own.npz", read.name)
    assert told.format(path=tmp_path / "own.npz") in str(error.value)


def test_of_many_blank_images_the_first_are_named(tmp_path):
    images, labels = drawn(40)
    read = own(tmp_path, train_images=blank(images, *range(12)), train_labels=labels)
    with pytest.raises(DataError, match=r"12 blank .*train_images\[7\] and 4 more; take them out"):
        check_usable(read.images, {0, 1}, "own.npz", read.name)


def test_images_in_colour_have_no_distances():
    colour = np.zeros((4, 9, 9, 3), np.uint8)
    images = Images(colour, LABELS[1:5], colour, LABELS[1:5], NAMES)
    with pytest.raises(DataError, match=r"found the shape \(9, 9, 3\); make all of them grey"):
        check_usable(images, {0, 1}, "own")
    check_usable(images, {0, 1}, "own", distances=False)


def test_images_in_colour_are_checked_as_grey_ones_are():
    flat = np.zeros((4, 9, 6, 3), np.uint8)
    with pytest.raises(DataError, match="at least 7 × 7 pixels.*found 9 × 6; enlarge"):
        check_usable(
            Images(flat, LABELS[1:5], flat, LABELS[1:5], NAMES), {0, 1}, "own", distances=False
        )


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    read = own(tmp_path, train_images=blank(IMAGES, 0), test_labels=np.zeros(4, int))
    with pytest.raises(DataError) as error:
        check_usable(read.images, {0, 1}, "own.npz", read.name)
    assert str(error.value).startswith("own.npz: cannot be used:\n  - class 0 (upper): 1 blank")
    assert str(error.value).count("\n  - ") == 2


def test_a_class_that_is_not_in_use_may_lack_anything(tmp_path):
    read = own(tmp_path, train_images=blank(IMAGES, 3), test_labels=np.zeros(4, int))
    check_usable(read.images, {0}, "own.npz", read.name)


def test_a_blank_picture_is_named_by_its_file(tmp_path):
    path = picture_folder(tmp_path / "own")
    Image.new("L", (12, 12), 40).save(path / "train/lower/001.png")
    read = read_local(path, NAMES)
    with pytest.raises(DataError, match=f"undefined: {path / 'train/lower/001.png'}; take"):
        check_usable(read.images, {0, 1}, "own.npz", read.name)
    assert read.name("test", 3) == str(path / "test/lower/001.png")


def test_the_smallest_image_has_one_window():
    assert SMALLEST_SIDE == WINDOW


def of_counts(train, test):
    arrays = []
    for counts in (train, test):
        labels = np.repeat(np.arange(len(counts), dtype=np.uint8), counts)
        arrays += [np.zeros((len(labels), 7, 7), np.uint8), labels]
    return Images(*arrays, classes=("upper", "lower", "other")[: len(train)])


@pytest.mark.parametrize(
    ("train", "test", "in_use", "told"),
    [
        ((60, 60), (20, 20), {0, 1}, []),
        ((60, 60 * UNEVEN), (20, 20), {0, 1}, []),
        (
            (997, 3),
            (20, 20),
            {0, 1},
            ["The training images are uneven: 3 of lower, 997 of upper. A model may learn"],
        ),
        (
            (60, 60),
            (384, 16),
            {0, 1},
            [
                "The test images are uneven: 16 of lower, 384 of upper. A model that always "
                "answers upper is right for 96.0% of them"
            ],
        ),
        ((60, 60, 1), (20, 20, 1), {0, 1}, []),
    ],
)
def test_uneven_classes_are_warned_of(caplog, train, test, in_use, told):
    tell_uneven(of_counts(train, test), in_use)
    assert len(caplog.messages) == len(told)
    assert all(map(str.startswith, caplog.messages, told))


def test_distances_leave_out_classes_that_have_none(caplog):
    images, labels = drawn(9)
    labels = np.array([0, 0, 0, 1, 1, 1, 2, 4, 4], np.uint8)
    data = Images(blank(images, 7), labels, images, labels, tuple("abcde"))
    every = CellRange(0, 14).cells(5)
    table = distance_table("own", data, cell_table("own", data, every, 10, 1), 10, root_seed=1)
    cells = list(zip(table["class_a"].to_pylist(), table["class_b"].to_pylist(), strict=True))
    assert cells == [(0, 0), (0, 1), (1, 1)]
    assert [line.split(": ")[1:3] for line in caplog.messages] == [
        [
            "no distances of class 2 (c)",
            "a single training image (training image 6), but the "
            "distance within a class needs two; add some",
        ],
        ["no distances of class 3 (d)", "no training images; add some"],
        [
            "no distances of class 4 (e)",
            "1 blank training image(s), all pixels equal, which leaves SSIM undefined",
        ],
    ]
    nothing = Images(images[:1], labels[:1], images[:1], labels[:1], ("a",))
    with pytest.raises(DataError, match="no class has images"):
        distance_table("own", nothing, cell_table("own", nothing, [(0, 0)], 10, 1), 10, 1)
