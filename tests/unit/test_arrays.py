"""Arrays of the user's become bytes and indices of classes without a loss, or are refused."""

from contextlib import suppress

import numpy as np
import pytest
from own_data import NAMES, archive, drawn

from taskcomplexity.data.asked import Asked
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.idx import encode_idx
from taskcomplexity.data.local import read_local
from taskcomplexity.data.stored import load_images, save_data

IMAGES, LABELS = drawn(6)


def read(path, labels=None, names=NAMES, **changed):
    return read_local(archive(path / "own.npz", **changed), names, labels).data


@pytest.mark.parametrize(
    ("images", "told"),
    [
        (IMAGES[:, None], "the shape (6, 1, 12, 12) is taken as (6, 12, 12), as one channel"),
        (IMAGES[..., None], "the shape (6, 12, 12, 1) is taken as (6, 12, 12), as one channel"),
        (np.repeat(IMAGES[..., None], 3, 3), "taken as (6, 12, 12), as the channels are equal"),
        (np.repeat(IMAGES[:, None], 3, 1), "taken as (6, 12, 12), as the channels are equal"),
        (IMAGES.astype(np.int64), "int64 from 0 to 219 are taken as bytes"),
        (IMAGES.astype(">u4"), "from 0 to 219 are taken as bytes"),
        (IMAGES.astype(float), "float64 from 0 to 219 are taken as bytes"),
        (IMAGES.astype(np.uint16) * 257, "uint16 from 0 to 56283 are taken as bytes"),
        (np.asfortranarray(IMAGES), None),
    ],
)
def test_images_are_taken_as_they_are_meant_and_said_so(tmp_path, caplog, images, told):
    caplog.set_level("INFO")
    found = read(tmp_path, train_images=images)
    assert np.array_equal(found.train_images, IMAGES)
    if told is None:
        assert caplog.messages == []
    else:
        (line,) = caplog.messages
        assert line.startswith(f"{tmp_path / 'own.npz'}: train_images: ")
        assert told in line
    save_data(found, tmp_path / "own.safetensors")
    assert np.array_equal(load_images(tmp_path / "own.safetensors").train_images, IMAGES)


def test_truth_values_are_black_and_white(tmp_path):
    found = read(tmp_path, train_images=IMAGES > 99)
    assert np.array_equal(found.train_images, 255 * (IMAGES > 99))


@pytest.mark.parametrize(
    ("images", "told"),
    [
        (IMAGES / 255, "× 255 and to bytes: `(images * 255).round().astype('uint8')`"),
        (IMAGES / 127.5 - 1, "choose which value is black"),
        (IMAGES.astype(int) * 256, "found int64 from 0 to 56064, which are more grey levels"),
        (IMAGES.astype(np.int16) - 128, "found int16 from -128"),
        (IMAGES + 0.5, "found float64 from 0.5 to 219.5, which are more grey levels"),
        (
            np.where(IMAGES > 200, np.nan, IMAGES),
            "expected numbers, found nan at index",
        ),
        (IMAGES.astype(complex), "expected bytes from 0 (black) to 255 (white), found complex128"),
        (IMAGES.astype(str), "expected bytes from 0 (black) to 255 (white), found <U"),
        (IMAGES.astype(object), "is an array of Python objects"),
        (IMAGES.reshape(6, -1), "`images.reshape(-1, 12, 12)`, if they are square"),
        (IMAGES.reshape(6, -1)[:, 1:], "found (6, 143); reshape them"),
        (IMAGES.ravel(), "found (864,); reshape them"),
        (
            np.stack([IMAGES, IMAGES, 255 - IMAGES], -1),
            "found (6, 12, 12, 3), images in colour; ask for one value a pixel by `colour: grey`, "
            "or for red, green and blue by `colour: channels`",
        ),
        (np.stack([IMAGES, IMAGES, 255 - IMAGES], 1), "images in colour; ask for one value"),
        (np.repeat(IMAGES[..., None], 4, 3), "where they are opaque, leave it out, `images[..., :"),
        (np.repeat(IMAGES[:, None], 4, 1), "where they are opaque, leave it out, `images[:, :3]`"),
    ],
)
def test_what_would_lose_something_is_refused_with_the_remedy(tmp_path, images, told):
    with pytest.raises(DataError) as error:
        read(tmp_path, train_images=images)
    assert str(error.value).startswith(f"{tmp_path / 'own.npz'}: train_images: ")
    assert told in str(error.value)


def test_the_remedies_work(tmp_path):
    images = IMAGES / 255
    assert np.array_equal(
        read(tmp_path, train_images=(images * 255).round().astype("uint8")).train_images, IMAGES
    )
    images = np.stack([IMAGES, IMAGES[:, ::-1], IMAGES, np.full_like(IMAGES, 255)], 1)[:, :3]
    path = archive(tmp_path / "own.npz", train_images=images)
    assert read_local(path, NAMES, asked=Asked(colour="grey")).data.train_images.ndim == 3


@pytest.mark.parametrize(
    ("labels", "by_label"),
    [
        (np.array(NAMES)[LABELS], None),
        (np.array([name.encode() for name in NAMES])[LABELS], None),
        (LABELS.astype(">i8"), None),
        (LABELS.astype(float), None),
        (LABELS.astype(bool), None),
        (LABELS[:, None], None),
        (LABELS + 1, (1, 2)),
        (1 - 2 * LABELS.astype(int), (1, -1)),
        (300 + LABELS.astype(int), (300, 301)),
    ],
)
def test_labels_are_taken_as_they_are_meant(tmp_path, labels, by_label):
    test_labels = {} if by_label is None else {"test_labels": labels[1:5]}
    found = read(tmp_path, by_label, train_labels=labels, **test_labels)
    assert found.train_labels.dtype == np.uint8
    assert np.array_equal(found.train_labels, LABELS)


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (
            LABELS + 1,
            "the label 2 at index 3 is of no class; the labels are 1, 2, the config names 0 "
            '(upper), 1 (lower); labels that begin at 1 are told by `classes: {1: "upper", 2: '
            '"lower"}`',
        ),
        (LABELS.astype(int) * 7, "the label 7 at index 3 is of no class; the labels are 0, 7"),
        (LABELS.astype(int) - 1, "the label -1 at index 0 is of no class; the labels are -1, 0"),
        (
            np.array(["upper", "Lower"])[LABELS],
            "the label 'Lower' at index 3 is of no class; the labels are Lower, upper, the config "
            "names upper, lower; write the names in `classes` as they are in the labels",
        ),
        (np.array([0, 0, 0, 1, 1, np.nan]), "expected whole numbers, found nan at index 5"),
        (
            np.array([0, 0, 0.5, 1, 1, 1]),
            "expected whole numbers, found 0.5 at index 2; mend the label or take the sample out; "
            "measurements are no classes",
        ),
        (np.eye(2)[LABELS], "found the shape (6, 2); `labels.argmax(axis=1)`"),
        (np.zeros((6, 5)), "expected a label per sample, found the shape (6, 5)"),
        (np.array(NAMES, object)[LABELS], "`labels.astype(int)` or `.astype(str)`"),
        (LABELS.astype("datetime64[s]"), "expected whole numbers or names of classes"),
        (np.array([b"\xff"] * 6), "no text in UTF-8"),
    ],
)
def test_labels_of_no_class_are_refused_with_the_remedy(tmp_path, labels, told):
    with pytest.raises(DataError) as error:
        read(tmp_path, train_labels=labels)
    assert str(error.value).startswith(f"{tmp_path / 'own.npz'}: train_labels: ")
    assert told in str(error.value)


def test_hundreds_of_classes_are_told_apart(tmp_path):
    names = [f"class {number}" for number in range(300)]
    labels = np.repeat(np.arange(300), 2)
    images = np.zeros((600, 7, 7), np.uint8)
    arrays = {"train_images": images, "test_images": images}
    found = read(tmp_path, None, names, **arrays, train_labels=labels, test_labels=labels)
    save_data(found, tmp_path / "own.safetensors")
    assert np.array_equal(load_images(tmp_path / "own.safetensors").train_labels, labels)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"train_labels": LABELS[:3]}, r"own\.npz: train labels: expected 6, one per image"),
        ({"test_images": np.zeros((4, 9, 9), np.uint8)}, r"own\.npz: test images: expected the"),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused_with_the_file(tmp_path, changed, told):
    with pytest.raises(DataError, match=told):
        read(tmp_path, **changed)


def test_other_archives_are_told(tmp_path):
    path = tmp_path / "own.npz"
    np.savez(path, x_train=IMAGES, y_train=LABELS)
    with pytest.raises(DataError, match=r"found x_train, y_train, which lacks train_images"):
        read_local(path, NAMES)
    for content in (
        b"",
        b"PK\x03\x04 nothing",
        archive(path).read_bytes()[:-40],
        b"\x80\x04K\x01.",
    ):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"own\.npz: expected a NumPy archive"):
            read_local(path, NAMES)
    with path.open("wb") as file:
        np.save(file, IMAGES)
    with pytest.raises(DataError, match=r"own\.npz: expected a NumPy archive"):
        read_local(path, NAMES)


def test_a_damaged_archive_is_told_wherever_the_damage_lies(tmp_path):
    path = archive(tmp_path / "own.npz")
    content, random = path.read_bytes(), np.random.default_rng(3)
    for _ in range(100):
        damaged = bytearray(content)
        for at in random.integers(len(content), size=3):
            damaged[at] ^= 1 + int(random.integers(255))
        path.write_bytes(damaged)
        with suppress(DataError):
            assert read_local(path, NAMES).data.train_images.shape[0] == 6


def test_arrays_that_are_not_read_are_told(tmp_path, caplog):
    read(tmp_path, val_images=IMAGES)
    assert caplog.messages == [f"{tmp_path / 'own.npz'}: arrays that are not read: val_images"]


def test_labels_of_idx_files_may_begin_at_1(tmp_path):
    for split, number in (("train", 6), ("t10k", 4)):
        images, labels = drawn(number)
        (tmp_path / f"{split}-images-idx3-ubyte").write_bytes(encode_idx(images))
        (tmp_path / f"{split}-labels-idx1-ubyte").write_bytes(encode_idx(labels + np.uint8(1)))
    assert np.array_equal(read_local(tmp_path, NAMES, (1, 2)).data.train_labels, LABELS)
    with pytest.raises(DataError, match=r"train-labels-idx1-ubyte: the label 2.*`classes: {1:"):
        read_local(tmp_path, NAMES)
