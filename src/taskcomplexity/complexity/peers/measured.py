"""Every measure of the samples of pairs of classes, and the seconds each takes."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from taskcomplexity.complexity.peers.classifiers import (
    linear_error,
    nearest_distances,
    nearest_neighbour_error,
)
from taskcomplexity.complexity.peers.csg import class_similarity, embedded
from taskcomplexity.complexity.peers.drawn import Rows, drawn_rows
from taskcomplexity.complexity.peers.ho_basu import HoBasu, load_pymfe
from taskcomplexity.complexity.peers.names import (
    DATA_COLUMNS,
    HO_BASU,
    PAIR_COLUMNS,
    SECONDS_COLUMNS,
)
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.progress import Progress
from taskcomplexity.streams import stream_seed

MOST_SEED = 2**32


def measure_data(
    data: Labelled,
    pairs: Sequence[tuple[int, int]],
    rows: int | None,
    scaling: str,
    dataset: str,
    root_seed: int,
    *,
    classes: Sequence[int] | None = None,
    samples: int | None = None,
    embed: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure the samples of pairs of classes.

    Parameters
    ----------
    data
        The dataset.
    pairs
        Two classes each.
    rows
        How many training rows of a class are taken at most; all where it is None.
    scaling, dataset, root_seed
        As in :func:`.drawn.drawn_rows`.
    classes
        Among which the class matrix is taken; those of the pairs where none are given.
    samples
        How many samples of a class the class matrix is estimated on at most, among all rows.
    embed
        Whether the class matrix is taken in the plane of t-SNE too; it is NaN else.

    Returns
    -------
    table, seconds
        :data:`.names.DATA_COLUMNS`, a row per pair: ``rows`` and ``test_rows`` are those of the
        two classes. :data:`.names.SECONDS_COLUMNS`, what each measure took over all pairs, by the
        clock: what several measures share is counted with the first.

    Raises
    ------
    DataError
        When a class has no training or no test rows, or pymfe is missing.
    """
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, compute: Callable[..., Any], *given: Any) -> Any:
        began = time.perf_counter()
        found = compute(*given)
        spent[name] += time.perf_counter() - began
        return found

    # What is missing is told before anything is computed, and no measure is counted its import.
    load_pymfe()
    if classes is None:
        classes = sorted({label for pair in pairs for label in pair})
    train, test = drawn_rows(data, classes, rows, scaling, dataset, root_seed)
    for label in classes:
        if not (test.labels == label).any():
            raise DataError(
                f"{dataset}: class {label} ({data.classes[label]}) has no test rows, which errors "
                "are shares of; leave its pairs out of `pairs`"
            )
    alike = partial(class_similarity, most_samples=samples)
    seed = stream_seed(root_seed, dataset, "peers") % MOST_SEED
    nearest = timed("nearest_neighbour_error", nearest_distances, train, test)
    counted = Rows(train.values, np.searchsorted(classes, train.labels))
    matrices = {"csg": timed("csg", alike, counted)}
    if embed:
        matrices["csg_tsne"] = timed("csg_tsne", lambda: alike(embedded(counted, seed)))
    found = []
    progress = Progress(f"Measure the samples of {dataset}", len(pairs), "pairs of classes")
    for pair in pairs:
        of_pair, tested = train.of(*pair), test.of(*pair)
        of_ho_basu = HoBasu(of_pair, seed)
        measured = {
            "nearest_neighbour_error": (nearest_neighbour_error, nearest, test.labels, pair),
            "linear_error": (linear_error, of_pair, tested),
            **{name: (of_ho_basu.measure, name) for name in HO_BASU},
        }
        ends = tuple(np.searchsorted(classes, pair))
        found.append(
            {
                **dict(zip(PAIR_COLUMNS, pair, strict=True)),
                "rows": len(of_pair),
                "test_rows": len(tested),
                **{name: timed(name, *how) for name, how in measured.items()},
                **{name: matrix[ends] for name, matrix in matrices.items()},
            }
        )
        progress.advance()
    seconds = pd.DataFrame(list(spent.items()), columns=SECONDS_COLUMNS)
    return pd.DataFrame(found, columns=DATA_COLUMNS), seconds
