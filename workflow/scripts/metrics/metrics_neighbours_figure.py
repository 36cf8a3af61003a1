"""Draw how the metrics of the models of pairs go with what these lose."""

from functools import partial

from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.style import Style
from taskcomplexity.frames import read_sources
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.neighbours.figure import draw, table

with job(snakemake.log[0]):
    params = snakemake.params
    read = read_sources(dict(snakemake.input.items()), params.reads)
    publish(
        table(read, params.about),
        partial(draw, read=read, about=params.about),
        snakemake.output,
        Style(**params.style),
        record(seed=params.seed, code=params.code, device="cpu", threads=1),
    )
