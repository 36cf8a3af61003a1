"""What griffe, which reads the docstrings for the site, does not make of them by itself."""

import re
from typing import Any

import griffe

PACKAGE = "taskcomplexity"
TABLE = re.compile(r"^=+(?: =+)+\n(?:.+\n)+?=+(?: =+)+\n(?:.+\n)+?=+(?: =+)+$", re.MULTILINE)
ROLE = re.compile(r":(?:class|data|func|meth|mod):`\.?(?P<place>[\w.]+)`")


class Docstrings(griffe.Extension):
    """Make links of roles such as :func:`place`, keep tables, tell the types of parameters."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Change a docstring after its file is read."""
        if obj.docstring:
            text = TABLE.sub(lambda table: f"```text\n{table[0]}\n```", obj.docstring.value)
            obj.docstring.value = ROLE.sub(lambda role: _link(role["place"], obj), text)
            if obj.is_function:
                _tell_apart(obj)


def _link(place: str, of: griffe.Object) -> str:
    """Return a link that leads nowhere where the site has not the place."""
    whole = place if place.startswith(f"{PACKAGE}.") else f"{of.module.path}.{place}"
    shown = place.rsplit(".", 1)[-1]
    return f'<autoref optional identifier="{whole}"><code>{shown}</code></autoref>'


def _tell_apart(function: griffe.Function) -> None:
    """Give parameters that one entry describes their own types and defaults.

    Of names that stand side by side griffe takes those of the first for all.
    """
    for section in function.docstring.parsed:
        if section.kind is griffe.DocstringSectionKind.parameters:
            for one in section.value:
                if one.name in function.parameters:
                    described = function.parameters[one.name]
                    one.annotation, one.value = described.annotation, described.default
