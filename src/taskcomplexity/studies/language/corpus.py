"""Sentences with a label per word, as of CoNLL-2003."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from taskcomplexity.data.errors import DataError
from taskcomplexity.studies.language.listing import split_files
from taskcomplexity.tables import read_table

CORPUS_COLUMNS = ("split", "sentence", "word", "label")
DOCUMENT = "-DOCSTART-"


@dataclass(frozen=True)
class Sentence:
    """Words and the label of each, such as ``B-PER``, ``I-PER`` or ``O``."""

    words: tuple[str, ...]
    labels: tuple[str, ...]


def is_label(text: str) -> bool:
    """Tell whether a text is a label of named entities: O, or B- or I- and the name of a kind."""
    return re.fullmatch(r"O|[BI]-\S+", text) is not None


def labels_of(sentences: Iterable[Sentence]) -> set[str]:
    """Return the labels that occur in sentences."""
    return {label for one in sentences for label in one.labels}


def parse_columns(lines: Iterable[str], source: str) -> Iterator[Sentence]:
    """Read sentences in columns: a word per line, its label last, an empty line in between.

    Columns end at blanks and tabs alone: other white space, such as a no-break space in
    ``100 000``, is part of a word.

    Raises
    ------
    DataError
        When a line has a single column or a label is none of named entities.
    """
    words, labels = [], []
    for number, line in enumerate([*lines, ""], start=1):
        columns = re.findall(r"[^ \t\r\n]+", line)
        if columns and columns[0] != DOCUMENT:
            if len(columns) == 1 or not is_label(columns[-1]):
                raise DataError(
                    f"{source}, line {number}: expected a word and, last, its label O, B-… or "
                    f"I-…, found {' '.join(columns)!r}"
                )
            words.append(columns[0])
            labels.append(columns[-1])
        elif words:
            yield Sentence(tuple(words), tuple(labels))
            words, labels = [], []


def read_folder(folder: Path) -> dict[str, list[Sentence]]:
    """Read train and test from a folder of column files named after them.

    Training sentences may be missing: only a model that is trained here needs them.

    Raises
    ------
    DataError
        When there is no test file, a file appears twice, is no UTF-8 or holds no sentence.
    """
    corpus = {}
    for split, found in split_files(folder).items():
        if not found and split == "train":
            continue
        if len(found) != 1:
            names = ", ".join(path.name for path in found) or "none"
            raise DataError(
                f"{folder}: expected one file of columns whose name begins with {split}, found "
                f"{names}"
            )
        try:
            text = found[0].read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise DataError(f"{found[0]}: is no text in UTF-8 ({error.reason})") from error
        corpus[split] = list(parse_columns(text.split("\n"), str(found[0])))
        if not corpus[split]:
            raise DataError(f"{found[0]}: holds no sentence")
    return corpus


def corpus_table(corpus: dict[str, list[Sentence]]) -> pa.Table:
    """Lay out a corpus, a row per word."""
    rows = [
        (split, number, word, label)
        for split, sentences in corpus.items()
        for number, sentence in enumerate(sentences)
        for word, label in zip(sentence.words, sentence.labels, strict=True)
    ]
    return pa.table(dict(zip(CORPUS_COLUMNS, map(list, zip(*rows, strict=True)), strict=True)))


def load_sentences(path: str | Path, split: str, first: int | None = None) -> list[Sentence]:
    """Read one split of a corpus from its table, all of it or the first sentences.

    Raises
    ------
    DataError
        When the corpus has no such split.
    """
    rows = zip(
        *(read_table(path, CORPUS_COLUMNS)[name].to_pylist() for name in CORPUS_COLUMNS),
        strict=True,
    )
    of_split = ((number, word, label) for name, number, word, label in rows if name == split)
    sentences = []
    for _, words in groupby(of_split, key=lambda row: row[0]):
        _, texts, labels = zip(*words, strict=True)
        sentences.append(Sentence(texts, labels))
    if not sentences:
        raise DataError(f"{path}: the corpus has no sentences for {split!r}")
    return sentences[:first]
