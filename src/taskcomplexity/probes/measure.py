"""From files of weights and a probe to a table of scores."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import torch

from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.samples import pick_task
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.models.evaluation import ZERO, Evaluation
from taskcomplexity.models.storage import load_ensembles, stored_blocks
from taskcomplexity.probes.drive import Disturbed, disturb_ensemble, is_of_layer
from taskcomplexity.probes.probe import Probe
from taskcomplexity.progress import Progress
from taskcomplexity.scores.answers import SCORES, Scores


def probe_files(
    probe: Probe,
    paths: Sequence[str | Path],
    data: Labelled,
    sweeps: Sequence[Mapping[str, Any]],
    root_seed: int,
    device: torch.device,
    *,
    each_layer: bool = False,
    threshold: str = ZERO,
) -> pa.Table:
    """Apply the sweeps of a probe to the models of several files.

    Parameters
    ----------
    probe
        Which.
    paths
        The files of weights.
    data
        The dataset that the models were trained on; its test samples are used.
    sweeps
        Settings of each sweep, and under ``seeds`` the first and the last seed it is for.
    root_seed
        Root of the random streams.
    device
        Where to compute.
    each_layer
        Whether one layer at a time is disturbed, all in turn; else all at once.
    threshold
        Where models of two classes tell them apart, see
        :class:`taskcomplexity.models.evaluation.Evaluation`.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.PROBE_COLUMNS`; with `each_layer` a further column ``layer``,
        counted from the inputs, from 1.
    """
    tables = []
    sweeps = [(settings["seeds"], without_seeds(settings)) for settings in sweeps]
    steps = [len(probe.steps(settings)) for _, settings in sweeps]
    blocks = [block for path in paths for block in stored_blocks(path)]
    times = sum(len(_layers(block, each_layer)) for block in blocks)
    progress = Progress(probe.name.capitalize(), times * sum(steps), "measurements")
    for ensemble, block in chain.from_iterable(load_ensembles(path, device) for path in paths):
        task = pick_task(data, block.classes, device)
        evaluation = Evaluation.of(task, block.scaling, threshold)
        for ((first, last), settings), number in zip(sweeps, steps, strict=True):
            chosen = slice(
                max(first - block.seeds[0], 0), min(last, block.seeds[-1]) - block.seeds[0] + 1
            )
            for layer in _layers(block, each_layer):
                if chosen.start < chosen.stop:
                    some, of = ensemble[chosen], block[chosen]
                    disturbed = disturb_ensemble(probe, some, of, settings, root_seed, layer)
                    told = _telling(disturbed, progress)
                    tables.append(measure(probe, told, of, evaluation, layer))
                else:
                    progress.advance(number)
    return pa.concat_tables(tables)


def _layers(block: Block, each_layer: bool) -> Sequence[int | None]:
    return range(1, len(block.layers) + 2) if each_layer else (None,)


def without_seeds(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a sweep but for the seeds that it is for."""
    return {key: value for key, value in settings.items() if key != "seeds"}


def _telling(disturbed: Iterable[Disturbed], progress: Progress) -> Iterator[Disturbed]:
    for one in disturbed:
        yield one
        progress.advance()


def measure(
    probe: Probe,
    disturbed: Iterable[Disturbed],
    block: Block,
    evaluation: Evaluation,
    layer: int | None = None,
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
    layer
        The one layer that was disturbed, of which alone the signs are taken; all where it is None.

    Returns
    -------
    pyarrow.Table
        :data:`taskcomplexity.columns.PROBE_COLUMNS` and what columns the probe adds, a row per
        kind, level, draw, variant and model; with a layer, which, in a column ``layer``. The signs
        are taken after the disturbance. A model that the probe could not be applied to has NaN for
        its scores.

    Raises
    ------
    ValueError
        When there is nothing to measure.
    """
    signed = evaluation.signed_scores if layer is None else _signed_layer(evaluation, layer)
    variants = {"weights": partial(_values, evaluation.scores), "signs": _Remembering(signed)}
    about, measured, further = [], {name: [] for name in SCORES}, {}
    for one in disturbed:
        for variant, scores in variants.items():
            about.append((one.step.kind, one.step.level, one.step.draw, variant))
            found = scores(one.ensemble)
            for name, values in measured.items():
                score = found[name]
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
            **{name: np.concatenate(measured[name]) for name in SCORES if name != "accuracy"},
            **({} if layer is None else {"layer": [layer] * len(kinds)}),
            **{column: np.concatenate(values) for column, values in further.items()},
        }
    )


def _values(score: Callable[[Ensemble], Scores], ensemble: Ensemble) -> dict[str, np.ndarray]:
    """Return every score of the models of an ensemble, by name."""
    found = score(ensemble)
    return {name: getattr(found, name).numpy() for name in SCORES}


class _Remembering:
    """The scores of signs, computed once for the same signs.

    Randomizations that leave every sign where it is, and draws of them, have the signs that pruning
    has.
    """

    def __init__(self, score: Callable[[Ensemble], Scores]):
        self._score = score
        self._known: dict[bytes, dict[str, np.ndarray]] = {}

    def __call__(self, ensemble: Ensemble) -> dict[str, np.ndarray]:
        digest = blake2b(digest_size=16)
        for stack in ensemble.parameters().values():
            digest.update(stack.sign().to(torch.int8).cpu().contiguous().numpy())
        key = digest.digest()
        if key not in self._known:
            self._known[key] = _values(self._score, ensemble)
        return self._known[key]


def _signed_layer(evaluation: Evaluation, layer: int) -> Callable[[Ensemble], Scores]:
    def scores(ensemble: Ensemble) -> Scores:
        signs = ensemble.map(
            lambda name, stack: stack.sign() if is_of_layer(name, layer) else stack
        )
        return evaluation.scores(signs)

    return scores
