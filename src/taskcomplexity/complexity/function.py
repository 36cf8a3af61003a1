"""The complexity of anybody's classification tasks, in one call."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from numbers import Integral, Real
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import torch

from taskcomplexity.complexity.given import AUTO, data_of
from taskcomplexity.complexity.pairs import complexity_table
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.names import some
from taskcomplexity.data.samples import pick_task
from taskcomplexity.data.usable import check_usable
from taskcomplexity.devices import open_device
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import ACTIVATIONS
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.models.pairs import all_pairs
from taskcomplexity.models.products import full_precision
from taskcomplexity.models.scaling import SIGNED, scaling_name
from taskcomplexity.probes.drive import disturb_ensemble
from taskcomplexity.probes.measure import measure
from taskcomplexity.probes.probe import KINDS, PROBES
from taskcomplexity.progress import Progress
from taskcomplexity.streams import numpy_generator
from taskcomplexity.training.train import Settings, train

SEED = 20250811
# Of the measures of a pair; docs/measure.md says why.
RECOMMENDED = "delta_binarization_auc"
# Calls from several threads wait for each other.
ALONE = Lock()


def task_complexity(
    X: Any,
    y: Any,
    *,
    seeds: int = 10,
    X_test: Any = None,
    y_test: Any = None,
    test_fraction: float | None = None,
    pairs: str | Sequence[tuple[Any, Any]] = "all",
    hidden: int | Sequence[int] = 64,
    scaling: str = "auto",
    colour: str | None = None,
    epochs: int = 10,
    minimum_steps: int = 1000,
    batch_size: int = 128,
    learning_rate: float = 0.01,
    activation: str = "relu",
    randomization: str = "B",
    draws: int = 10,
    seed: int = SEED,
    name: str = "data",
    device: str = "cpu",
    workers: int | None = None,
) -> pd.DataFrame:
    """Measure how complex it is to tell every two classes apart (section 4 of the paper).

    For every pair of classes small networks are trained, and disturbed without training them
    again: their weights are replaced by their signs, or change places among those of one sign. What
    they lose of their accuracy is the complexity of the task.

    The workflow gives the same numbers for the same data as a dataset called `name`, with its root
    seed `seed` and ``training``, ``models.pairs`` and ``probes`` as here.

    Parameters
    ----------
    X
        The samples: rows of numbers, truth values and text as an array, a data frame or a tensor,
        of shape (samples, features); or bytes of pictures, of shape (samples, height, width) or
        with channels.
    y
        The class of each: whole numbers or text.
    seeds
        Networks of each pair.
    X_test, y_test
        Samples to test the networks on, alike. Where they are not given, a share of `X` is kept for
        it.
    test_fraction
        Which share of each class, 0.2 where nothing is said; samples that are equal stay together.
    pairs
        ``all``, or pairs of classes as they stand in `y`.
    hidden
        Hidden units of the networks, or of each of several hidden layers.
    scaling
        Of bytes of pictures ``signed``, from -1 to 1, as in the paper and where nothing is said;
        ``unit``, from 0 to 1; ``centred``, less the mean of the pixel over the training samples of
        the pair; or ``standardized``, divided by its deviation too. Of features ``standardized``,
        by mean and deviation of all training samples, or ``stored``, as they are.
    colour
        Of pictures in colour: ``grey``, by their luma, or ``channels``, as they are.
    epochs, minimum_steps, batch_size, learning_rate, activation
        How they are trained, see :class:`taskcomplexity.training.train.Settings`.
    randomization
        Which of the randomizations A to G.
    draws
        How often each network is randomized.
    seed
        Root of the random streams.
    name
        Of the dataset, in the names of the random streams.
    device
        ``cpu``, ``cuda`` or ``mps``.
    workers
        How many pairs are measured at once, as many as there are cores where nothing is said. It
        changes no number.

    Returns
    -------
    pandas.DataFrame
        A row per pair. ``class_a``, ``class_b``, as they stand in `y`; ``train_rows``,
        ``test_rows``; ``complexity``, what we recommend to go by, which is
        ``delta_binarization_auc``; the median over the networks of the ``accuracy`` as they are,
        ``accuracy_binarized`` and ``accuracy_randomized``; what is lost in percentage points,
        ``delta_binarization`` and ``delta_randomization``, with the quartiles over the networks
        (``…_quartile_1``, ``…_quartile_3``) and the ends of a 95 % interval for the number of test
        rows (``…_ci_low``, ``…_ci_high``); the median ``auc``, ``auc_binarized``,
        ``auc_randomized``, the areas under the ROC curve, and what is lost of it in points,
        ``delta_binarization_auc`` and ``delta_randomization_auc``, in which no threshold takes
        part; ``chance``, the share of the larger class; ``models``
        and ``untrained_models``, how many of them did not train, and ``few_test_rows``. Losses are
        NaN where most networks did not train.

    Raises
    ------
    taskcomplexity.data.errors.DataError
        When samples, labels and pairs do not fit together, with what is expected.
    """
    numbers = {"seeds": seeds, "epochs": epochs, "batch_size": batch_size, "draws": draws}
    _check_numbers(**numbers, workers=1 if workers is None else workers)
    _check_numbers(least=0, minimum_steps=minimum_steps)
    layers = _layers(hidden)
    if not isinstance(learning_rate, Real) or not learning_rate > 0:
        raise DataError(f"learning_rate: expected a number above 0, found {learning_rate!r}")
    _check_choice("activation", activation, ACTIVATIONS)
    _check_choice("randomization", randomization, KINDS)
    data, labels = data_of(
        X,
        y,
        X_test,
        y_test,
        test_fraction=test_fraction,
        scaling=scaling,
        colour=colour,
        generator=numpy_generator(seed, name, "split"),
    )
    chosen = _chosen(pairs, labels)
    check_usable(data, {label for pair in chosen for label in pair}, "the data", ssim=False)
    settings = Settings(epochs, batch_size, learning_rate, activation, "last", minimum_steps)
    progress = Progress("Task complexity", len(chosen), "pairs")
    sweeps = {
        "prune": {"selections": ["smallest"], "kept": [1.0]},
        "randomize": {"kinds": [randomization], "kept": [1.0], "draws": draws},
    }
    tables = []
    with _workers(device, workers) as (opened, run):
        blocks = [
            Block(
                name,
                pair,
                layers,
                tuple(range(seeds)),
                "pair",
                f"{pair[0]}-{pair[1]}",
                scaling=scaling_name(data, SIGNED.name if scaling == AUTO else scaling),
            )
            for pair in chosen
        ]
        probe = partial(
            _probed, data=data, settings=settings, sweeps=sweeps, seed=seed, device=opened
        )
        for found in run(probe, blocks):
            tables.append(found)
            progress.advance()
    pruned, randomized = zip(*tables, strict=True)
    measured = complexity_table(
        pd.DataFrame(columns=["class_a", "class_b", "distance", "measure"]),
        pa.concat_tables(pruned).to_pandas(),
        pa.concat_tables(randomized).to_pandas(),
        randomization,
        np.bincount(data.test_labels, minlength=len(data.classes)),
    )
    return _told(measured, data, labels)


def _check_numbers(*, least: int = 1, **numbers: Any) -> None:
    for key, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
            raise DataError(f"{key}: expected a whole number from {least} up, found {value!r}")


def _check_choice(key: str, value: Any, known: Iterable[str]) -> None:
    if value not in known:
        raise DataError(f"{key}: {value!r} is unknown; choose from {', '.join(known)}")


def _layers(hidden: Any) -> tuple[int, ...]:
    layers = [hidden] if isinstance(hidden, Integral) else list(hidden)
    if isinstance(hidden, str) or not layers:
        raise DataError(f"hidden: expected a number of units or a list of them, found {hidden!r}")
    for units in layers:
        _check_numbers(hidden=units)
    return tuple(map(int, layers))


def _chosen(pairs: str | Sequence[tuple[Any, Any]], labels: list[Any]) -> list[tuple[int, int]]:
    if isinstance(pairs, str):
        if pairs != "all":
            raise DataError(f"pairs: expected all or a list of pairs of classes, found {pairs!r}")
        try:
            return list(all_pairs(len(labels)))
        except ValueError as error:
            raise DataError(f"pairs: {error}") from None
    chosen = []
    for pair in pairs:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise DataError(f"pairs: expected two different classes, found {pair!r}")
        for one in pair:
            if one not in labels:
                raise DataError(
                    f"pairs: {one!r} is no class; there are {some(list(map(repr, labels)))}"
                )
        chosen.append(tuple(sorted(labels.index(one) for one in pair)))
    if not chosen or len(set(chosen)) < len(chosen):
        raise DataError("pairs: expected pairs of classes, each once, found none or one twice")
    return sorted(chosen)


@contextmanager
def _workers(device: str, workers: int | None) -> Iterator[tuple[torch.device, Callable]]:
    """Open a device and threads of one core each, as the jobs of the workflow have.

    What is drawn and added up for a pair is so the same whatever is measured beside it. Afterwards
    torch has its threads again.
    """
    number = workers or (_cores() if device == "cpu" else 1)
    # Threads and precision are those of the whole process.
    with ALONE:
        yield from _opened(device, number)


def _opened(device: str, number: int) -> Iterator[tuple[torch.device, Callable]]:
    before = torch.get_num_threads()
    try:
        opened = open_device(device, 1)
        # Each evaluation asks for this too and restores what it found, which is then the same.
        with (
            full_precision(),
            ThreadPoolExecutor(number, initializer=open_device, initargs=(device, 1)) as pool,
        ):
            yield opened, pool.map
    finally:
        torch.set_num_threads(before)


def _cores() -> int:
    """Return how many cores this process may use, where the system tells, else all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _probed(
    block: Block,
    *,
    data: Labelled,
    settings: Settings,
    sweeps: Mapping[str, Mapping[str, Any]],
    seed: int,
    device: torch.device,
) -> tuple[pa.Table, ...]:
    """Train the models of a pair; return the table of each probe."""
    task = pick_task(data, block.classes, device)
    trained = train(block, task, settings, seed, follow=False)
    evaluation = Evaluation.of(task, block.scaling)
    return tuple(
        measure(
            PROBES[name],
            disturb_ensemble(PROBES[name], trained.ensemble, trained.block, sweep, seed),
            trained.block,
            evaluation,
        )
        for name, sweep in sweeps.items()
    )


def _told(measured: pd.DataFrame, data: Labelled, labels: list[Any]) -> pd.DataFrame:
    rows = {
        split: np.bincount(data.labels(split), minlength=len(labels)) for split in ("train", "test")
    }
    ends = measured[["class_a", "class_b"]].to_numpy()
    given = {
        "class_a": [labels[a] for a, _ in ends],
        "class_b": [labels[b] for _, b in ends],
        **{f"{split}_rows": counts[ends].sum(axis=1) for split, counts in rows.items()},
        "complexity": measured[RECOMMENDED],
    }
    losses = [
        f"delta_{probe}{end}"
        for probe in ("binarization", "randomization")
        for end in ("", "_quartile_1", "_quartile_3", "_ci_low", "_ci_high")
    ]
    columns = [
        *("accuracy", "accuracy_ci_low", "accuracy_ci_high"),
        *("accuracy_binarized", "accuracy_randomized"),
        *losses,
        *("auc", "auc_binarized", "auc_randomized"),
        *("delta_binarization_auc", "delta_randomization_auc"),
        *("chance", "models", "untrained_models", "few_test_rows"),
    ]
    return pd.DataFrame(given).join(measured[columns])
