"""Figure 9."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.studies.language.figures import draw_disturbed_layers

PROBES = ("noise", "flip")


def table(read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> pd.DataFrame:
    """Make the source table, as :class:`taskcomplexity.study.Figure` says."""
    curves = read["curves"]
    return curves[curves["probe"].isin(PROBES)].reset_index(drop=True)


def draw(table: pd.DataFrame, read: Mapping[str, pd.DataFrame], about: Mapping[str, Any]) -> Figure:
    """Draw the figure, as :class:`taskcomplexity.study.Figure` says."""
    return draw_disturbed_layers(table, about["layers"])
