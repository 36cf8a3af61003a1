"""Archives with features, and archives without a test part."""

import numpy as np
import pytest
from own_data import NAMES, archive, drawn

from taskcomplexity.data.asked import Asked
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.images import Images
from taskcomplexity.data.local import read_local
from taskcomplexity.data.stored import load_data, save_data

VALUES = np.random.default_rng(9).normal(size=(30, 3)).astype(np.float32)
LABELS = np.arange(30) % 2


def read(path, **asked):
    return read_local(path, NAMES, None, (), Asked(**asked), np.random.default_rng(0))


def saved(path, **arrays):
    np.savez(path, **arrays)
    return path


@pytest.mark.parametrize("values", [VALUES, VALUES.astype(">f8"), (VALUES * 9).astype(int)])
def test_features_of_an_archive_are_standardised(tmp_path, values):
    path = saved(
        tmp_path / "own.npz",
        train_features=values[:20],
        train_labels=LABELS[:20],
        test_features=values[20:],
        test_labels=LABELS[20:],
    )
    own = read(path)
    save_data(own.data, tmp_path / "own.safetensors")
    data = load_data(tmp_path / "own.safetensors")
    assert isinstance(data, Features)
    assert data.columns == ("x0", "x1", "x2")
    train = values[:20].astype(float)
    expected = (values[20:] - train.mean(axis=0)) / train.std(axis=0)
    assert np.allclose(data.test_features, expected, atol=1e-5)
    assert own.name("test", 1) == f"{path}: test_features[1]"


def test_images_of_two_dimensions_are_features(tmp_path, caplog):
    caplog.set_level("INFO")
    images, test = drawn(6)[0].reshape(6, -1), drawn(4, seed=8)[0].reshape(4, -1)
    path = archive(tmp_path / "own.npz", train_images=images, test_images=test)
    own = read(path)
    assert own.data.train_features.shape == (6, 144)
    assert own.name("train", 2) == f"{path}: train_images[2]"
    assert f"{path}: train_images: the shape (6, 144) is taken as rows of features" in (
        caplog.messages
    )


def test_an_archive_without_a_test_part_is_split(tmp_path):
    features = read(saved(tmp_path / "rows.npz", features=VALUES, labels=LABELS), test_fraction=0.4)
    assert np.bincount(features.data.test_labels).tolist() == [6, 6]
    images, labels = drawn(30)
    own = read(saved(tmp_path / "own.npz", images=images, labels=labels))
    assert isinstance(own.data, Images)
    assert np.bincount(own.data.test_labels).tolist() == [3, 3]
    at = own.places["train"][4]
    assert own.name("train", 4) == f"{tmp_path / 'own.npz'}: images[{at}]"
    assert np.array_equal(own.data.train_images[4], images[at])


def test_without_a_generator_nothing_is_split(tmp_path):
    path = saved(tmp_path / "own.npz", features=VALUES, labels=LABELS)
    with pytest.raises(DataError, match="has no test part; give a generator"):
        read_local(path, NAMES)


def test_test_rows_that_are_training_rows_are_left_out(tmp_path, caplog):
    path = saved(
        tmp_path / "own.npz",
        train_features=VALUES[:20],
        train_labels=LABELS[:20],
        test_features=VALUES[15:],
        test_labels=LABELS[15:],
    )
    own = read(path)
    assert own.data.test_features.shape == (10, 3)
    assert own.name("test", 0) == f"{path}: test_features[5]"
    assert f"{path}: 5 of 15 test rows are also training rows" in caplog.text


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        (
            {"features": VALUES},
            "expected the arrays features, labels (or train_images, train_labels, test_images, "
            "test_labels or train_features,",
        ),
        ({"features": VALUES, "labels": LABELS[:4]}, "own.npz: expected 30 labels, one per row"),
        ({"features": VALUES[:, 0], "labels": LABELS}, "features: expected the shape (rows, feat"),
        ({"features": VALUES[:, None], "labels": LABELS}, "`values.reshape(len(values), -1)` mak"),
        ({"features": VALUES.astype(str), "labels": LABELS}, "features: expected numbers, found"),
        (
            {"features": np.where(VALUES > 1, np.inf, VALUES), "labels": LABELS},
            "features: cannot be used:\n  - column 0: ",
        ),
        ({"features": VALUES.astype(object), "labels": LABELS}, "np.stack(samples)"),
        ({"images": VALUES[:, None], "labels": LABELS}, "images: expected bytes from 0 to 255"),
    ],
)
def test_arrays_that_cannot_be_used_are_told(tmp_path, arrays, told):
    path = saved(tmp_path / "own.npz", **arrays)
    with pytest.raises(DataError) as error:
        read(path)
    assert str(error.value).startswith(str(path))
    assert told in str(error.value)
