"""Fetch a dataset and store it as one checked file."""

from pathlib import Path

from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.images import save_images
from taskcomplexity.data.local import read_local
from taskcomplexity.data.sources import fetch
from taskcomplexity.joblog import job

with job(snakemake.log[0]):
    # Where a dataset of the catalog comes from is no parameter: from every source it is the same
    # by its sums, and nothing is to run again for another one.
    section = snakemake.config["datasets"][snakemake.wildcards.dataset]
    path = section.get("path") and Path(section["path"])
    entry = CATALOG.get(snakemake.wildcards.dataset)
    if entry is None:
        images = read_local(path, tuple(snakemake.params.classes))
    else:
        images = fetch(entry, section.get("sources", []), path)
    save_images(images, snakemake.output[0])
