"""What the figures over the easy and the hard task share."""

from collections.abc import Sequence

import pandas as pd

QUARTILES = {"median": 0.5, "quartile_1": 0.25, "quartile_3": 0.75}


def summarised(probed: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Summarise accuracies over all models and draws of each group.

    Parameters
    ----------
    probed
        Rows of probes.
    keys
        Columns that name a group.

    Returns
    -------
    pandas.DataFrame
        The keys; median, quartile_1 and quartile_3 of the accuracy in percent; and the number of
        models.
    """
    groups = (100 * probed["accuracy"]).groupby([probed[key] for key in keys])
    table = pd.DataFrame({name: groups.quantile(at) for name, at in QUARTILES.items()})
    table["models"] = probed.groupby(list(keys))["seed"].nunique()
    return table.reset_index()


def tasks_told(table: pd.DataFrame, names: Sequence[str]) -> str:
    """Say which classes the tasks of a dataset are, ``easy: 0 / 7, hard: 7 / 9``."""
    pairs = table.drop_duplicates("task").set_index("task")
    return ", ".join(
        f"{task}: {names[pairs.loc[task, 'class_a']]} / {names[pairs.loc[task, 'class_b']]}"
        for task in ("easy", "hard")
        if task in pairs.index
    )
