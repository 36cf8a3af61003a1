"""From a file of weights and a probe to a table of scores."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import torch

from taskcomplexity.data.images import Images
from taskcomplexity.models.block import Block
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.models.storage import load_ensemble
from taskcomplexity.probes.disturbed import Disturbed, measurements
from taskcomplexity.progress import Progress
from taskcomplexity.training.task import pair_task

SCORES = ("accuracy", "balanced_accuracy")


def probe_files(
    probe: str,
    sweep: Callable[..., Iterator[Disturbed]],
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
        Name of the probe.
    sweep
        Its function from an ensemble to disturbed ensembles, called as
        ``sweep(ensemble, block, root_seed=…, **settings)``.
    paths
        The files of weights.
    images
        The dataset that the models were trained on; its test images are used.
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
    steps = [measurements(settings) for settings in sweeps]
    progress = Progress(probe.capitalize(), len(paths) * sum(steps), "measurements")
    for path in paths:
        ensemble, block = load_ensemble(path, device)
        evaluation = Evaluation(pair_task(images, block.class_a, block.class_b, device).test)
        for settings, number in zip(sweeps, steps, strict=True):
            first, last = settings["seeds"]
            others = {key: value for key, value in settings.items() if key != "seeds"}
            chosen = slice(
                max(first - block.seeds[0], 0), min(last, block.seeds[-1]) - block.seeds[0] + 1
            )
            if chosen.start < chosen.stop:
                some, of = ensemble[chosen], block[chosen]
                disturbed = sweep(some, of, root_seed=root_seed, **others)
                told = _telling(disturbed, progress)
                tables.append(measure(probe, told, of, evaluation))
            else:
                progress.advance(number)
    return pa.concat_tables(tables)


def _telling(disturbed: Iterable[Disturbed], progress: Progress) -> Iterator[Disturbed]:
    for one in disturbed:
        yield one
        progress.advance()


def measure(
    probe: str, disturbed: Iterable[Disturbed], block: Block, evaluation: Evaluation
) -> pa.Table:
    """Score every disturbed model on the test images, with its weights and with their signs.

    Parameters
    ----------
    probe
        Name of the probe.
    disturbed
        The ensembles; they are taken one at a time.
    block
        Which models they hold.
    evaluation
        The test images.

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
            about.append((one.kind, one.level, one.draw, variant))
            found = scores(one.ensemble)
            for name, values in measured.items():
                score = getattr(found, name).numpy()
                values.append(score if one.undone is None else np.where(one.undone, np.nan, score))
            for column, values in one.columns.items():
                further.setdefault(column, []).append(values)
    if not about:
        raise ValueError(f"{probe}: nothing to measure, the sweep yields no level")
    models = len(block.seeds)
    kinds, levels, draws, names = (
        [value for value in column for _ in range(models)] for column in zip(*about, strict=True)
    )
    return pa.table(
        {
            **block.columns(len(about)),
            "probe": [probe] * len(kinds),
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
