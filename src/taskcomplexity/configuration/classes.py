"""Which classes a dataset of the config has, and which of them it uses."""

from collections.abc import Mapping, Sequence
from typing import Any

from taskcomplexity.configuration.present import without_null
from taskcomplexity.data.features import Features
from taskcomplexity.data.names import nearest

# A task whose classes distances choose, and tasks and pairs of every class.
AUTO, ALL = "auto", "all"


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


def is_measured(section: Mapping[str, Any], *, own: bool) -> bool:
    """Tell whether a dataset has tasks or pairs; one's own has pairs where nothing is said."""
    return bool(without_null(section.get("tasks", {})) or pairs_asked(section, own=own))


def pairs_asked(section: Mapping[str, Any], *, own: bool) -> str | Sequence[Sequence[int | str]]:
    """Return the pairs that a dataset is asked for: ``all``, a list, or none."""
    return section.get("pairs", ALL if own else None) or ()


def classes_in_use(
    section: Mapping[str, Any], names: Sequence[str], labels: Sequence[int], *, own: bool
) -> frozenset[int]:
    """Return the classes of the tasks and the pairs of a dataset, as indices.

    Parameters
    ----------
    section
        Of a dataset that can be used: every class that it names is among `names` or `labels`.
        Where it lets distances choose a task, takes all pairs or has neither tasks nor pairs, all
        classes are in use.
    names, labels
        Of the classes, in their order.
    own
        Whether it is the user's, not one of the catalog.
    """
    asked = [*without_null(section.get("tasks", {})).values(), pairs_asked(section, own=own)]
    if not any(asked) or any(one in (AUTO, ALL) for one in asked):
        return frozenset(range(len(names)))
    *tasks, pairs = asked
    return frozenset(index_of(one, names, labels) for task in (*tasks, *pairs) for one in task)


def classes_used(
    section: str,
    given: Mapping[str, Any],
    config: Mapping[str, Any],
    datasets: Mapping[str, Any],
    wrong: list[str],
) -> dict[str, tuple[int, ...]]:
    """Return the classes of each dataset that a study uses, as indices.

    A dataset that the config leaves out altogether is left out here too.

    Parameters
    ----------
    section
        Of the study.
    given
        By dataset, its classes: ``all``, a list, or None where the study leaves it out.
    config
        The whole.
    datasets
        Its datasets, checked.
    wrong
        Gets a line for everything that is wrong.
    """
    found = {}
    for name, wanted in without_null(given).items():
        at = f"{section}.datasets.{name}"
        if name in config["datasets"] and config["datasets"][name] is None:
            continue
        if name not in datasets:
            near = nearest(name, datasets)
            wrong.append(
                f"`{at}` is not among `datasets`; "
                + (f"did you mean `{near}`? " if near else "")
                + f"there are {', '.join(datasets)}"
            )
            continue
        dataset = datasets[name]
        if dataset.kind == Features.kind:
            wrong.append(f"`{at}` has rows of features, but this study takes pictures; name others")
            continue
        if wanted == ALL:
            found[name] = tuple(range(len(dataset.classes)))
            continue
        places = [index_of(one, dataset.classes, dataset.labels) for one in wanted]
        for one, place in zip(wanted, places, strict=True):
            if place is None:
                wrong.append(
                    f"`{at}` names the class {one!r}, which {dataset.title} lacks; it has "
                    f"{', '.join(dataset.classes)}"
                )
        if None not in places:
            if len(set(places)) < len(places):
                wrong.append(f"`{at}` names a class twice, once by label and once by name")
            found[name] = tuple(places)
    return found
