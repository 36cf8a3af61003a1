"""Keys that a config file gives twice, of which YAML would keep the last without a word."""

from collections.abc import Iterator
from pathlib import Path

import yaml


def keys_given_twice(path: str | Path) -> list[str]:
    """Name every key that stands twice in one mapping of a YAML file, with both lines."""
    try:
        top = yaml.compose(Path(path).read_text(encoding="utf-8"), yaml.SafeLoader)
    except yaml.YAMLError:
        # JSON that is no YAML, as its lines begin with tabs; Snakemake reads it as JSON.
        return []
    return [f"{path}, {told}" for told in _twice(top, "")]


def _twice(node: yaml.Node | None, where: str) -> Iterator[str]:
    if isinstance(node, yaml.SequenceNode):
        for number, inner in enumerate(node.value):
            yield from _twice(inner, f"{where}{number}.")
    if not isinstance(node, yaml.MappingNode):
        return
    first: dict[tuple[str, str], int] = {}
    for key, value in node.value:
        line, name = key.start_mark.line + 1, (key.tag, str(key.value))
        if name in first:
            yield (
                f"line {line}: the key `{where}{key.value}` is given a second time, first in line "
                f"{first[name]}; YAML keeps the last alone, so bring the two together"
            )
        first.setdefault(name, line)
        yield from _twice(value, f"{where}{key.value}.")
