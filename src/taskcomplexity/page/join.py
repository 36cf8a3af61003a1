"""One page of the parts that are there."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from taskcomplexity.atomic import replacing
from taskcomplexity.page.fresh import is_as_it_was
from taskcomplexity.page.libraries import charts, missing, tables

FOLDER, PAGE = "pages", "index.html"
HERE = Path(__file__).parent
SHOWN = ("figures", "tables", "pairs", "verdicts")


def join(home: Path, targets: Iterable[str], ran: Mapping[str, Any]) -> Path | None:
    """Write the page of what is there, ``index.html`` in the folder of results.

    What shows a file that is no longer what it was is left out and told.

    Parameters
    ----------
    home
        The folder of results.
    targets
        Which there may be, in the order in which they are shown.
    ran
        ``stages``, from :func:`taskcomplexity.page.ran.stage_times`.

    Returns
    -------
    Path or None
        Of the page; None where there is no part.

    Raises
    ------
    ValueError
        When a part cannot be read, or a package that the page is made with is not installed.
    """
    places = [home / FOLDER / f"{target}.json" for target in targets]
    parts = [_read(place, home) for place in places if place.exists()]
    if not parts:
        return None
    if lacking := missing():
        raise ValueError(f"install {' and '.join(lacking)}")
    page = {"ran": dict(ran), "parts": parts}
    script, style = tables()
    environment = Environment(autoescape=False, undefined=StrictUndefined)
    template = environment.from_string((HERE / "index.html.j2").read_text(encoding="utf-8"))
    written = template.render(
        style=(HERE / "page.css").read_text(encoding="utf-8"),
        tables_style=style,
        tables=script,
        charts=charts(home / FOLDER),
        script=(HERE / "page.js").read_text(encoding="utf-8"),
        page=inside_script(page),
    )
    with replacing(home / PAGE) as beside:
        beside.write_text(written, encoding="utf-8")
    return home / PAGE


def _read(place: Path, home: Path) -> dict[str, Any]:
    try:
        return current(json.loads(place.read_text(encoding="utf-8")), home)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{place} cannot be read ({error!r}); delete it, and ask for the target "
            f"{place.stem} again"
        ) from error


def current(part: Mapping[str, Any], home: Path) -> dict[str, Any]:
    """Return a part without what shows files that were made anew since, and the names of these."""
    files = part["files"].items()
    changed = {name for name, digest in files if not is_as_it_was(home / name, digest)}
    kept = {
        kind: [one for one in part[kind] if not changed.intersection(one["of"])] for kind in SHOWN
    }
    return {**part, **kept, "changed": sorted(changed)}


def inside_script(value: object) -> str:
    """Write JSON that stands in a script of a page: nothing in it ends the script."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
