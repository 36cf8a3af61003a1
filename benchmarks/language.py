"""How often a token classifier can be measured while a layer changes, in parts and as a whole.

    python benchmarks/language.py results/language/fine_tuned results/language/corpus.parquet \
        embeddings.position_embeddings classifier
"""

import argparse
import time

from taskcomplexity.devices import open_device
from taskcomplexity.language.corpus import load_sentences
from taskcomplexity.language.measure import LayerScore


def seconds(measure):
    began = time.perf_counter()
    measure()
    return time.perf_counter() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("corpus")
    parser.add_argument("layers", nargs="+")
    parser.add_argument("--sentences", type=int)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    device = open_device(arguments.device, 1)
    sentences = load_sentences(arguments.corpus, "test", arguments.sentences)
    print("| layer | precision | whole, s | from the layer on, s | ratio |")
    print("| --- | --- | ---: | ---: | ---: |")
    for layer in arguments.layers:
        for precision in ("float32", "bfloat16"):
            score = LayerScore(arguments.model, sentences, layer, precision, device)
            score.whole()
            part = min(seconds(score.f1) for _ in range(3))
            whole = min(seconds(score.plain_f1) for _ in range(2))
            print(f"| {layer} | {precision} | {whole:.2f} | {part:.3f} | {whole / part:.1f} |")


if __name__ == "__main__":
    main()
