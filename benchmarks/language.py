"""How often a token classifier can be measured while a layer changes: plainly, and as we do it.

    snakemake --cores all language --configfile config/registries.yaml
    python benchmarks/language.py --configfile config/registries.yaml

Evaluations of the test sentences in a second, one thread. Plainly means the whole model, on batches
of 32 sentences in the order of the corpus, and F1 by seqeval. The columns behind are in the
precision of the config: the whole model on our batches, what follows the layer, and the ratio to
plainly in float32.
"""

import argparse
from functools import partial
from pathlib import Path

import torch
import yaml
from seqeval.metrics import f1_score
from snakemake.utils import update_config
from timing import fastest

from taskcomplexity.devices import open_device
from taskcomplexity.studies.language.corpus import load_sentences
from taskcomplexity.studies.language.measure import LayerScore
from taskcomplexity.studies.language.plan import Plan
from taskcomplexity.studies.language.tagger import load_tagger

ROOT = Path(__file__).resolve().parents[1]
SENTENCES_AT_ONCE = 32


def plain_f1(model, tokenizer, sentences, precision):
    """Measure F1 as one would write it down."""
    predicted = []
    device = next(model.parameters()).device
    for begin in range(0, len(sentences), SENTENCES_AT_ONCE):
        words = [list(one.words) for one in sentences[begin : begin + SENTENCES_AT_ONCE]]
        encoded = tokenizer(words, is_split_into_words=True, padding=True, return_tensors="pt")
        half = torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16")
        with torch.inference_mode(), half:
            classes = model(**encoded.to(device)).logits.argmax(dim=2).tolist()
        for row, found in enumerate(classes):
            labels = {}
            for word, one in zip(encoded.word_ids(row), found, strict=True):
                if word is not None:
                    labels.setdefault(word, model.config.id2label[one])
            predicted.append([labels[word] for word in sorted(labels)])
    return f1_score([list(one.labels) for one in sentences], predicted)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--configfile", default=ROOT / "config/registries.yaml")
    parser.add_argument("--results", default="results", type=Path)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    update_config(config, yaml.safe_load(Path(arguments.configfile).read_text()))
    language = Plan(config, {})
    folder = arguments.results / Path(language.probed_model).relative_to("results")
    corpus = arguments.results / "language/corpus.parquet"
    sentences = load_sentences(corpus, "test", language.sentences)
    device = open_device(arguments.device, 1)
    model, tokenizer = load_tagger(folder, device)
    plainly, half = (
        1 / fastest(partial(plain_f1, model, tokenizer, sentences, precision))
        for precision in ("float32", "bfloat16")
    )
    print("| layer | plainly | plainly, bfloat16 | whole | from the layer on | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, path in language.layers.items():
        score = LayerScore(folder, sentences, path, language.precision, device)
        score.whole()
        whole, part = 1 / fastest(score.plain_f1), 1 / fastest(score.f1, 3)
        found = (f"{one:.3g}" for one in (plainly, half, whole, part, part / plainly))
        print(f"| {name.replace('_', ' ')} | {' | '.join(found)} |", flush=True)


if __name__ == "__main__":
    main()
