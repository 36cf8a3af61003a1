"""What is said at the end of a run."""

from collections.abc import Sequence
from pathlib import Path

from taskcomplexity.data.names import some
from taskcomplexity.tables import TableError, read_table


def untrained_told(path: str | Path, classes: Sequence[str]) -> str:
    """Say which pairs of a dataset have no loss, as most of their models did not train.

    Parameters
    ----------
    path
        Of the table of :func:`taskcomplexity.complexity.pairs.complexity_table`. Where it cannot
        be read nothing is said: what is damaged is told elsewhere.
    classes
        Names.

    Returns
    -------
    str
        Empty where every pair has a loss.
    """
    columns = ["class_a", "class_b", "models", "untrained_models"]
    try:
        rows = read_table(path, columns).to_pylist()
    except TableError:
        return ""
    # A table of an earlier config may be of more classes.
    names = dict(enumerate(classes))
    pairs = [
        "{" + ", ".join(str(names.get(row[end], row[end])) for end in columns[:2]) + "}"
        for row in rows
        if 2 * row["untrained_models"] > row["models"]
    ]
    if not pairs:
        return ""
    return (
        f"{len(pairs)} of {len(rows)} pairs have no loss, as most of their models did not train: "
        f"{some(pairs)}; train them longer (`training.epochs`, `training.minimum_steps`) or "
        "otherwise (`training.learning_rate`)"
    )
