"""Damaged results are found by their ends."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from taskcomplexity.figures.style import save_figure
from taskcomplexity.intact import find_damaged, is_whole, set_aside
from taskcomplexity.models.block import Block
from taskcomplexity.models.storage import save_ensembles
from taskcomplexity.tables import write_table
from taskcomplexity.training.train import initial_ensemble

SUFFIXES = ("parquet", "safetensors", "png", "pdf", "html")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    write_table(pa.table({"a": np.arange(100)}), folder / "one.parquet", {"seed": 3})
    block = Block("toy", (0, 1), (4,), (0, 1), "easy", "easy")
    save_ensembles(folder / "one.safetensors", [(initial_ensemble(block, 9, "relu", 1), block)], {})
    for suffix in ("png", "pdf"):
        save_figure(Figure(figsize=(1, 1)), folder / f"figure_01.{suffix}")
    (folder / "audit.html").write_text("<!DOCTYPE html>\n<p>audit</p>\n</html>\n")
    return folder


def every_file(path):
    return path.is_file()


def test_whole_results_are_no_damage(results):
    assert {path.suffix[1:] for path in results.iterdir()} == set(SUFFIXES)
    assert find_damaged(results, every_file) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(share=st.floats(0, 1, exclude_max=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_truncated_result_is_damaged(results, tmp_path, suffix, share):
    content = next(results.glob(f"*.{suffix}")).read_bytes().rstrip()
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(content[: int(share * len(content))])
    assert not is_whole(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_zeros_in_place_of_a_result_are_damage(tmp_path, suffix):
    path = tmp_path / f"zeros.{suffix}"
    path.write_bytes(bytes(1000))
    assert not is_whole(path)


def test_damage_is_found_and_nothing_changed(tmp_path):
    damaged = tmp_path / "deep/one.parquet"
    damaged.parent.mkdir()
    for path in (damaged, tmp_path / "mine.parquet", tmp_path / "notes.txt"):
        path.write_text("PAR1")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert find_damaged(tmp_path, lambda path: path.name == "one.parquet") == [damaged]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_damaged_model_is_its_folder(tmp_path):
    model = tmp_path / "language/fetched"
    model.mkdir(parents=True)
    (model / "config.json").write_text("{}")
    (model / "model.safetensors").write_bytes(bytes(4))
    assert find_damaged(tmp_path, lambda path: path == model) == [model]


@pytest.mark.parametrize("make", [lambda path: path.write_text("x"), lambda path: path.mkdir()])
def test_what_is_set_aside_takes_the_place_of_what_was_before(tmp_path, make):
    path = tmp_path / "one.parquet"
    for _ in range(2):
        make(path)
        assert set_aside(path) == tmp_path / "one.parquet.damaged"
        assert [one.name for one in tmp_path.iterdir()] == ["one.parquet.damaged"]


def test_what_is_set_aside_is_not_damage(tmp_path):
    path = tmp_path / "one.parquet"
    path.write_text("PAR1")
    set_aside(path)
    assert find_damaged(tmp_path, every_file) == []
