"""From files of weights and a probe to a table of scores."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import torch

from taskcomplexity.data.images import Images
from taskcomplexity.data.samples import pick_task
from taskcomplexity.models.block import Block
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.models.scaling import SCALINGS
from taskcomplexity.models.storage import load_ensembles, stored_blocks
from taskcomplexity.probes.drive import Disturbed, disturb_ensemble
from taskcomplexity.probes.probe import Probe
from taskcomplexity.progress import Progress

SCORES = ("accuracy", "balanced_accuracy")


def probe_files(
    probe: Probe,
    paths: Sequence[str | Path],
    images: Images,
    sweeps: Sequence[Mapping[str, Any]],
    root_seed: int,
    device: torch.device,
) -> pa.Table:
    """Apply the sweeps of a probe to the models of several files.

    Parameters
    ----------
    probe
        Which.
    paths
        The files of weights.
    images
        The dataset that the models were trained on; its test samples are used.
    sweeps
        Settings of each sweep, and under ``seeds`` the first and the last seed it is for.
    root_seed
        Root of the random streams.
    device
        Where to compute.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.PROBE_COLUMNS`.
    """
    tables = []
    sweeps = [(settings["seeds"], without_seeds(settings)) for settings in sweeps]
    steps = [len(probe.steps(settings)) for _, settings in sweeps]
    blocks = sum(len(stored_blocks(path)) for path in paths)
    progress = Progress(probe.name.capitalize(), blocks * sum(steps), "measurements")
    for ensemble, block in chain.from_iterable(load_ensembles(path, device) for path in paths):
        test = pick_task(images, block.classes, device).test
        evaluation = Evaluation(test, len(block.classes), SCALINGS[block.scaling])
        for ((first, last), settings), number in zip(sweeps, steps, strict=True):
            chosen = slice(
                max(first - block.seeds[0], 0), min(last, block.seeds[-1]) - block.seeds[0] + 1
            )
            if chosen.start < chosen.stop:
                some, of = ensemble[chosen], block[chosen]
                disturbed = disturb_ensemble(probe, some, of, settings, root_seed)
                tables.append(measure(probe, _telling(disturbed, progress), of, evaluation))
            else:
                progress.advance(number)
    return pa.concat_tables(tables)


def without_seeds(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a sweep but for the seeds that it is for."""
    return {key: value for key, value in settings.items() if key != "seeds"}


def _telling(disturbed: Iterable[Disturbed], progress: Progress) -> Iterator[Disturbed]:
    for one in disturbed:
        yield one
        progress.advance()


def measure(
    probe: Probe, disturbed: Iterable[Disturbed], block: Block, evaluation: Evaluation
) -> pa.Table:
    """Score every disturbed model on the test samples, with its weights and with their signs.

    Parameters
    ----------
    probe
        Which.
    disturbed
        The ensembles; they are taken one at a time.
    block
        Which models they hold.
    evaluation
        The test samples.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.PROBE_COLUMNS` and what columns the probe adds, a row per
        kind, level, draw, variant and model. The signs are taken after the disturbance. A model
        that the probe could not be applied to has NaN for its scores.

    Raises
    ------
    ValueError
        When there is nothing to measure.
    """
    variants = {"weights": evaluation.scores, "signs": evaluation.signed_scores}
    about, measured, further = [], {name: [] for name in SCORES}, {}
    for one in disturbed:
        for variant, scores in variants.items():
            about.append((one.step.kind, one.step.level, one.step.draw, variant))
            found = scores(one.ensemble)
            for name, values in measured.items():
                score = getattr(found, name).numpy()
                values.append(score if one.undone is None else np.where(one.undone, np.nan, score))
            for column, values in one.columns.items():
                further.setdefault(column, []).append(values)
    if not about:
        raise ValueError(f"{probe.name}: nothing to measure, the sweep yields no level")
    models = len(block.seeds)
    kinds, levels, draws, names = (
        [value for value in column for _ in range(models)] for column in zip(*about, strict=True)
    )
    return pa.table(
        {
            **block.columns(len(about)),
            "probe": [probe.name] * len(kinds),
            "kind": kinds,
            "level": pa.array(levels, pa.float64()),
            "draw": draws,
            "variant": names,
            "accuracy": np.concatenate(measured["accuracy"]),
            "chance": [evaluation.chance] * len(kinds),
            "balanced_accuracy": np.concatenate(measured["balanced_accuracy"]),
            **{column: np.concatenate(values) for column, values in further.items()},
        }
    )
