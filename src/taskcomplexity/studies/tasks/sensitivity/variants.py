"""A row per dataset and variant: how large the losses are, and what they order pairs like."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from taskcomplexity.complexity.correlations import can_be_ordered, class_interval
from taskcomplexity.complexity.pairs import PAIR, mostly_untrained
from taskcomplexity.studies.tasks.sensitivity.names import DEFAULT

# Accuracy of the signs below which a pair counts as collapsed.
COLLAPSED = 0.6
LOSSES = (
    *("delta_binarization", "delta_binarization_auc"),
    *("delta_randomization", "delta_randomization_auc"),
)
KEYS = ["dataset", "variant"]
ENDS = ("", "_low", "_high")
VARIANT_COLUMNS = (
    *KEYS,
    "pairs",
    "pairs_without_loss",
    "models",
    "untrained_models",
    "accuracy",
    "collapsed_pairs",
    *(
        f"{loss}{what}"
        for loss in LOSSES
        for what in (
            *("", "_most", "_reliability"),
            *(f"_rho_{other}{end}" for other in ("default", "error") for end in ENDS),
        )
    ),
)


def variant_table(
    complexity: pd.DataFrame,
    reliability: pd.DataFrame,
    resamples: int,
    stream: Callable[..., np.random.Generator],
) -> pd.DataFrame:
    """Summarise the complexity of pairs under every variant.

    Parameters
    ----------
    complexity, reliability
        Tables of :func:`taskcomplexity.complexity.pairs.complexity_table` and of
        :func:`taskcomplexity.complexity.reliability.reliability_table`, each with the columns
        dataset and variant. :data:`DEFAULT` is among the variants.
    resamples
        How often classes are resampled for an interval.
    stream
        Gives the random stream of some names.

    Returns
    -------
    pandas.DataFrame
        :data:`VARIANT_COLUMNS`. ``accuracy`` and the losses ``delta_…`` are medians over pairs, the
        latter in points; ``…_most`` is the largest. ``collapsed_pairs`` have an accuracy of the
        signs below 0.6. ``…_rho_default`` is Spearman's rho over pairs of a loss with that of the
        config as it is, ``…_rho_error`` with the error of the networks undisturbed; ``…_low`` and
        ``…_high`` are 95 % when classes are resampled. Pairs without a loss are left out.
    """
    by_variant = dict(list(complexity.groupby(KEYS)))
    reliable = reliability.set_index([*KEYS, "measure"])["reliability"]
    rows = []
    for (dataset, variant), table in by_variant.items():
        row = {
            "dataset": dataset,
            "variant": variant,
            "pairs": len(table),
            "pairs_without_loss": int(mostly_untrained(table).sum()),
            "models": int(table["models"].sum()),
            "untrained_models": int(table["untrained_models"].sum()),
            "accuracy": table["accuracy"].median(),
            "collapsed_pairs": int((table["accuracy_binarized"] < COLLAPSED).sum()),
        }
        of_default = by_variant[dataset, DEFAULT].set_index(PAIR)
        here = table.set_index(PAIR)
        for loss in LOSSES:
            row[loss], row[f"{loss}_most"] = here[loss].median(), here[loss].max()
            row[f"{loss}_reliability"] = reliable[dataset, variant, loss]
            for other, values in (("default", of_default[loss]), ("error", 1 - here["accuracy"])):
                named = partial(stream, dataset, variant, loss, other)
                found = _correlated(here[loss], values, resamples, named)
                row |= {f"{loss}_rho_{other}{end}": at for end, at in zip(ENDS, found, strict=True)}
        rows.append(row)
    return pd.DataFrame(rows)[list(VARIANT_COLUMNS)]


def _correlated(
    first: pd.Series,
    second: pd.Series,
    resamples: int,
    stream: Callable[..., np.random.Generator],
) -> tuple[float, float, float]:
    """Return Spearman's rho over the pairs that both have, and its interval over classes."""
    both = pd.concat([first, second], axis=1, join="inner").dropna()
    x, y = both.to_numpy().T
    if not can_be_ordered(x, y):
        return np.nan, np.nan, np.nan
    pairs = np.array(both.index.to_list())
    return (float(spearmanr(x, y).statistic), *class_interval(x, y, pairs, resamples, stream()))
