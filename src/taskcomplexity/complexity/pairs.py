"""A row of complexity per pair of classes (section 4 of the paper)."""

import pandas as pd

PAIR = ["class_a", "class_b"]
CHANCE = 0.5


def folded(accuracy: pd.Series) -> pd.Series:
    """Fold accuracies below chance to 1 - accuracy, as the paper's released code does.

    A model that is wrong more often than not tells the classes apart all the same.
    """
    return accuracy.where(accuracy >= CHANCE, 1 - accuracy)


def median_accuracy(probed: pd.DataFrame, *, variant: str, level: float = 0.0) -> pd.Series:
    """Return the median accuracy over all models of each pair, folded at chance.

    Parameters
    ----------
    probed
        Rows of a probe, with one kind.
    variant
        ``weights`` or ``signs``.
    level
        The level of the probe.

    Returns
    -------
    pandas.Series
        Fractions, indexed by class_a and class_b.
    """
    chosen = probed[(probed["variant"] == variant) & (probed["level"] == level)]
    return folded(chosen.groupby(PAIR)["accuracy"].median())


def complexity_table(distances: pd.DataFrame, pruned: pd.DataFrame) -> pd.DataFrame:
    """Measure the complexity of every pair of classes (figures 4 and 8).

    Parameters
    ----------
    distances
        SSIM distances: class_a, class_b, distance.
    pruned
        The pruning probe over the pairs: class_a, class_b, kind, level, variant, accuracy.

    Returns
    -------
    pandas.DataFrame
        class_a, class_b, ssim_distance, accuracy, accuracy_binarized (fractions) and
        delta_binarization (percentage points), a row per pair, all medians over seeds.
    """
    whole = pruned[pruned["level"] == 0].drop_duplicates([*PAIR, "seed", "variant"])
    table = pd.DataFrame(
        {
            "accuracy": median_accuracy(whole, variant="weights"),
            "accuracy_binarized": median_accuracy(whole, variant="signs"),
        }
    )
    table["delta_binarization"] = 100 * (table["accuracy"] - table["accuracy_binarized"])
    table.insert(0, "ssim_distance", distances.set_index(PAIR)["distance"])
    return table.reset_index()
