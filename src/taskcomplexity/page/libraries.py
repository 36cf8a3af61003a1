"""What draws charts and sorts tables in a browser, as it comes in packages."""

import base64
import importlib.metadata
from importlib.resources import files
from pathlib import Path

from taskcomplexity.atomic import replacing

NEEDED = ("itables", "vl-convert-python")


def missing() -> list[str]:
    """Return which of the packages are not installed."""
    return [name for name in NEEDED if not _is_there(name)]


def charts(kept: Path) -> str:
    """Return Vega-Lite and what it needs, a module that sets ``vegaEmbed`` of the window.

    Parameters
    ----------
    kept
        A folder where it is kept, as it takes seconds to make.
    """
    path = kept / f"vega_{importlib.metadata.version('vl-convert-python')}.js"
    if not path.exists():
        import vl_convert

        with replacing(path) as beside:
            beside.write_text(vl_convert.javascript_bundle(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def tables() -> tuple[str, str]:
    """Return DataTables: a module as a URL that holds it, and its style."""
    folder = files("itables") / "html"
    script = base64.b64encode((folder / "dt_bundle.js").read_bytes()).decode()
    return f"data:text/javascript;base64,{script}", (folder / "dt_bundle.css").read_text("utf-8")


def _is_there(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
