"""Captions of figures, as HTML."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docutils.core import publish_parts
from jinja2 import Environment, StrictUndefined

SETTINGS = {"file_insertion_enabled": False, "raw_enabled": False, "report_level": 5}


def render_caption(path: str | Path, about: Mapping[str, Any]) -> str:
    """Render a caption of the report, reStructuredText in a template, as HTML.

    Parameters
    ----------
    path
        Of the caption.
    about
        What its figure is told of the config, ``snakemake.params.about`` in the template.
    """
    environment = Environment(undefined=StrictUndefined)
    snakemake = SimpleNamespace(params=SimpleNamespace(about=about))
    text = environment.from_string(Path(path).read_text(encoding="utf-8")).render(
        snakemake=snakemake
    )
    return publish_parts(text, writer="html5", settings_overrides=SETTINGS)["body"]
