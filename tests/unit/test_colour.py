"""Pictures in colour and of other sizes: what is asked for is done and told, the rest refused."""

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from own_data import NAMES, archive, class_folders, drawn, picture_folder, save_in_colour, table
from PIL import Image

from taskcomplexity.configuration.check import ConfigError, check_schema
from taskcomplexity.configuration.datasets import read_datasets
from taskcomplexity.data.asked import Asked
from taskcomplexity.data.converted import converted, luma, resized
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.found import find_classes
from taskcomplexity.data.images import Images
from taskcomplexity.data.local import read_local
from taskcomplexity.data.stored import load_images, save_data

GREY, LABELS = drawn(6)
COLOURS = np.stack([GREY // 2, GREY, 255 - GREY // 2], -1)


def read(path, seed=0, **asked):
    generator = np.random.default_rng(seed)
    return read_local(path, NAMES, None, (), Asked(**asked), generator)


@given(
    arrays(np.uint8, array_shapes(min_dims=3, max_dims=3, max_side=6).map(lambda s: (*s[:2], 3)))
)
def test_grey_is_that_of_pillow(colours):
    expected = np.asarray(Image.fromarray(colours).convert("L"))
    assert np.array_equal(luma(colours), expected)


@given(
    arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=9)),
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
)
def test_another_size_keeps_what_is_in_a_picture(grey, size):
    (found,) = resized(grey[None], size)
    assert found.shape == size
    assert grey.min() <= found.min()
    assert found.max() <= grey.max()
    (colours,) = resized(np.repeat(grey[None, ..., None], 3, 3), size)
    assert np.array_equal(colours, np.repeat(found[..., None], 3, 2))
    assert np.array_equal(resized(grey[None], grey.shape)[0], grey)


def test_all_pixels_count_where_pictures_shrink():
    checked = np.indices((8, 8)).sum(axis=0) % 2 * np.uint8(200)
    assert np.abs(resized(checked[None].astype(np.uint8), (2, 2)).astype(int) - 100).max() < 10


@pytest.mark.parametrize("make", [picture_folder, class_folders])
def test_folders_of_colour_photos_become_images(tmp_path, caplog, make):
    path = make(tmp_path / "own", save=save_in_colour)
    in_colour = read(path, colour="channels").data
    assert caplog.messages == []
    assert in_colour.train_images.shape[1:] == (12, 12, 3)
    grey = read(path, colour="grey").data
    usual = read(path).data
    assert caplog.messages[0].startswith(f"{path}: 10 pictures are in colour, turned into grey by")
    for split in ("train", "test"):
        assert np.array_equal(grey.values(split), luma(in_colour.values(split)))
        assert np.array_equal(grey.values(split), usual.values(split))


def test_grey_pictures_have_three_equal_channels_where_asked(tmp_path):
    path = picture_folder(tmp_path / "own")
    Image.fromarray(drawn(1)[0][0].astype(np.uint16) * 257).save(path / "train/upper/wide.png")
    Image.fromarray(COLOURS[0]).save(path / "train/upper/zz.png")
    data = read(path, colour="channels").data
    assert data.train_images.shape == (8, 12, 12, 3)
    equal = (data.train_images == data.train_images[..., :1]).all(axis=(1, 2, 3))
    assert equal.sum() == 7


@pytest.mark.parametrize("colours", [COLOURS, np.moveaxis(COLOURS, -1, 1)])
def test_arrays_in_colour_become_what_is_asked_for(tmp_path, caplog, colours):
    path = archive(tmp_path / "own.npz", train_images=colours, test_images=colours[:4])
    data = read(path, colour="channels").data
    assert np.array_equal(data.train_images, COLOURS)
    data = read(path, colour="grey").data
    assert np.array_equal(data.train_images, luma(COLOURS))
    assert f"{path}: train_images: images in colour become grey by the luma" in caplog.text
    with pytest.raises(DataError, match="images in colour; ask for one value a pixel by"):
        read(path)


@pytest.mark.parametrize("grey", [GREY, GREY[..., None], GREY[:, None]])
def test_grey_arrays_have_no_channels(tmp_path, grey):
    path = archive(tmp_path / "own.npz", train_images=grey)
    with pytest.raises(DataError, match=r"train_images: is grey, .*leave `colour` out"):
        read(path, colour="channels")
    assert np.array_equal(read(path, colour="grey").data.train_images, GREY)


def test_pictures_of_many_sizes_become_one(tmp_path, caplog):
    path = class_folders(tmp_path / "own")
    for number, side in enumerate((20, 20, 9)):
        Image.new("L", (side, side + 1), 10 * number).save(path / f"upper/more{number}.png")
    data = read(path, size=(12, 12)).data
    assert len(data.train_images) + len(data.test_images) == 13
    assert caplog.messages == [
        f"{path}: 3 pictures are resized to 12 × 12 pixels (height × width), from 10 × 9 (1), "
        "21 × 20 (2)"
    ]
    with pytest.raises(DataError, match=r"ask for one size of all pictures, `size: \[12, 12\]`"):
        read(path)


def test_arrays_and_their_halves_may_be_resized(tmp_path, caplog):
    path = archive(tmp_path / "own.npz", test_images=GREY[:4, :9])
    data = read(path, size=(8, 10)).data
    assert data.train_images.shape == (6, 8, 10)
    assert data.test_images.shape == (4, 8, 10)
    assert caplog.messages == [
        f"{path}: 10 pictures are resized to 8 × 10 pixels (height × width), from 9 × 12 (4), "
        "12 × 12 (6)"
    ]


def test_equal_pictures_lie_on_one_side(tmp_path):
    path = class_folders(tmp_path / "own", number=20)
    for place in list(path.glob("*/*.png")):
        for copy in range(3):
            place.with_name(f"{place.stem}_{copy}.png").write_bytes(place.read_bytes())
    own = read(path, test_fraction=0.3)
    sides = [{one.tobytes() for one in own.data.values(split)} for split in ("train", "test")]
    assert not sides[0] & sides[1]
    assert [len(side) for side in sides] == [14, 6]
    for split in ("train", "test"):
        for at in range(0, len(own.data.values(split)), 7):
            with Image.open(own.name(split, at)) as picture:
                assert np.array_equal(np.asarray(picture), own.data.values(split)[at])


def test_what_a_dataset_of_the_catalog_is_turned_into(caplog):
    caplog.set_level("INFO")
    images = Images(COLOURS, LABELS, COLOURS[:4], LABELS[:4], NAMES)
    assert converted(images, Asked(), "CIFAR-10") == images
    grey = converted(images, Asked(colour="grey"), "CIFAR-10")
    assert np.array_equal(grey.train_images, luma(COLOURS))
    small = converted(images, Asked(colour="channels", size=(6, 5)), "CIFAR-10")
    assert small.test_images.shape == (4, 6, 5, 3)
    assert caplog.messages == [
        "CIFAR-10: the images in colour become grey by the luma of ITU-R 601-2",
        "CIFAR-10: 10 pictures are resized to 6 × 5 pixels (height × width), from 12 × 12 (10)",
    ]


def test_three_classes_of_colour_photos_from_a_folder_to_a_file(tmp_path):
    random = np.random.default_rng(4)
    for label, name in enumerate(("sky", "leaf", "sand")):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(9):
            pixels = random.integers(0, 90, size=(32, 32, 3)).astype(np.uint8)
            pixels[..., label] += 100
            Image.fromarray(pixels).save(tmp_path / f"photos/{name}/{number}.png")
    asked = Asked(colour="channels")
    classes, labels = find_classes(tmp_path / "photos", asked)
    own = read_local(
        tmp_path / "photos", classes, labels, range(3), asked, np.random.default_rng(0)
    )
    save_data(own.data, tmp_path / "photos.safetensors")
    images = load_images(tmp_path / "photos.safetensors")
    assert images.classes == ("leaf", "sand", "sky")
    assert images.train_images.shape == (21, 32, 32, 3)
    assert images.test_images.shape == (6, 32, 32, 3)
    brightest = images.test_images.mean(axis=(1, 2)).argmax(axis=1)
    assert [("sky", "leaf", "sand")[at] for at in brightest] == [
        images.classes[label] for label in images.test_labels
    ]


def sections(config, schema, **datasets):
    config["datasets"].update(datasets)
    check_schema(config, schema)
    return read_datasets(config)


@pytest.mark.parametrize(
    ("section", "shape"),
    [
        ({}, (32, 32, 3)),
        ({"colour": "channels"}, (32, 32, 3)),
        ({"colour": "grey"}, (32, 32)),
        ({"colour": "grey", "size": [16, 20]}, (16, 20)),
        ({"size": [8, 8]}, (8, 8, 3)),
    ],
)
def test_the_outline_is_that_of_what_is_asked_for(config, schema, section, shape):
    section = {**section, "sources": ["package"]}
    assert sections(config, schema, cifar10=section)["cifar10"].outline.shape == shape


def test_known_pictures_may_have_another_size(config, schema):
    section = {"sources": ["package"], "size": [14, 14]}
    assert sections(config, schema, mnist=section)["mnist"].outline.shape == (14, 14)


@pytest.mark.parametrize(
    ("section", "told"),
    [
        (
            {"colour": "grey"},
            "`datasets.mnist.colour` is grey, but MNIST is not in colour",
        ),
        ({"colour": "channels"}, "`datasets.mnist.colour` is channels, but MNIST is not in colour"),
        (
            {"label": "x"},
            "`datasets.mnist.label` is for data of your own; the classes",
        ),
        ({"test_path": "x"}, "`datasets.mnist.test_path` is for data of your own"),
        ({"test_fraction": 0.3}, "`datasets.mnist.test_fraction` is for data of your own"),
    ],
)
def test_what_a_known_dataset_has_no_use_for_is_told(config, schema, section, told):
    with pytest.raises(ConfigError, match=told):
        sections(config, schema, mnist={"sources": ["package"], **section})


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ({"colour": "gray"}, r"colour` is 'gray'; did you mean `grey`\? allowed: grey, channels"),
        ({"size": [32]}, "`datasets.own.size` is .32.; allowed: 2 entries or more"),
        ({"size": [32, 32, 3]}, "`datasets.own.size`"),
        ({"size": [0, 32]}, "size.0` is 0; allowed: integer from 1 up"),
        ({"size": 32}, "size` is 32; allowed: array"),
        ({"test_fraction": 1}, "test_fraction` is 1; allowed: number above 0 and below 1"),
        ({"test_fraction": 0}, "test_fraction` is 0; allowed: number above 0 and below 1"),
        ({"label": ""}, "label"),
        ({"test_path": "~no-such-user/x"}, "`datasets.own.test_path`: ~no-such-user/x: .*whole"),
    ],
)
def test_keys_out_of_range_are_told(config, schema, section, told):
    own = {"path": "x.npz", "classes": ["a", "b"], **section}
    with pytest.raises(ConfigError, match=told):
        sections(config, schema, own=own)


@pytest.mark.parametrize(
    ("make", "asked", "told"),
    [
        (archive, {"label": "x"}, "`label` names a column of a table, but `path` is none"),
        (archive, {"test_fraction": 0.3}, "`test_fraction` is for data without a test part, but"),
        (archive, {"test_path": ROOT}, "`test_path` is a second table, but `path` is no table;.*"),
        (picture_folder, {"test_fraction": 0.3}, "but there is a test part; leave one of them out"),
        (picture_folder, {"test_path": ROOT}, "put them into test/CLASS/, and those for training"),
        (table, {"label": "species", "size": (8, 8)}, "`size` is for pictures, but these are rows"),
        (table, {"label": "species", "colour": "grey"}, "`colour` is for pictures, but these are"),
    ],
)
def test_what_own_data_have_no_use_for_is_told(tmp_path, make, asked, told):
    suffix = {archive: ".npz", table: ".csv"}.get(make, "")
    path = make(tmp_path / f"own{suffix}")
    with pytest.raises(DataError, match=told):
        read(path, **asked)


def test_a_fraction_beside_a_test_table_is_told(tmp_path):
    path = table(tmp_path / "own.csv")
    asked = {"label": "species", "test_path": table(tmp_path / "test.csv"), "test_fraction": 0.2}
    with pytest.raises(DataError, match="but there is `test_path`; leave one of them out"):
        read(path, **asked)


def test_rows_in_an_archive_have_neither_colour_nor_size(tmp_path):
    flat = GREY.reshape(6, -1)
    path = archive(tmp_path / "own.npz", train_images=flat, test_images=flat[:4])
    with pytest.raises(DataError, match="`colour` and `size` are for pictures, not for rows"):
        read(path, size=(8, 8))
