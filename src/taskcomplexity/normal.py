"""What of a source file counts, and is remembered from process to process."""

import ast
import atexit
import hashlib
import json
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from taskcomplexity.atomic import replacing

# Beside what Python remembers of this file, and as little missed where it cannot be written.
MEMORY = Path(__file__).parent / "__pycache__" / f"normal_forms.{sys.implementation.cache_tag}.json"
DIGITS = 16


class NormalForm(NamedTuple):
    """What of a source file counts.

    Attributes
    ----------
    digest
        Of its code without comments, docstrings and layout, and of templates beside it.
    imports
        Dotted names that it imports, wherever in it; of ``from a import b`` both ``a`` and ``a.b``.
    """

    digest: str
    imports: tuple[str, ...]


@cache
def normal_form(path: Path) -> NormalForm:
    """Return what of a source file counts.

    Files with the same content have the same form, so that one that was seen before, by any
    process, is not parsed again.
    """
    content = path.read_bytes()
    templates = [beside.read_bytes() for beside in sorted(path.parent.glob(f"{path.stem}.*.j2"))]
    key = hashlib.sha256(b"\0".join([content, *templates])).hexdigest()
    seen = _memory()
    if key not in seen:
        seen[key] = _parsed(content, templates, str(path))
    return seen[key]


def _parsed(content: bytes, templates: list[bytes], name: str) -> NormalForm:
    tree = ast.parse(content, filename=name)
    imports: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imports += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _drop_docstring(node)
    text = b"\n".join([ast.dump(tree).encode(), *templates])
    return NormalForm(hashlib.sha256(text).hexdigest()[:DIGITS], tuple(dict.fromkeys(imports)))


def _drop_docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:]


@cache
def _memory() -> dict[str, NormalForm]:
    """Return the forms that are remembered, by the content they are of; written back at the end."""
    # Another way to find forms has no use for those of this one.
    way = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    try:
        kept = json.loads(MEMORY.read_text(encoding="utf-8"))
        forms = {key: NormalForm(form[0], tuple(form[1])) for key, form in kept["forms"].items()}
        known = forms if kept["way"] == way else {}
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        # Missing or damaged: it is made anew.
        known = {}
    atexit.register(_write_back, known, way, len(known))
    return known


def _write_back(known: dict[str, NormalForm], way: str, before: int) -> None:
    if len(known) == before:
        return
    try:
        with replacing(MEMORY) as beside:
            beside.write_text(json.dumps({"way": way, "forms": known}), encoding="utf-8")
    except OSError:
        # Where it cannot be kept, every process parses for itself, which takes two seconds.
        return
