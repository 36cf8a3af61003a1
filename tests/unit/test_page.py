"""What the page of results is made of."""

import base64
import io
import json
import os
import shutil
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from small_page import CLASSES, SAMPLED, make_part, probed

from taskcomplexity.data.features import Features
from taskcomplexity.data.images import Images
from taskcomplexity.data.stored import save_data
from taskcomplexity.frames import write_frame
from taskcomplexity.page import part
from taskcomplexity.page.captions import render_caption
from taskcomplexity.page.cells import columns_of, named_classes, summarised
from taskcomplexity.page.fresh import digest_of, is_as_it_was
from taskcomplexity.page.join import current, inside_script, join
from taskcomplexity.page.part import PartBuilder
from taskcomplexity.page.ran import differing, machine, stage_times
from taskcomplexity.page.report import render_tables
from taskcomplexity.page.samples import samples_of
from taskcomplexity.study import Page, ShownTable, Source


@pytest.fixture
def parted(tmp_path):
    return make_part(tmp_path)


def test_a_summary_is_what_pandas_says(parted):
    frame = probed()
    made = summarised(frame, ("seed", "trained"), ("accuracy",))
    assert len(made) == 6
    assert (made["rows"] == 5).all()
    for row in made.itertuples():
        chosen = frame[(frame["task_name"] == row.task_name) & (frame["level"] == row.level)]
        expected = np.percentile(chosen["accuracy"], [25, 50, 75])
        found = [row.accuracy_quartile_1, row.accuracy, row.accuracy_quartile_3]
        assert found == pytest.approx(expected)


def test_a_summary_keeps_groups_whose_key_is_missing():
    frame = pd.DataFrame({"kind": [None, None, "a"], "seed": [0, 1, 0], "loss": [1.0, 3.0, np.nan]})
    made = summarised(frame, ("seed",), ("loss",))
    assert made["rows"].tolist() == [2, 1]
    assert made["loss"].tolist()[0] == 2
    assert np.isnan(made["loss"].tolist()[1])


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=3)), min_size=1, max_size=8),
    st.lists(st.floats(), min_size=1, max_size=8),
)
def test_columns_can_be_read_back(texts, numbers):
    text, number = (
        columns_of(pd.DataFrame({"x": pd.Series(values, dtype=kind)}))[0]
        for values, kind in ((texts, object), (numbers, float))
    )
    back = [None if code < 0 else text["levels"][code] for code in text["codes"]]
    assert back == texts
    json.dumps(number, allow_nan=False)
    for value, read in zip(numbers, number["values"], strict=True):
        assert read is None if not np.isfinite(value) else read == pytest.approx(value, rel=1e-6)


def test_names_stand_beside_labels_of_their_dataset():
    frame = pd.DataFrame({"dataset": ["own", "other"], "class_a": [1, 1], "class_b": [None, 5]})
    named = named_classes(frame, {"own": CLASSES})
    assert list(named) == ["dataset", "class_a", "class_a_name", "class_b", "class_b_name"]
    assert named["class_a_name"].fillna("").tolist() == ["$5", ""]
    assert named["class_b_name"].isna().all()


def test_a_part_has_all_that_is_shown(parted):
    _, made = parted
    assert [table["name"] for table in made["tables"]] == [
        "probes",
        "pairs",
        "long",
        "figure figure_04",
    ]
    summary, whole, named, drawn = made["tables"]
    assert summary["rows"] == 6
    assert whole["rows"] == drawn["rows"] == 3
    assert "class_a_name" in [column["name"] for column in whole["columns"]]
    assert "columns" not in named
    assert made["figures"][0]["caption"].strip() == "<p>Models of <em>&lt;64&gt;</em> units.</p>"
    assert made["figures"][0]["links"]["pdf"] == "figures/figure_04.pdf"
    assert made["verdicts"][0]["figures"] == [["figure_04"], []]
    assert made["verdicts"][0]["audit"] == "audit.html"
    assert [set(sample) for sample in made["samples"][SAMPLED]] == [{"picture"}] * 3


def test_a_table_that_is_too_long_is_named_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(part, "MOST_ROWS", 2)
    _, built = make_part(tmp_path)
    summary, whole, *_ = built["tables"]
    assert "columns" not in summary
    assert "columns" not in whole
    assert whole["links"] == ["own.parquet"]


def test_models_that_did_not_train_are_counted(parted, tmp_path):
    _, made = parted
    expected = [{"models": f"own {task}", "untrained": 1, "of": 5} for task in ("0-1", "0-2")]
    assert made["untrained"] == expected
    rows = probed().rename(columns={"level": "ignored"})
    write_frame(rows, tmp_path / "history.parquet", {})
    table = ShownTable(
        "training", "", Source(("history",), ()), ("seed", "trained"), ("accuracy",), "epoch"
    )
    page = {**asdict(Page("all", "", tables=(table,))), "files": ["history"]}
    made = PartBuilder(
        page, {"history": str(tmp_path / "history.parquet")}, tmp_path, tmp_path
    ).build()
    assert made["untrained"] == expected


def test_pairs_that_did_not_train_are_counted_where_no_model_has_a_row():
    pairs = pd.DataFrame({"dataset": "own", "class_a": [0, 0], "class_b": [1, 2], "models": 5})
    pairs["untrained_models"] = [0, 5]
    assert part.untrained([pairs]) == [{"models": "own 0-2", "untrained": 5, "of": 5}]
    assert part.untrained([pairs[["dataset", "models", "untrained_models"]]]) is None


def test_many_pairs_are_told_and_not_explored(tmp_path, monkeypatch):
    monkeypatch.setattr(part, "MOST_PAIRS", 2)
    _, built = make_part(tmp_path)
    assert built["pairs"] == []
    assert built["too_many_pairs"] == ["Own $5"]
    assert built["samples"] == {}


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("figure 4a", {"4"}),
        ("section 4, figures 4a and 8", {"4", "8"}),
        ("figures 5 to 7", {"5", "6", "7"}),
        ("section 1", set()),
    ],
)
def test_figures_are_found_in_what_is_cited(source, numbers):
    assert part.cited(source) == numbers


@pytest.mark.parametrize(
    "shape", [(4, 1, 64), (4, 1, 64, 3), (4, 1, 1), (4, 8, 8, 3), (4, 1, 1, 1)]
)
def test_samples_have_the_shape_of_their_pictures(tmp_path, shape):
    images = np.zeros(shape, dtype=np.uint8)
    labels = np.array([0, 1, 0, 1], dtype=np.uint8)
    save_data(Images(images, labels, images, labels, ("a", "b")), tmp_path / "data")
    (first, _) = samples_of(tmp_path / "data")
    picture = Image.open(io.BytesIO(base64.b64decode(first["picture"])))
    assert picture.size == (shape[2], shape[1])


def test_samples_of_rows_are_numbers(tmp_path):
    rows = np.arange(40, dtype=np.float32).reshape(4, 10)
    labels = np.array([1, 0, 1, 0], dtype=np.uint8)
    columns = tuple(f"column {number}" for number in range(10))
    save_data(Features(rows, labels, rows, labels, ("a", "b"), columns), tmp_path / "rows")
    first, second = samples_of(tmp_path / "rows")
    assert first["numbers"][:2] == [["column 0", 10.0], ["column 1", 11.0]]
    assert len(first["numbers"]) == 8
    assert second["numbers"][0] == ["column 0", 0.0]


def test_only_another_content_counts_as_a_change(tmp_path):
    path = tmp_path / "file"
    path.write_text("one")
    digest = digest_of(path)
    os.utime(path, (1, 1))
    assert is_as_it_was(path, digest)
    path.write_text("two")
    assert not is_as_it_was(path, digest)
    path.unlink()
    assert not is_as_it_was(path, digest)


def test_what_shows_a_changed_file_is_left_out(parted):
    home, made = parted
    assert current(made, home)["changed"] == []
    (home / "figures/figure_04.png").write_bytes(b"another")
    left = current(made, home)
    assert left["changed"] == ["figures/figure_04.png"]
    assert left["figures"] == []
    assert len(left["tables"]) == 4
    (home / "own.parquet").unlink()
    left = current(made, home)
    assert [table["name"] for table in left["tables"]] == ["probes", "figure figure_04"]
    assert left["pairs"] == []


def test_the_page_joins_what_is_there_and_no_more(parted):
    home, _ = parted
    ran = {"stages": []}
    assert join(home, ["language"], ran) is None
    assert not (home / "index.html").exists()
    page = join(home, ["all", "language"], ran)
    text = page.read_text()
    assert page == home / "index.html"
    assert text.count('id="page"') == 1
    data = text.split('id="page">')[1].split("</script>")[0]
    assert "<" not in data
    assert json.loads(data)["parts"][0]["pairs"][0]["classes"] == list(CLASSES)
    for broken in ("{", "{}", "[]"):
        (home / "pages/all.json").write_text(broken)
        with pytest.raises(ValueError, match=r"all\.json cannot be read .* the target all again"):
            join(home, ["all"], ran)
    shutil.rmtree(home / "pages")
    assert join(home, ["all"], ran) is None


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_nothing_ends_the_script_that_holds_data(value):
    written = inside_script(value)
    assert "<" not in written
    assert json.loads(written) == value


def test_settings_are_told_where_they_differ():
    usual = {"seed": 1, "models": {"pairs": {"seeds": 20, "hidden": 64}}, "datasets": {"a": {}}}
    config = {"seed": 1, "models": {"pairs": {"seeds": 5, "hidden": 64}}, "datasets": {"a": None}}
    assert list(differing(config, usual)) == [
        {"key": "models.pairs.seeds", "value": "5", "default": "20"},
        {"key": "datasets.a", "value": "", "default": "{}"},
    ]
    assert list(differing(usual, usual)) == []


def test_times_are_summed_by_stage(tmp_path):
    head = "s\th:m:s\tmax_rss\n"
    for name, rows in {
        "train/mnist/a.tsv": "10\t0:10\t500\n",
        "train/mnist/b.tsv": "5\t0:05\tNA\n",
        "sparse/train/halves/a.tsv": "1\t0:01\t1\n",
        "audit.tsv": "2.5\t0:02\t-\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(head + rows)
    assert stage_times(tmp_path, ["sparse"]) == [
        {"stage": "train", "jobs": 2, "seconds": 15, "mebibytes": 500},
        {"stage": "audit", "jobs": 1, "seconds": 2.5, "mebibytes": 0},
        {"stage": "sparse, train", "jobs": 1, "seconds": 1, "mebibytes": 1},
    ]
    assert stage_times(tmp_path / "none") == []
    assert machine()["cores"] >= 1


def test_a_caption_runs_nothing_of_a_file(tmp_path):
    (tmp_path / "secret").write_text("secret")
    path = tmp_path / "caption.rst"
    path.write_text(f".. include:: {tmp_path / 'secret'}\n\n.. raw:: html\n\n   <b>x</b>\n\nSaid.")
    written = render_caption(path, {})
    assert "secret" not in written.replace(str(tmp_path / "secret"), "")
    assert "<b>" not in written
    assert "Said." in written


def test_tables_of_the_report_are_whole_or_only_named(parted):
    _, made = parted
    written = render_tables(made)
    assert "&lt;b&gt;bold&lt;/b&gt;" in written
    assert written.count("<table>") == 3
    assert "More than 500 rows" in written
    assert "<td>0.9</td>" in written
