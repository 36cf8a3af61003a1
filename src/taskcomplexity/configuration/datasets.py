"""What a config says of a dataset: where it comes from, its classes, its tasks and pairs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import category

from taskcomplexity.configuration.asked import asked_of, unfit_for_known
from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.classes import (
    ALL,
    AUTO,
    classes_in_use,
    index_of,
    names_and_labels,
    pairs_asked,
)
from taskcomplexity.configuration.present import without_null
from taskcomplexity.data.asked import Asked
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.entry import CatalogEntry
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.features import Features
from taskcomplexity.data.found import find_classes
from taskcomplexity.data.images import Images
from taskcomplexity.data.listing import locate
from taskcomplexity.data.names import composed, nearest, some
from taskcomplexity.data.outline import Outline, as_asked, outline
from taskcomplexity.data.tables import is_table
from taskcomplexity.models.pairs import all_pairs

# Tasks that distances may choose the classes of.
EXTREMES = ("easy", "hard")
# What would be mistaken for something else, in the config or in the names of files.
RESERVED = (AUTO, ALL, "pair", "pairs", "cells", "none")
# Names of tables beside those that are called by datasets, or the end of their names.
OF_TABLES = ("_correlations", "_reliability", "_orders", "_drift", "_seconds")

# Names and labels of the classes of a dataset.
Known = tuple[Sequence[str], Sequence[int]]


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
        The classes of each task by its name, in their order, or `auto`.
    pairs
        The pairs of the complexity matrix, class_a < class_b.
    in_use
        The classes of tasks and pairs; all where distances choose, or where there are none.
    is_own
        Whether it is the user's, not one of the catalog.
    minimum_steps
        How many steps of the optimiser training takes at least; None for the config's own.
    outline
        Size of its pictures and number of samples to train on, as far as they are known before
        they are read.
    asked
        What else the config asks of it: which column and test rows, which colour and size.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    labels: tuple[int, ...]
    sources: tuple[str, ...]
    path: Path | None
    tasks: dict[str, tuple[int, ...] | str]
    pairs: tuple[tuple[int, int], ...]
    in_use: frozenset[int]
    is_own: bool
    minimum_steps: int | None
    outline: Outline
    asked: Asked

    @property
    def kind(self) -> str | None:
        """What its samples are, ``images`` or ``features``; None where that is not known."""
        if self.is_own and self.path is not None and is_table(self.path):
            return Features.kind
        shape = self.outline.shape
        return None if shape is None else (Features if len(shape) == 1 else Images).kind

    @property
    def has_extremes(self) -> bool:
        """Whether it has the paper's two tasks, an easy and a hard one."""
        return set(EXTREMES) <= set(self.tasks)


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
    for end in OF_TABLES:
        if f"_{name}".endswith(end):
            wrong.append(
                f"`{at}` ends in {end}, as a table of the results does; choose another name"
            )
    entry = CATALOG.get(name)
    sources = tuple(section.get("sources", ()))
    try:
        path = None if section.get("path") is None else locate(section["path"])
    except DataError as error:
        wrong.append(f"`{at}.path`: {error}")
        return None
    asked = asked_of(at, section, wrong)
    if entry is None:
        title, known = name, _own_classes(at, section, path, asked, wrong)
        if known is None:
            return None
        classes, labels = known
    else:
        title, classes, labels = entry.title, entry.classes, entry.labels
        wrong += _unfit_source(at, section, path, entry) + unfit_for_known(at, asked, entry)

    tasks = _tasks(at, section, title, (classes, labels), wrong)
    asked_pairs = pairs_asked(section, own=entry is None)
    pairs = _pairs(at, asked_pairs, title, (classes, labels), wrong)
    if pairs is None or None in tasks.values():
        return None
    return Dataset(
        name=name,
        title=title,
        classes=classes,
        labels=labels,
        sources=sources,
        path=path,
        tasks=tasks,
        pairs=pairs,
        in_use=classes_in_use(section, classes, labels, own=entry is None),
        is_own=entry is None,
        minimum_steps=section.get("minimum_steps"),
        outline=outline(path, asked)
        if entry is None
        else as_asked(Outline(entry.shape, entry.training), asked),
        asked=asked,
    )


def _own_classes(
    at: str, section: Mapping[str, Any], path: Path | None, asked: Asked, wrong: list[str]
) -> Known | None:
    """Return names and labels of the classes: those that are given, or those that are found."""
    if path is None or section.get("sources"):
        wrong.append(
            f"`{at}` is not in the catalog ({', '.join(CATALOG)}); a dataset of your own needs "
            "`path` and no `sources`"
        )
        return None
    if "classes" in section:
        classes, labels = names_and_labels(section["classes"])
    else:
        try:
            classes, labels = find_classes(path, asked)
        except DataError as error:
            wrong.append(f"`{at}` gives no `classes`, and they cannot be found: {error}")
            return None
    if unfit := _unfit_classes(classes, labels):
        wrong += [f"`{at}.classes` {line}" for line in unfit]
        return None
    return classes, labels


def _unfit_source(
    at: str, section: Mapping[str, Any], path: Path | None, entry: CatalogEntry
) -> list[str]:
    wrong, sources = [], section.get("sources", ())
    if not sources and path is None:
        wrong.append(
            f"`{at}` has no source; name a `path`, or `sources` of: {', '.join(entry.sources)}"
        )
    if unfit := [source for source in sources if source not in entry.sources]:
        wrong.append(
            f"`{at}.sources` names {', '.join(unfit)}, which does not carry {entry.title}; "
            f"name a `path`, or `sources` of: {', '.join(entry.sources)}"
        )
    known = entry.classes, entry.labels
    if "classes" in section and names_and_labels(section["classes"]) != known:
        wrong.append(f"`{at}.classes` are known: {', '.join(entry.classes)}; leave the key out")
    return wrong


def _tasks(
    at: str, section: Mapping[str, Any], title: str, known: Known, wrong: list[str]
) -> dict[str, tuple[int, ...] | str | None]:
    tasks = {}
    for task, given in without_null(section.get("tasks", {})).items():
        where = f"{at}.tasks.{task}"
        if task in RESERVED:
            wrong.append(f"`{where}` has a name that stands for something else; choose another one")
        if given == AUTO and task not in EXTREMES:
            wrong.append(
                f"`{where}` is {AUTO}, which is for the tasks {' and '.join(EXTREMES)} alone, the "
                f"most and the least distant pair; name two or more classes, or {ALL}"
            )
        named = len(known[0]) if given == ALL else len(given)
        if task in EXTREMES and given != AUTO and named != 2:
            wrong.append(
                f"`{where}` is of {named} classes, but {' and '.join(EXTREMES)} are of two; give "
                "the task another name"
            )
        if given == ALL:
            tasks[task] = tuple(range(len(known[0])))
        else:
            tasks[task] = AUTO if given == AUTO else _indices(where, given, title, known, wrong)
    return tasks


def _pairs(
    at: str, named: str | Sequence[Sequence[int | str]], title: str, known: Known, wrong: list[str]
) -> tuple[tuple[int, int], ...] | None:
    classes, _ = known
    if named == ALL:
        try:
            return all_pairs(len(classes))
        except ValueError as error:
            wrong.append(f"`{at}.pairs` are {error}, in a list")
            return None
    pairs = [_indices(f"{at}.pairs.{n}", pair, title, known, wrong) for n, pair in enumerate(named)]
    if None in pairs:
        return None
    twice = sorted({pair for pair in pairs if pairs.count(pair) > 1})
    wrong += [f"`{at}.pairs` names [{classes[a]}, {classes[b]}] more than once" for a, b in twice]
    return tuple(sorted(set(pairs)))


def _indices(
    where: str, given: Sequence[int | str], title: str, known: Known, wrong: list[str]
) -> tuple[int, ...] | None:
    found = [index_of(one, *known) for one in given]
    for one, index in zip(given, found, strict=True):
        if index is None:
            told = f"names the class {one!r}, which {title} lacks"
            wrong.append(f"`{where}` {told}; {_allowed(one, *known)}")
            return None
    if len(set(found)) == 1:
        wrong.append(f"`{where}` is a pair of one class, {list(given)}; name two different ones")
        return None
    if len(set(found)) < len(found):
        twice = next(one for one, index in zip(given, found, strict=True) if found.count(index) > 1)
        wrong.append(f"`{where}` names the class {twice!r} more than once; name each once")
        return None
    return tuple(sorted(found))


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
    counts = Counter(composed(str(name)) for name in names)
    twice = sorted(name for name, count in counts.items() if count > 1)
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
