"""Every stage of the workflow against the peak of the processor and against plain PyTorch.

One thread, as a job has. Prints a JSON object; run.py starts it with the variables that the
workflow gives its jobs.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import plain
from peak import peaks
from timing import fastest

from taskcomplexity.data.samples import pick_task
from taskcomplexity.data.stored import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.distances.ssim import structural_similarity
from taskcomplexity.models.block import Block
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.models.scaling import SIGNED
from taskcomplexity.probes.drive import disturb_ensemble
from taskcomplexity.probes.probe import KINDS, PROBES
from taskcomplexity.training.blank import BlankInputs
from taskcomplexity.training.train import Settings, initial_ensemble, train

CLASSES = (7, 9)
WIDTHS = (32, 64, 128)
MODELS = {32: 40, 64: 20, 128: 10}
EPOCHS = 10
LEVELS = [round(1 - step / 20, 2) for step in range(20)]
SSIM_PAIRS = 2000
PLAIN_LEVELS = 4
PLAIN_SSIM_PAIRS = 100
ROOT_SEED = 1


@dataclass(frozen=True)
class Row:
    """A line of the table: what one unit of a stage takes.

    Attributes
    ----------
    stage, unit
        What is measured, and of what one is counted.
    seconds
        Of one unit.
    operations
        Multiplications and additions of matrix products that one unit must do.
    plain_seconds
        Of one unit in plain PyTorch.
    parts
        Of probes, the seconds of one unit for the disturbance, the weights and the signs; half
        of the operations are the weights' and half the signs'.
    """

    stage: str
    unit: str
    seconds: float
    operations: float
    plain_seconds: float
    parts: dict[str, float] | None = None


class Timed(Evaluation):
    """An evaluation that adds up the time it takes, by variant."""

    def __init__(self, test):
        super().__init__(test)
        self.seconds = dict.fromkeys(("weights", "signs"), 0.0)

    def scores(self, ensemble):
        return self._add("weights", super().scores, ensemble)

    def signed_scores(self, ensemble):
        return self._add("signs", super().signed_scores, ensemble)

    def _add(self, variant, measure, ensemble):
        began = time.perf_counter()
        found = measure(ensemble)
        self.seconds[variant] += time.perf_counter() - began
        return found


def block(hidden, models):
    return Block("mnist", CLASSES, (hidden,), tuple(range(models)), "hard", "hard")


def scaled(samples):
    """Samples as plain code takes them: inputs and labels on the CPU."""
    return SIGNED.floats(samples.values).cpu(), samples.labels.cpu()


def training(task, hidden, models, epochs=EPOCHS):
    settings = Settings(epochs, 128, 0.01, "relu", "last")
    return train(block(hidden, models), task, settings, ROOT_SEED)


def training_rows(task):
    x, y = scaled(task.train)
    untrained = initial_ensemble(block(8, 1), x.shape[1], "relu", ROOT_SEED)
    untrained = untrained.map(lambda _, stack: stack.to(task.train.values.device))
    used = int(BlankInputs(task.train, untrained, SIGNED).used.sum())
    for hidden in WIDTHS:
        training(task, hidden, MODELS[hidden], epochs=1)
        seconds = fastest(lambda hidden=hidden: training(task, hidden, MODELS[hidden]))
        alone = fastest(
            lambda hidden=hidden: plain.train(plain.network(hidden, x.shape[1]), x, y, EPOCHS), 1
        )
        products = 2 * 2 * hidden * used * len(x) * EPOCHS
        tests = 2 * hidden * x.shape[1] * len(task.test) * EPOCHS
        yield Row(
            f"training, d = {hidden}",
            "model",
            seconds / MODELS[hidden],
            products + tests,
            alone,
        )


def sweeps():
    """Each sweep: its name, its probe, the settings, and the plain changes."""
    levels = LEVELS[:PLAIN_LEVELS]
    yield (
        "pruning",
        "prune",
        {"selections": ["smallest"], "kept": LEVELS},
        [lambda w, level=level: plain.prune(w, level) for level in levels],
    )
    yield (
        "noise",
        "noise",
        {"amplitudes": LEVELS, "draws": 1},
        [lambda w, level=level: plain.add_noise(w, level) for level in levels],
    )
    yield (
        "sign flips",
        "flip",
        {"selections": ["smallest"], "fractions": LEVELS},
        [lambda w, level=level: plain.flip(w, level) for level in levels],
    )
    rng = np.random.default_rng(0)
    for kind in KINDS:
        yield (
            f"randomization {kind}",
            "randomize",
            {"kinds": [kind], "kept": LEVELS if kind != "G" else [1], "draws": 1},
            [lambda w, kind=kind: plain.randomize(w, kind, rng)],
        )


def probe_rows(task, hidden, device):
    """A row for each probe."""
    models = block(hidden, MODELS[hidden])
    ensemble = training(task, hidden, MODELS[hidden], epochs=1).ensemble
    inputs = task.test.values.shape[1]
    operations = 2 * inputs * hidden * len(task.test)
    x, y = scaled(task.test)
    alone = plain.network(hidden, inputs)
    for layer, ours in zip((alone[0], alone[2]), ensemble.layers, strict=True):
        layer.weight.data, layer.bias.data = ours.weight[0].cpu(), ours.bias[0].cpu()
    for name, probe, settings, changes in sweeps():

        def run(evaluation, probe=probe, settings=settings):
            count = 0
            for one in disturb_ensemble(PROBES[probe], ensemble, models, settings, ROOT_SEED):
                evaluation.scores(one.ensemble)
                evaluation.signed_scores(one.ensemble)
                count += len(one.ensemble)
            return count

        run(Timed(task.test))
        evaluation = Timed(task.test)
        began = time.perf_counter()
        count = run(evaluation)
        seconds = time.perf_counter() - began

        def run_plain(changes=changes):
            for change in changes:
                plain.both_accuracies(plain.disturbed(alone, change), x, y)

        plainly = fastest(run_plain, 1) / len(changes)
        parts = {
            "disturbing": seconds - sum(evaluation.seconds.values()),
            **evaluation.seconds,
        }
        yield Row(
            f"{name}, d = {hidden}",
            "model and level",
            seconds / count,
            2 * operations,
            plainly,
            {part: spent / count for part, spent in parts.items()},
        )


def distance_row(images):
    first, second = (images.of_class(label)[:SSIM_PAIRS] / 127.5 - 1 for label in CLASSES)
    structural_similarity(first, second)
    seconds = fastest(lambda: structural_similarity(first, second)) / SSIM_PAIRS
    few = slice(PLAIN_SSIM_PAIRS)
    alone = fastest(lambda: plain.ssim_distances(first[few], second[few]), 1) / PLAIN_SSIM_PAIRS
    return Row("SSIM", "pair of images", seconds, 0, alone)


def growth(images, task, device):
    """Seconds at three sizes each of seeds, levels and pairs."""
    training(task, 64, 10, epochs=1)
    ensemble = training(task, 64, 10, epochs=1).ensemble
    evaluation = Evaluation(task.test)

    def levels(number):
        settings = {"amplitudes": [0.01] * number}
        disturbed = disturb_ensemble(PROBES["noise"], ensemble, block(64, 10), settings, ROOT_SEED)
        for one in disturbed:
            evaluation.scores(one.ensemble)
            evaluation.signed_scores(one.ensemble)

    def pairs(number):
        for other in range(number):
            training(pick_task(images, (other, 9), device), 64, 5, epochs=2)

    sizes = {
        "seeds": (lambda number: training(task, 64, number, epochs=2), (10, 20, 40)),
        "levels": (levels, (20, 40, 80)),
        "pairs": (pairs, (2, 4, 8)),
    }
    return [
        {"grows with": name, "size": size, "seconds": fastest(lambda c=compute, s=size: c(s))}
        for name, (compute, several) in sizes.items()
        for size in several
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", type=Path, help="MNIST as the workflow keeps it")
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    device = open_device(arguments.device, 1)
    images = load_images(arguments.images)
    task = pick_task(images, CLASSES, device)
    found = peaks(device)
    rows = [
        *training_rows(task),
        *(row for hidden in WIDTHS for row in probe_rows(task, hidden, device)),
        distance_row(images),
    ]
    print(
        json.dumps(
            {
                "peaks": found,
                "stages": [asdict(row) for row in rows],
                "growth": growth(images, task, device),
            }
        )
    )


if __name__ == "__main__":
    main()
