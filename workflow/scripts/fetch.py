"""Fetch a dataset, check that the workflow can use it, and store it as one file."""

import logging

from taskcomplexity.configuration.classes import classes_in_use
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.images import save_images
from taskcomplexity.data.listing import locate
from taskcomplexity.data.local import read_local
from taskcomplexity.data.sources import fetch
from taskcomplexity.data.usable import by_number, check_usable, tell_uneven
from taskcomplexity.joblog import job

with job(snakemake.log[0]):
    params = snakemake.params
    # Where a dataset of the catalog comes from is no parameter: from every source it is the same
    # by its sums, and nothing is to run again for another one. Nor is which classes are in use:
    # the file holds all of them, and what uses another one checks it.
    section = snakemake.config["datasets"][snakemake.wildcards.dataset]
    in_use = classes_in_use(section, params.classes, params.labels)
    path = section.get("path") and locate(section["path"])
    entry = CATALOG.get(snakemake.wildcards.dataset)
    if entry is None:
        logging.getLogger("taskcomplexity").info("Read %s", path)
        own = read_local(path, params.classes, params.labels, in_use)
        images, source, name = own.images, path, own.name
    else:
        images = fetch(entry, section.get("sources", []), path)
        source, name = entry.title, by_number
    check_usable(images, in_use, source, name, distances="pairs" in section)
    tell_uneven(images, in_use)
    save_images(images, snakemake.output[0])
