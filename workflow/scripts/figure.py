"""Draw a figure of a study from its tables."""

import importlib
from functools import partial

from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.style import Style
from taskcomplexity.frames import read_sources
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record

with job(snakemake.log[0]):
    params = snakemake.params
    functions = importlib.import_module(params.module)
    read = read_sources(dict(snakemake.input.items()), params.reads)
    publish(
        functions.table(read, params.about),
        partial(functions.draw, read=read, about=params.about),
        snakemake.output,
        Style(**params.style),
        record(seed=params.seed, code=params.code, device="cpu", threads=1),
    )
