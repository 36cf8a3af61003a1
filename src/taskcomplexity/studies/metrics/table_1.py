"""Table 1 of the paper: what the networks came to, beside what was published."""

import pandas as pd

SETTINGS = ("initial_sd", "optimizer", "learning_rate", "batch_size")
ERRORS = ("mse", "cross_entropy")
# A row per dataset, architecture and cell, and one per dataset and architecture, whose cell is
# empty. Accuracies as fractions, of the test images; of autoencoders both errors, each beside that
# of the mean picture. `within` is the share of networks whose value on the images held out lies in
# the published range.
TABLE_1_COLUMNS = (
    *("dataset", "architecture", "cell", "networks", "trained"),
    *("published_low", "published_high", "within"),
    *("accuracy_low", "accuracy_high", "mse_low", "mse_high"),
    *("cross_entropy_low", "cross_entropy_high"),
    *("mean_picture_mse", "mean_picture_cross_entropy"),
    *("parameters_low", "parameters_high", "epochs_low", "epochs_high"),
    *SETTINGS,
)


def table_1(performance: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Return table 1, ours beside theirs.

    Parameters
    ----------
    performance
        Of :data:`taskcomplexity.studies.metrics.columns.PERFORMANCE_COLUMNS`.
    published
        dataset, architecture, low, high; an architecture or dataset that is not there has neither.

    Returns
    -------
    DataFrame
        Of :data:`TABLE_1_COLUMNS`.
    """
    ranges = published.set_index(["dataset", "architecture"])[["low", "high"]]
    found = []
    numbers = ["accuracy", *ERRORS, *(f"mean_picture_{error}" for error in ERRORS), "within"]
    performance = performance.astype(dict.fromkeys(numbers, float))
    for kind, networks in performance.groupby(["dataset", "architecture"], sort=False):
        low, high = ranges.loc[kind] if kind in ranges.index else (None, None)
        cells = list(networks.groupby("cell", sort=False))
        for cell, rows in [("", networks), *cells]:
            found.append((*kind, cell, *_counted(rows), low, high, *_row(rows)))
    return pd.DataFrame(found, columns=list(TABLE_1_COLUMNS)).astype(
        {"published_low": float, "published_high": float}
    )


def _counted(rows: pd.DataFrame) -> tuple[int, int]:
    return len(rows), int(rows["trained"].sum())


def _row(rows: pd.DataFrame) -> tuple:
    ends = [
        end
        for column in ("accuracy", *ERRORS)
        for end in (float(rows[column].min()), float(rows[column].max()))
    ]
    pictures = [float(rows[f"mean_picture_{error}"].mean()) for error in ERRORS]
    counts = [
        end
        for column in ("parameters", "epochs")
        for end in (int(rows[column].min()), int(rows[column].max()))
    ]
    settings = [", ".join(dict.fromkeys(f"{one}" for one in rows[name])) for name in SETTINGS]
    return (float(rows["within"].mean()), *ends, *pictures, *counts, *settings)
