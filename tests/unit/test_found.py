"""Where a config names no classes, those of the folders or the labels are taken, at planning."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import torch
import yaml
from conftest import ROOT
from own_data import NAMES, archive, class_folders, drawn, picture_folder, rows, table
from PIL import Image
from plans import planned

from taskcomplexity.configuration.check import ConfigError, check_schema
from taskcomplexity.configuration.datasets import read_datasets
from taskcomplexity.data.asked import Asked
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.found import find_classes
from taskcomplexity.data.idx import IDX_FILES, encode_idx
from taskcomplexity.data.labels import (
    MOST_CLASSES,
    class_indices,
    classes_in,
    labels_given,
    table_labels,
)
from taskcomplexity.data.local import read_local

LABELS = drawn(6)[1]


def found(path, **asked):
    return find_classes(path, Asked(**asked))


@pytest.mark.parametrize("make", [picture_folder, class_folders])
def test_folders_with_pictures_are_classes(tmp_path, make):
    path = make(tmp_path / "own", names=("wren", "blackbird"))
    for other in (path / "notes", path / "train" / "notes"):
        if other.parent.exists():
            other.mkdir()
            (other / "read.txt").write_text("no picture")
    assert found(path) == (("blackbird", "wren"), (0, 1))


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        ([3, 10, 3], (("3", "10"), (3, 10))),
        ([-1, 1, 1], (("-1", "1"), (-1, 1))),
        ([2.0, 1.0, 2.0], (("1", "2"), (1, 2))),
        ([True, False, True], (("False", "True"), (0, 1))),
        (["b", "a", "b"], (("a", "b"), (0, 1))),
        ([b"b", b"a", b"b"], (("a", "b"), (0, 1))),
        ([[3], [10], [3]], (("3", "10"), (3, 10))),
    ],
)
def test_labels_of_arrays_are_classes(tmp_path, labels, classes):
    labels = np.array(labels)
    path = tmp_path / "own.npz"
    values = np.random.default_rng(2).normal(size=(30, 2))
    np.savez(path, features=values, labels=np.concatenate([labels] * 10))
    assert found(path) == classes
    data = read_local(path, *classes, generator=np.random.default_rng(0)).data
    assert data.classes == classes[0]
    np.savez(
        path,
        **dict.fromkeys(("train_images", "test_images"), values[:3]),
        train_labels=labels[:1],
        test_labels=labels[1:],
    )
    assert found(path) == classes


def test_labels_of_idx_files_are_classes(tmp_path):
    arrays = (np.zeros((3, 9, 9)), [4, 2, 4], np.zeros((2, 9, 9)), [4, 9])
    for name, array in zip(IDX_FILES, arrays, strict=True):
        (tmp_path / name).write_bytes(encode_idx(np.array(array, np.uint8)))
    assert found(tmp_path) == (("2", "4", "9"), (2, 4, 9))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        ([3, 10] * 15, (("3", "10"), (3, 10))),
        (["3", "x"] * 15, (("3", "x"), (0, 1))),
        ([1.0, 2.0] * 15, (("1", "2"), (1, 2))),
        ([True, False] * 15, (("False", "True"), (0, 1))),
        (["é", "e"] * 15, (("e", "é"), (0, 1))),
    ],
)
def test_labels_of_tables_are_classes(tmp_path, suffix, labels, classes):
    path = table(tmp_path / f"own{suffix}", species=labels)
    if suffix == ".csv" and isinstance(labels[0], bool):
        classes = (("false", "true"), (0, 1))
    assert found(path, label="species") == classes
    asked = Asked(label="species")
    data = read_local(path, *classes, (), asked, np.random.default_rng(0)).data
    assert np.bincount(data.train_labels).tolist() == [12, 12]


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (
            [0.5, 1, 2],
            "expected whole numbers, found 0.5 at index 0; .* are no classes",
        ),
        ([1, np.nan], "expected whole numbers, found nan at index 1"),
        ([1, 1], "expected two classes or more, found only 1"),
        (["a", "a"], "expected two classes or more, found only 'a'"),
        ([], "expected two classes or more, found none"),
        (np.arange(MOST_CLASSES + 1), "has 65,537 different values, more than the 65,536 classes"),
        (
            np.eye(3),
            r"expected a label per sample, found the shape \(3, 3\); `labels.arg",
        ),
        (np.array([1 + 1j, 2]), "expected whole numbers or names of classes, found complex128"),
    ],
)
def test_labels_that_are_no_classes_are_told(labels, told):
    with pytest.raises(DataError, match=f"own: {told}"):
        classes_in([np.asarray(labels)], "own")


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (np.array([4, 2, 4]), ("2", "4")),
        (np.array(["b", "a", "b"], object), ("a", "b")),
        (["b", "a", "b"], ("a", "b")),
        ([4, 2, 4], ("2", "4")),
        (pd.Series(["b", "a", "b"]), ("a", "b")),
        (pd.Series(["b", "a", "b"], dtype="category"), ("a", "b")),
        (pd.Series([4, 2, 4], dtype="Int8"), ("2", "4")),
        (torch.tensor([4, 2, 4]), ("2", "4")),
        (np.array([True, False, True]), ("False", "True")),
        (np.array([[4], [2], [4]]), ("2", "4")),
    ],
)
def test_labels_are_handed_over_in_any_container(given, names):
    labels = labels_given(given, "y")
    assert classes_in([labels], "y")[0] == names
    assert class_indices(labels, "y", *classes_in([labels], "y")).tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["b", None], "y: 1 labels are missing, the first in row 2"),
        ([1, "a"], "y: expected whole numbers or names of classes, all of one kind"),
        (
            pd.Series(pd.to_datetime(["2024-01-01"])),
            "y: expected whole numbers or names of classes",
        ),
    ],
)
def test_what_cannot_be_labels_is_told(given, told):
    with pytest.raises(DataError, match=told):
        labels_given(given, "y")


@pytest.mark.parametrize("decimals", [1, 15, 17, 20])
def test_numbers_with_a_point_are_numbers_however_many_decimals_they_have(decimals):
    numbers = [f"{number}.{'5' * decimals}" for number in range(3)]
    (found,) = table_labels([pa.chunked_array([numbers])], ["y"])
    assert found == pytest.approx([float(number) for number in numbers])


def test_labels_of_two_kinds_are_told():
    with pytest.raises(DataError, match="some are text and some are numbers"):
        classes_in([np.array([1, 2]), np.array(["a"])], "own")


def own(path, **keys):
    return {"path": str(path), **keys}


def dataset(config, schema, section):
    config["datasets"]["own"] = section
    check_schema(config, schema)
    return read_datasets(config)["own"]


def test_three_lines_are_enough(config, schema, tmp_path):
    """As config/README.md has them, of a folder and of a table."""
    text = (ROOT / "config/README.md").read_text()
    examples = [yaml.safe_load(one.split("```")[0]) for one in text.split("```yaml")[1:]]
    sections = [one["datasets"] for one in examples if "datasets" in one]
    places = [class_folders(tmp_path / "birds"), table(tmp_path / "flowers.csv")]
    for part, place in zip(sections, places, strict=False):
        (section,) = part.values()
        read = dataset(config, schema, {**section, "path": str(place)})
        assert read.classes == ("lower", "upper")
        assert read.pairs == ((0, 1),)
        assert read.tasks == {}
        assert read.in_use == {0, 1}


def test_classes_that_are_given_are_taken(config, schema, tmp_path):
    path = table(tmp_path / "own.csv", species=[4, 2] * 15)
    section = own(path, label="species")
    assert dataset(config, schema, dict(section)).labels == (2, 4)
    read = dataset(config, schema, {**section, "classes": {4: "four", 2: "two"}})
    assert (read.classes, read.labels) == (("four", "two"), (4, 2))


@pytest.mark.parametrize(
    ("make", "keys", "told"),
    [
        (lambda at: at / "gone", {}, "expected the four IDX files .* found nothing"),
        (lambda at: table(at / "own.csv"), {}, "has no column label; name the one that holds"),
        (
            lambda at: table(at / "own.csv"),
            {"label": "Species"},
            r"has no column 'Species', which `label` names; did you mean 'species'\? it has length",
        ),
        (
            lambda at: table(at / "own.csv"),
            {"label": "length"},
            "column length: expected whole numbers, found .* measurements are no classes",
        ),
        (
            lambda at: table(at / "own.csv", species=["one"] * 30),
            {"label": "species"},
            "own.csv: column species: expected two classes or more, found only 'one'",
        ),
        (
            lambda at: archive(at / "own.npz", train_labels=np.zeros(6), test_labels=np.zeros(4)),
            {},
            "own.npz: train_labels and test_labels: expected two classes or more, found only 0",
        ),
        (
            lambda at: class_folders(at / "own", names=("a", "a")),
            {},
            "expected folders with pictures of two classes or more, found a$",
        ),
    ],
)
def test_classes_that_cannot_be_found_are_told_as_what_the_config_lacks(
    config, schema, tmp_path, make, keys, told
):
    with pytest.raises(ConfigError, match=f"(?s)`datasets.own` gives no `classes`, .*{told}"):
        dataset(config, schema, own(make(tmp_path), **keys))


def test_names_that_cannot_be_classes_are_told(config, schema, tmp_path):
    path = table(tmp_path / "own.csv", species=[" ", "b"] * 15)
    with pytest.raises(ConfigError, match="`datasets.own.classes` has the name ' '; names have"):
        dataset(config, schema, own(path, label="species"))


def test_all_pairs_of_too_many_classes_are_told(config, schema, tmp_path):
    path = tmp_path / "own.npz"
    np.savez(path, features=np.zeros((2002, 1)), labels=np.arange(2002) % 1001)
    with pytest.raises(ConfigError, match="`datasets.own.pairs` are all pairs of 1001 classes"):
        dataset(config, schema, own(path))


def test_a_picture_at_the_top_is_no_class(config, schema, tmp_path):
    path = class_folders(tmp_path / "own")
    Image.new("L", (5, 5)).save(path / "cover.png")
    assert dataset(config, schema, own(path)).classes == tuple(sorted(NAMES))


def test_the_sections_of_other_studies_name_found_classes(config, schema, tmp_path):
    path = picture_folder(tmp_path / "own")
    config["datasets"]["own"] = own(path)
    config["sparse"]["datasets"] = {"own": ["upper", "lower"]}
    check_schema(config, schema)
    assert planned(config, "sparse").datasets == {"own": (1, 0)}


def test_studies_of_pictures_refuse_features(config, schema, tmp_path):
    config["datasets"]["own"] = own(table(tmp_path / "own.csv", rows()), label="species")
    config["sparse"]["datasets"] = {"own": "all"}
    check_schema(config, schema)
    with pytest.raises(ConfigError, match=r"`sparse.datasets.own` has rows of features, but this"):
        planned(config, "sparse")
