"""Damaged results are found by their ends."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from taskcomplexity.figures.style import save_figure
from taskcomplexity.intact import is_whole, set_damaged_aside
from taskcomplexity.models.block import Block
from taskcomplexity.models.storage import save_ensemble
from taskcomplexity.tables import write_table
from taskcomplexity.training.train import initial_ensemble

SUFFIXES = ("parquet", "safetensors", "png", "pdf", "html")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    write_table(pa.table({"a": np.arange(100)}), folder / "one.parquet", {"seed": 3})
    block = Block("toy", "easy", 0, 1, 4, (0, 1))
    save_ensemble(folder / "one.safetensors", initial_ensemble(block, 9, "relu", 1), block, {})
    for suffix in ("png", "pdf"):
        save_figure(Figure(figsize=(1, 1)), folder / f"figure_01.{suffix}")
    (folder / "audit.html").write_text("<!DOCTYPE html>\n<p>audit</p>\n</html>\n")
    return folder


def test_whole_results_are_left_alone(results):
    assert {path.suffix[1:] for path in results.iterdir()} == set(SUFFIXES)
    assert set_damaged_aside(results) == {}


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


def test_damage_is_set_aside_and_other_files_are_not(tmp_path):
    damaged = tmp_path / "deep/one.parquet"
    damaged.parent.mkdir()
    for path in (damaged, tmp_path / ".one.12.part.parquet", tmp_path / "notes.txt"):
        path.write_text("PAR1")
    aside = set_damaged_aside(tmp_path)
    assert aside == {damaged: damaged.with_name("one.parquet.damaged")}
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"one.parquet.damaged", ".one.12.part.parquet", "notes.txt"}
    assert set_damaged_aside(tmp_path) == {}


def test_files_of_other_names_are_the_user_s(tmp_path):
    for name in ("notes.html", "drawing.pdf"):
        (tmp_path / name).write_text("mine")
    assert set_damaged_aside(tmp_path) == {}


def test_a_damaged_model_is_set_aside_with_all_that_belongs_to_it(tmp_path):
    model = tmp_path / "language/fetched"
    for _ in range(2):
        model.mkdir(parents=True)
        (model / "config.json").write_text("{}")
        (model / "model.safetensors").write_bytes(bytes(4))
        assert set_damaged_aside(tmp_path) == {model: tmp_path / "language/fetched.damaged"}
        assert not model.exists()
    assert set_damaged_aside(tmp_path) == {}
