"""Whether metrics tell architecture, depth and activation apart."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.metrics.columns import TELLAPART_COLUMNS
from taskcomplexity.studies.metrics.names import STATES, TRAINED, UNTRAINED, Cell

TARGETS = ("architecture", "depth", "activation")
TRUE, SHUFFLED = "true", "shuffled"
SHUFFLES = 10
# Of both hidden layer 2 and the output. Numbers of neurons and links are none of them, as the
# architecture sets them, nor is what hangs on activations, as logits and pixels, or a sigmoid and a
# ReLU, are told apart by their range.
FEATURES = (
    *("weight_mean", "weight_variance", "weight_negative", "weight_near_zero"),
    *("strength_in_mean", "strength_in_fluctuation", "strength_in_skewness"),
    *("strength_in_kurtosis", "strength_out_mean", "strength_out_fluctuation"),
    *("zeta_mean", "zeta_sd", "zeta_skewness", "zeta_kurtosis", "zeta_negative"),
    "correlation_zeta",
)
# How much of the covariance within classes is taken to be that of features without correlation.
SHRINKAGE = 0.1
LEAST_SEEDS = 2


def tell_apart(layers: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Tell networks apart by the metrics of their layers, each seed by what others taught.

    Architectures are told apart among three-layer networks of every activation that all of them
    have, depths among networks of an architecture and activation that has several, activations
    among three-layer networks of an architecture that has several. A linear discriminant of
    standardised features, every class alike.

    Parameters
    ----------
    layers
        Of :data:`taskcomplexity.studies.metrics.columns.LAYER_COLUMNS`, of trained and untrained
        networks.
    seed
        Root of the random streams that shuffle labels.

    Returns
    -------
    DataFrame
        Of :data:`taskcomplexity.studies.metrics.columns.TELLAPART_COLUMNS`; without rows of what
        there are no two classes of.
    """
    found = []
    for dataset, rows in layers.groupby("dataset", sort=False):
        for target in TARGETS:
            labels = _labels(sorted(set(rows["cell"])), target)
            if len(set(labels.values())) > 1:
                found += _told(rows, labels, (dataset, target), seed)
    return pd.DataFrame(found, columns=list(TELLAPART_COLUMNS))


def _labels(cells: Sequence[str], target: str) -> Mapping[str, str]:
    """Return what is told of each cell, of the cells among which it is told."""
    parsed = {name: Cell.parse(name) for name in cells}
    shallow = {name: cell for name, cell in parsed.items() if cell.layers == 3}
    architectures = {cell.architecture for cell in shallow.values()}
    if target == "architecture":
        # Activations that only some architectures have would tell these.
        return {
            name: cell.architecture
            for name, cell in shallow.items()
            if {one.architecture for one in shallow.values() if one.activation == cell.activation}
            == architectures
        }
    if target == "depth":
        several = _several(parsed, lambda cell: (cell.architecture, cell.activation))
        return {name: str(cell.layers) for name, cell in several.items()}
    several = _several(shallow, lambda cell: cell.architecture)
    return {name: cell.activation for name, cell in several.items()}


def _several(cells: Mapping[str, Cell], kind) -> dict[str, Cell]:
    """Return the cells of kinds that have several."""
    kinds = [kind(cell) for cell in cells.values()]
    return {name: cell for name, cell in cells.items() if kinds.count(kind(cell)) > 1}


def _told(
    rows: pd.DataFrame, labels: Mapping[str, str], about: tuple[str, str], seed: int
) -> Iterator[tuple]:
    """Yield a row per kind, shuffle and fold."""
    seen = {state: _features(rows[rows["state"] == state], labels) for state in STATES}
    for state, table in seen.items():
        seeds = table.index.get_level_values("seed")
        if len(set(seeds)) < LEAST_SEEDS:
            continue
        truth = table.index.get_level_values("cell").map(labels).to_numpy()
        chance = float(np.unique(truth, return_counts=True)[1].max() / len(truth))
        named = [(TRUE if state == TRAINED else UNTRAINED, 0, truth)]
        if state == TRAINED:
            generator = numpy_generator(seed, "tellapart", *about)
            named += [(SHUFFLED, one, generator.permutation(truth)) for one in range(SHUFFLES)]
        for kind, shuffle, given in named:
            for fold in sorted(set(seeds)):
                held_out = seeds == fold
                said = classified(table[~held_out], given[~held_out], table[held_out])
                right = float((said == given[held_out]).mean())
                yield (*about, kind, shuffle, fold, right, chance, int(held_out.sum()))


def _features(rows: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the features of networks, a row per cell and seed; those that all of them have."""
    rows = rows[rows["cell"].isin(labels)]
    last = rows["cell"].map(lambda name: Cell.parse(name).layers)
    sides = {"hidden": rows["layer"] == 2, "output": rows["layer"] == last}
    columns = {
        side: rows[chosen].set_index(["cell", "seed"])[list(FEATURES)]
        for side, chosen in sides.items()
    }
    table = pd.concat(columns, axis=1).sort_index()
    return table.loc[:, np.isfinite(table).all() & (table.std() > 0)]


def classified(known: pd.DataFrame, labels: np.ndarray, asked: pd.DataFrame) -> np.ndarray:
    """Return which class each of some networks is put in, by a linear discriminant.

    Parameters
    ----------
    known, asked
        Features of the networks that teach and of those that are asked for, a row per network.
    labels
        Of the networks that teach.
    """
    values = known.to_numpy(float)
    centre, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1
    values, queries = (values - centre) / scale, (asked.to_numpy(float) - centre) / scale
    classes, places = np.unique(labels, return_inverse=True)
    means = np.stack([values[places == one].mean(axis=0) for one in range(len(classes))])
    within = np.atleast_2d(np.cov((values - means[places]).T, bias=True))
    ridge = SHRINKAGE * np.diag(np.diag(within)) + 1e-6 * np.eye(len(within))
    slopes = np.linalg.solve((1 - SHRINKAGE) * within + ridge, means.T)
    scores = queries @ slopes - 0.5 * (means.T * slopes).sum(axis=0)
    return classes[scores.argmax(axis=1)]
