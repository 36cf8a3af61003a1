"""The audit as a page: one file that needs nothing else."""

import base64
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from taskcomplexity.audit.report import Report, Section
from taskcomplexity.audit.verdict import NOT_REPRODUCED, NOT_RUN, REPRODUCED, UNDECIDED, Verdict
from taskcomplexity.figures.style import Style, styled

TEMPLATE = Path(__file__).with_suffix(".html.j2")
STYLE = Style(dpi=110, font_size=8)
# What a reader looks for stands first.
ORDER = (NOT_REPRODUCED, UNDECIDED, REPRODUCED, NOT_RUN)


def render_page(report: Report, provenance: Mapping[str, object]) -> str:
    """Render an audit as self-contained HTML.

    Parameters
    ----------
    report
        What was found.
    provenance
        What made it.
    """
    count = Counter(row.verdict for row in report.rows())
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        report=report,
        counts={verdict: count[verdict] for verdict in ORDER},
        sort=sort,
        sections=[(section, _picture(section)) for section in report.sections],
        margins=list(report.margins.itertuples()),
        provenance=provenance,
    )


def sort(rows: Iterable[Verdict]) -> list[Verdict]:
    """Return verdicts in the order in which they are shown, those alike as they come."""
    return sorted(rows, key=lambda row: ORDER.index(row.verdict))


def _picture(section: Section) -> str:
    """Draw the picture of a section as a PNG in base64; nothing where it has none."""
    if section.picture is None:
        return ""
    buffer = io.BytesIO()
    with styled(STYLE):
        section.picture().savefig(buffer, format="png", metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()
