"""A row of complexity per pair of classes (section 4 of the paper)."""

import pandas as pd

from taskcomplexity.columns import COMPLEXITY_COLUMNS

PAIR = ["class_a", "class_b"]
HALF = 0.5
SUFFIXES = {"binarization": "_binarized", "randomization": "_randomized"}


def folded(accuracy: pd.Series) -> pd.Series:
    """Fold accuracies below one half to 1 - accuracy, as the paper's released code does.

    It is right for a model that takes each class for the other. A model that gives one answer
    always, whose accuracy is the share of that class, is not made any better by it: its balanced
    accuracy, one half, says so.
    """
    return accuracy.where(accuracy >= HALF, 1 - accuracy)


def complexity_table(
    distances: pd.DataFrame, pruned: pd.DataFrame, randomized: pd.DataFrame, kind: str
) -> pd.DataFrame:
    """Measure the complexity of every pair of classes (figures 4 and 8).

    Parameters
    ----------
    distances
        SSIM distances: class_a, class_b, distance.
    pruned, randomized
        The probes over the pairs: class_a, class_b, seed, trained, kind, level, variant, accuracy,
        chance, balanced_accuracy. Only rows at level 0 count: nothing is removed.
    kind
        Which randomization.

    Returns
    -------
    pandas.DataFrame
        :data:`taskcomplexity.columns.COMPLEXITY_COLUMNS`, a row per pair. Accuracies are fractions
        of the test images, deltas percentage points.

        - ``accuracy…``: medians over the models (and shuffles), :func:`folded`; ``delta…`` is what
          they lose.
        - ``chance``: the share of the larger class.
        - ``balanced…`` and ``delta_balanced…``: the same of the balanced accuracy, not folded.
        - ``mean_accuracy…``: means in place of medians, not folded.
        - ``models``, ``randomized_models``: how many have an accuracy, as they are and randomized;
          ``untrained_models``: how many of the former did not learn.
        - ``trained_…``: accuracies and deltas over the others alone.
    """
    # Sums of floats depend on the order of the rows, which no cut into jobs may change.
    pruned, randomized = (rows.sort_values(PAIR, kind="stable") for rows in (pruned, randomized))
    whole = pruned[pruned["level"] == 0].drop_duplicates([*PAIR, "seed", "variant"])
    weights = whole[whole["variant"] == "weights"].dropna(subset="accuracy")
    signs = whole[whole["variant"] == "signs"]
    shuffled = randomized[
        (randomized["level"] == 0)
        & (randomized["kind"] == kind)
        & (randomized["variant"] == "weights")
    ].dropna(subset="accuracy")
    columns = {
        "ssim_distance": distances.set_index(PAIR)["distance"],
        "chance": weights.groupby(PAIR)["chance"].first(),
        "models": weights.groupby(PAIR)["seed"].nunique(),
        "randomized_models": shuffled.groupby(PAIR)["seed"].nunique(),
        "untrained_models": (~weights["trained"].astype(bool))
        .groupby([weights[key] for key in PAIR])
        .sum(),
    }
    for suffix, rows in {"": weights, "_binarized": signs, "_randomized": shuffled}.items():
        groups = rows.groupby(PAIR)
        learned = rows[rows["trained"].astype(bool)].groupby(PAIR)
        columns[f"accuracy{suffix}"] = folded(groups["accuracy"].median())
        columns[f"trained_accuracy{suffix}"] = folded(learned["accuracy"].median())
        columns[f"mean_accuracy{suffix}"] = groups["accuracy"].mean()
        columns[f"balanced_accuracy{suffix}"] = groups["balanced_accuracy"].median()
    table = pd.DataFrame(columns).dropna(subset="accuracy")
    counts = ["models", "randomized_models", "untrained_models"]
    table[counts] = table[counts].fillna(0).astype(int)
    for probe, suffix in SUFFIXES.items():
        for delta, accuracy in {
            "delta": "accuracy",
            "delta_balanced": "balanced_accuracy",
            "trained_delta": "trained_accuracy",
        }.items():
            table[f"{delta}_{probe}"] = 100 * (table[accuracy] - table[f"{accuracy}{suffix}"])
    return table.reset_index()[list(COMPLEXITY_COLUMNS)]
