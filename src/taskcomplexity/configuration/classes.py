"""Which classes a dataset of the config has, and which of them it uses."""

from collections.abc import Mapping, Sequence
from typing import Any

# A task whose classes distances choose.
AUTO = "auto"


def names_and_labels(
    classes: Sequence[str] | Mapping[int, str],
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the names of the classes and the label of each in the files.

    Parameters
    ----------
    classes
        Names, with the labels 0, 1, 2, …; or from label to name.
    """
    if isinstance(classes, Mapping):
        return tuple(classes.values()), tuple(classes)
    return tuple(classes), tuple(range(len(classes)))


def index_of(one: int | str, names: Sequence[str], labels: Sequence[int]) -> int | None:
    """Return the place of a class that is given by label or by name; None where there is none."""
    known = names if isinstance(one, str) else labels
    return known.index(one) if one in known else None


def classes_in_use(
    section: Mapping[str, Any], names: Sequence[str], labels: Sequence[int]
) -> set[int]:
    """Return the classes of the tasks and the pairs of a dataset, as indices.

    Parameters
    ----------
    section
        Of a dataset that can be used: every class that it names is among `names` or `labels`.
        Where it lets distances choose a task, takes all pairs or has neither tasks nor pairs, all
        classes are in use.
    names, labels
        Of the classes, in their order.
    """
    tasks, pairs = section.get("tasks", {}).values(), section.get("pairs", "all")
    if pairs == "all" or AUTO in tasks:
        return set(range(len(names)))
    return {index_of(one, names, labels) for pair in (*tasks, *pairs) for one in pair}
