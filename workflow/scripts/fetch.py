"""Fetch a dataset, check that the workflow can use it, and store it as one file."""

import logging

from taskcomplexity.configuration.asked import asked_of
from taskcomplexity.configuration.classes import classes_in_use, is_measured
from taskcomplexity.data.catalog import CATALOG
from taskcomplexity.data.converted import converted
from taskcomplexity.data.images import Images
from taskcomplexity.data.listing import locate
from taskcomplexity.data.local import read_local
from taskcomplexity.data.sources import fetch
from taskcomplexity.data.stored import save_data
from taskcomplexity.data.usable import by_number, check_usable, tell_uneven
from taskcomplexity.distances.measure import SSIM, chosen
from taskcomplexity.joblog import job
from taskcomplexity.streams import numpy_generator

with job(snakemake.log[0]):
    name, params = snakemake.wildcards.dataset, snakemake.params
    # Where a dataset of the catalog comes from is no parameter: from every source it is the same
    # by its sums, and nothing is to run again for another one. Nor is which classes are in use and
    # how distances are measured: the file holds all samples, and what uses them checks them.
    section = snakemake.config["datasets"][name]
    entry, split = CATALOG.get(name), params.split
    own = entry is None
    in_use = classes_in_use(section, params.classes, params.labels, own=own)
    path = section.get("path") and locate(section["path"])
    asked = asked_of(name, section, [])
    if own:
        logging.getLogger("taskcomplexity").info("Read %s", path)
        drawn = None if split is None else numpy_generator(split["seed"], name, "split")
        read = read_local(path, params.classes, params.labels, in_use, asked, drawn)
        data, source, named = read.data, path, read.name
    else:
        drawn = {}
        if split is not None:
            drawn = {"seed": split["seed"], "test_fraction": split["fraction"]}
        data = fetch(entry, section.get("sources", []), path, name=name, **drawn)
        if isinstance(data, Images):
            data = converted(data, asked, entry.title)
        source, named = entry.title, by_number
    measured = is_measured(section, own=own)
    ssim = measured and chosen(data, snakemake.config["distances"]["measure"]) == SSIM
    check_usable(data, in_use, source, named, ssim=ssim)
    tell_uneven(data, in_use)
    save_data(data, snakemake.output[0])
