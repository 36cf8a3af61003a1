"""A figure on disk: PDF, PNG and the table it is drawn from."""

from collections.abc import Callable, Mapping

import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.figures.letters import fit_letters
from taskcomplexity.figures.style import Style, save_figure, styled
from taskcomplexity.frames import write_frame


def publish(
    table: pd.DataFrame,
    draw: Callable[[pd.DataFrame], Figure],
    output: Mapping[str, str],
    style: Style,
    provenance: dict[str, object],
) -> None:
    """Draw a figure from its table and write all three files.

    Parameters
    ----------
    table
        The source table.
    draw
        From the table to the figure.
    output
        Paths under the keys ``table``, ``pdf`` and ``png``.
    style
        Its look.
    provenance
        What made it, for the table.
    """
    write_frame(table, output["table"], provenance)
    with styled(style):
        figure = draw(table)
        fit_letters(figure, output["png"])
        for kind in ("pdf", "png"):
            save_figure(figure, output[kind])
