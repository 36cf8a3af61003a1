"""What an audit found, as it is written down."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.audit.verdict import Verdict


@dataclass(frozen=True)
class Section:
    """A part of an audit beside its statements.

    Attributes
    ----------
    title
        Its heading.
    introduction
        What a reader must know to read it.
    rows
        Verdicts that are shown.
    single
        Verdicts that are shown below the picture, such as those on single cells.
    picture
        Draws what the section is about.
    described
        What the picture shows, for those who do not see it.
    lines
        Further lines.
    """

    title: str
    introduction: str = ""
    rows: Sequence[Verdict] = ()
    single: Sequence[Verdict] = ()
    picture: Callable[[], Figure] | None = None
    described: str = ""
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Report:
    """An audit.

    Attributes
    ----------
    paper
        Whose statements are looked at, for the heading.
    introduction
        What a reader must know to read it.
    statements
        Verdicts on the statements of its text.
    sections
        Verdicts on values, and what else there is to tell.
    margins
        From :func:`taskcomplexity.audit.margins.margin_history`.
    """

    paper: str
    introduction: str
    statements: Sequence[Verdict]
    sections: Sequence[Section] = ()
    margins: pd.DataFrame = field(default_factory=pd.DataFrame)

    def rows(self) -> Iterator[Verdict]:
        """Return every verdict, in the order in which they are shown."""
        yield from self.statements
        for section in self.sections:
            yield from section.rows
            yield from section.single
