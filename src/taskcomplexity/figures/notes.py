"""What is said below figures."""

import textwrap
from collections.abc import Iterable, Sequence

LETTERS = 110  # that fit into a line at the width of a page


def untrained_told(models: Sequence[str]) -> str:
    """Say which models did not train; nothing where all did."""
    return wrapped([f"Did not train, and count: {', '.join(models)}."]) if models else ""


def wrapped(sentences: Iterable[str]) -> str:
    """Put sentences below each other, broken into lines that fit below a figure."""
    told = filter(None, sentences)
    return "\n".join(textwrap.fill(one, LETTERS, break_on_hyphens=False) for one in told)
