"""Fonts for letters that the font of the figures lacks, as the names of classes may have them."""

import logging
from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.font_manager import findSystemFonts, fontManager, get_font
from matplotlib.text import Text

from taskcomplexity.figures.style import FONT

logger = logging.getLogger("taskcomplexity")

# Of the fonts that have a letter these go first, then the others by name.
PREFERRED = "Noto Sans"
# Shows which script a letter is of, not the letter.
NO_LETTERS = "Last Resort High-Efficiency"
REGULAR = 400


def fit_letters(figure: Figure, name: str | Path) -> None:
    """Let the texts of a figure fall back on installed fonts for letters that its font lacks.

    Letters that no installed font has are told by the logger ``taskcomplexity``; they are drawn as
    boxes.

    Parameters
    ----------
    figure
        Drawn, its texts all set.
    name
        What to call it.
    """
    texts = figure.findobj(Text)
    letters = {letter for text in texts for letter in text.get_text() if letter != "\n"}
    missing = {ord(letter) for letter in letters} - _letters_of(FONT)
    if not missing:
        return
    families = [FONT]
    for family in _other_families():
        if found := missing & _letters_of(family):
            families.append(family)
            missing -= found
        if not missing:
            break
    for text in texts:
        text.set_fontfamily(families)
    if missing:
        logger.warning(
            "%s: no installed font has the letters %s, boxes stand in their place; install one "
            "that has them, such as Noto Sans of their script",
            name,
            " ".join(map(chr, sorted(missing))),
        )


def _other_families() -> Iterator[str]:
    known = {entry.fname for entry in fontManager.ttflist}
    for path in sorted(set(findSystemFonts()) - known):
        fontManager.addfont(path)
    families = set(fontManager.get_font_names()) - {FONT, NO_LETTERS}
    yield from sorted(families, key=lambda name: (not name.startswith(PREFERRED), name))


def _letters_of(family: str) -> set[int]:
    regular = min(
        (entry for entry in fontManager.ttflist if entry.name == family),
        key=lambda entry: (entry.style != "normal", abs(int(entry.weight) - REGULAR), entry.fname),
    )
    return set(get_font(regular.fname).get_charmap())
