"""Exactly the files that are read are listed, and what is missing or left is told."""

import os
import shutil
import unicodedata

import numpy as np
import pytest
from own_data import NAMES, archive, class_folders, picture_folder, rows, table

from taskcomplexity.content import folder_files, named_digest
from taskcomplexity.data import parts
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.forms import IDX
from taskcomplexity.data.idx import IDX_FILES, encode_idx
from taskcomplexity.data.listing import list_files, list_named, locate
from taskcomplexity.data.local import read_local
from taskcomplexity.studies.language.listing import split_files


def idx_folder(path):
    path.mkdir()
    for name in IDX_FILES:
        (path / name).write_bytes(
            encode_idx(np.zeros((2, 9, 9) if "idx3" in name else 2, np.uint8))
        )
    return path


def linked(path):
    """Folders of classes that are links."""
    real = picture_folder(path.with_name("real"))
    for split in ("train", "test"):
        (path / split).mkdir(parents=True)
        for name in NAMES:
            (path / split / name).symlink_to(real / split / name)
    return path


def npz(path):
    return archive(path.with_suffix(".npz"))


def csv(path):
    return table(path.with_suffix(".csv"), label=rows()["species"])


@pytest.mark.parametrize(
    ("make", "number"),
    [
        *[(picture_folder, 10), (linked, 10), (class_folders, 10)],
        *[(idx_folder, 4), (npz, 1), (csv, 1)],
    ],
)
def test_what_is_listed_is_what_is_opened(tmp_path, monkeypatch, make, number):
    path = make(tmp_path / "own")
    opened = []

    def watch(name):
        read = getattr(parts, name)
        monkeypatch.setattr(parts, name, lambda at, *more: opened.append(at) or read(at, *more))

    for name in ("read_picture", "content_of", "read_arrays", "read_rows"):
        watch(name)
    read_local(path, NAMES, generator=np.random.default_rng(0))
    assert opened == [file.path for file in list_files(path, NAMES).files]
    assert len(opened) == number


def test_folders_of_classes_alone_are_not_split(tmp_path):
    path = class_folders(tmp_path / "own")
    listing = list_files(path, NAMES, {0, 1})
    assert (listing.kind, listing.is_split) == ("pictures", False)
    assert {file.split for file in listing.files} == {""}
    assert listing.files[0].name == "upper/000.png"
    assert [file.label for file in listing.files] == [0] * 5 + [1] * 5
    assert list_files(picture_folder(tmp_path / "split"), NAMES).is_split
    (path / "lower").rename(path / "Lower")
    with pytest.raises(DataError, match=r"own: expected a folder 'lower'.*did you mean 'Lower'"):
        list_files(path, NAMES, {0, 1})


def test_a_folder_of_training_pictures_alone_may_be_split(tmp_path):
    path = picture_folder(tmp_path / "own")
    shutil.rmtree(path / "test")
    with pytest.raises(DataError, match="it holds train; `path` may be train itself, of which a"):
        list_files(path, NAMES)
    assert not list_files(path / "train", NAMES).is_split


def digest(path, names=NAMES):
    return named_digest((file.name, file.path) for file in list_files(path, names).files)


@pytest.mark.parametrize("make", [picture_folder, linked])
def test_the_digest_is_of_split_class_name_and_content(tmp_path, make):
    path = make(tmp_path / "own")
    before = digest(path)
    os.utime(path / "train/upper/000.png")
    for hidden in (
        ".DS_Store",
        "train/.DS_Store",
        "train/upper/._000.png",
        "train/upper/Thumbs.db",
    ):
        (path / hidden).write_text("left by a system")
    (path / "train/notes.txt").write_text("of the user")
    assert digest(path) == before
    # From the end of one class to the beginning of the next, so that the order of contents stays.
    moved, place = path / "train/lower/002.png", path / "train/upper/002.png"
    kept = place.read_bytes()
    changes = [
        lambda: moved.replace(path / "train/upper/003.png"),
        lambda: (path / "train/upper/003.png").replace(path / "test/upper/003.png"),
        lambda: (path / "test/upper/003.png").replace(path / "test/upper/004.png"),
        lambda: (path / "test/upper/004.png").unlink(),
        lambda: place.write_bytes(kept + b"\0"),
    ]
    seen = [before]
    for change in changes:
        change()
        seen.append(digest(path))
    assert len(set(seen)) == len(seen)


def test_a_picture_that_changes_its_class_changes_the_digest_where_contents_stay_in_order(tmp_path):
    path = picture_folder(tmp_path / "own", names=("b", "a"))
    before = [file.path.read_bytes() for file in list_files(path, ("a", "b")).files]
    digest_before = digest(path, ("a", "b"))
    (path / "train/b/000.png").rename(path / "train/a/zzz.png")
    after = [file.path.read_bytes() for file in list_files(path, ("a", "b")).files]
    assert before == after
    assert digest(path, ("a", "b")) != digest_before


def test_names_are_compared_in_composed_form(tmp_path):
    composed, apart = (unicodedata.normalize(form, "é") for form in ("NFC", "NFD"))
    path = picture_folder(tmp_path / "own", names=(apart, "lower"))
    assert len(list_files(path, (composed, "lower"), {0, 1}).files) == 10
    (path / "train" / composed).mkdir()
    with pytest.raises(DataError, match="is there twice"):
        list_files(path, (composed, "lower"))


def rename(path, old, new):
    (path / old).rename(path / new)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda at: rename(at, "train", "Train"), ["holds Train, test", "rename Train to train?"]),
        (lambda at: rename(at, "train", "training"), ["rename training to train?"]),
        (lambda at: rename(at, "test", "val"), ["it holds train, val", "train/CLASS/"]),
        (
            lambda at: rename(at, "train/upper", "train/Upper"),
            ["own/train: expected a folder 'upper'", "holds Upper, lower", "mean 'Upper'?"],
        ),
        (lambda at: rename(at, "test/lower", "test/x"), ["own/test: expected a folder 'lower'"]),
        (
            lambda at: [one.rename(f"{one}.jp2") for one in (at / "train/upper").iterdir()],
            ["train/upper: expected pictures", ".png, .bmp", "000.png.jp2", "found none"],
        ),
        (
            lambda at: [one.unlink() for one in (at / "train/upper").iterdir()],
            ["train/upper: expected pictures", "it is empty"],
        ),
        (
            lambda at: (at / "train/upper/x.png").symlink_to("/nowhere/x.png"),
            ["upper/x.png: is a link that leads nowhere"],
        ),
        (
            lambda at: (at / "train/upper/x.png").symlink_to("x.png"),
            ["upper/x.png: is a link that leads nowhere"],
        ),
    ],
)
def test_what_is_missing_is_told_with_what_is_there(tmp_path, change, told):
    path = picture_folder(tmp_path / "own")
    change(path)
    with pytest.raises(DataError) as error:
        list_files(path, NAMES, {0, 1})
    for part in told:
        assert part in str(error.value)


def test_a_class_folder_may_be_missing_where_no_task_uses_it(tmp_path):
    path = picture_folder(tmp_path / "own")
    (path / "train/upper").rename(path / "train/other")
    listing = list_files(path, NAMES, {1})
    assert {file.label for file in listing.files if file.split == "train"} == {1}
    assert any("expected a folder 'upper'" in line for line in listing.unread)
    assert any("not among the classes, so not read: other" in line for line in listing.unread)


def test_what_is_not_read_is_told(tmp_path, caplog):
    path = picture_folder(tmp_path / "own")
    (path / "val").mkdir()
    (path / "train/bird").mkdir()
    (path / "train/upper/sub").mkdir()
    (path / "train/upper/film.mp4").write_text("")
    (path / "train/upper/._000.png").write_text("")
    read_local(path, NAMES)
    assert f"{path}: only train and test are read, not val" in caplog.messages
    assert f"{path / 'train'}: not among the classes, so not read: bird" in caplog.messages
    (line,) = [one for one in caplog.messages if "by its suffix" in one]
    assert line.endswith("not read: film.mp4, sub")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("own.zip", "found a file of the kind .zip"),
        ("own", "found a file without a suffix"),
        ("void/deeper/own", "found nothing (there is {folder})"),
        ("dead", "found a link that leads nowhere, to {folder}/gone"),
        ("loop", "found a link that leads nowhere, to loop"),
        ("empty", "it is empty"),
        ("outer", "`path` may be own.npz itself"),
        ("dotted", "rename train-images.idx3-ubyte to train-images-idx3-ubyte?"),
    ],
)
def test_other_places_are_told(tmp_path, name, told):
    for file in ("own.zip", "own"):
        (tmp_path / file).write_text("x")
    (tmp_path / "dead").symlink_to(tmp_path / "gone")
    (tmp_path / "loop").symlink_to("loop")
    for folder, inside in (("empty", None), ("outer", "own.npz"), ("dotted", None)):
        (tmp_path / folder).mkdir()
        if inside:
            (tmp_path / folder / inside).write_text("x")
    for one in IDX_FILES:
        (tmp_path / "dotted" / one.replace("-idx", ".idx")).write_text("x")
    with pytest.raises(DataError) as error:
        list_files(tmp_path / name, NAMES)
    assert told.format(folder=tmp_path) in str(error.value)
    assert str(tmp_path / name) in str(error.value)


def test_a_missing_idx_file_is_told_with_what_is_there(tmp_path):
    folder = idx_folder(tmp_path / "idx")
    (folder / IDX_FILES[3]).rename(folder / "t10k-labels.idx1-ubyte")
    with pytest.raises(DataError, match=r"rename t10k-labels\.idx1-ubyte to t10k-labels-idx1"):
        list_named(folder, IDX.canonical)
    with pytest.raises(DataError, match="labels-idx1-ubyte.gz in it, found a file"):
        list_named(folder / IDX_FILES[0], IDX.canonical)


def test_a_folder_that_may_not_be_opened_is_told(tmp_path, monkeypatch):
    path = picture_folder(tmp_path / "own")

    def refuse(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(type(path), "iterdir", refuse)
    with pytest.raises(DataError, match=r"own: Permission denied; give the run the right"):
        list_files(path, NAMES)


def test_a_place_is_absolute_and_may_be_below_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert locate("~/own") == tmp_path / "own"
    assert locate("own") == tmp_path / "own"
    with pytest.raises(DataError, match="write the whole path"):
        locate("~nobody-of-this-name/own")


def test_a_folder_is_walked_through_links_but_not_for_ever_and_without_hidden_files(tmp_path):
    folder, real = tmp_path / "model", tmp_path / "real"
    for place in (folder / ".cache", real):
        place.mkdir(parents=True)
    for name in ("model/config.json", "model/.DS_Store", "model/.cache/x", "real/weights"):
        (tmp_path / name).write_text(name)
    (folder / "deep").symlink_to(real)
    (real / "back").symlink_to(folder)
    assert [name for name, _ in folder_files(folder)] == ["config.json", "deep/weights"]


def test_a_file_that_cannot_be_digested_is_named(tmp_path):
    with pytest.raises(OSError, match=str(tmp_path)):
        named_digest([("x", tmp_path)])


def test_a_corpus_is_digested_as_it_is_read(tmp_path):
    for name in ("train.txt", "test.txt", "notes.txt", ".test.txt"):
        (tmp_path / name).write_text("x O\n")
    found = split_files(tmp_path)
    assert {split: [path.name for path in paths] for split, paths in found.items()} == {
        "train": ["train.txt"],
        "test": ["test.txt"],
    }
