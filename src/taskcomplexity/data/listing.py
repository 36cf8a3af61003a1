"""Which files of the user's a dataset is read from, and what beside them is not."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from taskcomplexity.data.archives import arrays_in, unread
from taskcomplexity.data.asked import NOTHING, Asked
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.folders import (
    PICTURES,
    contents,
    holds,
    holds_pictures,
    is_picture,
    unreachable,
    what_is_at,
)
from taskcomplexity.data.forms import IDX
from taskcomplexity.data.names import composed, nearest, some
from taskcomplexity.data.splits import SPLITS
from taskcomplexity.data.tables import TABLES, check_columns, is_table, label_column

ARCHIVE = ".npz"
KINDS = (
    f"the {IDX.title} {', '.join(IDX.files)}, plain or .gz; an archive {ARCHIVE}; a table "
    f"{' or '.join(TABLES)}; or a folder with train/CLASS/ and test/CLASS/ of pictures, or CLASS/ "
    "alone"
)


@dataclass(frozen=True)
class OwnFile:
    """A file that a dataset is read from.

    Attributes
    ----------
    path
        Where it lies.
    name
        What it is called in the dataset, wherever that lies: the canonical name where it has
        one, ``train/CLASS/FILE`` or ``CLASS/FILE`` of a picture, ``test`` of a table of test rows,
        nothing for an archive or another table.
    split, label
        Of a picture: ``train`` or ``test``, nothing where that is not said; and its class as an
        index.
    """

    path: Path
    name: str = ""
    split: str = ""
    label: int = -1


@dataclass(frozen=True)
class OwnFiles:
    """All files that a dataset is read from.

    Attributes
    ----------
    kind
        ``idx``, ``archive``, ``table`` or ``pictures``.
    files
        In the order in which they are read.
    unread
        A line for each place with something beside them that is not read.
    is_split
        Whether they say which samples are for the test.
    arrays
        Of an archive, the names of the arrays that are read.
    """

    kind: str
    files: tuple[OwnFile, ...]
    unread: tuple[str, ...] = ()
    is_split: bool = True
    arrays: tuple[str, ...] = ()


def locate(path: str) -> Path:
    """Return the absolute place that a config names; ``~`` is the home folder.

    A relative path begins where the process works, which is Snakemake's ``--directory``.

    Raises
    ------
    DataError
        When there is no such home folder.
    """
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:
        raise DataError(f"{path}: {error}; write the whole path") from error


def kind_of(path: Path) -> str:
    """Return of which kind a dataset is, as in :class:`OwnFiles`.

    Raises
    ------
    DataError
        When it is of none, with what is there and what would be taken.
    """
    try:
        if path.is_dir():
            there = contents(path)
            if _has_splits(there) or (
                not any(_plain_or_packed(path, name) for name in IDX.files)
                and any(holds_pictures(place) for place in there.values())
            ):
                return "pictures"
            if any(_plain_or_packed(path, name) for name in IDX.files):
                return "idx"
            raise DataError(f"{path}: expected {KINDS}; {holds(there)}{_hints(there)}")
        if path.is_file() and path.suffix.lower() == ARCHIVE:
            return "archive"
        if path.is_file() and is_table(path):
            return "table"
    except OSError as error:
        raise unreachable(error) from error
    raise DataError(f"{path}: expected {KINDS}; found {what_is_at(path)}")


def list_files(
    path: Path, classes: Sequence[str], in_use: Collection[int] = (), asked: Asked = NOTHING
) -> OwnFiles:
    """List exactly the files that a dataset is read from, through links.

    None is opened, but for the names of columns and arrays.

    Parameters
    ----------
    path
        What :func:`taskcomplexity.data.local.read_local` takes.
    classes
        Names of the classes, which are those of the folders of pictures.
    in_use
        Classes, as indices, that must have pictures, for training and for the test where these are
        told apart.
    asked
        Of which the column of labels and the table of test rows count.

    Raises
    ------
    DataError
        When files, columns or arrays are missing or cannot be reached, with what is there and what
        would be taken.
    """
    try:
        match kind_of(path):
            case "pictures":
                return _list_pictures(path, classes, in_use)
            case "idx":
                return OwnFiles("idx", list_named(path, IDX.canonical))
            case "table":
                return _list_tables(path, asked)
            case _:
                arrays = arrays_in(path)
                others = unread(path, arrays)
                told = (f"{path}: arrays that are not read: {some(others)}",) if others else ()
                is_split = len(arrays) > 2
                return OwnFiles("archive", (OwnFile(path),), told, is_split, arrays)
    except OSError as error:
        raise unreachable(error) from error


def _list_tables(path: Path, asked: Asked) -> OwnFiles:
    files = [OwnFile(path)]
    label_column(path, asked.label)
    if asked.test_path is not None:
        if not is_table(asked.test_path) or not asked.test_path.is_file():
            raise DataError(
                f"{asked.test_path}: expected a table {' or '.join(TABLES)} of test rows, found "
                f"{what_is_at(asked.test_path)}"
            )
        if asked.test_path.samefile(path):
            raise DataError(
                f"{path}: `test_path` is the table itself; name another one, or leave the key out "
                "so that a share of the rows is kept for the test"
            )
        check_columns(path, asked.test_path, asked.label)
        files.append(OwnFile(asked.test_path, "test"))
    return OwnFiles("table", tuple(files), is_split=len(files) > 1)


def class_folders(path: Path) -> list[str]:
    """Return the names of the folders of training pictures, sorted: those that hold some."""
    there = contents(path)
    folders = contents(there["train"]) if _has_splits(there) else there
    return [name for name, place in folders.items() if holds_pictures(place)]


def _has_splits(there: dict[str, Path]) -> bool:
    return all(split in there and there[split].is_dir() for split in SPLITS)


def list_named(folder: Path, names: Mapping[str, str]) -> tuple[OwnFile, ...]:
    """List files of a folder by their names, plain or with the suffix ``.gz``.

    Parameters
    ----------
    folder
        Where they lie.
    names
        What each is called there, by canonical name.

    Raises
    ------
    DataError
        When one is missing, with what is there.
    """
    try:
        found = {name: _plain_or_packed(folder, names[name]) for name in names}
        lacking = [f"{names[one]} or {names[one]}.gz" for one, at in found.items() if at is None]
        if lacking and not folder.is_dir():
            raise DataError(
                f"{folder}: expected {', '.join(lacking)} in it, found {what_is_at(folder)}"
            )
        if lacking:
            there = contents(folder)
            neither = "neither" if len(lacking) == 1 else "none of them"
            raise DataError(
                f"{folder}: expected {', '.join(lacking)}, found {neither}; {holds(there)}"
                + _hints(there, names.values())
            )
    except OSError as error:
        raise unreachable(error) from error
    return tuple(OwnFile(path, name) for name, path in found.items())


def _plain_or_packed(folder: Path, name: str) -> Path | None:
    places = (folder / name, folder / f"{name}.gz")
    return next((place for place in places if place.is_file()), None)


def _list_pictures(path: Path, classes: Sequence[str], in_use: Collection[int]) -> OwnFiles:
    there = contents(path)
    is_split = _has_splits(there)
    places = {split: there[split] for split in SPLITS} if is_split else {"": path}
    files: list[OwnFile] = []
    unread: list[str] = []
    lacking: list[str] = []
    if is_split and (others := [name for name in there if name not in SPLITS]):
        unread.append(f"{path}: only {' and '.join(SPLITS)} are read, not {some(others)}")
    names = [composed(name) for name in classes]
    for split, place in places.items():
        folders = contents(place)
        if others := [name for name in folders if name not in names]:
            unread.append(f"{place}: not among the classes, so not read: {some(others)}")
        for label, name in enumerate(names):
            if name not in folders or not folders[name].is_dir():
                told = _no_folder(place, name, folders)
                (lacking if label in in_use else unread).append(told)
                continue
            taken, others = _pictures_and_others(folders[name])
            files += [
                OwnFile(one, "/".join(filter(None, (split, name, file))), split, label)
                for file, one in taken.items()
            ]
            if not taken and label in in_use:
                lacking.append(
                    f"{folders[name]}: expected pictures of this class ({', '.join(PICTURES)}), "
                    f"found none; {holds(others)}"
                )
            elif others:
                unread.append(
                    f"{folders[name]}: no picture by its suffix ({', '.join(PICTURES)}), so not "
                    f"read: {some(others)}"
                )
    if lacking:
        raise DataError("\n".join(lacking))
    return OwnFiles("pictures", tuple(files), tuple(unread), is_split)


def _pictures_and_others(folder: Path) -> tuple[dict[str, Path], list[str]]:
    there = contents(folder)
    taken = {name: path for name, path in there.items() if is_picture(path)}
    return taken, [name for name in there if name not in taken]


def _no_folder(place: Path, name: str, folders: dict[str, Path]) -> str:
    told = f"{place}: expected a folder {name!r} with pictures of this class, found "
    if name in folders:
        return told + what_is_at(folders[name])
    near = nearest(name, folders)
    meant = (
        f"; did you mean {near!r}? Rename the folder, or the class in the config" if near else ""
    )
    return f"{told}none; {holds(folders)}{meant}"


def _hints(there: Collection[str], files: Collection[str] = IDX.files) -> str:
    """Say what only another name keeps from being read."""
    suffixes = (ARCHIVE, *TABLES)
    hints = [f"; `path` may be {name} itself" for name in there if name.lower().endswith(suffixes)]
    if "train" in there and not set(there) - {"train"}:
        hints.append("; `path` may be train itself, of which a share is then kept for the test")
    for split in SPLITS:
        if split not in there and (near := nearest(split, set(there) - set(SPLITS))):
            hints.append(f"; rename {near} to {split}?")
    for name in files:
        plain = [one.removesuffix(".gz") for one in there]
        if name not in plain:
            near = [one for one in plain if _letters(one).endswith(_letters(name))]
            hints += [f"; rename {one} to {name}?" for one in near]
    return "".join(hints)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
