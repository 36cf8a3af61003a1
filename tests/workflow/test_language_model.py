"""The target `language` on a small model and corpus of the user's own."""

import re

import pandas as pd
import pytest
import torch

pytestmark = pytest.mark.workflow

WORDS = ["ann", "bob", "rome", "oslo", "saw", "it"]
CONFIG = """
language:
  model: minilm
  corpus: {folder}/corpus
  layers:
    position_embeddings: bert.embeddings.position_embeddings
    first_block_lin1: {first}
    first_block_lin2: null
    last_block_lin1: null
    last_block_lin2: null
    classifier: null
  probes:
    prune: {{kept: [1, 0.5, 0.1]}}
    noise: {{amplitudes: [0, 0.1, 1], draws: 2}}
    flip: {{fractions: [0, 0.5, 1]}}
    randomize: {{kept: [1, 0.5], draws: 2}}
"""
FIRST = "bert.encoder.layer.0.intermediate.dense"


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    """A trained token classifier and sentences, in folders."""
    from transformers import BertConfig, BertModel, BertTokenizerFast

    from taskcomplexity.language.corpus import read_folder
    from taskcomplexity.language.finetune import FineTuning, fine_tune

    folder = tmp_path_factory.mktemp("material")
    (folder / "corpus").mkdir()
    for split, number in (("train", 60), ("valid", 6), ("test", 20)):
        lines = []
        for at in range(number):
            who, where = WORDS[at % 2], WORDS[2 + at // 2 % 2]
            lines += [f"{who} B-PER", "saw O", f"{where} B-LOC", ""]
            lines += ["it O", "saw O", f"{where} B-LOC", f"{where} I-LOC", ""]
        (folder / f"corpus/{split}.txt").write_text("\n".join(lines))
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    (folder / "vocab.txt").write_text("\n".join([*special, *WORDS]))
    encoder = folder / "encoder"
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(encoder)
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    small = BertConfig(vocab_size=11, intermediate_size=32, max_position_embeddings=16, **sizes)
    BertModel(small).save_pretrained(encoder)
    model, tokenizer, _ = fine_tune(
        encoder,
        read_folder(folder / "corpus")["train"],
        FineTuning(epochs=6, batch_size=4, learning_rate=5e-3, warmup_steps=5),
        1,
        torch.device("cpu"),
    )
    model.save_pretrained(folder / "tagger")
    tokenizer.save_pretrained(folder / "tagger")
    return folder


@pytest.fixture
def config(material):
    def written(first=FIRST, model=None):
        text = CONFIG.format(folder=material, first=first)
        return text.replace("model: minilm", f"model: {model or material / 'tagger'}")

    return written


def test_a_model_of_ones_own_is_probed_to_the_figures(empty, config):
    done = empty("--", "language", config=config())
    assert done.returncode == 0, done.stderr[-5000:]
    layers = ["position_embeddings", "first_block_lin1"]
    rows = {"prune": 6, "noise": 12, "flip": 6, "randomize": 16}
    for layer in layers:
        baseline = pd.read_parquet(empty.path(f"language/kept/{layer}.parquet"))["f1"].item()
        assert baseline > 0.9
        for probe, number in rows.items():
            table = pd.read_parquet(empty.path(f"language/{probe}/{layer}.parquet"))
            assert len(table) == number
            if probe != "randomize":
                start = table[(table["level"] == 0) & (table["variant"] == "weights")]
                assert (start["f1"] == baseline).all()
    for name in ("figures/figure_05.png", "figures/figure_09.pdf", "audit_language.html"):
        assert empty.path(name).stat().st_size > 1000
    audit = pd.read_parquet(empty.path("audit_language.parquet"))
    assert set(audit["verdict"][:7]) <= {"reproduced", "not reproduced"}
    assert set(audit["verdict"][7:]) == {"not run"}

    again = empty("--dry-run", "--", "language", config=config())
    assert "Nothing to be done" in again.stdout + again.stderr
    changed = config().replace("fractions: [0, 0.5, 1]", "fractions: [0, 1]")
    done = empty("--dry-run", "--", "language", config=changed)
    planned = done.stdout + done.stderr
    jobs = dict(re.findall(r"^(\w+) +(\d+)$", planned, re.MULTILINE))
    assert jobs["language_probe"] == "2"
    assert "language_kept" not in jobs


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("bert.encoder.layer.0.intermediate.dens", "near are .*intermediate.dense"),
        ("bert.encoder.layer.7.output.dense", "the model has no layer"),
    ],
)
def test_a_layer_that_the_model_lacks_is_told_before_probing(empty, config, first, told):
    done = empty("--", "language", config=config(first=first))
    assert done.returncode != 0
    assert re.search(told, done.stderr)
    assert not list(empty.path("language").glob("*/first_block_lin1.parquet"))


def test_levels_out_of_range_are_told_before_any_job(empty, config):
    wrong = config().replace("fractions: [0, 0.5, 1]", "fractions: [0, 1.5]")
    done = empty("--dry-run", "--", "language", config=wrong)
    assert done.returncode != 0
    assert "language.probes.flip.fractions" in done.stdout + done.stderr
