"""Tables of the user's become features, or are refused with column, number and remedy."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import torch
from own_data import NAMES, rows, table

from taskcomplexity.data.asked import Asked
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.found import find_classes
from taskcomplexity.data.listing import list_files
from taskcomplexity.data.local import read_local
from taskcomplexity.data.rows import features_of, split_features
from taskcomplexity.data.stored import load_data, save_data

SPECIES = Asked(label="species")
LABELS = np.arange(30) % 2


def read(path, asked=SPECIES, names=NAMES, labels=None, seed=0):
    return read_local(path, names, labels, (), asked, np.random.default_rng(seed))


def refused(path, asked=SPECIES, names=NAMES):
    with pytest.raises(DataError) as error:
        read(path, asked, names)
    return str(error.value)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_table_becomes_features_on_disk(tmp_path, caplog, suffix):
    caplog.set_level("INFO")
    path = table(tmp_path / f"own{suffix}", still=[7] * 30)
    names, labels = find_classes(path, SPECIES)
    assert (names, labels) == (("lower", "upper"), (0, 1))
    own = read(path, names=names, labels=labels)
    save_data(own.data, tmp_path / "own.safetensors")
    features = load_data(tmp_path / "own.safetensors")
    assert isinstance(features, Features)
    expected = ("length", "count", "wild", "shade=blue", "shade=green", "shade=red")
    assert features.columns == expected
    assert features.train_features.shape == (24, 6)
    assert features.test_features.shape == (6, 6)
    assert np.bincount(features.train_labels).tolist() == [12, 12]
    assert np.abs(features.train_features.mean(axis=0)).max() < 1e-6
    assert np.abs(features.train_features.std(axis=0) - 1).max() < 1e-6
    at = own.places["test"][2]
    assert own.name("test", 2) == f"row {at + 1} of {path}"
    assert features.classes[features.test_labels[2]] == rows()["species"][at]
    assert caplog.messages == [
        f"{path}: has no test part, so that 6 of 30 samples are kept for the test, 0.2 of each "
        "class",
        f"{path}: left out, as all training rows have the same value: still",
        f"{path}: 5 columns, 1 of text and one-hot, give 6 features, standardised by the training "
        "rows",
    ]


def test_both_forms_of_a_table_and_a_frame_give_the_same(tmp_path):
    found = [read(table(tmp_path / f"own{suffix}")).data for suffix in (".csv", ".parquet")]
    frame = pd.DataFrame(rows())
    labels = np.array([NAMES.index(name) for name in frame.pop("species")], np.uint8)
    found.append(split_features(frame, labels, NAMES, 0.2, np.random.default_rng(0)))
    for other in found[1:]:
        assert other.columns == found[0].columns
        assert np.array_equal(other.train_features, found[0].train_features)
        assert np.array_equal(other.test_features, found[0].test_features)
        assert np.array_equal(other.test_labels, found[0].test_labels)


def test_one_hot_is_that_of_pandas(tmp_path):
    features = read(path := table(tmp_path / "own.csv")).data
    dummies = pd.get_dummies(pd.read_csv(path)["shade"]).to_numpy(float)
    own = read(path)
    train = dummies[own.places["train"]]
    expected = (train - train.mean(axis=0)) / train.std(axis=0)
    assert np.allclose(features.train_features[:, 3:], expected, atol=1e-6)


def test_equal_rows_lie_on_one_side_and_are_told(tmp_path, caplog):
    caplog.set_level("INFO")
    columns = {name: values * 4 for name, values in rows().items()}
    features = read(table(tmp_path / "own.csv", columns)).data
    sides = [{row.tobytes() for row in features.values(split)} for split in ("train", "test")]
    assert not sides[0] & sides[1]
    assert "; 90 are there more than once, equal ones on one side" in caplog.messages[0]


def test_a_test_table_of_ones_own(tmp_path, caplog):
    """Its columns may lie in another order, its file be of the other form."""
    columns = rows()
    path = table(tmp_path / "own.csv", columns)
    some = {name: values[:5] for name, values in columns.items()}
    more = rows(seed=6)
    both = {name: some[name] + more[name][:8] for name in reversed(list(columns))}
    both["shade"][-1] = "grey"
    asked = Asked(label="species", test_path=table(tmp_path / "test.parquet", both))
    own = read(path, asked)
    assert own.data.train_features.shape == (30, 6)
    assert own.data.test_features.shape == (8, 6)
    assert own.name("test", 0) == f"row 6 of {tmp_path / 'test.parquet'}"
    assert own.name("train", 0) == f"row 1 of {path}"
    shades = own.data.test_features[-1, 3:], own.data.train_features[:, 3:].min(axis=0)
    assert np.array_equal(*shades)
    assert [file.name for file in own.listing.files] == ["", "test"]
    told = [line.removeprefix(f"{path}: ") for line in caplog.messages]
    assert told == [
        "column shade: 1 test rows have texts that no training row has, so that none of its "
        "features is set for them: grey",
        "5 of 13 test rows are also training rows, equal in all features, and are left out of the "
        "test",
    ]


@pytest.mark.parametrize(
    ("columns", "asked", "told"),
    [
        (["a", "b"], None, "has no column label; name the one that holds the classes, `label: "),
        (["a", "Label"], None, "`label: COLUMN`; did you mean 'Label'? it has a, Label"),
        (["a", "species"], "speces", "has no column 'speces', which `label` names; did you mean "),
        (["a", "species"], "x", "has no column 'x', which `label` names; it has a, species"),
        (["label"], None, "has no column beside label, so that there is no feature"),
        (["a", "a", "label"], None, "has several columns of the same name, a; give each its own"),
        (["", "a", "label"], None, "column 1 has no name, as one that numbers rows;"),
        (["a;label"], None, "its first line is 'a;label'; columns are set apart by commas here"),
    ],
)
def test_columns_that_do_not_fit_are_told(tmp_path, columns, asked, told):
    path = tmp_path / "own.csv"
    lines = [columns, *[[str(at % 2)] * len(columns) for at in range(9)]]
    path.write_text("".join(",".join(line) + "\n" for line in lines))
    assert told in refused(path, Asked(label=asked), ("0", "1"))


def test_a_column_called_label_needs_no_key(tmp_path):
    columns = rows()
    path = table(tmp_path / "own.csv", {"label": columns.pop("species"), **columns})
    assert len(read(path, Asked()).data.columns) == 6
    assert find_classes(path, Asked())[0] == ("lower", "upper")


def changed(name, places, value):
    return {name: [value if at in places else one for at, one in enumerate(rows()[name])]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (changed("length", {4, 7}, None), "column length: 2 values are missing, the first in row"),
        (changed("shade", {29}, None), "column shade: 1 values are missing, the first in row 30;"),
        (changed("wild", {0}, None), "column wild: 1 values are missing, the first in row 1; fill"),
        (changed("length", {3}, np.inf), "column length: 1 values are infinite, the first in row"),
        (
            {"length": [None, np.inf, -np.inf, *[1.0] * 27]},
            "column length: 1 values are missing, the first in row 1; fill them, or take the rows "
            "or the column out; 2 values are infinite, the first in row 2",
        ),
        ({"shade": [None] * 30}, "column shade: 30 values are missing, the first in row 1"),
        ({"shade": ["2024-02-01"] * 29 + ["2023-01-31"]}, "column shade: holds dates or times"),
        ({"shade": ["2024-02-01 12:30:00"] * 30}, "column shade: holds dates or times"),
        ({"shade": ["12:30", "00:01"] * 15}, "column shade: holds dates or times"),
        (
            {"shade": ["31.01.2024", "1/2/24"] * 15},
            "column shade: holds dates or times, the first '31.01.2024'; give what matters of them "
            "as numbers, such as days since the first one, or leave the column out",
        ),
        (
            {"shade": ["3", "?", "4.5"] * 10},
            "column shade: mixes 20 numbers, the first in row 1, and 10 texts, the first '?' in "
            "row 2; bring all values to numbers, or all to text ('level 3')",
        ),
        ({"shade": ["1,5", "2,0"] * 15}, "column shade: holds numbers with a comma, the first '1"),
        ({"species": changed("species", {2}, None)["species"]}, "column species: 1 labels are mi"),
        ({"species": [0.5, 1.5] * 15}, "column species: expected whole numbers, found 0.5 at"),
        (
            {"species": ["upper", "Lower"] * 15},
            "column species: the label 'Lower' at index 1 is of no class",
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_what_cannot_be_used_is_told_with_column_and_number(tmp_path, suffix, change, told):
    path = table(tmp_path / f"own{suffix}", **change)
    found = refused(path)
    assert found.startswith(str(path))
    assert told in found


def test_everything_that_is_wrong_with_columns_is_told_at_once(tmp_path):
    change = {**changed("length", {4}, None), "shade": ["2024-02-01"] * 30}
    told = refused(table(tmp_path / "own.csv", **change))
    assert told.startswith(f"{tmp_path / 'own.csv'}: cannot be used:\n  - column length: 1 values")
    assert told.count("\n  - ") == 2


def test_too_many_texts_are_no_categories(tmp_path):
    number = 1500
    columns = {**rows(number), "shade": [f"name {at}" for at in range(number)]}
    told = refused(table(tmp_path / "own.csv", columns))
    assert "column shade: holds 1,500 different texts, more than the 1,000 that become" in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "own.csv: is empty, or its first line is"),
        (b"a,label\n1,x\n2\n", "every row has as many values as there are columns"),
        (b"a,label\n1,x,3\n", "every row has as many values as there are columns"),
        ("naïve,label\n1,x\n".encode("latin1"), "is no text in UTF-8"),
        ("a,label\nnaïve,x\n".encode("latin1"), "column a: is no text in UTF-8; store the table"),
        ("a,label\n1,naïve\n".encode("latin1"), "is no text in UTF-8"),
        (b"a,label\n", "own.csv: has no training rows"),
    ],
)
def test_files_that_are_no_table_are_told(tmp_path, content, told):
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    found = refused(path, Asked(), ("x", "y"))
    assert found.startswith(str(path))
    assert told in found


def test_a_damaged_parquet_file_is_told(tmp_path):
    path = table(tmp_path / "own.parquet")
    path.write_bytes(path.read_bytes()[:-9])
    assert "cannot be read as a .parquet table" in refused(path)


def test_a_table_is_read_whole_whatever_its_beginning_looks_like(tmp_path):
    """Types come from all rows, not from the first block of a large file."""
    number = 200_000
    path = tmp_path / "own.csv"
    lines = [f"{at % 7},{'ab'[at % 2]}\n" for at in range(number)]
    path.write_text("x,label\n" + "".join(lines) + "0.5,a\n")
    assert read(path, Asked(), ("a", "b")).data.columns == ("x",)
    path.write_text("x,label\n" + "".join(lines) + "?,a\n")
    assert f"mixes {number} numbers, the first in row 1, and 1 texts, the first '?' in row" in (
        refused(path, Asked(), ("a", "b"))
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda columns: columns.pop("count"),
            "test.csv: expected the columns of {path}, but it lacks count; bring both to the same",
        ),
        (
            lambda columns: columns.update(hue=columns.pop("shade")),
            "but it lacks shade, and has hue, which are not there; bring both to the same columns",
        ),
        (lambda columns: columns.pop("species"), "but it lacks species"),
        (
            lambda columns: columns.update(count=["few"] * 30),
            "column count: holds numbers in the training rows, but text in the test rows; bring",
        ),
        (
            lambda columns: columns.update(length=[None, *columns["length"][1:]]),
            "test.csv: cannot be used:\n  - column length: 1 values are missing",
        ),
        (
            lambda columns: columns.update(species=["other", *columns["species"][1:]]),
            "test.csv: column species: the label 'other' at index 0 is of no class",
        ),
    ],
)
def test_a_test_table_that_does_not_fit_is_told(tmp_path, change, told):
    path = table(tmp_path / "own.csv")
    columns = rows(seed=8)
    change(columns)
    asked = Asked(label="species", test_path=table(tmp_path / "test.csv", columns))
    assert told.format(path=path) in refused(path, asked)


def test_a_test_table_that_is_not_there_is_told(tmp_path):
    path = table(tmp_path / "own.csv")
    told = refused(path, Asked(label="species", test_path=tmp_path / "gone.csv"))
    assert f"{tmp_path / 'gone.csv'}: expected a table .csv or .parquet of test rows, found" in told


def test_labels_are_alike_in_both_tables(tmp_path):
    """Where one table has names among its labels, numbers are names in the other one."""
    columns = {"x": [1, 2, 3, 4, 5, 6], "label": ["1", "2", "a", "1", "2", "a"]}
    path = table(tmp_path / "own.csv", columns)
    test = {"x": [7, 8, 9], "label": ["2", "1", "2"]}
    asked = Asked(test_path=table(tmp_path / "test.csv", test))
    assert find_classes(path, asked) == (("1", "2", "a"), (0, 1, 2))
    data = read(path, asked, ("1", "2", "a")).data
    assert data.train_labels.tolist() == [0, 1, 2, 0, 1, 2]
    assert data.test_labels.tolist() == [1, 0, 1]


def test_labels_that_are_numbers_are_named_by_their_classes(tmp_path):
    path = table(tmp_path / "own.csv", **{"species": [3, 7] * 15})
    names, labels = find_classes(path, SPECIES)
    assert (names, labels) == (("3", "7"), (3, 7))
    data = read(path, names=("three", "seven"), labels=labels).data
    assert np.bincount(data.train_labels).tolist() == [12, 12]


def test_the_files_of_a_table_are_listed(tmp_path):
    path, test = table(tmp_path / "own.csv"), table(tmp_path / "test.csv")
    alone = list_files(path, NAMES, (), SPECIES)
    assert not alone.is_split
    assert [(file.name, file.path) for file in alone.files] == [("", path)]
    both = list_files(path, NAMES, (), Asked(label="species", test_path=test))
    assert both.is_split
    assert [(file.name, file.path) for file in both.files] == [("", path), ("test", test)]


def test_the_index_of_pandas_is_no_feature(tmp_path):
    frame = pd.DataFrame(rows(), index=[f"row {at}" for at in range(30)])
    frame.to_parquet(tmp_path / "own.parquet")
    assert len(read(tmp_path / "own.parquet").data.columns) == 6
    frame.to_csv(tmp_path / "own.csv")
    assert "column 1 has no name, as one that numbers rows;" in refused(tmp_path / "own.csv")


MATRIX = np.random.default_rng(3).normal(size=(30, 4))


@pytest.mark.parametrize(
    "given",
    [
        MATRIX,
        MATRIX.astype(">f8"),
        MATRIX.tolist(),
        torch.tensor(MATRIX, requires_grad=True),
        pd.DataFrame(MATRIX),
        pa.table({str(at): column for at, column in enumerate(MATRIX.T)}),
    ],
    ids=["array", "big-endian", "lists", "tensor", "frame", "table"],
)
def test_numbers_come_in_any_container(given):
    found = features_of(given, LABELS, given, LABELS, NAMES)
    assert not len(found.test_features)
    expected = (MATRIX - MATRIX.mean(axis=0)) / MATRIX.std(axis=0)
    assert np.allclose(found.train_features, expected, atol=1e-6)
    split = split_features(given, LABELS, NAMES, 0.3, np.random.default_rng(1))
    assert split.test_features.shape == (8, 4)


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (pd.Series(["a", 1] * 15, dtype=object), "column x: mixes int, str; bring all values to"),
        (pd.Series([1 + 2j] * 30), "column x: holds complex"),
        (pd.to_datetime(pd.Series(["2024-01-02"] * 30)), "column x: holds dates or times"),
        (pd.Series(pd.to_timedelta(range(30), "D")), "column x: holds dates or times"),
        (pd.Series([[1, 2]] * 30), "column x: holds list<"),
        (pd.Series([None] * 30, dtype=object), "column x: 30 values are missing"),
        (pd.Series([1, None] * 15, dtype="Int64"), "column x: 15 values are missing, the first in"),
        (pd.Series(["a", None] * 15, dtype="category"), "column x: 15 values are missing, the fir"),
    ],
)
def test_columns_of_frames_that_are_no_features_are_told(column, told):
    with pytest.raises(DataError) as error:
        split_features(
            pd.DataFrame({"x": column}), LABELS, NAMES, 0.2, np.random.default_rng(0), "the frame"
        )
    assert str(error.value).startswith(f"the frame: cannot be used:\n  - {told}")


@pytest.mark.parametrize(
    ("column", "columns"),
    [
        (pd.Series(["a", "b"] * 15, dtype="category"), ("x=a", "x=b")),
        (pd.Series([10, 9] * 15, dtype="category"), ("x=10", "x=9")),
        (pd.Series(["a", "b"] * 15, dtype=object), ("x=a", "x=b")),
        (pd.Series(["a", "b"] * 15), ("x=a", "x=b")),
        (pd.Series([True, False] * 15), ("x",)),
        (pd.Series([1, 2] * 15, dtype="Int16"), ("x",)),
        (pd.Series([1, 2] * 15, dtype="float32"), ("x",)),
    ],
)
def test_columns_of_frames_by_their_type(column, columns):
    frame = pd.DataFrame({"x": column})
    found = split_features(frame, LABELS, NAMES, 0.2, np.random.default_rng(0))
    assert found.columns == columns


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (MATRIX[:, 0], r"expected the shape \(rows, features\), found \(30,\)"),
        (MATRIX[:, None], r"found \(30, 1, 4\); `values.reshape\(len\(values\), -1\)`"),
        (MATRIX.astype(str), "expected numbers, found <U32; text goes into a data frame"),
        ([[1, 2], [3]], "expected rows of equally many numbers"),
        (MATRIX[:, :0], "has no columns of features"),
        (np.where(MATRIX > 1, np.nan, MATRIX), r"\n  - column 0: \d+ values are missing, the fir"),
        (pd.DataFrame(MATRIX, columns=list("aabc")), "has several columns of the same name, a"),
        (MATRIX[:9], "expected 9 labels, one per row"),
    ],
)
def test_numbers_that_cannot_be_used_are_told(given, told):
    with pytest.raises(DataError, match=f"(?s)the data: .*{told}|^{told}"):
        split_features(given, LABELS, NAMES, 0.2, np.random.default_rng(0))


def test_training_and_test_rows_have_the_same_columns():
    frame = pd.DataFrame(MATRIX, columns=list("abcd"))
    with pytest.raises(DataError, match="have different columns, as to a, z"):
        features_of(frame, LABELS, frame.rename(columns={"a": "z"}), LABELS, NAMES)
    with pytest.raises(DataError, match=r"expected 30 test labels, one per row, found the shape"):
        features_of(frame, LABELS, frame, LABELS[:4], NAMES)
