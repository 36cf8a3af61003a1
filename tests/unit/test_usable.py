"""Whether the workflow can use a dataset is told where it comes in, for the classes in use."""

import numpy as np
import pytest
from own_data import NAMES, archive, drawn, picture_folder
from PIL import Image

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.images import Images
from taskcomplexity.data.local import read_local
from taskcomplexity.data.usable import (
    UNEVEN,
    check_usable,
    tell_uneven,
)
from taskcomplexity.distances.classes import cell_table, distance_table
from taskcomplexity.studies.tasks.names import CellRange

IMAGES, LABELS = drawn(6)


def own(path, **changed):
    return read_local(archive(path / "own.npz", **changed), NAMES)


def test_what_can_be_used_is_let_by(tmp_path):
    check_usable(own(tmp_path).data, {0, 1}, "own.npz", ssim=True)


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
            {"train_images": (IMAGES > 99).astype(int)},
            "found 0 and 1 alone, in all training images",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_place_and_remedy(tmp_path, changed, told):
    read = own(tmp_path, **changed)
    with pytest.raises(DataError) as error:
        check_usable(read.data, {0, 1}, "own.npz", read.name, ssim=True)
    assert told.format(path=tmp_path / "own.npz") in str(error.value)


def test_of_many_blank_images_the_first_are_named(tmp_path):
    images, labels = drawn(40)
    read = own(tmp_path, train_images=blank(images, *range(12)), train_labels=labels)
    with pytest.raises(DataError, match=r"12 blank .*train_images\[7\] and 4 more; take them out"):
        check_usable(read.data, {0, 1}, "own.npz", read.name, ssim=True)


@pytest.mark.parametrize("shape", [(9, 6), (9, 9, 3)])
def test_blank_pictures_matter_for_ssim_alone(shape):
    pictures = np.zeros((4, *shape), np.uint8)
    images = Images(pictures, LABELS[1:5], pictures, LABELS[1:5], NAMES)
    check_usable(images, {0, 1}, "own", ssim=False)
    with pytest.raises(DataError, match="2 blank"):
        check_usable(images, {0, 1}, "own", ssim=True)


def features(train=(0, 0, 1, 1), test=(0, 1)):
    values = [np.zeros((len(labels), 2), np.float32) for labels in (train, test)]
    labels = [np.array(labels, np.uint8) for labels in (train, test)]
    return Features(values[0], labels[0], values[1], labels[1], NAMES, ("a", "b"))


def test_features_are_usable_where_every_class_has_rows():
    check_usable(features(), {0, 1}, "own", ssim=False)
    check_usable(features(test=(0,)), {0}, "own", ssim=False)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"test": (0,)},
            "class 1 (lower): no test rows, as its training rows are all equal; add some, or name "
            "tasks and pairs without it",
        ),
        ({"train": (0, 0)}, "class 1 (lower): no training rows; add some, or name tasks"),
        ({"train": (0, 0, 1)}, "class 1 (lower): a single training row (training sample 2), but"),
    ],
)
def test_a_class_with_too_few_rows_is_told(given, told):
    with pytest.raises(DataError) as error:
        check_usable(features(**given), {0, 1}, "own", ssim=False)
    assert str(error.value).startswith(f"own: cannot be used:\n  - {told}")


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    read = own(tmp_path, train_images=blank(IMAGES, 0), test_labels=np.zeros(4, int))
    with pytest.raises(DataError) as error:
        check_usable(read.data, {0, 1}, "own.npz", read.name, ssim=True)
    assert str(error.value).startswith("own.npz: cannot be used:\n  - class 0 (upper): 1 blank")
    assert str(error.value).count("\n  - ") == 2


def test_a_class_that_is_not_in_use_may_lack_anything(tmp_path):
    read = own(tmp_path, train_images=blank(IMAGES, 3), test_labels=np.zeros(4, int))
    check_usable(read.data, {0}, "own.npz", read.name, ssim=True)


def test_a_blank_picture_is_named_by_its_file(tmp_path):
    path = picture_folder(tmp_path / "own")
    Image.new("L", (12, 12), 40).save(path / "train/lower/001.png")
    read = read_local(path, NAMES)
    with pytest.raises(DataError, match=f"undefined: {path / 'train/lower/001.png'}; take"):
        check_usable(read.data, {0, 1}, "own.npz", read.name, ssim=True)
    assert read.name("test", 3) == str(path / "test/lower/001.png")


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


def test_uneven_rows_are_rows(caplog):
    tell_uneven(features(train=[0] * 9 + [1] * 2), {0, 1})
    assert caplog.messages[0].startswith("The training rows are uneven: 2 of lower, 9 of upper.")


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
            "a single training image (training sample 6), but the "
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
