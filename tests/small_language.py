"""A corpus of few words and a small language model that learns it."""

import torch
from transformers import BertConfig, BertModel, BertTokenizerFast

from taskcomplexity.studies.language.corpus import read_folder
from taskcomplexity.studies.language.finetune import FineTuning, fine_tune

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
# Two of the words have two pieces.
PIECES = ["ann", "bo", "##b", "ro", "##me", "oslo", "saw", "it"]
SIZES = {
    "vocab_size": len(SPECIAL) + len(PIECES),
    "hidden_size": 16,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 16,
}


def write_corpus(folder):
    """Write files of columns; a model that works labels all of it."""
    folder.mkdir()
    names = ["ann", "bob", "rome", "oslo"]
    for split, number in (("train", 60), ("test", 12)):
        lines = []
        for at in range(number):
            who, where = names[at % 2], names[2 + at // 2 % 2]
            lines += [f"{who} B-PER", f"{who} I-PER", "saw O", f"{where} B-LOC", ""]
            lines += ["it O", "saw O", f"{where} B-LOC", ""] if at % 3 else []
        (folder / f"{split}.txt").write_text("\n".join(lines))
    return folder


def write_encoder(folder):
    """Write an untrained encoder with its tokenizer."""
    folder.mkdir()
    vocabulary = folder / "words.txt"
    vocabulary.write_text("\n".join([*SPECIAL, *PIECES]))
    BertTokenizerFast(vocab=str(vocabulary)).save_pretrained(folder)
    torch.manual_seed(0)
    BertModel(BertConfig(**SIZES)).save_pretrained(folder)
    return folder


def write_tagger(folder, encoder, corpus):
    """Train the encoder on the corpus and write it."""
    settings = FineTuning(epochs=6, batch_size=4, learning_rate=5e-3, warmup_steps=5)
    sentences = read_folder(corpus)["train"]
    model, tokenizer, losses = fine_tune(encoder, sentences, settings, 1, torch.device("cpu"))
    assert losses[-1] < losses[0] / 3
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
