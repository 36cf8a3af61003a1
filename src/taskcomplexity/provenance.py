"""What made a file: the code, the packages, the device."""

import hashlib
import importlib.metadata
import platform
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from taskcomplexity.normal import normal_form

PACKAGE = Path(__file__).parent
VERSIONED = (
    "matplotlib",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "safetensors",
    "scipy",
    "snakemake",
    "torch",
)
VERSIONED_WHERE_USED = ("seqeval", "tokenizers", "transformers")


def code_digest(script: str | Path, *modules: str) -> str:
    """Digest the code that a script runs: itself and every module of the package it reaches.

    Templates that lie beside a module under its name, ``page.html.j2`` of ``page.py``, count too.

    Two versions have the same digest exactly when they differ in comments, docstrings and layout
    at most. Rules carry it as a parameter, so that an edit of a module runs again the rules that
    use it and no others.

    Parameters
    ----------
    script
        The script of a rule.
    *modules
        Modules of the package that it loads by name.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    reached: dict[str, str] = {}
    pending = [Path(script), *(path for module in modules for path in sorted(_modules(module)))]
    while pending:
        path = pending.pop()
        name = path.name if path == Path(script) else str(path.relative_to(PACKAGE))
        if name not in reached:
            reached[name], imports = normal_form(path)
            pending.extend(found for dotted in imports for found in _modules(dotted))
    text = "\n".join(f"{name}\n{reached[name]}" for name in sorted(reached))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _modules(dotted: str) -> frozenset[Path]:
    """Files of the package that an import of `dotted` runs, its parents' ``__init__`` included."""
    parts = dotted.split(".")
    if parts[0] != PACKAGE.name:
        return frozenset()
    found = set()
    for depth in range(1, len(parts) + 1):
        place = PACKAGE.joinpath(*parts[1:depth])
        for candidate in (place / "__init__.py", place.with_suffix(".py")):
            if candidate.is_file():
                found.add(candidate)
    return frozenset(found)


def content_digest(paths: Iterable[str | Path]) -> str:
    """Digest the content of files, whatever their dates: sixteen hexadecimal digits."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(Path(path).read_bytes()).digest())
    return digest.hexdigest()[:16]


def record(
    *,
    seed: int,
    code: str,
    device: str,
    threads: int,
    settings: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Collect what a table or a weights file says about its making.

    Parameters
    ----------
    seed
        The root seed of the run.
    code
        The digest of the code, from :func:`code_digest`.
    device
        Where the arithmetic ran, for example ``cpu`` or ``cuda``.
    threads
        How many threads it had.
    settings
        What of the config the job was told, where that decides the numbers.
    """
    versions = {"python": platform.python_version()}
    used = [name for name in VERSIONED_WHERE_USED if name in sys.modules]
    for name in (*VERSIONED, *used):
        versions[name] = importlib.metadata.version(name)
    return {
        "seed": seed,
        "code": code,
        "device": device,
        "threads": threads,
        "settings": dict(settings or {}),
        "versions": versions,
    }
