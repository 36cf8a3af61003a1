"""Parts of a language model that need not run again, and its layers."""

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    AlbertConfig,
    AutoModelForTokenClassification,
    BertConfig,
    CamembertConfig,
    DebertaV2Config,
    DistilBertConfig,
    ElectraConfig,
    MobileBertConfig,
    MPNetConfig,
    PreTrainedTokenizerFast,
    RobertaConfig,
    XLMRobertaConfig,
)

from taskcomplexity.data.errors import DataError
from taskcomplexity.studies.language import tail as tail_module
from taskcomplexity.studies.language.corpus import Sentence
from taskcomplexity.studies.language.tagger import (
    check_labels,
    find_layer,
    load_tokenizer,
    most_pieces,
)
from taskcomplexity.studies.language.tail import ATTENTION_ENDS, Cut, Tail, find_cut
from taskcomplexity.studies.language.tokens import Batch

SMALL = {"vocab_size": 50, "num_labels": 5}


USUAL = {
    **SMALL,
    "hidden_size": 16,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
    "intermediate_size": 32,
}


CUT = [
    BertConfig(**USUAL),
    CamembertConfig(**USUAL, pad_token_id=0),
    DebertaV2Config(**USUAL, relative_attention=True, pos_att_type=["c2p", "p2c"]),
    DistilBertConfig(**SMALL, dim=16, n_layers=3, n_heads=2, hidden_dim=32),
    ElectraConfig(**USUAL, embedding_size=8),
    MPNetConfig(**USUAL, pad_token_id=0),
    RobertaConfig(**USUAL, pad_token_id=0),
    XLMRobertaConfig(**USUAL, pad_token_id=0),
]


WHOLE = [
    AlbertConfig(**USUAL, embedding_size=8),
    MobileBertConfig(**USUAL, embedding_size=8, intra_bottleneck_size=8, use_bottleneck=True),
]


def new_model(config):
    torch.manual_seed(0)
    model = AutoModelForTokenClassification.from_config(config)
    return model.eval().requires_grad_(requires_grad=False)


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


def test_every_kind_of_model_that_is_cut_is_tested():
    assert {config.model_type for config in CUT} == set(ATTENTION_ENDS)


@pytest.mark.parametrize("config", CUT, ids=lambda config: config.model_type)
def test_the_tail_gives_what_the_whole_model_gives_for_every_layer(config, monkeypatch):
    monkeypatch.setattr(tail_module, "ALONE_AT_ONCE", 7)
    generator = torch.Generator().manual_seed(3)
    several = [batch(5, 7, generator), batch(4, 9, generator)]
    ends = set()
    for name in matrices(new_model(config)):
        model = new_model(config)
        layer = find_layer(model, name)
        tail = Tail(model, several, find_cut(model, layer))
        tail.prepare()
        layer.weight.normal_(generator=generator)
        found = tail.logits()
        for one, logits in zip(several, found, strict=True):
            whole = model(input_ids=one.pieces, attention_mask=one.mask).logits[one.first]
            assert torch.equal(logits.argmax(dim=1), whole.argmax(dim=1)), name
            torch.testing.assert_close(logits, whole.detach(), atol=1e-4, rtol=1e-4)
        ends.add((type(tail.cut.end).__name__, tail.cut.alone))
    assert len(ends) >= 4, "whole, after attention, after a block, pieces alone"


@pytest.mark.parametrize("config", WHOLE, ids=lambda config: config.model_type)
def test_models_of_other_kinds_are_run_as_a_whole(config):
    model = new_model(config)
    for name in matrices(model):
        assert find_cut(model, find_layer(model, name)) == Cut()


@pytest.mark.parametrize(
    ("config", "most"),
    [(CUT[0], 512), (RobertaConfig(**USUAL, max_position_embeddings=514), 512), (WHOLE[0], 512)],
    ids=lambda value: getattr(value, "model_type", ""),
)
def test_how_many_pieces_a_model_takes(config, most):
    model = new_model(config)
    assert most_pieces(model) == most
    model(input_ids=torch.full((1, most), 7))
    with pytest.raises((IndexError, RuntimeError)):
        model(input_ids=torch.full((1, most + 1), 7))


def test_a_layer_that_is_missing_is_named_with_the_nearest():
    model = new_model(CUT[0])
    assert find_layer(model, "encoder.layer.0.output.dense") is find_layer(
        model, "bert.encoder.layer.0.output.dense"
    )
    with pytest.raises(DataError, match=r"no layer 'encoder.layer.0.ouput.dense'.*near are.*enc"):
        find_layer(model, "encoder.layer.0.ouput.dense")
    with pytest.raises(DataError, match="with a matrix of weights"):
        find_layer(model, "encoder.layer.0.output.LayerNorm")


def test_labels_that_the_model_lacks_are_named():
    model = new_model(CUT[0])
    with pytest.raises(DataError, match="labels B-GPE, which the model lacks; it knows LABEL_0"):
        check_labels(model, [Sentence(("Bonn",), ("B-GPE",))])


@pytest.mark.parametrize("prefix", [True, False])
def test_a_tokenizer_that_glues_words_is_refused(tmp_path, prefix):
    """Byte-level pieces tell words by the space before them; not every tokenizer sets it."""
    pieces = {"<unk>": 0, "P": 1, "a": 2, "r": 3, "i": 4, "s": 5, "\u0120": 6}
    backend = Tokenizer(BPE(pieces, [], unk_token="<unk>"))
    backend.pre_tokenizer = ByteLevel(add_prefix_space=prefix)
    PreTrainedTokenizerFast(tokenizer_object=backend).save_pretrained(tmp_path)
    if prefix:
        assert load_tokenizer(tmp_path)
    else:
        with pytest.raises(DataError, match="save it with add_prefix_space=True"):
            load_tokenizer(tmp_path)
