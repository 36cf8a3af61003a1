"""The margins of the audit: what counts as the same, near, raised, sharp.

They stand in resources/published/margins.csv with the day they were set and the reason; a margin
that was changed has a line for each value, and the last one counts.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd


def read_margins(published: Path) -> Mapping[str, float]:
    """Return the value of each margin that is in force.

    Parameters
    ----------
    published
        The folder with ``margins.csv``: name, value, unit, since, reason.
    """
    table = pd.read_csv(published / "margins.csv")
    return table.groupby("name", sort=False)["value"].last().to_dict()


def filled(text: str, margins: Mapping[str, float]) -> str:
    """Put margins in the place of their names in braces."""
    return text.format_map({name: f"{value:g}" for name, value in margins.items()})


def margin_history(published: Path) -> pd.DataFrame:
    """Return the lines of margins that were changed, in the order of their names and days."""
    table = pd.read_csv(published / "margins.csv", dtype=str, keep_default_na=False)
    return table[table.duplicated("name", keep=False)]
