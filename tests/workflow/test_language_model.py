"""The target `language` on a small model and corpus of the user's own."""

import re
import shutil

import pandas as pd
import pytest
from conftest import edit
from small_language import write_corpus, write_encoder, write_tagger

pytestmark = pytest.mark.workflow

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

# What early layers alone can show.
EARLY_STATEMENTS = [
    "pruning the smallest weights raises F1 with the signs of the early layers",
    "randomization B costs the early layers less than binarization",
    "randomization B costs every layer less than A",
    "flipping every sign of the position embeddings recovers a part of F1",
]

# A change of the config, and the jobs it runs again beside curves, figures and audit.
CHANGES = [
    ("fractions: [0, 0.5, 1]", "fractions: [0, 1]", {"language_probe": 2}),
    (f"first_block_lin1: {FIRST}", "first_block_lin1: null", {"language_layers": 1}),
    (
        f"first_block_lin1: {FIRST}",
        "first_block_lin1: bert.encoder.layer.1.intermediate.dense",
        {"language_layers": 1, "language_kept": 1, "language_probe": 4},
    ),
    (
        "language:\n",
        "language:\n  precision: bfloat16\n",
        {"language_baseline": 1, "language_kept": 2, "language_probe": 8},
    ),
    (
        "language:\n",
        "language:\n  sentences: 9\n",
        {"language_layers": 1, "language_baseline": 1, "language_kept": 2, "language_probe": 8},
    ),
]
PROBES = {"prune", "noise", "flip", "randomize"}


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    """A trained token classifier and sentences, in folders."""
    folder = tmp_path_factory.mktemp("material")
    corpus, encoder = write_corpus(folder / "corpus"), write_encoder(folder / "encoder")
    write_tagger(folder / "tagger", encoder, corpus)
    return folder


@pytest.fixture
def config(material):
    def written(first=FIRST, model=None):
        text = CONFIG.format(folder=material, first=first)
        return text.replace("model: minilm", f"model: {model or material / 'tagger'}")

    return written


def test_a_model_of_ones_own_is_probed_to_the_figures(empty, config, checkout):
    done = empty("--", "language", config=config())
    assert done.returncode == 0, done.stderr[-5000:]
    layers = ["position_embeddings", "first_block_lin1"]
    rows = {"prune": 6, "noise": 12, "flip": 6, "randomize": 16}
    undisturbed = pd.read_parquet(empty.path("language/baseline.parquet"))
    baseline, probability = undisturbed[["f1", "log_probability"]].to_numpy().squeeze()
    assert baseline > 0.9
    assert probability > -0.5
    found = pd.read_parquet(empty.path("language/layers.parquet"))
    assert found["layer"].tolist() == layers
    assert found["outputs"].tolist() == [16, 32]
    for layer in layers:
        for probe, number in rows.items():
            table = pd.read_parquet(empty.path(f"language/{probe}/{layer}.parquet"))
            assert len(table) == number
            if probe != "randomize":
                start = table[(table["level"] == 0) & (table["variant"] == "weights")]
                assert (start["f1"] == baseline).all()
                assert start["log_probability"].to_numpy() == pytest.approx(probability, abs=1e-4)
    for name in ("figures/figure_05.png", "figures/figure_09.pdf", "audit_language.html"):
        assert empty.path(name).stat().st_size > 1000
    audit = pd.read_parquet(empty.path("audit_language.parquet"))
    judged = audit[audit["verdict"] != "not run"]
    assert judged["claim"].tolist() == EARLY_STATEMENTS
    assert judged["ours"].str.contains("points|% at q = 1").all()

    again = empty("--dry-run", "--", "language", config=config())
    assert "Nothing to be done" in again.stdout + again.stderr
    for old, new, expected in CHANGES:
        assert old in config()
        done = empty("--dry-run", "--", "language", config=config().replace(old, new))
        jobs = dict(re.findall(r"^(\w+) +(\d+)$", done.stdout + done.stderr, re.MULTILINE))
        found = {rule: int(number) for rule, number in jobs.items() if rule.startswith("language_")}
        assert found == expected, new
        assert jobs.keys() >= {"layer_curves", "figure_05", "figure_09", "audit_language"}

    entry = f"--snakefile={checkout / 'Snakefile'}"
    edit(checkout / "src/taskcomplexity/studies/tasks")
    done = empty(entry, "--dry-run", "--", "language", config=config())
    assert "Nothing to be done" in done.stdout + done.stderr, "an edit of another study"
    edit(checkout / "src/taskcomplexity/studies/language/figure_09.py")
    done = empty(entry, "--dry-run", "--", "language", config=config())
    jobs = dict(re.findall(r"^(\w+) +(\d+)$", done.stdout + done.stderr, re.MULTILINE))
    assert jobs == {"figure_09": "1", "page_language": "1", "language": "1", "total": "3"}


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
    assert not PROBES & {path.name for path in empty.path("language").iterdir()}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("bob B-PER", "bob B-GPE", "labels B-GPE, which the model lacks; it knows O, B-LOC"),
        ("it O", "it O\n" * 20, r"sentence \d+ .* pieces, and the model takes 16; cut it in two"),
        ("it O", "it", r"line \d+: expected a word and, last, its label"),
    ],
)
def test_a_corpus_that_does_not_fit_is_told_before_probing(
    empty, config, material, tmp_path, old, new, told
):
    corpus = shutil.copytree(material / "corpus", tmp_path / "corpus")
    text = (corpus / "test.txt").read_text()
    assert old in text
    (corpus / "test.txt").write_text(text.replace(old, new))
    own = config().replace(str(material / "corpus"), str(corpus))
    done = empty("--", "language", config=own)
    assert done.returncode != 0
    assert re.search(told, done.stderr), done.stderr[-3000:]
    assert not PROBES & {path.name for path in empty.path("language").glob("*")}


def test_a_model_cut_short_is_made_again_as_a_whole(empty, config):
    target = "results/language/fetched"
    assert empty("--", target, config=config()).returncode == 0
    weights = empty.path("language/fetched/model.safetensors")
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-100])
    done = empty("--", target, config=config())
    assert done.returncode == 0, done.stderr[-3000:]
    assert "fetched is damaged. A run makes it again" in done.stderr
    assert "fetched is set aside as fetched.damaged" in done.stderr
    assert weights.read_bytes() == whole


def test_levels_out_of_range_are_told_before_any_job(empty, config):
    wrong = config().replace("fractions: [0, 0.5, 1]", "fractions: [0, 1.5]")
    done = empty("--dry-run", "--", "language", config=wrong)
    assert done.returncode != 0
    assert "language.probes.flip.fractions" in done.stdout + done.stderr
