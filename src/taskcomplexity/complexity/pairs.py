"""A row of complexity per pair of classes (section 4 of the paper)."""

import pandas as pd

PAIR = ["class_a", "class_b"]
CHANCE = 0.5


def folded(accuracy: pd.Series) -> pd.Series:
    """Fold accuracies below chance to 1 - accuracy, as the paper's released code does.

    A model that is wrong more often than not tells the classes apart all the same.
    """
    return accuracy.where(accuracy >= CHANCE, 1 - accuracy)


def median_accuracy(undisturbed: pd.DataFrame, *, variant: str) -> pd.Series:
    """Return the median accuracy over all models and draws of each pair, folded at chance.

    Parameters
    ----------
    undisturbed
        Rows of a probe at level 0.
    variant
        ``weights`` or ``signs``.

    Returns
    -------
    pandas.Series
        Fractions, indexed by class_a and class_b.
    """
    chosen = undisturbed[undisturbed["variant"] == variant]
    return folded(chosen.groupby(PAIR)["accuracy"].median())


def complexity_table(
    distances: pd.DataFrame, pruned: pd.DataFrame, randomized: pd.DataFrame, kind: str
) -> pd.DataFrame:
    """Measure the complexity of every pair of classes (figures 4 and 8).

    Parameters
    ----------
    distances
        SSIM distances: class_a, class_b, distance.
    pruned, randomized
        The probes over the pairs: class_a, class_b, seed, kind, level, variant, accuracy. Only
        rows at level 0 count: nothing is removed.
    kind
        Which randomization.

    Returns
    -------
    pandas.DataFrame
        :data:`taskcomplexity.columns.COMPLEXITY_COLUMNS`, a row per pair. Accuracies are
        fractions, medians over seeds (and shuffles); deltas are percentage points.
    """
    whole = pruned[pruned["level"] == 0].drop_duplicates([*PAIR, "seed", "variant"])
    shuffled = randomized[(randomized["level"] == 0) & (randomized["kind"] == kind)]
    table = pd.DataFrame(
        {
            "ssim_distance": distances.set_index(PAIR)["distance"],
            "accuracy": median_accuracy(whole, variant="weights"),
            "accuracy_binarized": median_accuracy(whole, variant="signs"),
            "accuracy_randomized": median_accuracy(shuffled, variant="weights"),
        }
    ).dropna(subset="accuracy")
    for delta, probed in (
        ("delta_binarization", "accuracy_binarized"),
        ("delta_randomization", "accuracy_randomized"),
    ):
        table[delta] = 100 * (table["accuracy"] - table[probed])
    return table.reset_index()
