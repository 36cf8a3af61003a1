"""What a config says of a dataset: where it comes from, its classes, its tasks and pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any
from unicodedata import category

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.classes import AUTO, classes_in_use, index_of, names_and_labels
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.listing import locate
from taskcomplexity.data.names import composed, nearest, some
from taskcomplexity.data.outline import Outline, outline


@dataclass(frozen=True)
class Dataset:
    """A dataset of the config, checked.

    Attributes
    ----------
    name, title
        For machines and for readers.
    classes
        Names. Everywhere but in the user's files, a class is the index of its name.
    labels
        Label of each class in the files.
    sources, path
        Where it comes from; the path is absolute.
    tasks
        The classes of the easy and of the hard task, or `auto`; empty where the config has none.
    pairs
        The pairs of the complexity matrix, class_a < class_b; empty where there are no tasks.
    in_use
        The classes of tasks and pairs; all where distances choose, or where there are none.
    is_own
        Whether it is the user's, not one of the catalog.
    outline
        Size of its pictures and number of those to train on, as far as they are known before they
        are read.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    labels: tuple[int, ...]
    sources: tuple[str, ...]
    path: Path | None
    tasks: dict[str, tuple[int, int] | str]
    pairs: tuple[tuple[int, int], ...]
    in_use: frozenset[int]
    is_own: bool
    outline: Outline


def read_datasets(config: Mapping[str, Any]) -> dict[str, Dataset]:
    """Check the datasets of a config.

    Raises
    ------
    ConfigError
        When classes, tasks, pairs and sources do not fit together, with what is allowed.
    """
    wrong: list[str] = []
    datasets = {
        name: dataset
        for name, section in config["datasets"].items()
        if section is not None and (dataset := understood(name, section, wrong))
    }
    if not wrong and not datasets:
        wrong.append("`datasets` leaves no dataset to work on")
    if wrong:
        raise ConfigError.of(wrong)
    return datasets


def understood(name: str, section: Mapping[str, Any], wrong: list[str]) -> Dataset | None:
    """Check what the config says of a dataset.

    Parameters
    ----------
    name, section
        Of the dataset.
    wrong
        Gets a line for everything that is wrong.

    Returns
    -------
    Dataset or None
        None where it cannot be used.
    """
    at = f"datasets.{name}"
    entry = CATALOG.get(name)
    sources = tuple(section.get("sources", ()))
    try:
        path = None if section.get("path") is None else locate(section["path"])
    except DataError as error:
        wrong.append(f"`{at}.path`: {error}")
        return None
    if entry is None:
        if path is None or sources or "classes" not in section:
            wrong.append(
                f"`{at}` is not in the catalog ({', '.join(CATALOG)}); a dataset of your own needs "
                "`path`, `classes` and no `sources`"
            )
            return None
        title, (classes, labels) = name, names_and_labels(section["classes"])
        if unfit := _unfit_classes(classes, labels):
            wrong += [f"`{at}.classes` {line}" for line in unfit]
            return None
    else:
        if not sources and path is None:
            wrong.append(
                f"`{at}` has no source; name a `path`, or `sources` of: {', '.join(entry.sources)}"
            )
        if unfit := [source for source in sources if source not in entry.sources]:
            wrong.append(
                f"`{at}.sources` names {', '.join(unfit)}, which does not carry {entry.title}; "
                f"name a `path`, or `sources` of: {', '.join(entry.sources)}"
            )
        asked = [f"`{key}`" for key in ("tasks", "pairs") if key in section]
        if entry.in_colour and asked:
            wrong.append(
                f"`{at}` has {' and '.join(asked)}, which are measured by SSIM distances between "
                f"grey images, but {entry.title} is in colour; leave them out"
            )
        title, classes, labels = entry.title, entry.classes, entry.labels
        if "classes" in section and names_and_labels(section["classes"]) != (classes, labels):
            wrong.append(f"`{at}.classes` are known: {', '.join(entry.classes)}; leave the key out")

    def indices(where: str, pair: Sequence[int | str]) -> tuple[int, int] | None:
        found = [index_of(one, classes, labels) for one in pair]
        for one, index in zip(pair, found, strict=True):
            if index is None:
                told = f"names the class {one!r}, which {title} lacks"
                wrong.append(f"`{where}` {told}; {_allowed(one, classes, labels)}")
                return None
        if found[0] == found[1]:
            wrong.append(f"`{where}` is a pair of one class, {list(pair)}; name two different ones")
            return None
        return min(found), max(found)

    tasks = {
        task: AUTO if pair == AUTO else indices(f"{at}.tasks.{task}", pair)
        for task, pair in section.get("tasks", {}).items()
    }
    named = section.get("pairs", ())
    if named == "all":
        pairs = list(combinations(range(len(classes)), 2))
    else:
        pairs = [indices(f"{at}.pairs.{n}", pair) for n, pair in enumerate(named)]
        twice = sorted({pair for pair in pairs if pair and pairs.count(pair) > 1})
        wrong += [
            f"`{at}.pairs` names [{classes[a]}, {classes[b]}] more than once" for a, b in twice
        ]
    if None in pairs or None in tasks.values():
        return None
    return Dataset(
        name=name,
        title=title,
        classes=classes,
        labels=labels,
        sources=sources,
        path=path,
        tasks=tasks,
        pairs=tuple(sorted(set(pairs))),
        in_use=frozenset(classes_in_use(section, classes, labels)),
        is_own=entry is None,
        outline=outline(path) if entry is None else Outline(entry.shape, entry.images[0]),
    )


def _unfit_classes(names: Sequence[object], labels: Sequence[object]) -> list[str]:
    if all(isinstance(name, int) for name in names):
        return ["has labels where names are expected; write each as LABEL: NAME, `0: upper`"]
    wrong = [
        f"has the label {label!r}; labels are whole numbers, without quotes, in a file and not in "
        "--config"
        for label in labels
        if not isinstance(label, int) or isinstance(label, bool)
    ]
    for name in names:
        if not isinstance(name, str):
            wrong.append(f"has the name {name!r}; quote it: '{name}'")
        elif not name.strip() or any(category(letter) == "Cc" for letter in name):
            wrong.append(f"has the name {name!r}; names have letters, and all on one line")
    same = [composed(str(name)) for name in names]
    twice = sorted({name for name in same if same.count(name) > 1})
    return wrong + [f"has the name {name!r} more than once" for name in twice]


def _allowed(one: int | str, names: Sequence[str], labels: Sequence[int]) -> str:
    """Say how a class is named that a dataset has, and which one may be meant."""
    hint = ""
    if isinstance(one, str) and one.lstrip("-").isdecimal() and int(one) in labels:
        hint = f"{one!r} is text; write {one} without quotes, or in a file instead of --config; "
    elif isinstance(one, str) and (near := nearest(one, names)):
        hint = f"did you mean {near!r}? "
    known = [f"{label} ({name})" for label, name in zip(labels, names, strict=True)]
    return f"{hint}allowed: {some(known, 26)}"
