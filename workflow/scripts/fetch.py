"""Fetch a dataset and store it as one checked file."""

from pathlib import Path

from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.images import save_images
from taskcomplexity.data.local import read_local
from taskcomplexity.data.sources import fetch
from taskcomplexity.joblog import logged

with logged(snakemake.log[0]):
    path = snakemake.params.path and Path(snakemake.params.path)
    entry = CATALOG.get(snakemake.wildcards.dataset)
    if entry is None:
        images, source = read_local(path, tuple(snakemake.params.classes)), str(path)
    else:
        images, source = fetch(entry, snakemake.params.sources, path)
    save_images(images, snakemake.output[0], source)
