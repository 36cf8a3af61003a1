"""The tables of a part as plain HTML, for the report of Snakemake."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

TEMPLATE = Path(__file__).with_suffix(".html.j2")
# Of a longer table a report names the file.
MOST_ROWS = 500


def render_tables(part: Mapping[str, Any]) -> str:
    """Render every table of a part as HTML, whole where it has up to 500 rows.

    Parameters
    ----------
    part
        From :meth:`taskcomplexity.page.part.PartBuilder.build`.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        title=part["title"],
        tables=[(table, list(_rows(table))) for table in part["tables"]],
        most=MOST_ROWS,
    )


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Return the rows as text; none of a table that is too long or only named."""
    if table.get("rows", MOST_ROWS + 1) > MOST_ROWS:
        return
    yield from zip(*map(_values, table["columns"]), strict=True)


def _values(column: Mapping[str, Any]) -> list[str]:
    if column["numeric"]:
        return [
            "" if value is None else str(value) if isinstance(value, int) else f"{value:.6g}"
            for value in column["values"]
        ]
    return ["" if code < 0 else column["levels"][code] for code in column["codes"]]
