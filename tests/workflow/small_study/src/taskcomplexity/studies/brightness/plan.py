"""What a config asks of the study."""

from collections.abc import Mapping
from typing import Any

from taskcomplexity.studies.brightness.study import STUDY

from taskcomplexity.configuration.datasets import Dataset
from taskcomplexity.study import (
    Audit,
    Figure,
    Page,
    ShownTable,
    Source,
    shown_audit,
    shown_figures,
)

FOLDER = "taskcomplexity.studies.brightness"
COLUMNS = ("class_name", "brightness")


class Plan:
    """The section of the study in the config, and the tables that are made of it."""

    study = STUDY

    def __init__(self, config: Mapping[str, Any], datasets: Mapping[str, Dataset]):
        self.images: int = config["brightness"]["images"]
        files = tuple(f"results/brightness/{dataset}.parquet" for dataset in datasets)
        self.reads = {"brightness": Source(files, COLUMNS, tuple(datasets))}
        self.titles = {name: dataset.title for name, dataset in datasets.items()}

    def figures(self) -> list[Figure]:
        """Return the one figure."""
        about = {"titles": self.titles}
        shows = "brightness of classes"
        return [Figure("01", shows, f"{FOLDER}.figure_01", self.reads, about, "figure_01")]

    def audit(self) -> Audit:
        """Return the audit of the one claim."""
        return Audit(f"{FOLDER}.claims", self.reads)

    def pages(self) -> list[Page]:
        """Return what its target shows on the page of results."""
        tables = (ShownTable("brightness", "A row per class", self.reads["brightness"]),)
        return [
            Page("brightness", "Brightness", shown_figures(self), tables, (), shown_audit(self))
        ]
