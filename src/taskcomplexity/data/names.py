"""Names that users give: of classes, folders and files."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from unicodedata import normalize


def composed(name: str) -> str:
    """Return a name in Unicode's composed form, in which names are compared.

    One file system writes a letter with an accent as one character, another one as two.
    """
    return normalize("NFC", name)


def nearest(wanted: str, names: Iterable[str]) -> str | None:
    """Return the name that is most like the wanted one, whatever its case; None if none is."""
    folded = {composed(name).casefold(): name for name in names}
    found = get_close_matches(composed(wanted).casefold(), folded, n=1)
    return folded[found[0]] if found else None


def some(names: Collection[str], shown: int = 8) -> str:
    """Return the first names and how many more there are, for a message."""
    told = ", ".join(list(names)[:shown])
    return told + (f" and {len(names) - shown} more" if len(names) > shown else "")
