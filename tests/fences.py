"""The fenced blocks of a page of Markdown."""

import re
from textwrap import dedent
from typing import NamedTuple

# A fence of any language takes what is in it, so that a fence shown within another is no example.
FENCE = re.compile(
    r"^(?: *<!-- not run: (?P<reason>.+) -->\n)?"
    r"^(?P<indent> *)(?P<ticks>`{3,}|~{3,}) *(?P<language>[^\s`]*).*\n"
    r"(?P<code>(?:.*\n)*?)"
    r"(?:^ *(?P=ticks) *$|\Z)",
    re.MULTILINE,
)


class Block(NamedTuple):
    """What stands between two fences of a page."""

    language: str
    line: int
    code: str
    reason: str
    """Why it is not run; empty where it is."""


def blocks(text):
    """Every fenced block of a page."""
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("code"))
        yield Block(found["language"], line, dedent(found["code"]), found["reason"] or "")
