"""Sentences as batches of pieces of words."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from taskcomplexity.data.errors import DataError
from taskcomplexity.studies.language.corpus import Sentence

PIECES_AT_ONCE = 4096
IGNORED = -100


@dataclass(frozen=True)
class Batch:
    """Sentences of about one length.

    Attributes
    ----------
    sentences
        int64, shape (sentences,): where they stand in the corpus.
    pieces, mask
        int64, shape (sentences, pieces): the ids, and 1 where there is one.
    first
        bool, of the same shape: the first piece of each word that carries the word's label.
    """

    sentences: Tensor
    pieces: Tensor
    mask: Tensor
    first: Tensor


def batches(
    sentences: Sequence[Sentence],
    tokenizer,
    longest: int | None,
    sentences_at_once: int | None = None,
) -> list[Batch]:
    """Cut sentences into pieces and sort them by length, so that little is padded.

    Parameters
    ----------
    sentences
        With their words.
    tokenizer
        A fast tokenizer of transformers.
    longest
        The most pieces that the model takes; None for any number.
    sentences_at_once
        How many sentences a batch has; as many as :data:`PIECES_AT_ONCE` allows where nothing is
        given.

    Raises
    ------
    DataError
        When a sentence has more pieces than the model takes, or a word has none.
    """
    encoded = tokenizer([list(one.words) for one in sentences], is_split_into_words=True)
    lengths = [len(pieces) for pieces in encoded["input_ids"]]
    if longest is not None and max(lengths) > longest:
        at = lengths.index(max(lengths))
        raise DataError(
            f"{_told(sentences[at], at)} has {lengths[at]} pieces, and the model takes {longest}; "
            "cut it in two"
        )
    for at, one in enumerate(sentences):
        if lost := set(range(len(one.words))) - set(encoded.word_ids(at)):
            raise DataError(
                f"{_told(one, at)}: the tokenizer makes nothing of its word "
                f"{one.words[min(lost)]!r}; take the word out"
            )
    # Where there is no piece to pad with any will do: the mask hides it.
    padding = tokenizer.pad_token_id or 0
    order = sorted(range(len(sentences)), key=lambda at: (lengths[at], at))
    found, chosen = [], []
    for at in order:
        full = (len(chosen) + 1) * lengths[at] > PIECES_AT_ONCE
        if sentences_at_once is not None:
            full = len(chosen) == sentences_at_once
        if chosen and full:
            found.append(_batch(chosen, encoded, padding))
            chosen = []
        chosen.append(at)
    found.append(_batch(chosen, encoded, padding))
    return found


def _told(sentence: Sentence, at: int) -> str:
    return f"sentence {at + 1} ({' '.join(sentence.words)[:40]}…)"


def _batch(chosen: list[int], encoded, padding: int) -> Batch:
    width = max(len(encoded["input_ids"][at]) for at in chosen)
    pieces = torch.full((len(chosen), width), padding)
    mask, first = torch.zeros_like(pieces), torch.zeros_like(pieces, dtype=torch.bool)
    for row, at in enumerate(chosen):
        ids, words = encoded["input_ids"][at], encoded.word_ids(at)
        pieces[row, : len(ids)] = torch.tensor(ids)
        mask[row, : len(ids)] = 1
        before = [None, *words[:-1]]
        first[row, : len(ids)] = torch.tensor(
            [word is not None and word != last for word, last in zip(words, before, strict=True)]
        )
    return Batch(torch.tensor(chosen), pieces, mask, first)


def in_sentences(
    classes: Sequence[Tensor], all_batches: Sequence[Batch], names: Sequence[str]
) -> list[list[str]]:
    """Lay out the classes of labelled pieces, batch by batch, as labels by sentence.

    Parameters
    ----------
    classes
        Of each batch, int64, shape (labelled pieces,), in the order of `first`.
    all_batches
        The batches.
    names
        The label of each class.
    """
    labels: dict[int, list[str]] = {}
    for found, batch in zip(classes, all_batches, strict=True):
        parts = found.cpu().split(batch.first.sum(dim=1).tolist())
        for at, part in zip(batch.sentences.tolist(), parts, strict=True):
            labels[at] = [names[one] for one in part.tolist()]
    return [labels[at] for at in range(len(labels))]


def by_batch(labels: Sequence[Sequence[str]], all_batches: Sequence[Batch]) -> list[str]:
    """Lay out labels by sentence as one list, in the order of the labelled pieces of batches."""
    return [
        label for batch in all_batches for at in batch.sentences.tolist() for label in labels[at]
    ]
