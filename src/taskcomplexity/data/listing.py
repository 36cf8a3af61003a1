"""Which files of the user's a dataset is read from, and what beside them is not."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.forms import IDX
from taskcomplexity.data.names import composed, nearest, some

SPLITS = ("train", "test")
ARCHIVE = ".npz"
PICTURES = (
    *(".png", ".bmp", ".jpg", ".jpeg", ".tif", ".tiff"),
    *(".gif", ".webp", ".pgm", ".ppm", ".pbm"),
)
KINDS = (
    f"the {IDX.title} {', '.join(IDX.files)}, plain or .gz; an archive {ARCHIVE}; or a folder "
    "with train/CLASS/ and test/CLASS/ of pictures"
)
# What systems leave in folders, beside the hidden files.
LEFT_BY_SYSTEMS = ("Thumbs.db", "desktop.ini", "__MACOSX")


@dataclass(frozen=True)
class OwnFile:
    """A file that a dataset is read from.

    Attributes
    ----------
    path
        Where it lies.
    name
        What it is called in the dataset, wherever that lies: the canonical name where it has
        one, ``train/CLASS/FILE`` of a picture, nothing for an archive.
    split, label
        Of a picture: ``train`` or ``test``, and its class as an index.
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
        ``idx``, ``archive`` or ``pictures``.
    files
        In the order in which they are read.
    unread
        A line for each place with something beside them that is not read.
    """

    kind: str
    files: tuple[OwnFile, ...]
    unread: tuple[str, ...] = ()


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


def list_files(path: Path, classes: Sequence[str], in_use: Collection[int] = ()) -> OwnFiles:
    """List exactly the files that a dataset is read from, through links. None is opened.

    Parameters
    ----------
    path
        What :func:`taskcomplexity.data.local.read_local` takes.
    classes
        Names of the classes, which are those of the folders of pictures.
    in_use
        Classes, as indices, that must have pictures in both splits.

    Raises
    ------
    DataError
        When files are missing or cannot be reached, with what is there and what would be taken.
    """
    try:
        if path.is_dir():
            there = _inside(path)
            if all(split in there and there[split].is_dir() for split in SPLITS):
                return _list_pictures(path, there, classes, in_use)
            if any(_plain_or_packed(path, name) for name in IDX.files):
                return OwnFiles("idx", list_named(path, IDX.canonical))
            raise DataError(f"{path}: expected {KINDS}; {_holds(there)}{_hints(there)}")
        if path.is_file() and path.suffix.lower() == ARCHIVE:
            return OwnFiles("archive", (OwnFile(path),))
    except OSError as error:
        raise _unreachable(error) from error
    raise DataError(f"{path}: expected {KINDS}; found {_what_is_at(path)}")


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
                f"{folder}: expected {', '.join(lacking)} in it, found {_what_is_at(folder)}"
            )
        if lacking:
            there = _inside(folder)
            neither = "neither" if len(lacking) == 1 else "none of them"
            raise DataError(
                f"{folder}: expected {', '.join(lacking)}, found {neither}; {_holds(there)}"
                + _hints(there, names.values())
            )
    except OSError as error:
        raise _unreachable(error) from error
    return tuple(OwnFile(path, name) for name, path in found.items())


def _plain_or_packed(folder: Path, name: str) -> Path | None:
    places = (folder / name, folder / f"{name}.gz")
    return next((place for place in places if place.is_file()), None)


def _list_pictures(
    path: Path, there: dict[str, Path], classes: Sequence[str], in_use: Collection[int]
) -> OwnFiles:
    files, unread, lacking = [], [], []
    if others := [name for name in there if name not in SPLITS]:
        unread.append(f"{path}: only {' and '.join(SPLITS)} are read, not {some(others)}")
    names = [composed(name) for name in classes]
    for split in SPLITS:
        folders = _inside(there[split])
        if others := [name for name in folders if name not in names]:
            unread.append(f"{there[split]}: not among the classes, so not read: {some(others)}")
        for label, name in enumerate(names):
            if name not in folders or not folders[name].is_dir():
                told = _no_folder(there[split], name, folders)
                (lacking if label in in_use else unread).append(told)
                continue
            inside = _inside(folders[name])
            taken = {one: path for one, path in inside.items() if _is_picture(path)}
            files += [
                OwnFile(path, f"{split}/{name}/{one}", split, label) for one, path in taken.items()
            ]
            others = [one for one in inside if one not in taken]
            if not taken and label in in_use:
                lacking.append(
                    f"{folders[name]}: expected pictures of this class ({', '.join(PICTURES)}), "
                    f"found none; {_holds(inside)}"
                )
            elif others:
                unread.append(
                    f"{folders[name]}: no picture by its suffix ({', '.join(PICTURES)}), so not "
                    f"read: {some(others)}"
                )
    if lacking:
        raise DataError("\n".join(lacking))
    return OwnFiles("pictures", tuple(files), tuple(unread))


def _inside(folder: Path) -> dict[str, Path]:
    """Return what lies in a folder, by its composed name; hidden files are left out."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = composed(path.name)
        if name.startswith(".") or name in LEFT_BY_SYSTEMS:
            continue
        if name in found:
            raise DataError(
                f"{folder}: {name!r} is there twice, with the accents of its letters in one "
                "character and in two; rename one"
            )
        found[name] = path
    return found


def _is_picture(path: Path) -> bool:
    if path.suffix.lower() not in PICTURES:
        return False
    if path.is_symlink() and not path.exists():
        raise DataError(f"{path}: is a link that leads nowhere; mend it or take it out")
    return path.is_file()


def _no_folder(place: Path, name: str, folders: dict[str, Path]) -> str:
    told = f"{place}: expected a folder {name!r} with pictures of this class, found "
    if name in folders:
        return told + _what_is_at(folders[name])
    near = nearest(name, folders)
    meant = (
        f"; did you mean {near!r}? Rename the folder, or the class in the config" if near else ""
    )
    return f"{told}none; {_holds(folders)}{meant}"


def _holds(names: Collection[str]) -> str:
    return f"it holds {some(names)}" if names else "it is empty"


def _hints(there: Collection[str], files: Collection[str] = IDX.files) -> str:
    """Say what only another name keeps from being read."""
    hints = [f"; `path` may be {name} itself" for name in there if name.lower().endswith(ARCHIVE)]
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


def _what_is_at(path: Path) -> str:
    if path.is_symlink() and not path.exists():
        return f"a link that leads nowhere, to {path.readlink()}"
    if path.is_file():
        return f"a file {f'of the kind {path.suffix}' if path.suffix else 'without a suffix'}"
    if path.exists():
        return "what is neither a file nor such a folder"
    there = next(parent for parent in path.parents if parent.is_dir())
    return f"nothing (there is {there})"


def _unreachable(error: OSError) -> DataError:
    return DataError(f"{error.filename}: {error.strerror}; give the run the right to read it")
