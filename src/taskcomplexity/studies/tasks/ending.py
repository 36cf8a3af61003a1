"""What is said at the end of a run."""

from collections.abc import Sequence
from pathlib import Path

from taskcomplexity.complexity.pairs import PAIR, mostly_untrained
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
    try:
        table = read_table(path, [*PAIR, "models", "untrained_models"]).to_pandas()
    except TableError:
        return ""
    # A table of an earlier config may be of more classes.
    names = dict(enumerate(classes))
    pairs = [
        f"{{{names.get(a, a)}, {names.get(b, b)}}}"
        for a, b in table.loc[mostly_untrained(table), PAIR].itertuples(index=False)
    ]
    if not pairs:
        return ""
    return (
        f"{len(pairs)} of {len(table)} pairs have no loss, as most of their models did not train: "
        f"{some(pairs)}; train them longer (`training.epochs`, `training.minimum_steps`) or "
        "otherwise (`training.learning_rate`)"
    )
