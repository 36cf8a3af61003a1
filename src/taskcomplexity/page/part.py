"""What a target adds to the page of results."""

import base64
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from taskcomplexity.frames import read_by_dataset, read_whole
from taskcomplexity.page.captions import render_caption
from taskcomplexity.page.cells import columns_of, named_classes, summarised
from taskcomplexity.page.fresh import digest_of
from taskcomplexity.page.samples import samples_of
from taskcomplexity.tables import read_tables

# What names a model, in the tables of every study, but for its seed; and what tells of pairs.
OF_MODELS = ("dataset", "task_name", "method", "cell", "layers")
OF_PAIRS = ("dataset", "class_a", "class_b", "models", "untrained_models")
# Rows that a page still holds: of a table, and of one that a figure is drawn from.
MOST_ROWS = 20_000
MOST_DRAWN = 5000
MOST_PAIRS = 2000
FIGURES = re.compile(r"figures? (\d+)\w?(?: (and|to) (\d+))?")


class PartBuilder:
    """Builds the part of a target.

    Parameters
    ----------
    page
        From :class:`taskcomplexity.study.Page`, as mappings.
    places
        Where each of its files lies.
    home
        The folder of the page, which links start from.
    captions
        The folder of captions.
    """

    def __init__(
        self, page: Mapping[str, Any], places: Mapping[str, str], home: Path, captions: Path
    ):
        self._page, self._places = page, places
        self._home, self._captions = home, captions

    def build(self) -> dict[str, Any]:
        """Return the part, for JSON."""
        page = self._page
        tables = [
            (table, self._read(table)) for table in page["tables"] if table["source"]["files"]
        ]
        few = [one for one in page["pairs"] if self._rows(one["measures"]) <= MOST_PAIRS]
        return {
            "target": page["target"],
            "title": page["title"],
            "files": {self._link(name): digest_of(place) for name, place in self._places.items()},
            "figures": [self._figure(figure) for figure in page["figures"]],
            "tables": [
                *(self._table(table, frame) for table, frame in tables),
                *(self._drawn_table(figure) for figure in page["figures"]),
            ],
            "pairs": [self._pairs(one) for one in few],
            "too_many_pairs": [one["title"] for one in page["pairs"] if one not in few],
            "samples": {
                data: samples_of(self._places[data])
                for data in dict.fromkeys(one["data"] for one in few)
            },
            "verdicts": [self._verdicts(*audit) for audit in page["audits"].items()],
            "untrained": untrained([frame for _, frame in tables if frame is not None]),
        }

    def _rows(self, file: str) -> int:
        return pq.read_metadata(self._places[file]).num_rows

    def _link(self, name: str) -> str:
        """Return where a file lies from the page's folder, with forward slashes."""
        return Path(self._places[name]).relative_to(self._home).as_posix()

    def _figure(self, figure: Mapping[str, Any]) -> dict[str, Any]:
        links = {kind: self._link(file) for kind, file in figure["files"].items()}
        picture = Path(self._places[figure["files"]["png"]]).read_bytes()
        return {
            "name": figure["name"],
            "number": figure["number"].lstrip("0"),
            "shows": figure["shows"],
            "caption": render_caption(self._captions / figure["caption"], figure["about"]),
            "picture": base64.b64encode(picture).decode(),
            "links": links,
            "of": list(links.values()),
        }

    def _drawn_table(self, figure: Mapping[str, Any]) -> dict[str, Any]:
        """Return the table that a figure is drawn from; only its name, where it is a long one."""
        file = figure["files"]["table"]
        about = {
            "name": f"figure {figure['name']}",
            "shows": f"What the figure is drawn from: {figure['shows']}",
            "along": "",
            "of": (),
        }
        frame = read_whole([self._places[file]]) if self._rows(file) <= MOST_DRAWN else None
        return self._shown(about, [file], frame)

    def _read(self, table: Mapping[str, Any]) -> pd.DataFrame | None:
        """Read the tables of a kind into one; nothing where they are only named."""
        if table["linked"]:
            return None
        source = table["source"]
        paths = [self._places[file] for file in source["files"]]
        if source["datasets"]:
            columns = source["columns"] or pq.read_schema(paths[0]).names
            return read_by_dataset(source["datasets"], paths, columns)
        if source["columns"]:
            return read_tables(paths, source["columns"]).to_pandas()
        return read_whole(paths)

    def _table(self, table: Mapping[str, Any], frame: pd.DataFrame | None) -> dict[str, Any]:
        if frame is not None and table["over"]:
            frame = summarised(frame, table["over"], table["of"])
        return self._shown(table, table["source"]["files"], frame)

    def _shown(
        self, about: Mapping[str, Any], files: Sequence[str], frame: pd.DataFrame | None
    ) -> dict[str, Any]:
        """Return a table, or its name and files where there is none or it is too long a one."""
        links = [self._link(file) for file in files]
        shown = {
            "name": about["name"],
            "shows": about["shows"],
            "links": links,
            "of": links,
            "along": about["along"],
            "measures": list(about["of"]),
        }
        if frame is None or len(frame) > MOST_ROWS:
            return shown
        frame = named_classes(frame, self._page["classes"])
        return {**shown, "rows": len(frame), "columns": columns_of(frame)}

    def _pairs(self, one: Mapping[str, Any]) -> dict[str, Any]:
        frame = read_whole([self._places[one["measures"]]])
        return {
            **{name: one[name] for name in ("dataset", "variant", "title", "classes", "data")},
            "of": [self._link(one["measures"]), self._link(one["data"])],
            "columns": columns_of(frame),
        }

    def _verdicts(self, study: str, file: str) -> dict[str, Any]:
        frame, table = read_whole([self._places[file]]), self._link(file)
        return {
            "study": study,
            "of": [table],
            "audit": table.removesuffix(".parquet") + ".html",
            "columns": columns_of(frame),
            "figures": [self._figures_of(source) for source in frame["source"]],
        }

    def _figures_of(self, source: str) -> list[str]:
        """Return the names of the figures that a source speaks of and that this part has."""
        numbers = cited(source)
        return [
            figure["name"]
            for figure in self._page["figures"]
            if figure["number"].lstrip("0") in numbers
        ]


def cited(source: str) -> set[str]:
    """Return the numbers of the figures that a source speaks of, such as ``figures 5 to 7``."""
    numbers: set[str] = set()
    for first, joined, last in FIGURES.findall(source.lower()):
        among = range(int(first), int(last) + 1) if joined == "to" else filter(None, (first, last))
        numbers |= set(map(str, among))
    return numbers


def untrained(frames: Sequence[pd.DataFrame]) -> list[dict[str, Any]] | None:
    """Count the models that did not train, by what names them.

    Parameters
    ----------
    frames
        Tables. Those with a row per model say it of each, those of pairs of classes how many.

    Returns
    -------
    list of dict or None
        ``models``, ``untrained``, ``of``; empty where all trained, None where no table tells.
    """
    found: dict[str, tuple[int, int]] = {}
    tells = False
    for frame in frames:
        if {"trained", "seed"} <= set(frame):
            names = [name for name in OF_MODELS if name in frame]
            models = frame.drop_duplicates([*names, "seed"])
            for key, group in models.groupby(names, sort=False):
                failed = int((~group["trained"].astype(bool)).sum())
                found.setdefault(" ".join(map(str, key)), (failed, len(group)))
        elif set(OF_PAIRS) <= set(frame):
            for row in frame.itertuples():
                name = f"{row.dataset} {row.class_a}-{row.class_b}"
                found.setdefault(name, (int(row.untrained_models), int(row.models)))
        else:
            continue
        tells = True
    if not tells:
        return None
    return [
        {"models": name, "untrained": failed, "of": number}
        for name, (failed, number) in found.items()
        if failed
    ]
