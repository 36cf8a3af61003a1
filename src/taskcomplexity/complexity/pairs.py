"""A row of complexity per pair of classes (section 4 of the paper)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from taskcomplexity.columns import COMPLEXITY_COLUMNS
from taskcomplexity.complexity.intervals import newcombe, wilson
from taskcomplexity.distances.measure import ENERGY, SSIM

PAIR = ["class_a", "class_b"]
HALF = 0.5
SUFFIXES = {"binarization": "_binarized", "randomization": "_randomized"}
# Test rows of a class, below which an accuracy is told to be uncertain.
FEW = 50


def folded(accuracy: pd.Series) -> pd.Series:
    """Fold accuracies below one half to 1 - accuracy, as the paper's released code does.

    It is right for a model that takes each class for the other. A model that gives one answer
    always, whose accuracy is the share of that class, is not made any better by it: its balanced
    accuracy, one half, says so.
    """
    return accuracy.where(accuracy >= HALF, 1 - accuracy)


def mostly_untrained(table: pd.DataFrame) -> pd.Series:
    """Tell of which pairs more than half of the models did not train.

    Parameters
    ----------
    table
        models, untrained_models.
    """
    return 2 * table["untrained_models"] > table["models"]


def complexity_table(
    distances: pd.DataFrame,
    pruned: pd.DataFrame,
    randomized: pd.DataFrame,
    kind: str,
    test_rows: Sequence[int],
) -> pd.DataFrame:
    """Measure the complexity of every pair of classes (figures 4 and 8).

    Parameters
    ----------
    distances
        Distances between classes: class_a, class_b, distance, measure.
    pruned, randomized
        The probes over the pairs: class_a, class_b, seed, trained, kind, level, variant, accuracy,
        chance, balanced_accuracy, auc. Only rows at level 0 count: nothing is removed.
    kind
        Which randomization.
    test_rows
        How many test rows each class has.

    Returns
    -------
    pandas.DataFrame
        :data:`taskcomplexity.columns.COMPLEXITY_COLUMNS`, a row per pair. Accuracies are fractions
        of the test rows, deltas percentage points.

        - ``accuracy…``: medians over the models (and shuffles), :func:`folded`; ``delta…`` is what
          they lose, NaN where most models did not learn: what knows nothing has nothing to lose.
        - ``chance``: the share of the larger class.
        - ``balanced…`` and ``delta_balanced…``: the same of the balanced accuracy, not folded.
        - ``auc…`` and ``delta_…_auc``: the same of the area under the ROC curve, which no threshold
          takes part in; not folded either.
        - ``mean_accuracy…``: means in place of medians, not folded.
        - ``models``, ``randomized_models``: how many have an accuracy, as they are and randomized;
          ``untrained_models``: how many of the former did not learn.
        - ``trained_…``: accuracies and deltas over the others alone.
        - ``ssim_distance`` or ``energy_distance``, whichever was measured.
        - ``least_test_rows``: of the class that has fewer; ``few_test_rows``: fewer than 50.
        - ``…_ci_low``, ``…_ci_high``: 95 % for the number of test rows (:func:`.intervals.wilson`,
          :func:`.intervals.newcombe`); the models are taken as they are.
        - ``delta…_quartile_1``, ``…_quartile_3``: of what each model loses, over the models.
    """
    scored = before_and_after(pruned, randomized, kind)
    weights, shuffled = scored[""], scored["_randomized"]
    columns = {
        "chance": weights.groupby(PAIR)["chance"].first(),
        "models": weights.groupby(PAIR)["seed"].nunique(),
        "randomized_models": shuffled.groupby(PAIR)["seed"].nunique(),
        "untrained_models": (~weights["trained"].astype(bool))
        .groupby([weights[key] for key in PAIR])
        .sum(),
    }
    for measure in (SSIM, ENERGY):
        measured = distances[distances["measure"] == measure]
        columns[f"{measure}_distance"] = measured.set_index(PAIR)["distance"]
    for suffix, rows in scored.items():
        groups = rows.groupby(PAIR)
        learned = rows[rows["trained"].astype(bool)].groupby(PAIR)
        columns[f"accuracy{suffix}"] = folded(groups["accuracy"].median())
        columns[f"trained_accuracy{suffix}"] = folded(learned["accuracy"].median())
        columns[f"mean_accuracy{suffix}"] = groups["accuracy"].mean()
        columns[f"balanced_accuracy{suffix}"] = groups["balanced_accuracy"].median()
        columns[f"auc{suffix}"] = groups["auc"].median()
    table = pd.DataFrame(columns).dropna(subset="accuracy")
    counts = ["models", "randomized_models", "untrained_models"]
    table[counts] = table[counts].fillna(0).astype(int)
    knowing = ~mostly_untrained(table)
    for probe, suffix in SUFFIXES.items():
        for delta, score in {
            f"delta_{probe}": "accuracy",
            f"delta_balanced_{probe}": "balanced_accuracy",
            f"trained_delta_{probe}": "trained_accuracy",
            f"delta_{probe}_auc": "auc",
        }.items():
            lost = 100 * (table[score] - table[f"{score}{suffix}"])
            table[delta] = lost.where(knowing)
        for delta, score in {f"delta_{probe}": "accuracy", f"delta_{probe}_auc": "auc"}.items():
            lost = _lost_by_model(weights, scored[suffix], score)
            quartiles = lost.groupby(PAIR).quantile([0.25, 0.75])
            for number, share in ((1, 0.25), (3, 0.75)):
                found = quartiles.xs(share, level=-1).reindex(table.index)
                table[f"{delta}_quartile_{number}"] = found.where(knowing)
    return _uncertain(table.reset_index(), np.asarray(test_rows))[list(COMPLEXITY_COLUMNS)]


def before_and_after(
    pruned: pd.DataFrame, randomized: pd.DataFrame, kind: str
) -> dict[str, pd.DataFrame]:
    """Return the scores of the models as they are, of their signs, and randomized.

    Parameters
    ----------
    pruned, randomized, kind
        As in :func:`complexity_table`.

    Returns
    -------
    dict
        By what is put behind the names of their columns: nothing, ``_binarized``, ``_randomized``.
    """
    # Sums of floats depend on the order of the rows, which no cut into jobs may change.
    pruned, randomized = (rows.sort_values(PAIR, kind="stable") for rows in (pruned, randomized))
    whole = pruned[pruned["level"] == 0].drop_duplicates([*PAIR, "seed", "variant"])
    shuffled = randomized[
        (randomized["level"] == 0)
        & (randomized["kind"] == kind)
        & (randomized["variant"] == "weights")
    ]
    return {
        "": whole[whole["variant"] == "weights"].dropna(subset="accuracy"),
        "_binarized": whole[whole["variant"] == "signs"],
        "_randomized": shuffled.dropna(subset="accuracy"),
    }


def _lost_by_model(weights: pd.DataFrame, disturbed: pd.DataFrame, score: str) -> pd.Series:
    """Return what every model loses in points, its accuracies folded as the medians are."""
    keys = [*PAIR, "seed"]
    before, after = (rows.groupby(keys)[score].median() for rows in (weights, disturbed))
    if score == "accuracy":
        before, after = _folded_as_median(before), _folded_as_median(after)
    return 100 * (before - after.reindex(before.index))


def _folded_as_median(accuracy: pd.Series) -> pd.Series:
    return accuracy.where(accuracy.groupby(PAIR).transform("median") >= HALF, 1 - accuracy)


def _uncertain(table: pd.DataFrame, test_rows: np.ndarray) -> pd.DataFrame:
    """Add how many test rows there are, and the intervals that follow from it."""
    of_classes = test_rows[table[PAIR].to_numpy(int)].reshape(-1, 2)
    rows = of_classes.sum(axis=1)
    ends = {"accuracy": wilson(table["accuracy"], rows)}
    for probe, suffix in SUFFIXES.items():
        low, high = newcombe(table["accuracy"], table[f"accuracy{suffix}"], rows)
        known = table[f"delta_{probe}"].notna()
        ends[f"delta_{probe}"] = tuple(np.where(known, 100 * end, np.nan) for end in (low, high))
    return table.assign(
        least_test_rows=of_classes.min(axis=1),
        few_test_rows=of_classes.min(axis=1) < FEW,
        **{
            f"{name}_ci_{end}": values
            for name, both in ends.items()
            for end, values in zip(("low", "high"), both, strict=True)
        },
    )
