"""Series of unequal length are brought to one, and what is no series is refused."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from taskcomplexity.data import sources
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.forms import series_form
from taskcomplexity.data.series import SeriesFiles, read_series, resample

FILES = SeriesFiles("toy_TRAIN.ts", "toy_TEST.ts", channels=2, steps=4)
HEAD = "#A comment\n@problemName Toy\n@equalLength false\n@classLabel true 1 2\n@data\n"
NUMBERS = (8, 4)


@pytest.fixture
def series():
    """Series of two channels and three to eight times, by split, their labels 1 and 2."""
    rng = np.random.default_rng(9)
    return {
        split: [(rng.normal(size=(2, 3 + n % 6)).round(3), 1 + n % 2) for n in range(number)]
        for split, number in zip(("train", "test"), NUMBERS, strict=True)
    }


def written(some):
    lines = [
        ":".join([*(",".join(map(str, channel)) for channel in values.tolist()), str(label)])
        for values, label in some
    ]
    return (HEAD + "\n".join(lines) + "\n").encode()


@pytest.fixture
def content(series):
    return {FILES.train: written(series["train"]), FILES.test: written(series["test"])}


@pytest.fixture
def entry(content):
    return replace(
        CATALOG["japanese_vowels"],
        classes=("one", "two"),
        samples=NUMBERS,
        form=series_form(FILES),
        shape=(8,),
        sha256={name: hashlib.sha256(one).hexdigest() for name, one in content.items()},
    )


def write(folder, content):
    folder.mkdir()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return folder


@given(
    arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 9)), elements=st.floats(-9, 9))
)
def test_a_series_of_the_right_length_stays_as_it_is(values):
    assert np.array_equal(resample(values, values.shape[1]), values)


@given(st.integers(2, 12), st.integers(2, 12), st.floats(-3, 3))
def test_a_straight_line_stays_one_from_end_to_end(times, steps, slope):
    line = slope * np.linspace(0, 1, times)[None]
    assert np.allclose(resample(line, steps), slope * np.linspace(0, 1, steps))


def test_between_two_times_values_lie_on_the_line_between_them():
    assert resample(np.array([[0.0, 2.0, 0.0]]), 5).tolist() == [[0, 1, 2, 1, 0]]
    assert resample(np.array([[1.0, 5.0, 2.0, 8.0]]), 2).tolist() == [[1, 8]]
    assert resample(np.array([[4.0]]), 3).tolist() == [[4, 4, 4]]


def test_series_are_read_as_they_are(series, content):
    read, labels = read_series(content[FILES.train], "x", 2)
    for found, (values, _) in zip(read, series["train"], strict=True):
        assert np.array_equal(found, values)
    assert labels.tolist() == [label for _, label in series["train"]]


def test_a_folder_is_read_with_its_published_split(tmp_path, series, content, entry, capsys):
    data = sources.fetch(entry, [], write(tmp_path / "own", content))
    assert isinstance(data, Features)
    assert (len(data.train_labels), len(data.test_labels)) == NUMBERS
    assert data.test_labels.tolist() == [0, 1, 0, 1]
    assert data.columns[:5] == tuple(
        f"channel{channel}_step{step}" for channel, step in [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1)]
    )
    expected = {
        split: np.array(
            [
                [
                    np.interp(at, range(len(channel)), channel)
                    for channel in values
                    for at in np.arange(4) * (len(channel) - 1) / 3
                ]
                for values, _ in series[split]
            ]
        )
        for split in series
    }
    centre, scale = expected["train"].mean(axis=0), expected["train"].std(axis=0)
    for split in ("train", "test"):
        assert np.allclose(data.values(split), (expected[split] - centre) / scale, atol=1e-5)
    told = capsys.readouterr().out
    assert "complete, all 2 sums are right" in told
    assert "series of unequal length: each of 2 channels is brought to 4 times" in told


def test_a_published_split_takes_no_fraction(tmp_path, content, entry):
    with pytest.raises(DataError, match="are published; leave `test_fraction` out"):
        sources.fetch(entry, [], write(tmp_path / "own", content), test_fraction=0.2)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "1,2,3:1,2:1",
            r"line 6: expected 2 channels of one length, found 2 of the lengths \[2, 3\]",
        ),
        ("1,2,3:1", r"line 6: expected 2 channels of one length, found 1 of the lengths \[3\]"),
        ("1,2:1,?:1", "line 6: expected numbers and a whole number as label, .*'\\?'"),
        ("1,2:1,2:one", "line 6: expected numbers and a whole number as label, .*'one'"),
        ("1,2:1,NaN:1", "line 6: expected numbers, found a missing or infinite one"),
        ("", "x.ts: expected series below a line @data, found none"),
    ],
)
def test_what_is_no_such_series_is_refused(line, told):
    with pytest.raises(DataError, match=told):
        read_series(f"{HEAD}{line}\n".encode(), "x.ts", 2)


def test_another_file_is_refused():
    with pytest.raises(DataError, match="x.ts: expected series below a line @data, found none"):
        read_series(b"<!DOCTYPE html>\n", "x.ts", 2)


def test_a_part_of_the_series_is_refused(tmp_path, content, entry):
    content[FILES.test] = b"\n".join(content[FILES.test].splitlines()[:-1])
    folder = write(tmp_path / "own", content)
    with pytest.raises(DataError, match=r"toy_TEST.ts \(.* bytes\): expected SHA-256"):
        sources.fetch(entry, [], folder)
    with pytest.raises(DataError, match=r"toy_TEST.ts: expected 4 rows of 8 features.*\(3, 8\)"):
        sources.fetch(replace(entry, sha256={}), [], folder)
