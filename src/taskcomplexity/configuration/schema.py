"""The schema of the config, put together from the parts of the workflow and of each study."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

CORE = "config"
# Ten times as fast, where PyYAML was built with it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_schema(folder: Path, studies: Sequence[str]) -> dict[str, Any]:
    """Read the JSON schema of the whole config.

    Parameters
    ----------
    folder
        With ``config.schema.yaml``, what all studies share, and a file for each study: the
        properties that it adds, which of them must be there, and definitions of its own.
    studies
        Their names.
    """
    whole = _read(folder, CORE)
    for study in studies:
        part = _read(folder, study)
        whole["properties"] |= part["properties"]
        whole["required"] += part.get("required", [])
        whole["$defs"] |= part.get("$defs", {})
    return whole


def _read(folder: Path, name: str) -> dict[str, Any]:
    return yaml.load((folder / f"{name}.schema.yaml").read_text(encoding="utf-8"), Loader=LOADER)
