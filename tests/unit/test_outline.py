"""What is known of a dataset of the user's before it is read."""

import gzip

import numpy as np
import pytest
from own_data import archive, class_folders, picture_folder, save_in_colour, table
from plans import planned
from snakemake.utils import update_config

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.data.asked import Asked
from taskcomplexity.data.idx import IDX_FILES, encode_idx
from taskcomplexity.data.local import read_local
from taskcomplexity.data.outline import Outline, outline

COLOURS = (None, "grey", "channels")


def idx_folder(path, pack):
    path.mkdir()
    arrays = (np.zeros((9, 5, 4)), np.zeros(9), np.zeros((3, 5, 4)), np.zeros(3))
    for name, array in zip(IDX_FILES, arrays, strict=True):
        content = encode_idx(array.astype(np.uint8))
        place = path / (f"{name}.gz" if pack else name)
        place.write_bytes(gzip.compress(content) if pack else content)
    return path


@pytest.mark.parametrize("pack", [False, True])
def test_idx_files_tell_by_their_head(tmp_path, pack):
    assert outline(idx_folder(tmp_path / "own", pack)) == Outline((5, 4), 9)


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ((7, 5, 4), Outline((5, 4), 7)),
        ((7, 5, 4, 1), Outline((5, 4), 7)),
        ((7, 5, 4, 3), Outline((5, 4), 7)),
        ((7, 1, 5, 4), Outline((5, 4), 7)),
        ((7, 20), Outline(None, 7)),
    ],
)
def test_archives_tell_by_their_head(tmp_path, shape, told):
    path = archive(tmp_path / "own.npz", train_images=np.zeros(shape, np.uint8))
    assert outline(path) == told


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        ({"images": (7, 5, 4)}, Outline((5, 4))),
        ({"train_features": (7, 5)}, Outline(None, 7)),
        ({"features": (7, 5)}, Outline()),
    ],
)
def test_other_archives_tell_what_they_can(tmp_path, arrays, told):
    np.savez(tmp_path / "own.npz", **{name: np.zeros(shape) for name, shape in arrays.items()})
    assert outline(tmp_path / "own.npz") == told


@pytest.mark.parametrize("asked", [Asked(), Asked("x"), Asked(size=(9, 9))])
def test_how_many_features_a_table_has_is_not_known_in_advance(tmp_path, asked):
    assert outline(table(tmp_path / "own.csv"), asked) == Outline()


@pytest.mark.parametrize(
    ("make", "colour"),
    [
        *((make, colour) for make in (picture_folder, class_folders) for colour in COLOURS),
        *((archive, colour) for colour in COLOURS if colour),
    ],
)
@pytest.mark.parametrize("size", [None, (9, 20)])
def test_the_shape_is_that_of_the_pictures_that_are_read(tmp_path, make, colour, size):
    path, asked = tmp_path / "own", Asked(colour=colour, size=size)
    if make is archive:
        colours = np.random.default_rng(1).integers(256, size=(10, 12, 12, 3), dtype=np.uint8)
        path = archive(tmp_path / "own.npz", train_images=colours[:6], test_images=colours[6:])
    else:
        make(path, save=save_in_colour)
    read = read_local(path, ("upper", "lower"), None, (), asked, np.random.default_rng(0)).data
    found = outline(path, asked)
    assert found.shape == read.train_images.shape[1:]
    assert found.training in (None, len(read.train_images))


def test_a_picture_tells_its_size(tmp_path):
    assert outline(picture_folder(tmp_path / "own")) == Outline((12, 12))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut short", b"\0\0\x08\x03\0\0"], ids=["none", "zip", "idx"]
)
@pytest.mark.parametrize("name", ["own.npz", IDX_FILES[0], f"{IDX_FILES[0]}.gz", "own.txt"])
def test_what_cannot_be_told_is_not_known(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    place = tmp_path / name if name.startswith("own") else tmp_path
    assert outline(place) == Outline()
    assert outline(tmp_path / "nowhere") == Outline()
    (tmp_path / "train" / "a").mkdir(parents=True)
    assert outline(tmp_path) == Outline()
    (tmp_path / "train" / "a" / "x.png").write_bytes(content)
    assert outline(tmp_path) == Outline()


@pytest.mark.parametrize(
    ("study", "section", "told"),
    [
        (
            "sparse",
            {"hidden": [100], "density": 0.005, "datasets": {"mnist": None, "own": "all"}},
            "gives layer 1 72 links for 100 outputs",
        ),
        (
            "metrics",
            {"samples": 30, "held_out": 5},
            "30 are more than the 7 training images of own",
        ),
        (
            "metrics",
            {"samples": 2, "held_out": 2, "datasets": {"own": {"cells": {"cnn_9_relu": {}}}}},
            "7 convolutions of 3 × 3, more than pictures of 12 × 12 pixels leave room for",
        ),
    ],
)
def test_what_does_not_fit_own_pictures_is_told_before_any_job(
    config, tmp_path, study, section, told
):
    path = archive(tmp_path / "own.npz", numbers=(12, 4))
    change = {
        "datasets": {"own": {"path": str(path), "classes": ["upper", "lower"]}},
        "metrics": {
            "datasets": {
                "own": {
                    **{"classes": "all", "initial_sd": 0.1, "targets": {}, "training": {}},
                    "widths": {"fc_3": [4], "cnn_9": [1] * 7},
                    "cells": {"fc_3_relu": {}},
                }
            }
        },
    }
    update_config(config, change)
    update_config(config, {study: section})
    with pytest.raises(ConfigError) as error:
        planned(config, study)
    assert told in str(error.value)
