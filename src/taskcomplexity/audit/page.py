"""The audit as a page: one file that needs nothing else."""

import base64
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from jinja2 import Environment, StrictUndefined
from matplotlib.figure import Figure

from taskcomplexity.audit.values import MATRICES, Matrix
from taskcomplexity.audit.verdict import VERDICTS, Verdict
from taskcomplexity.figures.matrices import draw_matrix, pair_matrix
from taskcomplexity.figures.style import Style, styled

TEMPLATE = Path(__file__).with_suffix(".html.j2")
STYLE = Style(dpi=110, font_size=8)
DIGITS = tuple("0123456789")


def render_page(
    claims: Sequence[Verdict],
    values: Sequence[Verdict],
    tables: Mapping[str, pd.DataFrame],
    provenance: Mapping[str, object],
    *,
    untrained: Sequence[str] = (),
    margins: pd.DataFrame | None = None,
) -> str:
    """Render the audit as self-contained HTML.

    Parameters
    ----------
    claims
        Verdicts on statements.
    values
        Verdicts on matrices, from :func:`taskcomplexity.audit.values.judge_matrices`: of each
        matrix the whole first, then its cells. Others, such as on curves, may follow.
    tables
        Published cells and ours, by the key of each matrix.
    provenance
        What made the audit.
    untrained
        Lines that tell which models did not train.
    margins
        From :func:`taskcomplexity.audit.margins.margin_history`.
    """
    count = Counter(row.verdict for row in (*claims, *values))
    wholes, pictures, at = [], [], 0
    for matrix in (matrix for matrix in MATRICES if matrix.key in tables):
        cells = tables[matrix.key]
        wholes.append(values[at])
        pictures.append(
            {
                "title": f"{matrix.source}: {matrix.quantity}",
                "png": _picture(matrix, cells),
                "cells": values[at + 1 : at + 1 + len(cells)],
            }
        )
        at += 1 + len(cells)
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        counts={verdict: count[verdict] for verdict in VERDICTS},
        claims=claims,
        wholes=wholes,
        pictures=pictures,
        others=values[at:],
        untrained=untrained,
        margins=[] if margins is None else list(margins.itertuples()),
        provenance=provenance,
    )


def _picture(matrix: Matrix, cells: pd.DataFrame) -> str:
    """Draw published and our cells on one scale, and their difference, as a PNG in base64."""
    both = cells[["published", "ours"]]
    limits = (both.min().min(), both.max().max())
    with styled(STYLE):
        figure = Figure(figsize=(11, 3.7))
        axes = figure.subplots(1, 3)
        for at, column in zip(axes, ("published", "ours"), strict=False):
            values = pair_matrix(cells, column, len(DIGITS))
            image = draw_matrix(at, values, DIGITS, matrix.decimals, limits)
            at.set_title(column)
        unit = f" ({matrix.unit})" if matrix.unit else ""
        figure.colorbar(image, ax=list(axes[:2]), shrink=0.85, label=matrix.quantity + unit)
        difference = cells.assign(difference=cells["ours"] - cells["published"])
        largest = np.nanmax([*difference["difference"].abs(), 10.0**-matrix.decimals])
        values = pair_matrix(difference, "difference", len(DIGITS))
        image = draw_matrix(
            axes[2], values, DIGITS, matrix.decimals, (-largest, largest), colors="PuOr"
        )
        axes[2].set_title("ours − published")
        figure.colorbar(image, ax=axes[2], shrink=0.85, label="difference" + unit)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()
