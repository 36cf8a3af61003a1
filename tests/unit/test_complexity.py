import pandas as pd
import pytest

from taskcomplexity.complexity.pairs import complexity_table, folded


def probed(accuracies):
    """Rows of a pruning probe: {(a, b, variant, level): accuracies of the models}."""
    return pd.DataFrame(
        [
            (a, b, seed, "smallest", level, variant, accuracy)
            for (a, b, variant, level), models in accuracies.items()
            for seed, accuracy in enumerate(models)
        ],
        columns=["class_a", "class_b", "seed", "kind", "level", "variant", "accuracy"],
    )


DISTANCES = pd.DataFrame(
    {"class_a": [0, 0, 1, 0], "class_b": [1, 2, 2, 0], "distance": [0.8, 0.7, 0.6, 0.5]}
)


def test_a_row_is_made_of_medians_over_the_models():
    table = complexity_table(
        DISTANCES,
        probed(
            {
                (0, 1, "weights", 0.0): [0.97, 0.99, 0.98],
                (0, 1, "signs", 0.0): [0.9, 0.5, 0.8],
                (0, 1, "weights", 0.5): [0.1, 0.1, 0.1],
                (0, 2, "weights", 0.0): [0.9, 0.9, 0.9],
                (0, 2, "signs", 0.0): [0.3, 0.2, 0.6],
            }
        ),
    )
    assert table[["class_a", "class_b", "ssim_distance"]].values.tolist() == [
        [0, 1, 0.8],
        [0, 2, 0.7],
    ]
    assert table["accuracy"].tolist() == pytest.approx([0.98, 0.9])
    assert table["accuracy_binarized"].tolist() == pytest.approx([0.8, 0.7])
    assert table["delta_binarization"].tolist() == pytest.approx([18, 20])


def test_a_median_below_chance_is_folded():
    assert folded(pd.Series([0.2, 0.5, 0.7])).tolist() == pytest.approx([0.8, 0.5, 0.7])
