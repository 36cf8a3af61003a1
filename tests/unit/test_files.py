"""Atomic files, tables and logs."""

import errno
import subprocess
import sys

import pyarrow as pa
import pytest

from taskcomplexity.atomic import WriteError, replacing, replacing_folder
from taskcomplexity.frames import read_by_dataset
from taskcomplexity.tables import TableError, provenance_of, read_table, read_tables, write_table


def test_a_file_appears_whole(tmp_path):
    path = tmp_path / "deep" / "file.txt"
    with replacing(path) as beside:
        beside.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new"
    assert list(path.parent.iterdir()) == [path]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), replacing(path) as beside:
        beside.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_writer_left_goes_with_the_next_writing(tmp_path):
    path = tmp_path / "file.txt"
    (tmp_path / ".file.123.part.txt").write_text("half")
    with replacing(path) as beside:
        beside.write_text("new")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "remedy"),
    [(errno.ENOSPC, "Make room on the disk"), (errno.EROFS, "Make the folder writable")],
)
def test_what_stands_in_the_way_of_writing_is_told_with_a_remedy(tmp_path, number, remedy):
    path = tmp_path / "file.txt"
    expected = pytest.raises(WriteError, match=rf"file\.txt: cannot be written.*{remedy}")
    with expected, replacing(path):
        raise OSError(number, "what the system says")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_appears_whole(tmp_path):
    path = tmp_path / "model"
    for content in ("old", "new"):
        (tmp_path / ".model.123.part").mkdir()
        with replacing_folder(path) as beside:
            (beside / "weights").write_text(content)
        assert (path / "weights").read_text() == content
        assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(RuntimeError), replacing_folder(path) as beside:
        (beside / "weights").write_text("half")
        raise RuntimeError
    assert (path / "weights").read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_table_comes_back_with_what_made_it(tmp_path):
    path = tmp_path / "t.parquet"
    write_table(pa.table({"a": [1, 2], "b": ["x", "y"]}), path, {"seed": 3})
    assert read_table(path, ["b"]).to_pydict() == {"b": ["x", "y"]}
    assert provenance_of(path) == {"seed": 3}


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_table(pa.table({"a": [1.5, 2]}), tmp_path / name, {"seed": 3})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_missing_columns_are_named(tmp_path):
    path = tmp_path / "t.parquet"
    write_table(pa.table({"a": [1]}), path, {})
    with pytest.raises(TableError, match=r"t\.parquet: lacks the column\(s\) b, c; it has a"):
        read_table(path, ["a", "b", "c"])


def test_a_damaged_table_is_named(tmp_path):
    path = tmp_path / "t.parquet"
    write_table(pa.table({"a": list(range(1000))}), path, {})
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(TableError, match=r"t\.parquet: cannot be read.*Delete the file"):
        read_table(path, ["a"])


def test_tables_join_in_order(tmp_path):
    for name, value in (("x", 1), ("y", 2)):
        write_table(pa.table({"a": [value]}), tmp_path / name, {})
    paths = [tmp_path / "y", tmp_path / "x"]
    assert read_tables(paths, ["a"])["a"].to_pylist() == [2, 1]
    assert read_by_dataset(["two", "one"], paths, ["a"]).to_dict("list") == {
        "dataset": ["two", "one"],
        "a": [2, 1],
    }


def test_a_log_holds_what_children_print_and_the_traceback(tmp_path):
    program = f"""
import os
from taskcomplexity.joblog import job
with job({str(tmp_path / "job.log")!r}):
    print("spoken")
    os.system("echo from a child; echo to stderr >&2")
    raise ValueError("what went wrong")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    log = (tmp_path / "job.log").read_text()
    assert done.returncode == 1
    for line in ("spoken", "from a child", "to stderr", "ValueError: what went wrong"):
        assert line in log
    assert done.stdout == ""
    assert "ValueError: what went wrong" in done.stderr
    assert "job.log" in done.stderr
