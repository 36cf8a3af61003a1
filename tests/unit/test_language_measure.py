"""A small language model that is trained, checked and measured."""

import pytest
import torch
from small_language import write_corpus, write_encoder, write_tagger

from taskcomplexity.data.errors import DataError
from taskcomplexity.probes.module import probe_module
from taskcomplexity.studies.language import measure
from taskcomplexity.studies.language.corpus import Sentence, read_folder
from taskcomplexity.studies.language.fit import check_fit
from taskcomplexity.studies.language.measure import LayerScore, baselines
from taskcomplexity.studies.language.score import LabelScore
from taskcomplexity.studies.language.tagger import label_names, load_tagger, load_tokenizer
from taskcomplexity.studies.language.tail import Cut
from taskcomplexity.studies.language.tokens import batches, by_batch, in_sentences

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def corpus_folder(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("words") / "corpus")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return write_encoder(tmp_path_factory.mktemp("models") / "encoder")


@pytest.fixture(scope="module")
def tagger(encoder, corpus_folder):
    return write_tagger(encoder.with_name("tagger"), encoder, corpus_folder)


def test_batches_label_the_first_piece_of_each_word(encoder, corpus_folder):
    sentences = read_folder(corpus_folder)["test"]
    tokenizer = load_tokenizer(encoder)
    several = batches(sentences, tokenizer, 16, sentences_at_once=5)
    assert sorted(at for one in several for at in one.sentences.tolist()) == list(
        range(len(sentences))
    )
    first = [one.pieces[one.first] for one in several]
    words = in_sentences(first, several, tokenizer.convert_ids_to_tokens(range(13)))
    expected = [[{"bob": "bo", "rome": "ro"}.get(w, w) for w in one.words] for one in sentences]
    assert words == expected
    assert batches(sentences, tokenizer, None)
    with pytest.raises(DataError, match=r"sentence \d+ \(.*pieces, and the model takes 4; cut it"):
        batches(sentences, tokenizer, 4)


def test_labels_come_in_the_order_of_the_labelled_pieces(encoder, corpus_folder):
    sentences = read_folder(corpus_folder)["test"]
    labels = [list(one.labels) for one in sentences]
    names = sorted({name for of_one in labels for name in of_one})
    several = batches(sentences, load_tokenizer(encoder), 16, sentences_at_once=5)
    classes = torch.tensor([names.index(name) for name in by_batch(labels, several)])
    of_batches = classes.split([int(one.first.sum()) for one in several])
    assert in_sentences(of_batches, several, names) == labels


def test_the_log_probability_is_that_of_the_right_label_of_each_word(tagger, corpus_folder):
    """Sentence by sentence, without batches: the order of the words hardly matters to a fit."""
    sentences = read_folder(corpus_folder)["test"]
    score = LayerScore(tagger, sentences, "classifier", "float32", CPU)
    score.whole()
    generator = torch.Generator().manual_seed(5)
    noise = torch.randn(score.layer.weight.shape, generator=generator)
    score.layer.weight.add_(noise, alpha=score.layer.weight.std())
    model, tokenizer = score._tagger.model, load_tokenizer(tagger)
    names = label_names(model)
    logits, labels = [], []
    for one in sentences:
        encoded = tokenizer(list(one.words), is_split_into_words=True, return_tensors="pt")
        words = encoded.word_ids()
        first = [words.index(place) for place in range(len(one.words))]
        logits.append(model(**encoded).logits[0, first].detach())
        labels += [names.index(name) for name in one.labels]
    plain = LabelScore(labels, len(names)).log_probability(torch.cat(logits))
    mixed = [labels[place] for place in torch.randperm(len(labels), generator=generator)]
    wrong = LabelScore(mixed, len(names)).log_probability(torch.cat(logits))
    assert score.scores()["log_probability"] == pytest.approx(plain, abs=0.05)
    assert wrong < plain - 0.2


def test_a_word_that_the_tokenizer_makes_nothing_of_is_named(encoder):
    sentences = [Sentence(("it",), ("O",)), Sentence(("ann", "\u200b"), ("B-PER", "O"))]
    with pytest.raises(DataError, match=r"sentence 2 .*nothing of its word '\\u200b'"):
        batches(sentences, load_tokenizer(encoder), 16)


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
        assert changed == again.plain_f1() == again.scores()["f1"]
        assert changed < baseline or path != "classifier"


def test_a_layer_tied_to_one_before_the_cut_is_probed_alone(tagger, corpus_folder):
    sentences = read_folder(corpus_folder)["test"]
    score = LayerScore(tagger, sentences, "encoder.layer.2.output.dense", "float32", CPU)
    before = score._tagger.model.bert.encoder.layer[0].output.dense
    before.weight = tied = score.layer.weight
    kept = tied.clone()
    score.whole()

    def difference():
        return score.f1() - score.plain_f1()

    settings = {"amplitudes": [3.0], "draws": 4}
    found = probe_module(score.layer, difference, "noise", settings, 1, "tied")["score"]
    assert found.to_pylist() == [0] * 8
    assert before.weight is score.layer.weight is tied
    assert torch.equal(tied, kept)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_precision_of_the_probes_is_held_to_float32(tagger, corpus_folder, precision):
    sentences = read_folder(corpus_folder)["test"]
    found = baselines(tagger, sentences, precision, CPU)
    assert set(found) == {"float32", precision}
    assert all(scores["f1"] > 0.9 for scores in found.values())
    assert all(-0.3 < scores["log_probability"] < 0 for scores in found.values())


def test_a_precision_that_changes_the_score_is_refused(tagger, corpus_folder, monkeypatch):
    sentences = read_folder(corpus_folder)["test"]
    monkeypatch.setattr(measure, "SAME_F1", -1)
    monkeypatch.setattr(measure, "ENTITIES", -1)
    with pytest.raises(DataError, match=r"F1 .* in float32 .*set language.precision: float32"):
        baselines(tagger, sentences, "bfloat16", CPU)


def test_a_layer_is_scored_in_bfloat16_in_parts_as_in_whole(tagger, corpus_folder):
    sentences = read_folder(corpus_folder)["test"]
    score = LayerScore(tagger, sentences, "encoder.layer.2.output.dense", "bfloat16", CPU)
    assert score.whole() > 0.9
    score.layer.weight.mul_(-3)
    assert score.f1() == pytest.approx(score.plain_f1(), abs=0.02)


def test_a_cut_in_the_wrong_place_is_noticed(tagger, corpus_folder, monkeypatch):
    """As of a model whose feed-forward part sees more than the attention."""

    def too_late(model, layer):
        return Cut(model.bert.encoder.layer[2], tuple(model.bert.encoder.layer[:2]))

    monkeypatch.setattr(measure, "find_cut", too_late)
    sentences = read_folder(corpus_folder)["test"]
    score = LayerScore(tagger, sentences, "encoder.layer.2.output.dense", "float32", CPU)
    before = score.layer.weight.clone()
    with pytest.raises(DataError, match="cannot be probed in parts"):
        score.whole()
    assert torch.equal(score.layer.weight, before)


def test_what_fits_is_laid_out(encoder, tagger, corpus_folder):
    corpus = read_folder(corpus_folder)
    for model, train in ((tagger, None), (encoder, corpus["train"])):
        rows = check_fit(model, {"last": "classifier"}, corpus["test"], train)
        assert rows == [{"layer": "last", "path": "classifier", "outputs": 4, "inputs": 16}]


@pytest.mark.parametrize(
    ("test", "train", "told"),
    [
        (("ann", "B-GPE"), None, "labels B-GPE, which the model lacks"),
        (("ann", "B-GPE"), ("ann", "B-PER"), "labels B-GPE, which no training sentence has"),
        (("ann", "O"), ("\u200b", "O"), "train, sentence 1 .*nothing of its word"),
    ],
)
def test_what_does_not_fit_is_told_before_training(tagger, test, train, told):
    sentences = [None if one is None else [Sentence(*((x,) for x in one))] for one in (test, train)]
    with pytest.raises(DataError, match=told):
        check_fit(tagger, {"last": "classifier"}, *sentences)


def test_a_model_in_half_precision_is_computed_in_float32(tagger, tmp_path):
    model, tokenizer = load_tagger(tagger, CPU)
    model.bfloat16().save_pretrained(tmp_path / "half")
    tokenizer.save_pretrained(tmp_path / "half")
    assert load_tagger(tmp_path / "half", CPU)[0].dtype == torch.float32
